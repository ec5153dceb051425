"""Who reported, and a confidential report: shown with a reason, and written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import visible
from arcadumas.core.handling.disclose import disclose, note_reading, open_
from arcadumas.core.handling.models import Opening
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.identity import Identity
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON, newest

pytestmark = pytest.mark.django_db
SITI = {"name": "Siti Rahmah", "phone": "0812 3456 7890", "email": "siti@contoh.test"}
SHOWN = Identity(name="Siti Rahmah", phone="+6281234567890", email="siti@contoh.test")


def sight(report: Report, by: Actor) -> str:
    return visible.sight(report, by, visible.ground(report, by))


def read(report: Report, by: Actor, *, is_anew: bool = True) -> list[tuple[str, str]]:
    """It is read once; the acts and readers in the trail then."""
    here = visible.ground(report, by)
    note_reading(report, by=by, here=here, sight=visible.sight(report, by, here), is_anew=is_anew)
    return list(Entry.objects.exclude(act="confidential_opened").order_by("seq").values_list("act", "by"))


def test_a_leader_who_reads_is_in_the_trail_each_time_and_beside_it_once_a_sitting(cast: Cast) -> None:
    report = builders.in_work(cast, is_confidential=True).report
    assert read(report, cast.secretary) == []  # it is not opened: nothing was read
    open_(report.code, by=cast.secretary, reason=REASON)
    entry = ("confidential_read", "sekda")
    assert read(report, cast.secretary, is_anew=False) == [entry]
    assert read(report, cast.secretary, is_anew=False) == [entry]
    assert read(report, cast.secretary) == [entry, entry]
    Entry.objects.update(at=timezone.now() - timedelta(minutes=31))
    assert read(report, cast.secretary, is_anew=False) == [entry] * 3


def test_an_insiders_report_is_in_the_trail_by_its_own_name(cast: Cast) -> None:
    report = builders.verified(cast, is_confidential=True, finding=Finding(is_whistleblowing=True)).report
    assert read(report, cast.inspector) == [("whistleblowing_read", "inspektorat")]
    assert Entry.objects.get().post == cast.inspector.seats[0].title


@pytest.mark.parametrize("role", ["front_officer", "front_head", "pupr_admin", "pupr_head", "regional_head"])
@pytest.mark.parametrize("is_confidential", [False, True])
def test_whoever_handles_it_and_whoever_does_not_read_it_leaves_no_entry(
    cast: Cast, role: str, is_confidential: bool
) -> None:
    report = builders.in_work(cast, is_confidential=is_confidential).report
    assert read(report, getattr(cast, role)) == []


@pytest.mark.parametrize("role", ["front_officer", "front_head", "pupr_admin", "pupr_liaison", "pupr_head"])
def test_it_shows_who_reported_and_writes_that_it_did(cast: Cast, role: str) -> None:
    report = builders.in_work(cast, **SITI).report
    by = getattr(cast, role)
    assert disclose(report.code, by=by, reason=REASON) == SHOWN
    entry = Entry.objects.get()
    assert (entry.act, entry.by, entry.post, entry.via, entry.subject, entry.facts) == (
        "identity_disclosed", by.login, by.seats[0].title, "api", report.code, {"reason": REASON},
    )  # fmt: skip
    assert (newest(report).kind, newest(report).facts) == ("identity_disclosed", {})


@pytest.mark.parametrize("role", ["pupr_admin", "pupr_substitute", "pupr_liaison", "pupr_member", "pupr_head"])
def test_an_anonymous_reporter_is_never_shown_to_an_agency(cast: Cast, role: str) -> None:
    report = builders.in_work(cast, is_anonymous=True, **SITI).report
    with pytest.raises(Powerless):
        disclose(report.code, by=getattr(cast, role), reason=REASON)
    assert Entry.objects.count() == 0


def test_the_front_desk_reaches_an_anonymous_reporter_with_a_reason(cast: Cast) -> None:
    report = builders.in_work(cast, is_anonymous=True, **SITI).report
    for reason in ("", "ingin tahu"[:9], "x" * 1_001):
        with pytest.raises(Unfit):
            disclose(report.code, by=cast.front_officer, reason=reason)
    assert Entry.objects.count() == 0
    assert disclose(report.code, by=cast.front_officer, reason=REASON) == SHOWN


@pytest.mark.parametrize("role", ["dinkes_admin", "pupr_member", "secretary", "regional_head", "inspector", "engineer"])
def test_whoever_has_no_part_in_it_does_not_learn_it(cast: Cast, role: str) -> None:
    report = builders.in_work(cast, **SITI).report
    with pytest.raises((Powerless, Unseen)):
        disclose(report.code, by=getattr(cast, role), reason=REASON)
    assert Entry.objects.count() == 0


def test_the_inspectorate_learns_it_in_oversight(cast: Cast) -> None:
    report = builders.in_work(cast, is_anonymous=True, **SITI).report
    classify(report.code, by=cast.front_officer, finding=Finding(is_oversight=True))
    assert disclose(report.code, by=cast.inspector, reason=REASON) == SHOWN


def test_nobody_is_shown_where_nobody_said_who_they_are(cast: Cast) -> None:
    report = builders.in_work(cast).report
    assert disclose(report.code, by=cast.front_officer, reason=REASON) == Identity()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("role", ["inspector", "secretary", "regional_head"])
def test_an_opening_lets_a_leader_read_for_a_day(cast: Cast, role: str) -> None:
    report, by = builders.in_work(cast, is_confidential=True).report, getattr(cast, role)
    assert sight(report, by) == "listed"
    opening = open_(report.code, by=by, reason=REASON)
    assert (opening.until - opening.at, sight(report, by)) == (timedelta(hours=24), "read")
    entry = Entry.objects.get()
    assert (entry.act, entry.by, entry.subject, entry.facts) == (
        "confidential_opened",
        by.login,
        report.code,
        {"reason": REASON},
    )
    others = [cast.inspector, cast.secretary, cast.regional_head]
    assert [sight(report, other) for other in others] == ["read" if other == by else "listed" for other in others]
    Opening.objects.update(until=timezone.now())
    assert sight(report, by) == "listed"


@pytest.mark.parametrize("role", ["inspector", "secretary", "regional_head"])
def test_what_becomes_confidential_is_opened_anew(cast: Cast, role: str) -> None:
    """An opening from when it was open to them all is none of a confidential report."""
    report, by = builders.in_work(cast).report, getattr(cast, role)
    open_(report.code, by=by, reason=REASON)
    classify(report.code, by=cast.front_officer, finding=Finding(visibility=["confidential"]))
    report.refresh_from_db()
    assert sight(report, by) == "listed"
    open_(report.code, by=by, reason=REASON)
    assert sight(report, by) == "read"


def test_an_opening_needs_a_reason(cast: Cast) -> None:
    report = builders.in_work(cast, is_confidential=True).report
    with pytest.raises(Unfit):
        open_(report.code, by=cast.secretary, reason="perlu")
    assert (Opening.objects.count(), Entry.objects.count()) == (0, 0)
