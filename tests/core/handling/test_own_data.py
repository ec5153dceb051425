"""Own data: everything as given, to the holder of the key alone."""

import json

import pytest

from arcadumas.base import files
from arcadumas.base.refusals import Powerless
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import ask, beside
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.own_data import take_out
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports import identity
from arcadumas.core.reports.models import Attachment
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
TOLD = "Nomor saya 0812 3456 7890, NIK 6304051212900001."
WHO = {"name": "Siti Rahmah", "phone": "0812 3456 7890", "email": "siti@contoh.test"}


def test_it_holds_the_words_as_sent_and_who_sent_them(cast: Cast) -> None:
    report = builders.answered(cast, body=TOLD, **WHO).report
    ask.send(report.code, by=cast.reporter(report), text=TOLD)
    beside.rate(report.code, by=cast.reporter(report), stars=3, comment="Agak lama.")
    found = take_out(report.code, by=cast.reporter(report)).described
    assert (found["body"], found["letters"][0]["text"]) == (TOLD, TOLD)
    assert found["reporter"] == {
        "name": "Siti Rahmah",
        "phone": "+6281234567890",
        "email": "siti@contoh.test",
        "is_told": True,
    }
    assert found["rating"] == {"stars": 3, "comment": "Agak lama."}
    assert [line["event"] for line in found["story"]][-2:] == ["message_sent", "rated"]
    assert [clock["step"] for clock in found["promises"]] == ["verify", "settle", "respond", "reporter_reply"]
    assert json.loads(json.dumps(found)) == found


def test_it_says_whom_they_named_and_which_other_reports_of_theirs_hang_on_it(cast: Cast) -> None:
    report = builders.in_work(cast, unit="pupr").report
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Klinik tutup")], by=cast.front_officer)
    found = take_out(report.code, by=cast.reporter(report)).described
    assert (found["named_unit"]["code"], found["about_officials"], found["part_of"]) == ("pupr", False, None)
    assert [(one["code"], one["title"], one["unit"]["code"]) for one in found["parts"]] == [
        (part.code, "Klinik tutup", "dinkes")
    ]
    assert take_out(part.code, by=cast.reporter(part)).described["part_of"] == report.code
    other = builders.received(about_officials=True).report
    plain = take_out(other.code, by=cast.reporter(other)).described
    assert (plain["named_unit"], plain["about_officials"], plain["parts"], plain["linked"]) == (None, True, [], [])


def test_while_joined_its_dates_are_those_that_count(cast: Cast) -> None:
    main, joined = builders.in_work(cast).report, builders.verified(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    clocks = take_out(joined.code, by=cast.reporter(joined)).described["promises"]
    assert {clock["step"]: clock["state"] for clock in clocks} == {"verify": "met", "respond": "running", "settle": "running"}  # fmt: skip


def test_files_come_with_their_names_and_hashes_and_internal_ones_do_not(cast: Cast) -> None:
    report = builders.in_work(cast, source="letter").report
    own = beside.attach(report.code, by=cast.reporter(report), file=builders.photo(), name="rumah saya.jpg")
    beside.attach(
        report.code, by=cast.front_officer, file=builders.photo(b"\xff\xd8\xff surat"), name="surat.jpg", kind="other"
    )
    package = take_out(report.code, by=cast.reporter(report))
    (listed,) = package.described["attachments"]
    assert (listed["name"], listed["sha256"]) == ("rumah saya.jpg", own.sha256)
    assert list(package.files()) == [(listed["file"], builders.photo().data)]


def test_a_file_that_the_disk_has_lost_is_named_and_stops_nothing(cast: Cast) -> None:
    report = builders.received().report
    lost = beside.attach(report.code, by=cast.reporter(report), file=builders.photo(), name="satu.jpg")
    beside.attach(report.code, by=cast.reporter(report), file=builders.photo(b"\xff\xd8\xff dua"), name="dua.jpg")
    files.discard(Attachment.objects.get(pk=lost.pk).stored_as)
    names = [name for name, _content in take_out(report.code, by=cast.reporter(report)).files()]
    assert (names[0], len(names)) == (f"lampiran/{lost.pk}.jpg.missing", 2)


def test_a_whistleblowers_words_come_from_their_seals(cast: Cast) -> None:
    report = builders.verified(cast, body=TOLD, finding=Finding(is_whistleblowing=True)).report
    ask.send(report.code, by=cast.reporter(report), text=TOLD)
    found = take_out(report.code, by=cast.reporter(report)).described
    assert (found["body"], found["letters"][0]["text"]) == (TOLD, TOLD)


def test_nobody_else_takes_it_and_each_time_is_written_down(cast: Cast) -> None:
    report = builders.received(**WHO).report
    for stranger in (cast.front_head, cast.front_officer):
        with pytest.raises(Powerless):
            take_out(report.code, by=stranger)
    with pytest.raises(Powerless):
        identity.own(report, by=cast.reporter(builders.received().report))
    take_out(report.code, by=cast.reporter(report))
    assert list(Entry.objects.filter(act="own_data").values_list("subject", "by")) == [(report.code, "")]
