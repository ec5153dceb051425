"""Rule sets as officials change them: a draft beside the version in force, put in force from a day to come.

Figures in force never change (decision 0004): a report keeps the rules of the day it came in, to the end."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import OutOfTurn, Stale, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.deadlines.models import Rule, RuleSet
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor, Seat

ALIKE = "rule_set:"
MOST = 1_000
SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class Figure:
    amount: int
    counted_in: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class Drafted:
    """All that may be written into a draft; `figures` by the id of the rule."""

    basis: str
    note: str
    figures: Mapping[int, Figure]


def mark(rule_set: RuleSet, rows: Sequence[Rule]) -> str:
    """Of what a page showed, to tell whether somebody changed it in between."""
    plain = [rule_set.basis, rule_set.note, str(rule_set.valid_from)]
    plain += [f"{row.pk}|{row.amount}|{row.counted_in}|{row.basis}" for row in sorted(rows, key=lambda row: row.pk)]
    return hashlib.sha256("\n".join(plain).encode()).hexdigest()[:12]


def changes() -> list[Entry]:
    """The newest first, of all rule sets."""
    acts = ("rules_copied", "rules_drafted", "rules_enforced", "rules_discarded", "rule_checked")
    return list(Entry.objects.filter(act__in=acts).order_by("-seq")[:12])


@transaction.atomic
def copy(number: int, *, by: Actor) -> RuleSet:
    """A draft with the same figures, none of them checked. One draft of a name at a time (409). Raises Powerless, Unseen."""
    seat = powers.require(by, "rules")
    old = _locked(number)
    if RuleSet.objects.filter(name=old.name, valid_from=None).exists():
        raise OutOfTurn(
            "rules.drafted", _("There is a draft of these rules already. Change that one, or discard it first.")
        )
    new = RuleSet.objects.create(name=old.name, basis=old.basis, note=old.note)
    Rule.objects.bulk_create(
        Rule(rule_set=new, step=row.step, report_class=row.report_class, amount=row.amount, counted_in=row.counted_in,
             starts_on=row.starts_on, basis=row.basis, is_inner=row.is_inner)
        for row in old.rules.order_by("id")
    )  # fmt: skip
    _record("rules_copied", new, by, seat, copied_from=old.pk)
    return new


@transaction.atomic
def change(number: int, drafted: Drafted, *, by: Actor, seen: str) -> None:
    """Write into a draft. Raises Powerless (403), Unseen (404), OutOfTurn (409) once it is in force, Stale (412) when somebody
    wrote since `seen` (mark), Unfit (422) with the field `amount_<id>` and so on."""
    seat = powers.require(by, "rules")
    draft, rows = _draft(number, seen)
    if errors := list(_errors(drafted, rows)):
        raise Unfit.together(errors)
    before = {row.pk: [row.amount, row.counted_in] for row in rows}
    draft.basis, draft.note = drafted.basis, drafted.note
    draft.save(update_fields=["basis", "note"])
    for row in rows:
        figure = drafted.figures[row.pk]
        row.amount, row.counted_in, row.basis = figure.amount, figure.counted_in, figure.basis
    Rule.objects.bulk_update(rows, ["amount", "counted_in", "basis"])
    changed = {
        f"{row.step} {row.report_class}".strip(): [before[row.pk], [row.amount, row.counted_in]]
        for row in rows if before[row.pk] != [row.amount, row.counted_in]
    }  # fmt: skip
    _record("rules_drafted", draft, by, seat, figures=changed)


@transaction.atomic
def enforce(number: int, *, on: date, reason: str, by: Actor, seen: str) -> None:
    """From `on`, which lies ahead, reports that come in follow this draft; those before it follow the older version to
    their end. Raises as `change`."""
    seat = powers.require(by, "rules")
    draft, _rows = _draft(number, seen)
    if on <= timezone.localdate():
        sentence = _("Choose a day from tomorrow on. Reports that came in before it do not change.")
        raise Unfit("rules.too_early", sentence, field="on")
    if RuleSet.objects.filter(name=draft.name, valid_from=on).exists():
        sentence = _("Another version begins on that day already. Choose another day.")
        raise Unfit("rules.same_day", sentence, field="on")
    if len(reason.strip()) < SHORTEST_REASON:
        sentence = _("Say why, in at least {least} letters. It is written down with your name.")
        raise Unfit("rules.reason", sentence, field="reason", least=SHORTEST_REASON)
    draft.valid_from = on
    draft.save(update_fields=["valid_from"])
    _record("rules_enforced", draft, by, seat, on=on.isoformat(), reason=reason.strip())


@transaction.atomic
def discard(number: int, *, by: Actor, seen: str) -> None:
    """Nothing ever followed a draft, so it goes. Raises as `change`."""
    seat = powers.require(by, "rules")
    draft, rows = _draft(number, seen)
    figures = {f"{row.step} {row.report_class}".strip(): [row.amount, row.counted_in] for row in rows}
    _record("rules_discarded", draft, by, seat, figures=figures)
    Rule.objects.filter(rule_set=draft).delete()
    draft.delete()


def ends(sets: Sequence[RuleSet]) -> dict[int, date | None]:
    """The last day of each version in force, by its id; None while nothing ends it."""
    by_name: dict[str, list[RuleSet]] = {}
    for one in sets:
        if one.valid_from:
            by_name.setdefault(one.name, []).append(one)
    found: dict[int, date | None] = {}
    for versions in by_name.values():
        versions.sort(key=lambda one: one.valid_from or date.min)
        for one, later in zip(versions, [*versions[1:], None], strict=True):
            next_begins = later.valid_from - timedelta(days=1) if later and later.valid_from else None
            found[one.pk] = min((day for day in (one.valid_to, next_begins) if day), default=None)
    return found


def _locked(number: int) -> RuleSet:
    found = RuleSet.objects.select_for_update().filter(pk=number).first()
    if found is None:
        raise Unseen("rules.not_seen", _("There is no such version. Go back to the list and choose one."))
    return found


def _draft(number: int, seen: str) -> tuple[RuleSet, list[Rule]]:
    draft = _locked(number)
    rows = list(Rule.objects.select_for_update().filter(rule_set=draft).order_by("id"))
    if draft.valid_from is not None:
        sentence = _("This version is in force from {day} and keeps its figures. Copy it into a new one.")
        raise OutOfTurn("rules.in_force", sentence, day=moments.day(draft.valid_from))
    if mark(draft, rows) != seen:
        sentence = _("Somebody changed this draft meanwhile. Look at it as it stands now, then change it again.")
        raise Stale("rules.stale", sentence, version=draft.pk)
    return draft, rows


def _errors(drafted: Drafted, rows: Sequence[Rule]) -> Iterator[Unfit]:
    if not drafted.basis.strip():
        yield Unfit(
            "rules.basis", _("Name the regulation in full. Everybody sees it beside the deadline."), field="basis"
        )
    for row in rows:
        figure = drafted.figures.get(row.pk)
        if figure is None or not 1 <= figure.amount <= MOST:
            yield Unfit("rules.amount", _("Choose a number between 1 and {most}."), field=f"amount_{row.pk}", most=f"{MOST:,}".replace(",", "."))  # fmt: skip
        elif figure.counted_in not in CountedIn.values:
            yield Unfit("rules.counted_in", _("Choose from the list."), field=f"counted_{row.pk}")
        elif not figure.basis.strip():
            yield Unfit(
                "rules.where", _("Say where the figure stands: regulation and article."), field=f"basis_{row.pk}"
            )


def _record(act: str, rule_set: RuleSet, by: Actor, seat: Seat, **facts: object) -> None:
    trail.record(
        act, by=by.login, post=seat.title, via=by.via, subject=f"{ALIKE}{rule_set.pk}", name=rule_set.name, **facts
    )
