"""Deadlines: rule sets with their versions, a draft with what it changes, and a place to try the counting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.base import moments
from arcadumas.core.deadlines import days_off, hypothetical, rules, versions
from arcadumas.core.deadlines.models import ReportClass, Rule, RuleSet, Step
from arcadumas.core.deadlines.rules import Due, Snapshot
from arcadumas.core.reports import bound
from arcadumas.edges.pages.clocks import Clock, read
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.settings.deadline_forms import DraftForm, EnforceForm, TryForm, label_of
from arcadumas.edges.pages.signing import actor, power_required

DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Version:
    """One card at the top of the page."""

    row: RuleSet
    last_day: date | None
    reports: int
    today: date

    @property
    def standing(self) -> str:
        """draft, ahead, used or over."""
        if self.row.valid_from is None:
            return "draft"
        if self.row.valid_from > self.today:
            return "ahead"
        return "over" if self.last_day and self.last_day < self.today else "used"


@power_required("rules")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The version in use of the first rules that were entered."""
    cards = _versions()
    used = [version for version in cards if version.standing == "used"]
    if not used:
        raise Http404("no rules")
    return _page(request, used[0].row.pk, cards=cards)


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, number: int) -> HttpResponse:
    """POST writes into a draft."""
    if request.method != "POST":
        return _page(request, number)
    rule_set, rows = _known(number)
    form = DraftForm(rule_set, rows, request.POST)
    status = 422
    if form.is_valid():
        status = refused(form, lambda: versions.change(number, form.drafted(), by=actor(request), seen=form.cleaned_data["seen"]))  # fmt: skip
    if status:
        return _page(request, number, form=form, status=status)
    messages.success(request, _("The draft is saved. It binds nothing until it is put in force."))
    return SeeOther(reverse("settings-deadline", args=[number]))


@power_required("rules")
@require_POST
def copy(request: HttpRequest, number: int) -> HttpResponse:
    made: list[RuleSet] = []
    status, refusals = attempted(lambda: made.append(versions.copy(number, by=actor(request))))
    if status:
        return _page(request, number, status=status, refusals=refusals)
    messages.success(request, _("Copied. Change the figures, look at what they change, then put the version in force."))
    return SeeOther(reverse("settings-deadline", args=[made[0].pk]))


@power_required("rules")
@require_POST
def enforce(request: HttpRequest, number: int) -> HttpResponse:
    """First what it changes from that day on; with `sure` it is done."""
    rule_set, _rows = _known(number)
    form = EnforceForm(request.POST)
    if not form.is_valid():
        return _page(request, number, enforcing=form, status=422)
    found = form.cleaned_data
    if "sure" not in request.POST and found["on"] > timezone.localdate():
        return render(request, "settings/deadline_enforce.html", {"set": rule_set, "form": form, "on": found["on"], "reason": found["reason"], "changes": _changes(rule_set, found["on"])})  # fmt: skip
    status = refused(form, lambda: versions.enforce(number, by=actor(request), **found))
    if status:
        return _page(request, number, enforcing=form, status=status)
    messages.success(request, _("In force from that day on. Reports that came in before it do not change."))
    return SeeOther(reverse("settings-deadline", args=[number]))


@power_required("rules")
@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    status, refusals = attempted(lambda: versions.discard(number, by=actor(request), seen=request.POST.get("seen", "")))
    if status:
        return _page(request, number, status=status, refusals=refusals)
    messages.success(request, _("The draft is discarded. Its figures stand in the history."))
    return SeeOther(reverse("settings-deadlines"))


@power_required("rules")
@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Tick a figure, or take the tick away (`off`)."""
    rule = Rule.objects.filter(pk=number).first()
    if rule is None:
        raise Http404("no figure")
    is_verified = "off" not in request.POST
    status, refusals = attempted(lambda: bound.check(number, is_verified=is_verified, by=actor(request)))
    if status:
        return _page(request, rule.rule_set_id, status=status, refusals=refusals)
    done = _("Marked as held against the official text, on every page and paper.") if is_verified else _("The mark is taken away. Every page says again that the figure is unchecked.")  # fmt: skip
    messages.success(request, done)
    return SeeOther(reverse("settings-deadline", args=[rule.rule_set_id]))


# -- What the page shows -----------------------------------------------------------------------------------------------
def _known(number: int) -> tuple[RuleSet, list[Rule]]:
    rule_set = RuleSet.objects.filter(pk=number).first()
    if rule_set is None:
        raise Http404("no version")
    rows = list(Rule.objects.filter(rule_set=rule_set).order_by("is_inner", "id"))
    return rule_set, sorted(rows, key=lambda row: (row.is_inner, Step.values.index(row.step), row.pk))


def _versions() -> list[Version]:
    """Three statements, however many versions."""
    sets = list(RuleSet.objects.order_by("id"))
    of_set: dict[int, list[int]] = {one.pk: [] for one in sets}
    for number, rule_set in Rule.objects.values_list("pk", "rule_set"):
        of_set[rule_set].append(number)
    counts, ends = bound.reports_under(of_set), versions.ends(sets)
    first = {name: place for place, name in reversed(list(enumerate(one.name for one in sets)))}
    sets.sort(key=lambda one: (first[one.name], one.valid_from or date.max, one.pk))
    return [Version(row=one, last_day=ends.get(one.pk), reports=counts[one.pk], today=timezone.localdate()) for one in sets]  # fmt: skip


def _page(
    request: HttpRequest, number: int, *, form: DraftForm | None = None, enforcing: EnforceForm | None = None, status: int = 200,
    refusals: Sequence[str] = (), cards: Sequence[Version] = (),
) -> HttpResponse:  # fmt: skip
    rule_set, rows = _known(number)
    is_draft = rule_set.valid_from is None
    cards = cards or _versions()
    tomorrow = timezone.localdate() + DAY
    seen = versions.mark(rule_set, rows)
    draft = form or DraftForm(rule_set, rows)
    refusals = [*refusals, *(map(str, form.non_field_errors()) if form and not is_draft else [])]
    return render(request, "settings/deadlines.html", {
        "set": rule_set, "cards": cards, "here": next(card for card in cards if card.row.pk == number), "is_draft": is_draft,
        "groups": _groups(draft), "form": draft, "seen": seen, "unchecked": sum(not row.verified for row in rows),
        "enforcing": enforcing or EnforceForm(initial={"seen": seen, "on": tomorrow}), "refusals": refusals, "has_draft": any(card.standing == "draft" and card.row.name == rule_set.name for card in cards),
        "changes": _changes(rule_set, tomorrow) if is_draft else [], "history": [(entry, _told(entry.act)) for entry in versions.changes()],
        "estimates": days_off.unconfirmed(), **_tried(request, rule_set),
    }, status=status)  # fmt: skip


def _groups(form: DraftForm) -> list[tuple[str, str, list[Any]]]:
    """Heading, what stands beside it, rows: what citizens see, and what only officers do."""
    cells = [(label_of(cell[0]), *cell) for cell in form.cells()]
    public = [cell for cell in cells if not cell[1].is_inner]
    inner = [cell for cell in cells if cell[1].is_inner]
    found = [(_("Limits by regulation"), _("seen by citizens"), public), (_("Inner limits"), _("for officers alone; the ladder follows them"), inner)]  # fmt: skip
    return [group for group in found if group[2]]


def _told(act: str) -> str:
    words = {
        "rules_copied": _("copied into a draft"), "rules_drafted": _("changed the draft"), "rules_enforced": _("put it in force"),
        "rules_discarded": _("discarded the draft"), "rule_checked": _("held a figure against the official text"),
    }  # fmt: skip
    return words.get(act, act)


@dataclass(frozen=True, kw_only=True)
class Change:
    step: str
    report_class: str
    start: datetime
    before: Due | None
    after: Due | None
    was: str
    becomes: str


def _changes(rule_set: RuleSet, on: date) -> list[Change]:
    now = rules.current()
    start = hypothetical.ten_o_clock(now, on)
    return shown(
        hypothetical.differences(now, hypothetical.with_set(now, rule_set, on), [start], classes=ReportClass.values)
    )


def shown(found: Sequence[hypothetical.Difference]) -> list[Change]:
    return [
        Change(
            step=str(Step(each.step).label), report_class=str(ReportClass(each.report_class).label), start=each.start,
            before=each.before, after=each.after, was=_span(each.before), becomes=_span(each.after),
        )
        for each in found
    ]  # fmt: skip


def _span(due: Due | None) -> str:
    return moments.span_words(due.amount, due.counted_in, _language()) if due else "–"


def _language() -> str:
    return moments.known(get_language())


def _tried(request: HttpRequest, rule_set: RuleSet) -> dict[str, Any]:
    """The counting for a class and a moment; of a draft, as if it were in force."""
    asked = TryForm(request.GET if "kelas" in request.GET else None, initial={"kelas": ReportClass.COMPLAINT, "pada": timezone.localtime()})  # fmt: skip
    found: Mapping[str, Any] = asked.cleaned_data if asked.is_bound and asked.is_valid() else {}
    start = found.get("pada") or timezone.now()
    report_class = found.get("kelas") or ReportClass.COMPLAINT.value
    now = rules.current()
    tried: Snapshot = (
        hypothetical.with_set(now, rule_set, now.calendar.day(start)) if rule_set.valid_from is None else now
    )
    dues = tried.explain(report_class, start)
    return {
        "asked": asked,
        "clocks": [(str(Step(due.step).label), due, _clock(due, start)) for due in dues],
        "start": start,
    }


def _clock(due: Due, start: datetime) -> Clock:
    return read({"step": due.step, "starts_at": start, "due_at": due.due_at, "counted_in": due.counted_in, "skipped": due.skipped})  # fmt: skip
