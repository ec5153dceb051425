"""A body outside by link: it reads what was typed for it, answers once or more, and its link can be ended."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import archive, story
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.invite import end_invitation, invite, look, reply
from arcadumas.core.handling.models import Invitation
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports.models import Attachment, Event, Report
from tests import builders
from tests.cast import Cast
from tests.core.handling.glance import REASON

pytestmark = pytest.mark.django_db
ASKED, ANSWERED = "Tiang di depan pasar miring, mohon ditegakkan.", "Sudah ditegakkan hari ini oleh regu kami."


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "STATE", tmp_path)


def invited(cast: Cast) -> tuple[Report, Invitation, str]:
    report = builders.in_work(cast).report
    return report, *invite(report.code, by=cast.pupr_admin, to="PLN ULP Marabahan", text=ASKED)


def test_the_link_opens_what_was_typed_and_every_opening_is_audited(cast: Cast) -> None:
    report, invitation, token = invited(cast)
    assert (look(token).text, look(token).opened_at is None) == (ASKED, False)
    acts = list(Entry.objects.filter(subject=report.code).order_by("seq").values_list("act", flat=True))
    assert acts == ["outside_invited", "outside_opened", "outside_opened"]
    assert token not in str(list(Invitation.objects.values()))


def test_its_answer_stands_in_the_story_for_officers_alone_and_its_photos_are_evidence(cast: Cast) -> None:
    report, _invitation, token = invited(cast)
    reply(token, text=ANSWERED, files=[("tiang.jpg", builders.photo())])
    kinds = list(Event.objects.filter(report=report).order_by("seq").values_list("kind", flat=True))[-3:]
    assert kinds == ["invited", "evidence_added", "invited_replied"]
    assert Attachment.objects.get(report=report).kind == "other"
    assert ANSWERED in str(story.lines(report, for_staff=True))
    assert ANSWERED not in str(story.lines(report, for_staff=False))
    assert "PLN" not in str(story.lines(report, for_staff=False))


@pytest.mark.parametrize("how", ["ended", "expired", "answered", "made up"])
def test_a_link_that_is_over_opens_nothing(cast: Cast, how: str) -> None:
    report, invitation, token = invited(cast)
    if how == "ended":
        end_invitation(report.code, invitation.pk, by=cast.pupr_head)
        with pytest.raises(OutOfTurn):
            end_invitation(report.code, invitation.pk, by=cast.pupr_head)
    elif how == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif how == "answered":
        respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)
        report.refresh_from_db()
        Report.objects.filter(pk=report.pk).update(state="closed")
    else:
        token = token[:-2] + ("AA" if not token.endswith("AA") else "BB")
    with pytest.raises(Unseen):
        look(token)
    with pytest.raises(Unseen):
        reply(token, text=ANSWERED)


def test_ten_answers_and_no_more(cast: Cast) -> None:
    _report, _invitation, token = invited(cast)
    for _number in range(10):
        reply(token, text=ANSWERED)
    with pytest.raises(Unfit):
        reply(token, text=ANSWERED)


def test_a_unit_that_supports_asks_nobody_outside(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Powerless):
        invite(report.code, by=cast.pupr_member, to="PLN", text=ASKED)
    with pytest.raises(Unfit):
        invite(report.code, by=cast.pupr_admin, to="PLN", text=ASKED, days=91)


def replaced(code: str, cast: Cast) -> object:
    return dispose(code, to="dinkes", by=cast.front_officer)


def returned(code: str, cast: Cast) -> object:
    return give_back(code, by=cast.pupr_liaison, reason=REASON)


@pytest.mark.parametrize("lose", [replaced, returned])
def test_it_ends_when_its_unit_has_the_report_no_more(cast: Cast, lose: Callable[[str, Cast], object]) -> None:
    report = builders.disposed(cast).report
    invitation, token = invite(report.code, by=cast.pupr_admin, to="PLN ULP Marabahan", text=ASKED)
    lose(report.code, cast)
    line = report.events.get(kind="invitation_ended")
    invitation.refresh_from_db()
    assert (line.facts, invitation.ended_at) == ({"invitation": invitation.pk}, line.at)
    assert Entry.objects.filter(act="outside_ended", subject=report.code).count() == 1
    with pytest.raises(Unseen):
        look(token)


def test_it_stays_ended_when_a_report_that_was_set_aside_is_restored(cast: Cast) -> None:
    report, _invitation, token = invited(cast)
    archive.withdraw(report.code, by=cast.reporter(report))
    archive.restore(report.code, by=cast.front_head, reason=REASON)
    with pytest.raises(Unseen):
        look(token)
