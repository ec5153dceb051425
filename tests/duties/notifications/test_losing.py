"""A unit that has a report no more: it is told, what it was sent before is settled, and its buttons say so and no more."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation

from arcadumas.core.handling import archive, ask, close, contributions, release
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import instruct
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.respond import respond
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import links, tapping
from arcadumas.duties.notifications.acting import press
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Message, Notice
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON, tomorrow
from tests.duties.notifications.telling import tell_all

ADMIN = "628110000003"
PUPR = {("let_go", "pupr.admin"), ("let_go", "pupr.penghubung")}


@pytest.fixture(autouse=True)
def _english(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    Person.objects.update(language="en")


def after(act: Callable[[], object], report: Report, event: str) -> set[tuple[str, str]]:
    """Purpose and login of each officer who is told of the newest such line."""
    tell_all()
    act()
    tell_all()
    newest = Event.objects.filter(report=report, kind=event).latest("seq")
    notices = Notice.objects.filter(event=newest, person__isnull=False).select_related("person")
    return {(each.purpose, each.person.login) for each in notices}


def unsettled(report: Report, login: str) -> list[str]:
    found = Notice.objects.filter(report=report, person__login=login, settled_at=None).order_by("id")
    return list(found.values_list("purpose", flat=True))


def said(purpose: str, login: str) -> str:
    message = Message.objects.filter(notices__purpose=purpose, notices__person__login=login, channel="whatsapp").latest("queued_at")  # fmt: skip
    return str(content_of(message.pk, bytes(message.text))["shown"])


# -- Who is told -------------------------------------------------------------------------------------------------------
def test_who_is_replaced_hears_that_it_was_passed_on_and_not_to_whom(cast: Cast):
    report = builders.disposed(cast).report
    who = after(lambda: dispose(report.code, to="dinkes", by=cast.front_officer), report, "disposed")
    assert who >= PUPR
    assert {login for purpose, login in who if purpose == "let_go"} == {"pupr.admin", "pupr.penghubung"}
    text = said("let_go", "pupr.admin")
    assert (
        f"report *{report.code}* is no longer waiting for your unit because it has been passed on to another unit"
        in text
    )
    assert "Kesehatan" not in text
    assert unsettled(report, "pupr.admin") == ["let_go"]


def test_a_report_that_is_set_aside_while_it_awaits_its_reporter_is_told_to_the_unit_that_had_it(cast: Cast):
    report = builders.helped(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text="Di mana tepatnya lubang itu?")
    act = lambda: archive.archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)  # noqa: E731
    assert after(act, report, "archived") == {
        ("closed", "pupr.admin"), ("closed", "pupr.penghubung"), ("closed", "alalak.admin"),
    }  # fmt: skip
    notice = Notice.objects.get(report=report, purpose="closed", person__login="pupr.admin")
    assert (notice.stem, notice.urgency) == ("aduan_ditutup", "digest")
    assert unsettled(report, "pupr.admin") == ["closed"]


def test_a_withdrawal_is_told_to_those_who_help_and_to_nobody_who_gave_it_back(cast: Cast):
    report = builders.helped(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    who = after(lambda: archive.withdraw(report.code, by=cast.reporter(report)), report, "withdrawn")
    assert who == {("closed", "alalak.admin")}


def test_a_report_that_is_joined_is_told_to_the_units_that_had_it_and_again_when_it_is_parted(cast: Cast):
    report, main = builders.disposed(cast).report, builders.disposed(cast, to="dinkes").report
    assert after(lambda: merge(report.code, into=main.code, by=cast.front_head), report, "merged") == PUPR
    assert "because it has been joined with another report" in said("let_go", "pupr.admin")
    assert main.code not in said("let_go", "pupr.admin")
    assert unsettled(report, "pupr.admin") == ["let_go"]
    assert "disposed" in unsettled(main, "dinkes.admin")
    who = after(lambda: unmerge(report.code, by=cast.front_head), report, "unmerged")
    assert who == {("resumed", "pupr.admin"), ("resumed", "pupr.penghubung")}


def test_those_who_help_hear_of_the_answer_the_objection_and_the_end(cast: Cast):
    report = builders.helped(cast).report
    respond_ = lambda: respond(report.code, by=cast.pupr_admin, text=builders.ANSWER)  # noqa: E731
    assert after(respond_, report, "responded") == {("let_go", "alalak.admin")}
    assert unsettled(report, "alalak.admin") == ["let_go"]
    who = after(lambda: close.object_(report.code, by=cast.reporter(report), reason=REASON), report, "objected")
    assert ("reopened", "alalak.admin") in who
    accept(report.code, by=cast.pupr_admin)
    respond_()
    who = after(lambda: close.confirm(report.code, by=cast.reporter(report)), report, "closed")
    assert ("closed", "alalak.admin") in who


def test_those_who_help_hear_that_another_unit_leads_with_their_own_date(cast: Cast):
    report = builders.helped(cast).report
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    who = after(lambda: dispose(report.code, to="dinkes", by=cast.front_officer), report, "disposed")
    assert ("resumed", "alalak.admin") in who
    assert "because another unit is in charge now" in said("resumed", "alalak.admin")


def test_whoever_is_let_go_is_told_that_the_help_is_not_needed_any_more(cast: Cast):
    report = builders.helped(cast).report
    act = lambda: release.end_support(report.code, unit="63.04.05", by=cast.pupr_admin)  # noqa: E731
    assert after(act, report, "support_ended") == {("let_go", "alalak.admin")}
    assert "because the help of your unit is not needed any more" in said("let_go", "alalak.admin")
    assert unsettled(report, "alalak.admin") == ["let_go"]


def test_what_the_lead_does_leaves_what_asks_others_to_help(cast: Cast):
    report = builders.disposed(cast).report
    tell_all()
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    tell_all()
    assert unsettled(report, "pupr.admin") == ["disposed"]
    accept(report.code, by=cast.pupr_admin)
    tell_all()
    assert (unsettled(report, "pupr.admin"), unsettled(report, "alalak.admin")) == ([], ["disposed"])
    contributions.accept_part(report.code, by=cast.alalak_admin)
    tell_all()
    assert unsettled(report, "alalak.admin") == []


# -- Buttons and links -------------------------------------------------------------------------------------------------
def message() -> Message:
    return Message.objects.get(channel="whatsapp", notices__stem="aduan_disposisi", notices__person__login="pupr.admin")


def link(act: str) -> str:
    return links.make(message().pk, act, expires_at=links.expiry(message().queued_at))


@pytest.fixture
def lost(cast: Cast) -> Report:
    report = builders.disposed(cast).report
    tell_all()
    dispose(report.code, to="dinkes", by=cast.front_officer)
    return report


@pytest.mark.parametrize("act", ["acceptance", "return"])
def test_a_button_says_that_it_was_passed_on_and_nothing_more(lost: Report, act: str):
    pressed = press(f"{act}:{link(act)}", from_number=ADMIN, via=Via.WHATSAPP)
    sentence = f"Report {lost.code} has been passed on to another unit. Nothing is needed from you."
    assert (pressed.outcome, pressed.sentence) == ("old", sentence)


@pytest.mark.parametrize("act", ["acceptance", "return", "takeover", "report"])
def test_so_does_a_link(lost: Report, act: str):
    with pytest.raises(Dead) as dead:
        tapping.look(link(act))
    assert dead.value.code == "link.lost"
    with translation.override("en"):
        assert (
            dead.value.sentence == f"Report {lost.code} has been passed on to another unit. Nothing is needed from you."
        )


def test_of_one_that_nobody_has_it_says_that_it_is_no_longer_theirs(cast: Cast):
    report = builders.disposed(cast).report
    tell_all()
    archive.withdraw(report.code, by=cast.reporter(report))
    with pytest.raises(Dead) as dead:
        tapping.look(link("acceptance"))
    with translation.override("en"):
        assert dead.value.sentence == f"Report {report.code} is no longer with your unit. Nothing is needed from you."


def test_a_unit_that_was_instructed_about_it_opens_it(cast: Cast, lost: Report):
    instruct(lost.code, by=cast.secretary, text=REASON, unit="pupr", due_on=tomorrow())
    assert tapping.look(link("report")).act == "report"
