"""Tasks: of one's own unit, to somebody of the team, with a date; the member who has one may act by it."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone, translation

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.handling import archive, dossier, story
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.ask import ask, end_pause
from arcadumas.core.handling.cancel_task import cancel_task
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.folder import open_folder
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Task, TaskTemplate
from arcadumas.core.handling.offers import offers
from arcadumas.core.handling.reassign_task import reassign_task
from arcadumas.core.handling.tasks import add_task, complete_task, may_complete, templates_for
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.waiting import is_waiting_for
from arcadumas.core.organisation.accounts import close_account
from arcadumas.core.organisation.models import Post, Unit
from arcadumas.core.reports.models import About, Category, Event, Promise
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import REASON

pytestmark = pytest.mark.django_db


def test_a_task_has_a_person_a_date_and_its_giver(cast: Cast) -> None:
    report, day = builders.in_work(cast).report, timezone.localdate() + timedelta(days=3)
    task = add_task(report.code, by=cast.pupr_admin, title=" Tinjau lokasi ", assignee="pupr.teknis", due_on=day)
    assert (task.title, task.assignee, task.due_on) == ("Tinjau lokasi", cast.person("pupr_member"), day)
    assert (task.unit.code, task.added_by, task.done_at) == ("pupr", cast.person("pupr_admin"), None)
    assert Event.objects.filter(report=report).latest("seq").facts == {"task": task.pk}


def test_a_member_with_a_task_accepts_by_it_and_finds_it_waiting(cast: Cast) -> None:
    report = builders.disposed(cast).report
    with pytest.raises(Powerless):
        accept(report.code, by=cast.pupr_member)
    add_task(report.code, by=cast.pupr_head, title="Tinjau lokasi", assignee="pupr.teknis")
    assert "accept" in offers(open_folder(report.code, by=cast.pupr_member), cast.pupr_member)
    assert is_waiting_for(report, cast.pupr_member)
    accept(report.code, by=cast.pupr_member)


def test_when_it_is_done_it_waits_no_more_and_gives_no_power(cast: Cast) -> None:
    report = builders.disposed(cast).report
    task = add_task(report.code, by=cast.pupr_head, title="Tinjau lokasi", assignee="pupr.teknis")
    complete_task(report.code, task.pk, by=cast.pupr_member, note="Sudah dilihat.")
    task.refresh_from_db()
    assert (task.done_by, task.done_note, task.done_at is None) == (cast.person("pupr_member"), "Sudah dilihat.", False)
    assert not is_waiting_for(report, cast.pupr_member)
    with pytest.raises(Powerless):
        accept(report.code, by=cast.pupr_member)
    with pytest.raises(OutOfTurn) as refused:
        complete_task(report.code, task.pk, by=cast.pupr_member)
    assert refused.value.code == "task.done"


@pytest.mark.parametrize("login", ["dinkes.admin", "kominfo", "tidak.ada"])
def test_only_somebody_of_the_team_can_be_given_one(cast: Cast, login: str) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        add_task(report.code, by=cast.pupr_admin, title="Tinjau lokasi", assignee=login)
    assert (refused.value.code, refused.value.field) == ("task.assignee", "assignee")


def test_nobody_who_is_complained_of_is_given_one(cast: Cast) -> None:
    report = builders.in_work(cast).report
    About.objects.create(report=report, person=cast.person("pupr_member"))
    with pytest.raises(Unfit):
        add_task(report.code, by=cast.pupr_admin, title="Tinjau lokasi", assignee="pupr.teknis")


def test_a_day_that_has_gone_is_refused(cast: Cast) -> None:
    report = builders.in_work(cast).report
    with pytest.raises(Unfit) as refused:
        add_task(report.code, by=cast.pupr_admin, title="Tinjau", due_on=timezone.localdate() - timedelta(days=1))
    assert refused.value.field == "due_on"


def test_a_supporting_unit_has_tasks_of_its_own_which_the_lead_does_not_end(cast: Cast) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    task = add_task(report.code, by=cast.alalak_admin, title="Antar petugas ke lokasi")
    assert task.unit.code == "63.04.05"
    with pytest.raises(Powerless) as refused:
        complete_task(report.code, task.pk, by=cast.pupr_admin)
    assert refused.value.code == "task.other_unit"
    complete_task(report.code, task.pk, by=cast.alalak_head)


def test_whoever_was_given_one_may_end_it_even_without_the_power_to_give_any(cast: Cast) -> None:
    report = builders.verified(cast).report
    task = Task.objects.create(
        report=report, title="decide", assignee=cast.person("front_officer"), added_at=timezone.now()
    )
    folder = open_folder(report.code, by=cast.front_officer)
    assert (
        may_complete(task, folder.here, by=cast.front_officer),
        may_complete(task, folder.here, by=cast.front_head),
    ) == (
        True,
        False,
    )
    complete_task(report.code, task.pk, by=cast.front_officer)


def test_it_goes_to_a_colleague_and_its_date_stays(cast: Cast) -> None:
    report, day = builders.disposed(cast).report, timezone.localdate() + timedelta(days=2)
    task = add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis", due_on=day)
    reassign_task(report.code, task.pk, by=cast.pupr_admin, assignee="pupr.penghubung")
    task.refresh_from_db()
    assert (task.assignee, task.due_on) == (cast.person("pupr_liaison"), day)
    with pytest.raises(Powerless):  # what a task allowed goes with it
        accept(report.code, by=cast.pupr_member)
    before, after = cast.person("pupr_member").pk, cast.person("pupr_liaison").pk
    assert Event.objects.latest("id").facts == {"task": task.pk, "from_person": before, "to_person": after}
    reassign_task(report.code, task.pk, by=cast.pupr_admin)
    assert Task.objects.get().assignee is None
    with translation.override("en"):
        said = [line.text for line in story.lines(report, for_staff=True, reader=cast.pupr_admin)][-2:]
    assert [text.partition(" by ")[0] for text in said] == [
        "Task given to somebody else",
        "Task given to nobody in particular",
    ]
    for login, refusal in (("", OutOfTurn), ("dinkes.admin", Unfit)):
        with pytest.raises(refusal):
            reassign_task(report.code, task.pk, by=cast.pupr_admin, assignee=login)


def test_it_is_called_off_and_then_nothing_more_is_done_with_it(cast: Cast) -> None:
    report = builders.disposed(cast).report
    task = add_task(report.code, by=cast.pupr_head, title="Ukur lubang", assignee="pupr.teknis")
    cancel_task(report.code, task.pk, by=cast.pupr_admin, note="Sudah diukur dinas lain.")
    task.refresh_from_db()
    said = (task.is_cancelled, task.done_note, task.done_by)
    assert said == (True, "Sudah diukur dinas lain.", cast.person("pupr_admin"))
    assert not is_waiting_for(report, cast.pupr_member)
    for act in (complete_task, cancel_task, reassign_task):
        with pytest.raises(OutOfTurn) as refused:
            act(report.code, task.pk, by=cast.pupr_admin)
        assert refused.value.code == "task.done"


def test_another_units_task_is_neither_called_off_nor_given_away(cast: Cast) -> None:
    report = builders.in_work(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    task = add_task(report.code, by=cast.alalak_admin, title="Antar petugas ke lokasi", assignee="alalak.camat")
    for act in (cancel_task, reassign_task):
        with pytest.raises(Powerless) as refused:
            act(report.code, task.pk, by=cast.pupr_admin)
        assert refused.value.code == "task.other_unit"


@pytest.mark.parametrize("loses", ["by a return", "to another unit"])
def test_it_ends_undone_when_its_unit_loses_the_report(cast: Cast, loses: str) -> None:
    """The task of a unit that helps goes on; what was done stays done."""
    report = builders.disposed(cast).report
    dispose(report.code, to="63.04.05", role="support", by=cast.front_officer)
    others = add_task(report.code, by=cast.alalak_admin, title="Antar petugas ke lokasi")
    done, left = (
        add_task(report.code, by=cast.pupr_head, title=title, assignee="pupr.teknis") for title in ("Ukur", "Foto")
    )
    complete_task(report.code, done.pk, by=cast.pupr_member)
    if loses == "by a return":
        give_back(report.code, by=cast.pupr_admin, reason=REASON)
    else:
        dispose(report.code, to="dinkes", by=cast.front_officer)
    said = {one.title: (one.is_cancelled, one.done_at is None) for one in Task.objects.all()}
    assert said == {"Antar petugas ke lokasi": (False, True), "Ukur": (False, False), "Foto": (True, False)}
    assert not is_waiting_for(report, cast.pupr_member)
    assert is_waiting_for(report, cast.alalak_admin) == (others.done_at is None)
    with pytest.raises((OutOfTurn, Powerless, Unseen)):
        complete_task(report.code, left.pk, by=cast.pupr_member)


@pytest.mark.parametrize("leaves", ["withdrawn", "archived"])
def test_what_leaves_the_path_leaves_nothing_to_do_also_when_it_is_restored(cast: Cast, leaves: str) -> None:
    report = builders.in_work(cast).report
    add_task(report.code, by=cast.pupr_head, title="Ukur", assignee="pupr.teknis")
    if leaves == "withdrawn":
        archive.withdraw(report.code, by=cast.reporter(report))
    else:
        ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
        archive.archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    archive.restore(report.code, by=cast.front_head, reason=REASON)
    dispose(report.code, to="pupr", by=cast.front_officer)
    assert Task.objects.get(report=report).is_cancelled
    with pytest.raises(Powerless):  # by the task that is no more
        accept(report.code, by=cast.pupr_member)


def test_the_update_ends_what_outlived_a_return_until_now(cast: Cast) -> None:
    """Of a unit that lost the report; not of one that holds it, nor of whoever decides how to go on at the desk."""
    report, held = builders.disposed(cast).report, builders.disposed(cast).report
    tasks = [add_task(each.code, by=cast.pupr_head, title="Ukur lubang") for each in (report, held)]
    give_back(report.code, by=cast.pupr_admin, reason=REASON)
    Task.objects.update(done_at=None, is_cancelled=False)
    desk = Post.objects.get(person=cast.person("front_head")).unit
    decide = Task.objects.create(report=report, unit=desk, title="decide", added_at=timezone.now())
    import_module("arcadumas.core.handling.migrations.0004_tasks_called_off").end_with_returns(apps, None)
    ended = {one.pk: (one.is_cancelled, one.done_at is None) for one in Task.objects.all()}
    assert ended == {tasks[0].pk: (True, False), tasks[1].pk: (False, True), decide.pk: (False, True)}


def test_what_nobody_has_waits_for_the_team_and_so_does_what_a_closed_account_had(cast: Cast) -> None:
    report = builders.answered(cast).report
    team = (cast.pupr_admin, cast.pupr_substitute, cast.pupr_liaison)
    add_task(report.code, by=cast.pupr_head, title="Susun arsip", assignee="pupr.teknis")
    assert [is_waiting_for(report, one) for one in team] == [False] * 3
    close_account("pupr.teknis", by=cast.front_officer)
    assert [is_waiting_for(report, one) for one in (*team, cast.pupr_head)] == [True, True, True, False]
    Task.objects.update(assignee=None)
    assert [is_waiting_for(report, one) for one in (*team, cast.dinkes_admin)] == [True, True, True, False]


def test_what_somebody_had_who_left_the_unit_waits_for_the_team(cast: Cast) -> None:
    report = builders.answered(cast).report
    add_task(report.code, by=cast.pupr_head, title="Susun arsip", assignee="pupr.teknis")
    assert not is_waiting_for(report, cast.pupr_liaison)
    Post.objects.filter(person__login="pupr.teknis").update(unit=Unit.objects.get(code="dinkes"))
    assert is_waiting_for(report, cast.pupr_liaison)


def test_what_the_head_of_the_desk_was_to_decide_is_the_desks_when_the_head_has_left(cast: Cast) -> None:
    report = builders.in_work(cast).report
    ask(report.code, by=cast.pupr_admin, text="Di jalan apa tepatnya lubang itu?")
    end_pause(report.code, at=Promise.objects.get(report=report, step="complete_info").due_at)
    task = Task.objects.get(report=report, assignee__login="kominfo.kepala")
    with pytest.raises(Powerless):
        complete_task(report.code, task.pk, by=cast.secretary)
    assert not is_waiting_for(report, cast.front_officer)
    Post.objects.filter(person__login="kominfo.kepala").update(valid_to=timezone.localdate() - timedelta(days=1))
    assert is_waiting_for(report, cast.front_officer)
    assert may_complete(task, ground(report, cast.front_officer), by=cast.front_officer)
    complete_task(report.code, task.pk, by=cast.front_officer)
    assert not is_waiting_for(report, cast.front_officer)


def test_a_usual_task_gives_its_title_and_counts_its_date_in_working_days(cast: Cast) -> None:
    report = builders.in_work(cast).report
    usual = TaskTemplate.objects.create(title="Ukur lubang", days=2)
    task = add_task(report.code, by=cast.pupr_admin, template=usual.pk)
    assert (task.title, task.template, task.due_on > moments.local_date(timezone.now())) == ("Ukur lubang", usual, True)
    own = add_task(report.code, by=cast.pupr_admin, template=usual.pk, title="Ukur lubang di RT 3")
    assert (own.title, own.template) == ("Ukur lubang di RT 3", None)


def test_usual_tasks_are_those_of_the_topic_then_of_the_one_above_then_of_any(cast: Cast) -> None:
    TaskTemplate.objects.all().delete()
    topic = Category.objects.filter(parent__isnull=False).select_related("parent").first()
    other = Category.objects.exclude(pk__in=[topic.pk, topic.parent_id]).first()
    for title, category in (("umum", None), ("induk", topic.parent), ("sendiri", topic), ("lain", other)):
        TaskTemplate.objects.create(title=title, category=category)
    TaskTemplate.objects.create(title="usang", is_active=False)
    assert [one.title for one in templates_for(topic)] == ["sendiri", "induk", "umum"]
    assert [one.title for one in templates_for(None)] == ["umum"]
    report = builders.in_work(cast).report
    with pytest.raises(Unfit):
        add_task(report.code, by=cast.pupr_admin, template=TaskTemplate.objects.get(title="lain").pk)


def test_the_staff_view_lists_them(cast: Cast) -> None:
    report = builders.in_work(cast).report
    task = add_task(report.code, by=cast.pupr_admin, title=REASON)
    found = dossier.gather([report], by=cast.pupr_head)[0]
    assert [one.pk for one in found.tasks] == [task.pk]
