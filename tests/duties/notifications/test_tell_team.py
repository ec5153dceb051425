"""Who is told of the team's own work: urgency, tasks, mentions, visits, hand-overs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from arcadumas.core.handling import beside
from arcadumas.core.handling.archive import archive, restore
from arcadumas.core.handling.ask import ask, send
from arcadumas.core.handling.cancel_task import cancel_task
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.extend import ask_extension, extend, refuse_extension
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.handover import hand_over
from arcadumas.core.handling.inspect import inspect
from arcadumas.core.handling.merge import merge, unmerge
from arcadumas.core.handling.models import TaskTemplate
from arcadumas.core.handling.reassign_task import reassign_task
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.split import Part, split
from arcadumas.core.handling.takeover import take_over
from arcadumas.core.handling.tasks import add_task, complete_task
from arcadumas.core.handling.urgent import mark_urgent
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.handling.work import approve, draft, reject
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Report
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message, Notice
from tests.builders import ANSWER, absence, disposed, in_work, photo, verified
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


# -- Urgent ------------------------------------------------------------------------------------------------------------
def test_of_what_was_marked_urgent_the_holder_the_head_and_the_regional_head_hear_by_both_channels(cast: Cast):
    report = in_work(cast).report
    marked = after(lambda: mark_urgent(report.code, by=cast.secretary, reason=REASON), report, "marked_urgent")
    assert marked == {
        ("marked_urgent", "pupr.admin"),
        ("marked_urgent", "pupr.kepala"),
        ("brought_to_leader", "bupati"),
    }
    notices = Notice.objects.filter(event__kind="marked_urgent")
    assert set(notices.values_list("urgency", flat=True)) == {"urgent"}
    assert set(Message.objects.filter(notices__in=notices).values_list("channel", flat=True)) == {"whatsapp", "email"}


def test_what_a_classification_makes_urgent_is_told_like_what_was_marked(cast: Cast):
    report = in_work(cast).report
    by_tick = lambda: classify(report.code, by=cast.front_officer, finding=Finding(is_urgent=True))  # noqa: E731
    assert after(by_tick, report, "classified") == {
        ("marked_urgent", "pupr.admin"),
        ("marked_urgent", "pupr.kepala"),
        ("brought_to_leader", "bupati"),
    }
    notices = Notice.objects.filter(event__kind="classified")
    assert set(notices.values_list("urgency", flat=True)) == {"urgent"}
    assert set(Message.objects.filter(notices__in=notices).values_list("channel", flat=True)) == {"whatsapp", "email"}
    again = lambda: classify(report.code, by=cast.front_officer, finding=Finding(kind="aspiration"))  # noqa: E731
    assert after(again, report, "classified") == set()


# -- The work ----------------------------------------------------------------------------------------------------------
def test_whoever_is_given_a_task_is_told_and_nobody_else(cast: Cast):
    report = in_work(cast).report
    given = lambda: add_task(report.code, by=cast.pupr_admin, title="Kanaritugas", assignee="pupr.teknis")  # noqa: E731
    assert after(given, report, "task_added") == {("task_given", "pupr.teknis")}
    own = lambda: add_task(report.code, by=cast.pupr_admin, title="Susun bahan", assignee="pupr.admin")  # noqa: E731
    assert after(own, report, "task_added") == set()


def test_of_a_task_that_moves_those_hear_who_had_it_who_has_it_and_who_gave_it(cast: Cast):
    report = in_work(cast).report
    given = lambda who: add_task(report.code, by=cast.pupr_head, title="Kanaritugas", assignee=who)  # noqa: E731
    task, other = given("pupr.teknis"), given("pupr.teknis")
    moved = lambda: reassign_task(report.code, task.pk, by=cast.pupr_admin, assignee="pupr.penghubung")  # noqa: E731
    assert after(moved, report, "task_reassigned") == {("task_given", "pupr.penghubung"), ("task_moved", "pupr.teknis")}
    off = lambda: cancel_task(report.code, task.pk, by=cast.pupr_admin)  # noqa: E731
    assert after(off, report, "task_cancelled") == {("task_moved", "pupr.penghubung"), ("task_moved", "pupr.kepala")}
    done = lambda: complete_task(report.code, other.pk, by=cast.pupr_member, note="Kanaricatatan")  # noqa: E731
    assert after(done, report, "task_done") == {("task_moved", "pupr.kepala")}
    assert Notice.objects.get(event__kind="task_done").digest_on is not None
    texts = [str(content_of(one.pk, bytes(one.text))) for one in Message.objects.filter(notices__purpose="task_moved")]
    assert ["Kanari" in text for text in texts] == [False] * len(texts)
    assert any("tidak lagi pada Bapak/Ibu" in text for text in texts)


def test_whoever_has_left_the_unit_hears_no_more_of_its_tasks(cast: Cast):
    report = in_work(cast).report
    task = add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis")
    there = Post.objects.get(person=cast.person("pupr_member"))
    Post.objects.filter(pk=there.pk).update(unit=Post.objects.get(person=cast.person("dinkes_admin")).unit)
    off = lambda: cancel_task(report.code, task.pk, by=cast.pupr_head)  # noqa: E731
    assert after(off, report, "task_cancelled") == set()


def test_a_task_in_an_officers_own_words_is_not_quoted_and_a_usual_one_is(cast: Cast):
    report = in_work(cast).report
    usual = TaskTemplate.objects.create(title="Ukur lubang", days=2)
    add_task(report.code, by=cast.pupr_admin, title="Kanaritugas di rumah Siti", assignee="pupr.teknis")
    add_task(report.code, by=cast.pupr_admin, template=usual.pk, assignee="pupr.teknis")
    tell_all()
    texts = [
        str(content_of(one.pk, bytes(one.text)))
        for one in Message.objects.filter(notices__purpose="task_given").order_by("queued_at", "notices__event__seq")
    ]
    assert ["Kanari" in text or "Siti" in text for text in texts] == [False] * len(texts)
    assert sum("Ukur lubang" in text for text in texts) == len(texts) // 2 > 0


def test_those_who_are_named_in_a_note_are_told_without_its_words(cast: Cast):
    report = in_work(cast).report
    named = lambda: beside.note(report.code, by=cast.pupr_admin, text="Kanaricatatan untuk @pupr.kepala")  # noqa: E731
    assert after(named, report, "note_added") == {("mentioned", "pupr.kepala")}
    texts = [str(content_of(one.pk, bytes(one.text))) for one in Message.objects.filter(notices__purpose="mentioned")]
    assert [("Kanari" in text, report.code in text) for text in texts] == [(False, True)] * len(texts)


def test_the_reporter_hears_of_a_visit_that_is_planned_and_not_of_one_that_was_made(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    now = journal.now()
    made = lambda: inspect(report.code, by=cast.pupr_member, visit_at=now - timedelta(days=1))  # noqa: E731
    assert after(made, report, "inspected") == set()
    planned = lambda: inspect(report.code, by=cast.pupr_member, visit_at=now + timedelta(days=1))  # noqa: E731
    assert after(planned, report, "inspected") == {("visit_planned", "reporter")}
    assert after(planned, report, "inspection_ended") == set()
    lost = lambda: give_back(report.code, by=cast.pupr_admin, reason=REASON)  # noqa: E731
    assert after(lost, report, "inspection_ended") == {("visit_off", "reporter")}


def test_whoever_is_handed_a_report_is_told(cast: Cast):
    report = in_work(cast).report
    passed = lambda: hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung")  # noqa: E731
    assert after(passed, report, "handed_over") == {("handed_over", "pupr.penghubung")}


def test_for_whoever_is_away_the_stand_in_is_told_too(cast: Cast):
    """What is given to one person by name: a report handed over, a task, a word in a note, a draft sent back."""
    absence("pupr.penghubung", stand_in="pupr.teknis")
    report = in_work(cast).report
    both = lambda purpose: {(purpose, "pupr.penghubung"), (purpose, "pupr.teknis")}  # noqa: E731
    task = lambda: add_task(report.code, by=cast.pupr_admin, title="Ukur lubang", assignee="pupr.penghubung")  # noqa: E731
    assert after(task, report, "task_added") == both("task_given")
    named = lambda: beside.note(report.code, by=cast.pupr_admin, text="Mohon dibaca @pupr.penghubung")  # noqa: E731
    assert after(named, report, "note_added") == both("mentioned")
    draft(report.code, by=cast.pupr_liaison, text=ANSWER)
    back = lambda: reject(report.code, by=cast.pupr_head, reason="Mohon sebut tanggalnya.")  # noqa: E731
    assert after(back, report, "answer_rejected") == both("sent_back")
    passed = lambda: hand_over(report.code, by=cast.pupr_admin, to="pupr.penghubung")  # noqa: E731
    assert after(passed, report, "handed_over") == both("handed_over")


def test_what_a_reporter_answers_goes_to_whoever_took_it_over_meanwhile(cast: Cast):
    report = in_work(cast).report
    ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    take_over(report.code, by=cast.pupr_substitute)
    answers = lambda: send(report.code, by=cast.reporter(report), text="Jalan Panglima Antasari.")  # noqa: E731
    assert after(answers, report, "reporter_replied") == {("reporter_wrote", "pupr.pengganti")}


# -- More time ---------------------------------------------------------------------------------------------------------
def test_whoever_asked_for_time_hears_that_it_is_given_and_so_do_those_whose_it_is(cast: Cast):
    report = disposed(cast).report
    clock = Promise.objects.get(report=report, step="accept")
    later = clock.due_at + timedelta(hours=3)
    ask_extension(report.code, by=cast.pupr_substitute, reason=REASON, due_at=later, step="accept")
    given = lambda: extend(report.code, by=cast.pupr_head, reason=REASON, due_at=later, step="accept")  # noqa: E731
    assert after(given, report, "extended") == {
        ("extended", "pupr.pengganti"),
        ("extended", "pupr.admin"),
        ("extended", "pupr.penghubung"),
    }


def test_whoever_asked_for_time_hears_that_it_is_refused(cast: Cast):
    report = disposed(cast).report
    clock = Promise.objects.get(report=report, step="accept")
    later = clock.due_at + timedelta(hours=3)
    asked = lambda: ask_extension(report.code, by=cast.pupr_substitute, reason=REASON, due_at=later)  # noqa: E731
    assert after(asked, report, "extension_asked") == {("extension_asked", "pupr.kepala")}
    refused = lambda: refuse_extension(report.code, by=cast.pupr_head, reason=REASON)  # noqa: E731
    assert after(refused, report, "extension_refused") == {("extension_refused", "pupr.pengganti")}
    assert Notice.objects.filter(report=report, purpose="extension_asked", settled_at=None).count() == 0


def test_of_time_for_the_front_desk_the_front_desk_hears(cast: Cast):
    report = verified(cast).report
    clock = Promise.objects.get(report=report, step="dispose")
    later = clock.due_at + timedelta(hours=3)
    given = lambda: extend(report.code, by=cast.front_head, reason=REASON, due_at=later, step="dispose")  # noqa: E731
    assert after(given, report, "extended") == {("extended", "kominfo")}


# -- Files -------------------------------------------------------------------------------------------------------------
def test_those_who_hold_a_report_hear_once_of_files_that_come_together(cast: Cast):
    report = in_work(cast).report
    by = cast.reporter(report)
    tell_all()
    for number in range(3):
        beside.attach(report.code, by=by, file=photo(), name=f"{number}.jpg")
    send(report.code, by=by, text="Ini keterangannya.")
    beside.attach(report.code, by=by, file=photo(), name="sesudah pesan.jpg")
    tell_all()
    assert heard("files_added") == ["pupr.admin"]
    report.events.update(at=journal.now() - timedelta(minutes=6))
    beside.attach(report.code, by=by, file=photo(), name="kemudian.jpg")
    tell_all()
    assert heard("files_added") == ["pupr.admin"] * 2
    texts = [str(content_of(one.pk, bytes(one.text))) for one in Message.objects.filter(notices__purpose="files_added")]
    assert [("jpg" in text, "keterangannya" in text, report.code in text) for text in texts] == [
        (False, False, True)
    ] * len(texts)


def heard(purpose: str) -> list[str]:
    return list(Notice.objects.filter(purpose=purpose).order_by("id").values_list("person__login", flat=True))


def test_files_at_a_report_that_nobody_holds_yet_go_to_the_front_desk_but_not_to_whoever_put_them_there(cast: Cast):
    report = verified(cast, source="letter").report
    put = lambda: beside.attach(report.code, by=cast.front_officer, file=photo(), name="surat.jpg")  # noqa: E731
    assert after(put, report, "attachment_added") == {("files_added", "kominfo.kepala")}


@pytest.mark.parametrize("make", [verified, in_work])
def test_what_a_joined_reporter_sends_goes_to_whoever_holds_the_main_report(cast: Cast, make: Callable[..., Any]):
    main, joined = in_work(cast, to="dinkes").report, make(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    by = cast.reporter(joined)
    wrote = lambda: send(joined.code, by=by, text="Lubangnya makin dalam.")  # noqa: E731
    assert after(wrote, joined, "message_sent") == {("reporter_wrote", "dinkes.admin")}
    joined.events.update(at=journal.now() - timedelta(minutes=6))
    put = lambda: beside.attach(joined.code, by=by, file=photo(), name="lubang.jpg")  # noqa: E731
    assert after(put, joined, "attachment_added") == {("files_added", "dinkes.admin")}
    unmerge(joined.code, by=cast.front_head)
    again = lambda: send(joined.code, by=by, text="Masih belum ditutup.")  # noqa: E731
    own = "pupr.admin" if make is in_work else "kominfo"
    assert ("reporter_wrote", own) in after(again, joined, "message_sent")
    assert ("reporter_wrote", "dinkes.admin") not in told(joined, "message_sent")


def test_of_a_joined_report_whose_main_one_nobody_holds_the_front_desk_hears(cast: Cast):
    main, joined = verified(cast).report, in_work(cast).report
    merge(joined.code, into=main.code, by=cast.front_head)
    wrote = lambda: send(joined.code, by=cast.reporter(joined), text="Lubangnya makin dalam.")  # noqa: E731
    assert ("reporter_wrote", "kominfo") in after(wrote, joined, "message_sent")
    assert ("reporter_wrote", "pupr.admin") not in told(joined, "message_sent")


# -- Off the path and back ---------------------------------------------------------------------------------------------
def test_the_reporter_who_heard_of_the_end_hears_that_it_goes_on(cast: Cast):
    report = verified(cast, **REACHABLE).report
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    back = lambda: restore(report.code, by=cast.front_head, reason=REASON)  # noqa: E731
    assert after(back, report, "restored") == {("restored", "reporter")}


def test_the_reporter_who_heard_of_the_joining_hears_of_the_parting_and_the_main_one_does_not(cast: Cast):
    main, joined = verified(cast, **REACHABLE).report, verified(cast, phone="0812 3456 7891").report
    merge(joined.code, into=main.code, by=cast.front_head)
    apart = lambda: unmerge(joined.code, by=cast.front_head)  # noqa: E731
    assert after(apart, joined, "unmerged") == {("unmerged", "reporter")}
    assert told(main, "unmerged") == set()


def test_of_a_part_that_is_joined_to_its_whole_the_answer_is_told_once(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    (part,) = split(report.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    merge(part.code, into=report.code, by=cast.front_head)
    answered = Notice.objects.filter(recipient="reporter", event__kind="responded").order_by("id")
    for is_final, purposes in ((False, ["first_answered"]), (True, ["first_answered", "answered"])):
        respond(report.code, by=cast.pupr_admin, text=ANSWER, is_final=is_final)
        tell_all()
        assert list(answered.values_list("report", "purpose")) == [(report.pk, each) for each in purposes]


def test_of_a_split_the_reporter_hears_once_for_each_part_by_the_code_they_know(cast: Cast):
    report = in_work(cast, **REACHABLE).report
    tell_all()
    parts = split(report.code, parts=[Part(unit="dinkes", title="Puskesmas tutup")], by=cast.front_officer)
    tell_all()
    mine = Notice.objects.filter(recipient="reporter", report__in=[report, *parts]).order_by("id")
    assert list(mine.values_list("purpose", flat=True))[-1:] == ["split"]
    assert not mine.filter(report__in=parts, purpose="disposed").exists()
    (text, *_more) = [
        str(content_of(one.pk, bytes(one.text))) for one in Message.objects.filter(notices__purpose="split")
    ]
    assert (report.code in text, parts[0].code in text, "Kesehatan" in text) == (True, False, True)
    give_back(parts[0].code, by=cast.dinkes_admin, cause="other_unit", reason=REASON)
    dispose(parts[0].code, to="inspektorat", by=cast.front_officer)
    tell_all()
    assert mine.filter(report__in=parts, purpose="moved").exists()


# -- The draft ---------------------------------------------------------------------------------------------------------
def test_that_a_draft_is_approved_its_drafter_and_the_team_hear_once_each(cast: Cast):
    report = in_work(cast).report
    draft(report.code, by=cast.pupr_member, text=ANSWER)
    approved = lambda: approve(report.code, by=cast.pupr_head)  # noqa: E731
    assert after(approved, report, "answer_approved") == {
        ("approved", "pupr.teknis"),
        ("approved", "pupr.admin"),
        ("approved", "pupr.penghubung"),
    }
