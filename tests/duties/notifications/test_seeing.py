"""An old link or button shows its bearer no more than the desk does today: nothing of what is hidden from them by now, and of
what their unit gave back only that it did."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person, Post, Unit
from arcadumas.core.reports.models import Event, Report
from arcadumas.duties.notifications import links, renewing, tapping, tell
from arcadumas.duties.notifications.acting import press
from arcadumas.duties.notifications.links import Dead
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.tapping import Given
from tests.builders import disposed
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ADMIN, LIAISON = "628110000003", "628110000005"
REASON = "Bukan urusan kami, mohon diteruskan."
HIDDEN = [
    pytest.param(Finding(about_logins=["pupr.admin"]), id="about the person"),
    pytest.param(Finding(about_units=["pupr"]), id="about the unit"),
    pytest.param(Finding(is_whistleblowing=True), id="whistleblowing"),
]
ACTS = ("acceptance", "return", "report", "takeover", "instruction-acceptance")


@pytest.fixture(autouse=True)
def _english(settings: Any, cast: Cast) -> None:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    Person.objects.update(language="en")


def token(report: Report, act: str, login: str = "pupr.admin", *, days: int = 0) -> str:
    while tell.once():
        pass
    told = Message.objects.filter(notices__report=report, notices__person__login=login, notices__purpose="disposed")
    expires_at = links.expiry(timezone.now()) if not days else timezone.now() - timedelta(days=days)
    return links.make(told.order_by("pk")[0].pk, act, expires_at=expires_at)


def refusal(given: str) -> tuple[str, str]:
    with pytest.raises(Dead) as caught:
        tapping.look(given)
    return caught.value.code, caught.value.sentence


def says(report: Report, sentence: str) -> bool:
    """Whether it says anything of the report."""
    report.refresh_from_db()
    return any(word in sentence for word in (report.code, "Dinas", "status", "sekarang:", "erif", "assed", "idispos"))


# -- Hidden ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("finding", HIDDEN)
@pytest.mark.parametrize("act", ACTS)
def test_what_is_hidden_by_now_is_not_there(cast: Cast, finding: Finding, act: str):
    report = disposed(cast).report
    given = token(report, act)
    classify(report.code, by=cast.front_officer, finding=finding)
    code, sentence = refusal(given)
    assert (code, says(report, sentence)) == ("link.unseen", False)
    with pytest.raises(Dead):
        tapping.tap(given, given=Given(text=REASON))


@pytest.mark.parametrize("finding", HIDDEN)
@pytest.mark.parametrize("act", ["acceptance", "return"])
def test_nor_is_it_for_a_button(cast: Cast, finding: Finding, act: str):
    report = disposed(cast).report
    given = token(report, act)
    classify(report.code, by=cast.front_officer, finding=finding)
    pressed = press(f"{act}:{given}", from_number=ADMIN, via=Via.WHATSAPP)
    assert (pressed.outcome, pressed.code, says(report, pressed.sentence)) == ("old", "", False)
    assert not Event.objects.filter(report=report, kind="accepted").exists()


@pytest.mark.parametrize("is_used", [False, True])
def test_it_is_hidden_by_what_complains_of_another_unit_they_sit_in(cast: Cast, is_used: bool):
    other = Unit.objects.get(code="dinkes")
    Post.objects.create(person=cast.person("pupr_admin"), unit=other, role="member", title="Petugas Bersama")
    report = disposed(cast).report
    given = token(report, "acceptance")
    if is_used:
        tapping.tap(given)
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["dinkes"]))
    assert refusal(given)[0] == "link.unseen"


def test_an_old_link_asks_for_no_new_one(cast: Cast):
    report = disposed(cast).report
    given = token(report, "acceptance", days=1)
    assert renewing.look(given).report == report
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["pupr"]))
    with pytest.raises(Dead) as caught:
        renewing.look(given)
    assert (caught.value.code, says(report, caught.value.sentence)) == ("link.expired_for_good", False)


def test_a_unit_whose_report_was_passed_to_another_learns_nothing_of_where_it_is(cast: Cast):
    report = disposed(cast).report
    given = token(report, "acceptance")
    dispose(report.code, to="dinkes", by=cast.front_officer)
    with translation.override("en"):
        code, sentence = refusal(given)
    assert (code, sentence) == ("link.lost", f"Report {report.code} has been passed on to another unit. Nothing is needed from you.")  # fmt: skip


# -- Given back --------------------------------------------------------------------------------------------------------
def given_back(cast: Cast, **values: Any) -> tuple[Report, str]:
    report = disposed(cast, **values).report
    given = token(report, "acceptance", "pupr.penghubung")
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    dispose(report.code, to="dinkes", by=cast.front_officer)
    accept(report.code, by=cast.dinkes_admin)
    return report, given


def test_a_unit_that_gave_it_back_is_told_that_alone(cast: Cast):
    report, given = given_back(cast)
    said = f"Your unit has given report {report.code} back. Nothing is needed from you."
    with translation.override("en"):
        assert refusal(given) == ("link.returned", said)
    pressed = press(f"acceptance:{given}", from_number=LIAISON, via=Via.WHATSAPP)
    assert (pressed.outcome, pressed.sentence) == ("old", said)


def test_of_a_special_report_not_even_its_code(cast: Cast):
    report, given = given_back(cast)
    classify(report.code, by=cast.front_officer, finding=Finding(about_units=["63.04.05"]))
    code, sentence = refusal(given)
    assert (code, says(report, sentence)) == ("link.passed", False)


def test_that_the_link_was_used_by_another_can_still_be_said(cast: Cast):
    report = disposed(cast).report
    tapping.tap(token(report, "return"), given=Given(text=REASON))
    while tell.once():
        pass
    told = Message.objects.filter(notices__report=report, notices__purpose="link_used").order_by("pk")[0]
    tapping.tap(links.make(told.pk, "link-dispute", expires_at=links.expiry(timezone.now())))
    assert Event.objects.filter(report=report, kind="act_disputed").count() == 1


# -- Special -----------------------------------------------------------------------------------------------------------
def test_a_button_of_what_became_special_says_nothing_of_how_it_stands(cast: Cast):
    report = disposed(cast).report
    given = token(report, "takeover", "pupr.penghubung")
    classify(report.code, by=cast.front_officer, finding=Finding(about_logins=["pupr.admin"]))
    accept(report.code, by=cast.pupr_liaison)
    pressed = press(f"takeover:{given}", from_number=LIAISON, via=Via.WHATSAPP)
    assert (pressed.outcome, says(report, pressed.sentence)) == ("old", False)
