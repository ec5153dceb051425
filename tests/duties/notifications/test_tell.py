"""Who is told of each event, in which words."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from arcadumas.core.handling import archive, ask, close, disclose, follow_up, giveback, respond, sp4n, work
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import mark_broken
from arcadumas.core.handling.verify import Finding, verify
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Report, Unread
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Message, Notice, Rule
from tests import builders
from tests.builders import ANSWER, absence, answered, disposed, in_work, received, verified
from tests.cast import Cast
from tests.duties.notifications.telling import tell_all

REASON = "Urusan ini ada pada unit kerja lain."
REACHABLE = {"phone": "0812 3456 7890", "email": "warga@demo.test"}
Who = tuple[str, str]


pytestmark = pytest.mark.usefixtures("both_channels")


def told(report: Report, event: str) -> set[Who]:
    """(purpose, login or "reporter") of every notice of the newest such line."""
    newest = Event.objects.filter(report=report, kind=event).latest("seq")
    notices = Notice.objects.filter(event=newest).select_related("person")
    return {(each.purpose, each.person.login if each.person else each.recipient) for each in notices}


def after(act: Callable[[], Any], report: Report, event: str) -> set[Who]:
    """Who is told of what the act does, everything before being told already."""
    tell_all()
    act()
    tell_all()
    return told(report, event)


# -- Received ----------------------------------------------------------------------------------------------------------
def test_a_new_report_goes_to_the_front_desk_and_back_to_its_reporter(cast: Cast):
    report = received(**REACHABLE).report
    tell_all()
    assert told(report, "received") == {
        ("received", "kominfo"),
        ("received", "kominfo.kepala"),
        ("received", "reporter"),
    }


def test_the_unit_that_the_reporter_named_is_told_that_it_may_come(cast: Cast):
    report = received(unit="pupr").report
    tell_all()
    heads_up = Notice.objects.filter(report=report, stem="aduan_menunggu_verifikasi").order_by("id")
    assert [notice.person.login for notice in heads_up if notice.person] == ["pupr.admin", "pupr.penghubung"]


def test_a_reporter_without_an_address_is_not_told(cast: Cast):
    report = received(name="Warga").report
    tell_all()
    assert told(report, "received") == {("received", "kominfo"), ("received", "kominfo.kepala")}


def test_nothing_is_left_unread_not_even_what_no_rule_speaks_to(cast: Cast):
    in_work(cast)
    tell_all()
    assert Unread.objects.filter(reader=tell.READER).count() == 0


# -- Passed on ---------------------------------------------------------------------------------------------------------
def test_a_disposition_tells_team_head_regional_head_and_reporter(cast: Cast):
    report = disposed(cast, **REACHABLE).report
    tell_all()
    assert told(report, "disposed") == {
        ("disposed", "pupr.admin"), ("disposed", "pupr.penghubung"), ("disposed", "pupr.kepala"),
        ("brought_to_leader", "bupati"), ("disposed", "reporter"),
    }  # fmt: skip


def test_without_the_demo_row_the_regional_head_hears_only_of_what_matters(cast: Cast):
    Rule.objects.filter(key="disposed-leader-always").delete()
    plain, urgent = disposed(cast).report, disposed(cast, finding=Finding(is_urgent=True)).report
    oversight = disposed(cast, finding=Finding(is_oversight=True)).report
    tell_all()
    leaders = (
        Notice.objects.filter(purpose="brought_to_leader").order_by("id").values_list("report", "cause", "urgency")
    )
    assert list(leaders) == [(urgent.pk, "urgent", "urgent"), (oversight.pk, "oversight", "normal")]
    assert ("brought_to_leader", "bupati") not in told(plain, "disposed")


def test_an_urgent_report_is_brought_to_the_leader_once_with_its_weightier_cause(cast: Cast):
    disposed(cast, finding=Finding(is_urgent=True, is_oversight=True))
    tell_all()
    assert list(Notice.objects.filter(purpose="brought_to_leader").values_list("cause", flat=True)) == ["urgent"]


def test_the_substitute_is_told_instead_of_an_absent_admin(cast: Cast):
    builders.absence("pupr.admin", stand_in="pupr.pengganti")
    report = disposed(cast).report
    tell_all()
    assert told(report, "disposed") >= {("disposed", "pupr.pengganti"), ("disposed", "pupr.penghubung")}
    assert ("disposed", "pupr.admin") not in told(report, "disposed")


def test_a_post_that_has_ended_is_not_told(cast: Cast):
    Post.objects.filter(person__login="pupr.penghubung").update(valid_to="2020-01-01")
    report = disposed(cast).report
    tell_all()
    assert ("disposed", "pupr.penghubung") not in told(report, "disposed")


def test_a_head_who_is_the_whole_team_is_told_once_as_the_team(cast: Cast):
    Post.objects.filter(unit__code="pupr").exclude(role="head").update(valid_to="2020-01-01")
    report = disposed(cast).report
    tell_all()
    notices = Notice.objects.filter(report=report, event__kind="disposed", purpose="disposed")
    assert list(notices.values_list("stem", flat=True)) == ["aduan_disposisi"]


def test_staff_are_told_by_both_channels_and_the_reporter_by_whatsapp_first(cast: Cast):
    report = disposed(cast, **REACHABLE).report
    tell_all()
    team = Message.objects.filter(notices__report=report, notices__person__login="pupr.admin")
    reporter = Message.objects.filter(notices__event__kind="disposed", notices__recipient="reporter")
    assert sorted(team.values_list("channel", flat=True)) == ["email", "whatsapp"]
    assert list(reporter.values_list("channel", flat=True)) == ["whatsapp"]


def test_a_channel_that_is_not_set_up_carries_nothing(cast: Cast, settings: Any):
    settings.WHATSAPP_TOKEN = ""
    received(**REACHABLE)
    tell_all()
    assert set(Message.objects.values_list("channel", flat=True)) == {"email"}


# -- Taken or returned -------------------------------------------------------------------------------------------------
def test_acceptance_is_told_to_the_reporter_and_settles_what_asked_for_it(cast: Cast):
    report = disposed(cast, **REACHABLE).report
    assert after(lambda: accept(report.code, by=cast.pupr_admin), report, "accepted") == {("accepted", "reporter")}
    open_ = Notice.objects.filter(report=report, purpose="disposed", settled_at=None).exclude(recipient="reporter")
    assert open_.count() == 0


def test_what_has_waited_too_long_is_taken_back_when_somebody_accepts(cast: Cast):
    report = disposed(cast).report
    tell_all()
    waiting = Message.objects.filter(notices__report=report, notices__purpose="disposed")
    Message.objects.filter(pk__in=waiting).update(queued_at="2026-01-01T00:00:00Z")
    waiting.filter(channel="email", notices__person__login="pupr.admin").update(state="sent")
    accept(report.code, by=cast.pupr_admin)
    tell_all()
    found = waiting.values_list("notices__person__login", "channel", "state")
    assert {row[1:] for row in found if row[0] == "pupr.admin"} == {("email", "sent"), ("whatsapp", "superseded")}
    assert {state for login, _channel, state in found if login != "pupr.admin"} == {
        "queued"
    }  # they have heard nothing yet


def test_a_return_goes_to_the_front_desk(cast: Cast):
    report = disposed(cast).report
    who = after(lambda: giveback.give_back(report.code, by=cast.pupr_admin, reason=REASON), report, "returned")
    assert who == {("returned", "kominfo"), ("returned", "kominfo.kepala")}


def test_the_third_return_goes_to_the_secretary_and_the_regional_head(cast: Cast):
    report = disposed(cast).report
    for holder, to in ((cast.pupr_admin, "dinkes"), (cast.dinkes_admin, "63.04.05")):
        giveback.give_back(report.code, by=holder, reason=REASON)
        dispose(report.code, to=to, by=cast.front_officer)
    who = after(lambda: giveback.give_back(report.code, by=cast.alalak_admin, reason=REASON), report, "returned")
    assert who >= {("moved_too_often", "sekda"), ("brought_to_leader", "bupati")}


def test_a_granted_return_is_told_to_the_unit_that_returned_it_and_to_the_reporter(cast: Cast):
    report = disposed(cast, **REACHABLE).report
    giveback.give_back(report.code, by=cast.pupr_admin, reason=REASON, cause="other_unit")
    who = after(lambda: dispose(report.code, to="dinkes", by=cast.front_officer), report, "disposed")
    assert who == {
        ("disposed", "dinkes.admin"), ("disposed", "dinkes.kepala"), ("brought_to_leader", "bupati"),
        ("return_decided", "pupr.admin"), ("return_decided", "pupr.penghubung"), ("moved", "reporter"),
    }  # fmt: skip


def test_the_team_and_the_head_of_a_unit_that_is_to_help_are_told(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    who = after(lambda: dispose(report.code, to="63.04.05", role="support", by=cast.front_officer), report, "disposed")
    assert who == {("disposed", "alalak.admin"), ("disposed", "alalak.camat")}
    notices = Notice.objects.filter(report=report, person__login__startswith="alalak").order_by("id")
    assert {(one.person.login, one.stem) for one in notices if one.person} == {
        ("alalak.admin", "aduan_pendukung"), ("alalak.camat", "aduan_pendukung"),
    }  # fmt: skip


def test_a_unit_that_helped_and_becomes_the_lead_is_told_once_in_the_words_of_a_disposition(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    giveback.give_back(report.code, by=cast.pupr_admin, reason=REASON)
    who = after(lambda: dispose(report.code, to="63.04.05", by=cast.front_officer), report, "disposed")
    own = {("disposed", "alalak.admin"), ("disposed", "alalak.camat")}
    assert {pair for pair in who if pair[1].startswith("alalak")} == own
    notices = Notice.objects.filter(report=report, person__login="alalak.admin", purpose="disposed").order_by("id")
    assert [(one.stem, one.settled_at is None) for one in notices] == [
        ("aduan_pendukung", False),
        ("aduan_disposisi", True),
    ]
    assert {("moved", "reporter"), ("return_decided", "pupr.admin")} <= who


def test_a_ruling_is_told_to_the_unit_and_not_to_the_reporter(cast: Cast):
    report = disposed(cast, **REACHABLE).report
    giveback.give_back(report.code, by=cast.pupr_admin, reason=REASON)
    tell_all()
    dispose(report.code, to="pupr", by=cast.front_head, is_ruling=True)
    tell_all()
    assert told(report, "return_refused") == {("return_decided", "pupr.admin"), ("return_decided", "pupr.penghubung")}
    assert ("disposed", "reporter") not in told(report, "disposed")


# -- Between reporter and holder ---------------------------------------------------------------------------------------
def test_a_question_goes_to_the_reporter_and_the_reply_to_whoever_took_the_report(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    who = after(
        lambda: ask.ask(report.code, by=cast.pupr_admin, text="Sejak kapan lampunya mati?"), report, "question_asked"
    )
    assert who == {("asked_reporter", "reporter")}
    who = after(
        lambda: ask.send(report.code, by=cast.reporter(report), text="Sejak Senin."), report, "reporter_replied"
    )
    assert who == {("reporter_wrote", "pupr.admin")}


def test_a_message_before_anyone_holds_the_report_goes_to_the_front_desk(cast: Cast):
    report = received(**REACHABLE).report
    who = after(lambda: ask.send(report.code, by=cast.reporter(report), text="Tambahan."), report, "message_sent")
    assert who == {("reporter_wrote", "kominfo"), ("reporter_wrote", "kominfo.kepala")}


def test_an_officer_who_goes_on_is_not_told_of_it(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    ask.ask(report.code, by=cast.pupr_admin, text="Sejak kapan lampunya mati?")
    who = after(lambda: ask.resume(report.code, by=cast.pupr_admin, reason=REASON), report, "resumed")
    assert who == {("resumed", "reporter")}


# -- The answer --------------------------------------------------------------------------------------------------------
def test_a_draft_goes_to_the_approver_where_the_unit_wants_it(cast: Cast):
    report = in_work(cast, to="dinkes").report
    who = after(lambda: work.draft(report.code, by=cast.dinkes_admin, text=ANSWER), report, "answer_drafted")
    assert who == {("draft_waiting", "dinkes.kepala")}
    who = after(lambda: work.approve(report.code, by=cast.dinkes_head), report, "answer_approved")
    assert who == {("approved", "dinkes.admin")}


def test_a_draft_by_who_stands_in_for_the_head_goes_to_the_head(cast: Cast):
    report = in_work(cast, to="dinkes").report
    absence("dinkes.kepala", stand_in="dinkes.admin")
    who = after(lambda: work.draft(report.code, by=cast.dinkes_admin, text=ANSWER), report, "answer_drafted")
    assert who == {("draft_waiting", "dinkes.kepala")}


def test_a_draft_that_nobody_can_approve_goes_to_the_front_desk(cast: Cast):
    report = in_work(cast, to="dinkes").report
    drafted = lambda by: after(lambda: work.draft(report.code, by=by, text=ANSWER), report, "answer_drafted")  # noqa: E731
    desk = {("no_approver", "kominfo"), ("no_approver", "kominfo.kepala")}
    assert drafted(cast.dinkes_head) == desk
    Post.objects.filter(person__login="dinkes.kepala").update(valid_to=date(2020, 12, 31))
    assert drafted(cast.dinkes_admin) == desk


def test_a_draft_of_a_unit_that_needs_no_approval_goes_to_nobody(cast: Cast):
    report = in_work(cast).report
    assert after(lambda: work.draft(report.code, by=cast.pupr_admin, text=ANSWER), report, "answer_drafted") == set()


def test_a_draft_sent_back_goes_to_its_author(cast: Cast):
    report = in_work(cast, to="dinkes").report
    work.draft(report.code, by=cast.dinkes_admin, text=ANSWER)
    who = after(lambda: work.reject(report.code, by=cast.dinkes_head, reason=REASON), report, "answer_rejected")
    assert who == {("sent_back", "dinkes.admin")}


@pytest.mark.parametrize(("is_final", "purpose"), [(False, "first_answered"), (True, "answered")])
def test_an_answer_goes_to_the_reporter(cast: Cast, is_final: bool, purpose: str):
    report = in_work(cast, **REACHABLE).report
    act = lambda: respond.respond(report.code, by=cast.pupr_admin, text=ANSWER, is_final=is_final)  # noqa: E731
    assert after(act, report, "responded") == {(purpose, "reporter")}


# -- The end -----------------------------------------------------------------------------------------------------------
TEAM_AND_HEAD = {("closed", "pupr.admin"), ("closed", "pupr.penghubung"), ("closed", "pupr.kepala")}


def test_a_confirmed_report_thanks_the_reporter_and_tells_the_team(cast: Cast):
    report = answered(cast, **REACHABLE).report
    who = after(lambda: close.confirm(report.code, by=cast.reporter(report)), report, "closed")
    assert who == {*TEAM_AND_HEAD, ("closed", "reporter")}
    assert stem_to_reporter(report) == "aduan_warga_tutup_pelapor"


def test_a_report_closed_by_an_officer_says_so_to_the_reporter(cast: Cast):
    report = answered(cast, **REACHABLE).report
    after(lambda: close.close(report.code, by=cast.front_officer, reason=REASON, cause="settled"), report, "closed")
    assert stem_to_reporter(report) == "aduan_warga_tutup_petugas"


def test_a_report_closed_by_time_says_so_to_the_reporter(cast: Cast):
    report = answered(cast, **REACHABLE).report
    Promise.objects.filter(report=report, step="reporter_reply").update(due_at="2026-01-01T00:00:00Z")
    after(lambda: close.run_out(report.code, at=journal.now()), report, "closed")
    assert stem_to_reporter(report) == "aduan_warga_tutup_sistem"


def stem_to_reporter(report: Report) -> str:
    return Notice.objects.filter(report=report, recipient="reporter").latest("id").stem


def test_an_objection_goes_to_team_head_level_above_regional_head_and_reporter(cast: Cast):
    report = answered(cast, **REACHABLE).report
    who = after(lambda: close.object_(report.code, by=cast.reporter(report), reason=REASON), report, "objected")
    assert who == {
        ("reopened", "pupr.admin"), ("reopened", "pupr.penghubung"), ("reopened", "pupr.kepala"), ("reopened", "sekda"),
        ("brought_to_leader", "bupati"), ("reopened", "reporter"),
    }  # fmt: skip


def test_a_late_objection_is_told_once_by_the_new_report(cast: Cast):
    report = answered(cast, **REACHABLE).report
    close.confirm(report.code, by=cast.reporter(report))
    tell_all()
    new = follow_up.object_late(report.code, by=cast.reporter(report), reason=REASON).report
    tell_all()
    told_now = Notice.objects.filter(report=new).order_by("id").select_related("person")
    assert {(each.event.kind, each.purpose, each.person.login if each.person else "") for each in told_now} == {
        ("linked", "bundled", "kominfo"), ("linked", "bundled", "kominfo.kepala"), ("linked", "follow_up_opened", ""),
    }  # fmt: skip
    assert told(report, "linked") == set()


def test_a_withdrawal_is_told_to_the_team_that_had_it(cast: Cast):
    report = in_work(cast).report
    who = after(lambda: archive.withdraw(report.code, by=cast.reporter(report)), report, "withdrawn")
    assert who == {("closed", "pupr.admin"), ("closed", "pupr.penghubung")}


def test_referral_and_archiving_are_told_to_the_reporter(cast: Cast):
    one, other = received(**REACHABLE).report, received(**REACHABLE).report
    who = after(
        lambda: archive.refer(one.code, by=cast.front_officer, to="PT PLN (Persero)", note=REASON), one, "referred"
    )
    assert who == {("not_ours", "reporter")}
    act = lambda: archive.archive(other.code, by=cast.front_officer, reason="unclear", note=REASON)  # noqa: E731
    assert after(act, other, "archived") == {("closed", "reporter")}
    assert stem_to_reporter(other) == "aduan_warga_disisihkan"


# -- Beside the path ---------------------------------------------------------------------------------------------------
def test_the_sp4n_number_is_told_to_the_reporter(cast: Cast):
    report = verified(cast, **REACHABLE).report
    act = lambda: sp4n.link(report.code, by=cast.front_officer, tracking_id="4512345", entered_at=journal.now())  # noqa: E731
    assert after(act, report, "sp4n_linked") == {("sp4n_entered", "reporter")}


def test_a_revealed_identity_is_told_to_the_inspectorate(cast: Cast):
    report = received(**REACHABLE).report
    who = after(
        lambda: disclose.disclose(report.code, by=cast.front_officer, reason=REASON), report, "identity_disclosed"
    )
    assert who == {("identity_revealed", "inspektorat")}


def test_the_reporters_own_broken_promise_is_told_to_nobody(cast: Cast):
    report = answered(cast, **REACHABLE).report
    promise = Promise.objects.get(report=report, step="reporter_reply")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00Z")
    assert after(lambda: mark_broken(promise.pk, at=journal.now()), report, "promise_broken") == set()


def test_nobody_is_told_of_their_own_act(cast: Cast):
    report = received().report
    verify(report.code, by=cast.front_officer, finding=Finding())
    dispose(report.code, to="diskominfo", by=cast.front_officer)
    tell_all()
    assert ("disposed", "kominfo") not in told(report, "disposed")
    assert ("disposed", "kominfo.kepala") in told(report, "disposed")
