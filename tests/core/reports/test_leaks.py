"""Planted names, numbers and addresses are sought in every column of every table and in every file of STATE."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from arcadumas.core.handling import archive, ask, beside, close, disclose, follow_up
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.models import Source
from arcadumas.site import sealing
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NAME, NIK, EMAIL = "Zulaikha Kenariwati", "6304051201900003", "zulaikha.kenari@contoh.test"
PHONES = ("0851 9876 5432", "+62 851-9876-5432", "6285198765432", "(0851) 98765432")
NUMBERS = re.compile(r"(?:85198765432|851.{0,2}9876.?5432|6304051201900003)")
NAMES = re.compile("zulaikha|kenariwati|kenari@", re.IGNORECASE)
SECRET_WORDS = "Bendahara menerima amplop tersembunyi"
REASON = "Sesuai pemeriksaan petugas di lapangan."
TEXT = f"Nomor saya {PHONES[0]} atau {PHONES[1]}, {PHONES[2]}, {PHONES[3]}. KTP {NIK}. Surel {EMAIL}."


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE", tmp_path)


def everything() -> Iterator[tuple[str, str]]:
    """Where, and what stands there: rows as the database writes them out, bytes also as the text they may be."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                yield table, row
                for dumped in re.findall(r"\\x([0-9a-f]{2,})", row):
                    yield table, bytes.fromhex(dumped).decode("latin-1")
    for path in settings.STATE.rglob("*"):
        yield str(path.name), path.name
        if path.is_file():
            yield path.name, path.read_bytes().decode("latin-1")


def hits(*patterns: re.Pattern[str]) -> list[tuple[str, str]]:
    return [
        (where, found[0]) for where, text in everything() for pattern in patterns if (found := pattern.search(text))
    ]


def plant(**values: object) -> dict[str, object]:
    photo = builders.photo(f"\xff\xd8\xff {NAME} {NIK}".encode())
    return {
        "title": f"Lampu padam, hubungi {PHONES[0]}", "body": TEXT, "name": NAME, "phone": PHONES[1], "email": EMAIL.upper(),
        "place_text": f"Depan rumah, {PHONES[2]}", "files": ((f"KTP {NAME} {NIK}.jpg", photo),), **values,
    }  # fmt: skip


def live_through(cast: Cast, **values: object) -> None:
    """From the door to a late objection, the reporter's number in all that is written."""
    report = builders.in_work(cast, **plant(**values)).report
    code, reporter = report.code, cast.reporter(report)
    ask.ask(code, by=cast.pupr_admin, text="Di jalan apa tepatnya lampu itu?")
    ask.send(code, by=reporter, text=TEXT)
    beside.attach(code, by=reporter, file=builders.photo(NAME.encode()), name=f"{NAME}.jpg")
    beside.note(code, by=cast.pupr_admin, text="Sudah ditinjau.")
    disclose.disclose(code, by=cast.front_officer, reason=REASON)
    respond(code, by=cast.pupr_admin, text=builders.ANSWER)
    beside.rate(code, by=reporter, stars=2, comment=f"{NAME}: {TEXT}")
    close.object_(code, by=reporter, reason=f"{NAME}: {TEXT}")
    accept(code, by=cast.pupr_admin)
    respond(code, by=cast.pupr_admin, text=builders.ANSWER)
    close.confirm(code, by=reporter)
    new = follow_up.object_late(code, by=reporter, reason=TEXT).report
    archive.withdraw(new.code, by=cast.reporter(new))


@pytest.mark.parametrize(
    "values",
    [
        {"is_anonymous": False},
        {"is_anonymous": True},
        {"is_anonymous": False, "is_confidential": True},
        {"is_anonymous": True, "is_confidential": True, "about_officials": True, "unit": "dinkes"},
        {"source": Source.LETTER},
    ],
    ids=["open", "anonymous", "confidential", "about officials", "letter"],
)
def test_no_name_number_or_address_stands_in_the_clear(cast: Cast, values: dict[str, object]) -> None:
    live_through(cast, **values)
    sealing.seal()
    assert hits(NUMBERS, NAMES) == []


def test_a_whistleblowers_words_stand_nowhere_either(cast: Cast) -> None:
    report = builders.received(**plant(title=f"{SECRET_WORDS} {PHONES[0]}", body=f"{SECRET_WORDS}. {TEXT}")).report
    ask.send(report.code, by=cast.reporter(report), text=SECRET_WORDS)
    classify(report.code, by=cast.front_officer, finding=Finding(is_whistleblowing=True))
    ask.send(report.code, by=cast.reporter(report), text=f"{SECRET_WORDS} lagi")
    assert hits(NUMBERS, NAMES, re.compile("amplop|tersembunyi", re.IGNORECASE)) == []


def test_what_is_planted_in_the_clear_is_found(cast: Cast) -> None:
    """The search finds text, bytes and files: else finding nothing would mean nothing."""
    report = builders.received(title=f"Dari {NAME}").report
    report.title_original = f"nomor {PHONES[2]}".encode()
    report.save()
    (settings.STATE / "catatan.txt").write_bytes(EMAIL.encode())
    assert {where for where, _found in hits(NUMBERS, NAMES)} == {"reports_report", "reports_sought", "catatan.txt"}
    assert sorted({found.lower() for _where, found in hits(NUMBERS, NAMES)}) == ["85198765432", "zulaikha"]


def test_files_and_names_do_not_hide_behind_base64(cast: Cast) -> None:
    live_through(cast, is_anonymous=True)
    shown = [base64.b64encode(text.encode())[:-4].decode() for text in (NAME, NIK, EMAIL)]
    assert [found for _where, found in hits(re.compile("|".join(map(re.escape, shown))))] == []
