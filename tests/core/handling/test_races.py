"""Two officers at once: one of them is told, and nothing is lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from arcadumas.base.refusals import OutOfTurn, Powerless, Refusal, Stale
from arcadumas.core.handling import sp4n
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.beside import note
from arcadumas.core.handling.close import close, confirm
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.models import Disposition, Note, Response
from arcadumas.core.handling.respond import respond
from arcadumas.core.handling.work import approve, draft
from arcadumas.core.organisation import accounts, posts
from arcadumas.core.organisation.models import Person, Post
from arcadumas.core.reports import intake, journal
from arcadumas.core.reports.models import Event, Promise, Report
from tests import builders, snapshots
from tests.cast import Cast
from tests.core.handling.glance import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """The demo government for other connections to see; every table that was empty before is empty again after."""
    with django_db_blocker.unblock():
        before = snapshots.filled()
        yield Cast.assemble()
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(sorted(snapshots.filled() - before))} CASCADE")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each act in its own thread and connection, all let go at one moment: what they return, or how they were refused."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait(timeout=30)
        try:
            return act()
        except Refusal as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def made(build: Callable[..., intake.Receipt], *args: object, **values: object) -> Report:
    """Committed by another connection, so that all may see it."""
    (receipt,) = at_once(lambda: build(*args, **values))
    assert isinstance(receipt, intake.Receipt)
    return receipt.report


def is_sound(report: Report) -> bool:
    """Lines 1 to n, each over the one before, and the report's head is the last."""
    count = Event.objects.filter(report=report).count()
    return Report.objects.get(pk=report.pk).version == count and journal.examine({})[1] is None


def winners(results: list[object]) -> int:
    return sum(not isinstance(result, Refusal) for result in results)


def test_of_two_who_accept_one_is_told_that_it_is_taken(committed: Cast) -> None:
    cast = committed
    for _round in range(5):
        report = made(builders.disposed, cast)
        results = at_once(
            lambda code=report.code: accept(code, by=cast.pupr_admin),
            lambda code=report.code: accept(code, by=cast.pupr_substitute),
        )
        assert (winners(results), [type(one) for one in results if isinstance(one, Refusal)]) == (1, [OutOfTurn])
        assert (Event.objects.filter(report=report, kind="accepted").count(), is_sound(report)) == (1, True)


def test_of_accepting_and_returning_at_once_only_one_happens(committed: Cast) -> None:
    cast = committed
    for _round in range(5):
        report = made(builders.disposed, cast)
        accepted, _returned = at_once(
            lambda code=report.code: accept(code, by=cast.pupr_admin),
            lambda code=report.code: give_back(code, by=cast.pupr_head, reason=REASON),
        )
        if isinstance(accepted, Refusal):
            assert isinstance(accepted, (OutOfTurn, Powerless))
        held = Disposition.objects.get(report=report)
        assert (held.state, is_sound(report)) == ("returned", True)


def test_two_officers_who_dispose_at_once_make_one_lead(committed: Cast) -> None:
    cast = committed
    report = made(builders.verified, cast)
    at_once(
        lambda: dispose(report.code, to="pupr", by=cast.front_officer),
        lambda: dispose(report.code, to="dinkes", by=cast.front_head),
        lambda: dispose(report.code, to="63.04.05", by=cast.front_head),
    )
    live = Disposition.objects.filter(report=report, state="offered")
    assert (live.count(), is_sound(report)) == (1, True)
    running = Promise.objects.filter(report=report, step="accept", state="running")
    assert [promise.unit_id for promise in running] == [live.get().unit_id]


def test_a_draft_and_its_approval_never_cross(committed: Cast) -> None:
    """What is approved is what the head decided on: a new draft comes before it, or after it and waits."""
    cast = committed
    for _round in range(5):
        report = made(builders.in_work, cast, to="dinkes")
        at_once(lambda code=report.code: draft(code, by=cast.dinkes_admin, text=builders.ANSWER))
        version = Report.objects.get(pk=report.pk).version
        drafted, approved = at_once(
            lambda code=report.code, v=version: draft(
                code, by=cast.dinkes_admin, text=f"{builders.ANSWER} Baru.", version=v
            ),
            lambda code=report.code, v=version: approve(code, by=cast.dinkes_head, version=v),
        )
        assert sorted([type(drafted).__name__, type(approved).__name__]) == ["Response", "Stale"]
        states = list(Response.objects.filter(report=report).order_by("id").values_list("state", flat=True))
        assert states == (["approved"] if isinstance(drafted, Stale) else ["replaced", "drafted"])
        assert is_sound(report)


def test_a_reporter_and_an_officer_close_it_once(committed: Cast) -> None:
    cast = committed
    report = made(builders.answered, cast)
    results = at_once(
        lambda: confirm(report.code, by=cast.reporter(report)),
        lambda: close(report.code, by=cast.front_officer, reason=REASON),
    )
    assert (winners(results), Event.objects.filter(report=report, kind="closed").count()) == (1, 1)
    assert is_sound(report)


def test_an_answer_is_sent_once(committed: Cast) -> None:
    cast = committed
    report = made(builders.in_work, cast)
    results = at_once(
        *(lambda by=by: respond(report.code, by=by, text=builders.ANSWER) for by in (cast.pupr_admin, cast.pupr_head))
    )
    assert (winners(results), Response.objects.filter(report=report, state="sent").count()) == (1, 1)


def test_one_tracking_id_entered_twice_at_once_is_taken_for_the_second(committed: Cast) -> None:
    cast = committed
    reports = [made(builders.verified, cast), made(builders.verified, cast)]
    results = at_once(
        *(
            lambda code=report.code: sp4n.link(
                code, by=cast.front_officer, tracking_id="7654321", entered_at=timezone.now()
            )
            for report in reports
        )
    )
    assert (winners(results), [one.code for one in results if isinstance(one, Refusal)]) == (1, ["sp4n.taken"])


def test_two_hundred_notes_at_once_are_two_hundred_lines(committed: Cast) -> None:
    cast = committed
    report = made(builders.in_work, cast)
    writers = [cast.pupr_admin, cast.pupr_liaison, cast.front_officer, cast.secretary]

    def write(number: int) -> Callable[[], object]:
        return lambda: [note(report.code, by=writers[number], text=f"Catatan {number}-{n}") for n in range(50)]

    before = Report.objects.get(pk=report.pk).version
    assert winners(at_once(*(write(number) for number in range(4)))) == 4
    lines = Event.objects.filter(report=report).order_by("seq").values_list("seq", flat=True)
    assert list(lines) == list(range(1, before + 201))
    assert (Note.objects.filter(report=report).count(), is_sound(report)) == (200, True)


def test_reports_do_not_wait_for_each_other(committed: Cast) -> None:
    """A lock held on one report holds up no act on another."""
    cast = committed
    one, other = made(builders.disposed, cast), made(builders.disposed, cast)
    Report.objects.select_for_update().get(pk=one.pk)
    assert winners(at_once(lambda: accept(other.code, by=cast.pupr_admin))) == 1


def test_two_at_the_front_desk_who_end_each_others_posts_leave_one(committed: Cast) -> None:
    desk = Post.objects.filter(role__in=posts.DESK).order_by("id")
    mine, theirs = (desk.get(person=committed.person(role)).pk for role in ("front_officer", "front_head"))
    told = at_once(
        lambda: posts.end_post(theirs, by=committed.front_officer), lambda: posts.end_post(mine, by=committed.front_head)
    )  # fmt: skip
    left = desk.filter(valid_to=None).count()
    desk.update(valid_to=None)
    assert (left, [type(each) for each in told if isinstance(each, Refusal)]) == (1, [OutOfTurn])


def test_a_post_that_ends_while_its_account_closes_leaves_the_desk_filled(committed: Cast) -> None:
    desk = Post.objects.filter(role__in=posts.DESK).order_by("id")
    mine = desk.get(person=committed.person("front_officer")).pk
    told = at_once(
        lambda: posts.end_post(mine, by=committed.engineer), lambda: accounts.close_account("kominfo.kepala", by=committed.engineer)
    )  # fmt: skip
    left = desk.filter(valid_to=None, person__is_active=True).count()
    desk.update(valid_to=None)
    Person.objects.filter(login="kominfo.kepala").update(is_active=True)
    assert (left, [type(each) for each in told if isinstance(each, Refusal)]) == (1, [OutOfTurn])
