"""Merge and unmerge: several reports about one thing become a group with one answer, and one may leave it without loss."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes
from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.core.handling import group, sharing
from arcadumas.core.handling.models import Merging
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, nouns, require_fresh, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal
from arcadumas.core.reports.facts import Merged
from arcadumas.core.reports.models import Promise, Report, State


@transaction.atomic
def merge(code: str, *, into: str, by: Actor, version: int | None = None) -> Report:
    """Its clocks stop; the main report's fall due when the earliest of the group would. A first answer that the main
    reporter has had reaches this one too. Locks both, the older first."""
    _hold(code, into)
    report = take(code, by=by)
    seat = powers.require(by, "merge", at=ground(report, by))
    check(report, "merge")
    main = _main(into, by=by)
    _require_fit(report, main)
    require_fresh(report, version)
    at = journal.now()
    merging = group.put_away(report, into=main, by=by, at=at)
    group.keep_earliest(main, at=at)
    count, due = Merging.objects.filter(into=main, ended_at=None).count(), _due(main)
    facts = Merged(code=main.code, count=count, due_at=due)
    move(report, "merge", by=by, seat=seat, at=at, facts=facts)
    sharing.catch_up(merging, main, at=at)
    group.tell_main(main, Merged(code=report.code, is_main=True, count=count, due_at=due), by=by, seat=seat, at=at)
    return report


@transaction.atomic
def unmerge(code: str, *, by: Actor, version: int | None = None) -> Report:
    """Back to where it stood, with its clocks and dispositions. Locks the main report first, as an answer does."""
    _hold_main(code)
    report = take(code, by=by)
    seat = powers.require(by, "unmerge", at=ground(report, by))
    check(report, "unmerge", version=version)
    merging = Merging.objects.select_related("into").get(report=report, ended_at=None)
    merging.report = report
    return group.let_go(merging, merging.into, by=by, seat=seat, at=journal.now())


def _hold(*codes_: str) -> None:
    """Both rows in one order, so that two officers who join them crosswise wait for each other and never deadlock."""
    known = [normal for code in codes_ if (normal := codes.read_code(code))]
    list(Report.objects.select_for_update(no_key=True).filter(code__in=known).order_by("id").only("pk"))


def _hold_main(code: str) -> None:
    into = Report.objects.filter(code=codes.read_code(code)).values_list("merged_into__code", flat=True).first()
    if into:
        _hold(into)


def _main(code: str, *, by: Actor) -> Report:
    try:
        return take(code, by=by)
    except Unseen:
        raise Unfit(
            "merge.into_unknown", _('We find no report "{code}" for your post. Check the code of the main report.'),
            field="into", code=code[:20],
        ) from None  # fmt: skip


def _require_fit(report: Report, main: Report) -> None:
    """Of one protection, or one would learn from the other; and the main one has its answer still before it."""
    if report.pk == main.pk:
        raise Unfit("merge.itself", _("A report cannot be joined to itself. Give the code of the main report."), field="into")  # fmt: skip
    if main.state not in group.UNANSWERED:
        raise Unfit("merge.into_over", _("Report {code} is {label}, so nothing can be joined to it. Link the two instead."), field="into", code=main.code, label=State(main.state).label)  # fmt: skip
    if group.protection(report) != group.protection(main):
        raise Unfit("merge.mixed", _("A confidential report joins only other confidential ones. Link the two instead."), field="into")  # fmt: skip
    if Merging.objects.filter(into=report, ended_at=None).exists():
        raise OutOfTurn(
            "merge.is_main", _("Other reports are joined to this one. Join the other report into it instead."),
            state=report.state, may=nouns(report),
        )  # fmt: skip


def _due(main: Report) -> str:
    """By when everyone in the group is to be answered."""
    settle = Promise.objects.filter(report=main, step="settle", unit=None).exclude(state=Promise.State.CANCELLED)
    due = settle.order_by("-round").values_list("due_at", flat=True).first()
    return due.isoformat() if due else ""
