"""The only way in: what is refused, what is masked, what is kept, in how many statements."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from arcadumas.base import codes
from arcadumas.base.refusals import Unfit
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports import identity, intake, journal, words
from arcadumas.core.reports.models import About, Attachment, Category, Event, Promise, Report, Reporter, Source, Unread
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)
REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"title": "  "}, "form.title_missing", "title"),
    ({"title": "x" * 201}, "form.title_too_long", "title"),
    ({"body": "\n\t "}, "form.body_missing", "body"),
    ({"body": "x" * 10_001}, "form.body_too_long", "body"),
    ({"title": "Jalan\x00"}, "form.characters", "title"),
    ({"body": "a\x1bb"}, "form.characters", "body"),
    ({"body": "lone \ud800"}, "form.characters", "body"),
    ({"name": "Si\x00ti"}, "form.characters", "name"),
    ({"place_text": "\x07"}, "form.characters", "place_text"),
    ({"kind": "gossip"}, "form.kind_missing", "kind"),
    ({"kind": ""}, "form.kind_missing", "kind"),
    ({"occurred_on": TOMORROW}, "form.date_future", "occurred_on"),
    ({"latitude": -3.0}, "form.place_unreadable", "place"),
    ({"longitude": 114.6}, "form.place_unreadable", "place"),
    ({"latitude": 90.1, "longitude": 0.0}, "form.place_unreadable", "place"),
    ({"latitude": 0.0, "longitude": -180.1}, "form.place_unreadable", "place"),
    ({"latitude": float("nan"), "longitude": 0.0}, "form.place_unreadable", "place"),
    ({"latitude": float("inf"), "longitude": 0.0}, "form.place_unreadable", "place"),
    ({"name": "x" * 151}, "form.too_long", "reporter.name"),
    ({"place_text": "x" * 301}, "form.too_long", "place"),
    ({"email": "siti(at)contoh"}, "form.email_odd", "reporter.email"),
    ({"email": "siti@contoh.test\nBcc: x@y.test"}, "form.email_odd", "reporter.email"),
    ({"phone": "0812"}, "form.phone_odd", "reporter.phone"),
    ({"phone": "bukan nomor"}, "form.phone_odd", "reporter.phone"),
    ({"unit": "nowhere"}, "form.unit_unknown", "unit"),
    ({"category": "nowhere"}, "form.category_unknown", "category"),
    ({"village": "99.99"}, "form.place_unreadable", "place.village"),
    ({"unit": "pupr'; DROP TABLE reports_report; --"}, "form.unit_unknown", "unit"),
]
EVERYTHING = {
    "title": "Jalan berlubang di depan pasar", "body": "Sudah dua minggu.", "kind": "complaint", "occurred_on": date(2026, 1, 2),
    "unit": "pupr", "category": "jalan_berlubang", "village": "63.04.05", "latitude": -3.2, "longitude": 114.6,
    "place_text": "Depan pasar", "is_anonymous": True, "is_confidential": True, "name": "Siti Rahmah",
    "phone": "0812-3456-7890", "email": " Siti@Contoh.test ", "about_officials": True, "sp4n_consent": True, "language": "en",
}  # fmt: skip


@pytest.mark.parametrize(("values", "code", "field"), REFUSED)
def test_it_refuses_what_does_not_fit_and_keeps_nothing(
    cast: Cast, values: dict[str, Any], code: str, field: str
) -> None:
    before = Report.objects.count()
    with pytest.raises(Unfit) as refused:
        builders.received(**values)
    assert [(error.code, error.field) for error in refused.value.errors] == [(code, field)]
    assert refused.value.sentence != ""
    assert Report.objects.count() == before


def test_all_that_does_not_fit_is_said_at_once(cast: Cast) -> None:
    with pytest.raises(Unfit) as refused:
        builders.received(
            title="", body="", kind="x", phone="1", email="x", latitude=99.0, longitude=0.0, occurred_on=TOMORROW
        )
    assert [error.field for error in refused.value.errors] == [
        "title", "body", "kind", "occurred_on", "place", "reporter.email", "reporter.phone",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        {"title": "x" * 200}, {"body": "x" * 10_000}, {"title": f"  {'x' * 200}  "}, {"name": "x" * 150}, {"place_text": "x" * 300},
        {"occurred_on": timezone.localdate()}, {"latitude": 90, "longitude": -180}, {"body": "baris\r\nbaru\tdan 😀"},
        {"village": "63.04.05"}, {"village": "63.04.05.1003"}, {"phone": "+62 812-3456-7890"}, {"phone": "62812 3456 7890"},
    ],
)  # fmt: skip
def test_it_takes_what_just_fits(cast: Cast, values: dict[str, Any]) -> None:
    assert builders.received(**values).report.state == "received"


def test_a_unit_that_has_ended_and_a_category_out_of_use_are_unknown(cast: Cast) -> None:
    Unit.objects.filter(code="pupr").update(valid_to=date(2026, 1, 1))
    Category.objects.filter(code="jalan_berlubang").update(is_active=False)
    with pytest.raises(Unfit) as refused:
        builders.received(unit="pupr", category="jalan_berlubang")
    assert [error.field for error in refused.value.errors] == ["unit", "category"]


def test_a_report_with_everything_is_kept_whole(cast: Cast) -> None:
    receipt = builders.received(**EVERYTHING)
    report = Report.objects.select_related("named_unit", "category").get(code=receipt.report.code)
    assert (report.state, report.version, report.kind, report.language) == ("received", 1, "complaint", "en")
    assert (report.named_unit.code, report.category.code, report.area_id, report.unit) == (
        "pupr",
        "jalan_berlubang",
        "63.04.05",
        None,
    )
    assert (report.visibility, report.about_officials, report.sp4n_consent) == (
        ["anonymous", "confidential"],
        True,
        True,
    )
    assert (report.occurred_on, report.latitude, report.longitude, report.place_text) == (
        date(2026, 1, 2),
        -3.2,
        114.6,
        "Depan pasar",
    )
    assert identity.address_for(report) == identity.Identity(
        name="Siti Rahmah", phone="+6281234567890", email="Siti@Contoh.test"
    )
    assert About.objects.get(report=report).unit.code == "pupr"
    line = Event.objects.get(report=report)
    assert (line.kind, line.at, line.facts) == ("received", report.received_at, {"source": "api", "named_unit": "pupr"})
    assert sorted(Unread.objects.filter(event=line).values_list("reader", flat=True)) == sorted(
        settings.JOURNAL_READERS
    )
    clocks = Promise.objects.filter(report=report).order_by("id").values_list("step", "state", "starts_at")
    assert list(clocks) == [("verify", "running", report.received_at), ("settle", "running", report.received_at)]
    assert report.due_at == min(promise.due_at for promise in receipt.promises)
    assert bytes(report.head) == journal.line_hash(line, previous=b"")


def test_without_a_name_there_is_no_reporter_to_keep(cast: Cast) -> None:
    report = builders.received(name="", phone=" ", email="").report
    assert Reporter.objects.filter(report=report).exists() is False
    assert identity.has(report) == {"has_name": False, "has_phone": False, "has_email": False}


def test_officials_complained_of_without_a_named_unit_leave_nobody_out(cast: Cast) -> None:
    report = builders.received(about_officials=True).report
    assert (report.about_officials, About.objects.filter(report=report).count()) == (True, 0)


def test_code_and_secret_are_of_the_alphabet_and_only_the_digest_is_kept(cast: Cast) -> None:
    receipt = builders.received()
    assert codes.read_code(receipt.report.code) == receipt.report.code
    assert re.fullmatch(f"[{codes.ALPHABET}]{{12}}", receipt.secret)
    assert receipt.secret not in repr(receipt)
    assert receipt.secret.encode() not in bytes(receipt.report.secret_digest)
    other = builders.received()
    assert intake.is_secret(receipt.report, receipt.secret.lower())
    assert not intake.is_secret(receipt.report, other.secret)
    assert not intake.is_secret(other.report, receipt.secret)


def test_a_taken_code_is_drawn_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = builders.received().report.code
    drawn = [taken, taken, codes.new_code()]
    monkeypatch.setattr(codes, "new_code", lambda: drawn.pop(0))
    assert builders.received().report.code != taken
    assert drawn == []


MASKED = [
    ("KTP saya 6304051201900003 hilang", "KTP saya [NIK disamarkan] hilang"),
    ("Hubungi 0812 3456 7890 segera", "Hubungi [nomor disamarkan] segera"),
    ("Kirim ke siti.rahmah@contoh.test ya", "Kirim ke [email disamarkan] ya"),
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_numbers_and_addresses_are_masked_in_title_text_and_place(cast: Cast, text: str, masked: str) -> None:
    report = Report.objects.get(pk=builders.received(title=text, body=f"{text}\n{text}", place_text=text).report.pk)
    assert (report.title, report.body, report.place_text) == (masked, f"{masked}\n{masked}", masked)
    opened = [words._original(report, field) for field in ("title", "body")]
    assert opened == [text, f"{text}\n{text}"]


def test_a_place_that_grows_by_masking_still_fits(cast: Cast) -> None:
    report = builders.received(place_text=" ".join(["081234567890"] * 23)).report
    assert len(Report.objects.get(pk=report.pk).place_text) == 300


def test_a_title_of_numbers_alone_grows_and_is_kept(cast: Cast) -> None:
    report = builders.received(title=" ".join(["a@b.co"] * 28)).report
    assert Report.objects.get(pk=report.pk).title == " ".join(["[email disamarkan]"] * 28)


def test_files_sent_along_are_kept_and_more_than_ten_keep_nothing(cast: Cast) -> None:
    files = tuple((f"{n}.jpg", builders.photo()) for n in range(11))
    before = Report.objects.count()
    with pytest.raises(Unfit) as refused:
        builders.received(files=files)
    assert (refused.value.code, Report.objects.count()) == ("file.too_many", before)
    report = builders.received(files=files[:10]).report
    assert Attachment.objects.filter(report=report).count() == 10


def test_it_takes_few_statements(cast: Cast) -> None:
    draft = builders.draft(**EVERYTHING)
    counts, _warm = [], builders.received()
    for one in (
        builders.draft(),
        draft,
        replace(draft, files=(("a.jpg", builders.photo()), ("b.jpg", builders.photo()))),
    ):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            intake.receive(one, by=builders.CITIZEN)
        counts.append(sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries))
    assert counts == [3, 4, 5]


def test_who_typed_it_in_stands_in_the_line(cast: Cast) -> None:
    by = cast.front_officer
    receipt = intake.receive(builders.draft(source=Source.COUNTER), by=by, seat=by.seats[0])
    line = Event.objects.get(report=receipt.report)
    assert (line.actor, line.by_id, line.unit_code, line.facts) == (
        "person",
        by.person_id,
        "diskominfo",
        {"source": "counter"},
    )
