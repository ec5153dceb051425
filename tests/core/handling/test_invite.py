"""A body outside by link: it reads what was typed for it, answers once or more, and its link can be ended."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import story
from arcadumas.core.handling.invite import end_invitation, invite, look, reply
from arcadumas.core.handling.models import Invitation
from arcadumas.core.handling.respond import respond
from arcadumas.core.reports.models import Attachment, Event, Report
from tests import builders
from tests.cast import Cast

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
