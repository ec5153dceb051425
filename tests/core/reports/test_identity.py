"""The reporter under seal: shown with a reason and an audit line, used for telling, and bound to one report."""

import pytest

from arcadumas.base.refusals import Unfit
from arcadumas.base.sealed import SealError
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling.split import Part, split
from arcadumas.core.reports import identity
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.models import Report, Reporter
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SITI = {"name": "Siti Rahmah", "phone": "0812 3456 7890", "email": "Siti@contoh.test"}
SHOWN = Identity(name="Siti Rahmah", phone="+6281234567890", email="Siti@contoh.test")


def test_showing_it_writes_who_why_and_of_which_report_but_not_what(cast: Cast) -> None:
    report, by = builders.received(**SITI).report, cast.front_officer
    assert identity.disclose(report, by=by, seat=by.seats[0], reason="Perlu memastikan alamat.") == SHOWN
    entry = Entry.objects.get()
    assert (entry.act, entry.by, entry.subject, entry.facts) == (
        "identity_disclosed", "kominfo", report.code, {"reason": "Perlu memastikan alamat."},
    )  # fmt: skip


def test_without_a_reason_nothing_is_shown(cast: Cast) -> None:
    report, by = builders.received(**SITI).report, cast.front_officer
    with pytest.raises(Unfit) as refused:
        identity.disclose(report, by=by, seat=by.seats[0], reason="  ")
    assert (refused.value.code, Entry.objects.count()) == ("reveal.reason_missing", 0)


def test_seals_of_one_report_open_nothing_in_another(cast: Cast) -> None:
    one, other = builders.received(**SITI).report, builders.received(name="Budi").report
    stolen = Reporter.objects.get(report=one)
    Reporter.objects.filter(report=other).update(name=stolen.name, phone=stolen.phone)
    with pytest.raises(SealError):
        identity.address_for(other)


def test_a_seal_of_one_field_opens_in_no_other(cast: Cast) -> None:
    report = builders.received(**SITI).report
    kept = Reporter.objects.get(report=report)
    Reporter.objects.filter(report=report).update(name=kept.phone)
    with pytest.raises(SealError):
        identity.address_for(report)


def test_equal_numbers_are_found_equal_without_being_opened(cast: Cast) -> None:
    rows = [
        Reporter.objects.get(report=builders.received(phone=phone).report)
        for phone in ("081234567890", "+62 812 3456 7890", "081234567891")
    ]
    assert bytes(rows[0].phone_blind or b"") == bytes(rows[1].phone_blind or b"") != bytes(rows[2].phone_blind or b"")
    assert len({bytes(row.phone) for row in rows}) == 3


def test_whoever_asked_to_stop_is_not_told_any_more(cast: Cast) -> None:
    report = builders.received(**SITI).report
    assert identity.address_for(report) == SHOWN
    Reporter.objects.update(is_stopped=True)
    assert identity.address_for(report) == Identity()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_report_and_its_parts_which_are_told_under_its_code_are_stopped_together(cast: Cast, place: int) -> None:
    whole, other = builders.in_work(cast, **SITI).report, builders.received(**SITI).report
    (part,) = split(whole.code, parts=[Part(unit="dinkes", title="Klinik tutup")], by=cast.front_officer)
    (second,) = split(part.code, parts=[Part(unit="63.04.05", title="Jalan desa")], by=cast.front_officer)
    pieces = [Report.objects.get(pk=each.pk) for each in (whole, part, second)]
    by = cast.reporter(pieces[place])
    identity.stop_telling(pieces[place], by=by)
    assert [identity.is_stopped(each) for each in (*pieces, other)] == [True, True, True, False]
    identity.tell_again(pieces[place], by=by)
    assert [identity.is_stopped(each) for each in (*pieces, other)] == [False] * 4


def test_the_key_is_kept_for_the_receipt_only_with_an_address(cast: Cast) -> None:
    known, unknown = builders.received(**SITI), builders.received()
    assert identity.secret_of(known.report) == known.secret
    assert identity.secret_of(unknown.report) == ""


def test_it_is_said_what_is_known_without_opening_it(cast: Cast) -> None:
    report = builders.received(phone="0812 3456 7890").report
    assert identity.has(report) == {"has_name": False, "has_phone": True, "has_email": False}


def test_neither_report_nor_reporter_is_named_by_more_than_its_code(cast: Cast) -> None:
    report = Report.objects.get(pk=builders.received(**SITI).report.pk)
    assert (str(report), "Siti" in repr(Reporter.objects.get(report=report))) == (report.code, False)
