"""The ladder: who hears of a promise that nobody keeps, and after how many working hours. For promises that begin from
now on."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arcadumas.core.deadlines import rules
from arcadumas.core.deadlines.models import ReportClass, Step
from arcadumas.duties.escalation import rungs
from arcadumas.duties.escalation.models import Audience
from arcadumas.duties.escalation.rungs import Ladder
from arcadumas.edges.pages.saving import SeeOther, attempted, refused
from arcadumas.edges.pages.signing import actor, power_required

SHARED = "umum"  # the address of the common ladder
LABELS: Mapping[str, Any] = {
    Audience.HOLDER: gettext_lazy("Whoever should act"),
    Audience.SUBSTITUTE: gettext_lazy("The substitute"),
    Audience.HEAD: gettext_lazy("The head of the unit"),
    Audience.DESK_AND_SECRETARY: gettext_lazy("Front desk and Regional Secretary"),
    Audience.REGIONAL_HEAD: gettext_lazy("The regional head"),
}
EXAMPLE = {"": Step.RESPOND.value}  # whose due moment the common ladder is shown with
MORNING = timedelta(hours=10)


def _hours(label: Any, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, widget=forms.NumberInput(attrs={"inputmode": "numeric"}), **more
    )


class LadderForm(forms.Form):
    """An audience without hours has no rung. `seen` is the ladder's newest row when the page was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    warning = _hours(
        gettext_lazy("Warned before it falls due (working hours)"), help_text=gettext_lazy("0: without a warning.")
    )
    holder = _hours(LABELS[Audience.HOLDER], required=False)
    substitute = _hours(LABELS[Audience.SUBSTITUTE], required=False)
    head = _hours(LABELS[Audience.HEAD], required=False)
    desk_and_secretary = _hours(LABELS[Audience.DESK_AND_SECRETARY], required=False)
    regional_head = _hours(LABELS[Audience.REGIONAL_HEAD], required=False)
    repeats = _hours(
        gettext_lazy("How often the last rung is said again"),
        help_text=gettext_lazy("After the same distance each time, and never more often than this."),
    )

    def ladder(self) -> Ladder:
        found = self.cleaned_data
        after = {name: found[name] for name in Audience.values if found.get(name) is not None}
        return Ladder(warning=found.get("warning") or 0, after=after, repeats=found.get("repeats") or 0)


@power_required("rules")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every promise with the ladder it climbs by. One statement."""
    own = rungs.in_force()
    shared = rungs.read(own[rungs.COMMON])
    lines = [(Step(step), rungs.read(own[step]) if step in own else None) for step in rungs.STEPS]
    return render(request, "settings/ladders.html", {"common": _words(shared), "lines": [(step, _words(ladder) if ladder else []) for step, ladder in lines]})  # fmt: skip


def _words(ladder: Ladder) -> list[tuple[str, int, bool]]:
    """Label, working hours, whether it is the warning; for a page."""
    return [(str(LABELS[link.audience]), link.amount, link.is_warning) for link in ladder.chain]


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, name: str) -> HttpResponse:
    step, rows = _known(name)
    form = LadderForm(request.POST if request.method == "POST" else None, initial=_initial(step, rows))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            status = refused(form, lambda: rungs.change(step, form.ladder(), by=actor(request), seen=form.cleaned_data["seen"]))  # fmt: skip
        if not status:
            messages.success(
                request, _("Saved. Promises that begin from now on climb by it; those under way keep theirs.")
            )
            return SeeOther(reverse("settings-ladder", args=[name]))
    return _page(request, name, form, status=status)


@power_required("rules")
@require_POST
def preview(request: HttpRequest, name: str) -> HttpResponse:
    """When each rung would be climbed; kept nowhere. The part alone for htmx, else the whole page."""
    step, _rows = _known(name)
    form = LadderForm(request.POST)
    form.is_valid()
    if request.headers.get("HX-Request"):
        return render(request, "settings/ladder_preview.html", _ahead(step, form))
    return _page(request, name, form, status=422 if form.errors else 200)


@power_required("rules")
@require_POST
def follow_common(request: HttpRequest, name: str) -> HttpResponse:
    step, rows = _known(name)
    seen = request.POST.get("seen", "")
    status, refusals = attempted(
        lambda: rungs.follow_common(step, by=actor(request), seen=int(seen) if seen.isdecimal() else -1)
    )
    if status:
        return _page(request, name, LadderForm(initial=_initial(step, rows)), status=status, refusals=refusals)
    messages.success(request, _("This promise climbs by the common ladder from now on."))
    return SeeOther(reverse("settings-ladders"))


def _known(name: str) -> tuple[str, list[Any]]:
    step = rungs.COMMON if name == SHARED else name
    if step and step not in rungs.STEPS:
        raise Http404(name)
    return step, rungs.in_force().get(step, [])


def _initial(step: str, rows: list[Any]) -> dict[str, Any]:
    """A step without rungs of its own begins with the common ones."""
    ladder = rungs.read(rows or rungs.in_force()[rungs.COMMON])
    return {"seen": rungs.newest(rows), "warning": ladder.warning, "repeats": ladder.repeats, **ladder.after}


def _page(
    request: HttpRequest, name: str, form: LadderForm, *, status: int = 200, refusals: list[str] | None = None
) -> HttpResponse:  # fmt: skip
    step, rows = _known(name)
    return render(request, "settings/ladder.html", {
        "name": name, "step": step, "title": Step(step).label if step else _("Common ladder"), "form": form, "refusals": refusals or [],
        "is_own": bool(step and rows), "seen": rungs.newest(rows), "history": [(entry, _told(entry.facts)) for entry in rungs.changes(step)],
        "fields": [form[field] for field in form.fields if field != "seen"], **_ahead(step, form),
    }, status=status)  # fmt: skip


def _told(facts: Mapping[str, Any]) -> list[str]:
    """Before and after of a change, each as one line."""
    return [_line(facts[side]) for side in ("before", "after")]


def _line(values: Mapping[str, Any] | None) -> str:
    if values is None:
        return _("by the common ladder")
    parts = [f"{LABELS[name]} {values['after'][name]}" for name in Audience.values if name in values["after"]]
    return ", ".join([_("warning {hours}").format(hours=values["warning"]), *parts, _("again {n} times").format(n=values["repeats"])])  # fmt: skip


def _ahead(step: str, form: LadderForm) -> dict[str, Any]:
    """The example: a complaint whose clock starts this morning. Nothing while the form is not whole."""
    is_whole = not form.is_bound or not form.errors
    if form.is_bound:
        wanted = form.ladder()
    else:
        values = {name: form.initial.get(name) for name in Audience.values}
        wanted = Ladder(warning=form.initial["warning"], repeats=form.initial["repeats"], after={name: hours for name, hours in values.items() if hours is not None})  # fmt: skip
    now, due_at = rules.current(), _due(step)
    moments = rungs.compared(step, wanted, due_at=due_at, now=now) if is_whole else []
    return {
        "moments": [(LABELS[each.audience], each) for each in moments], "due_at": due_at, "is_whole": is_whole,
        "under_way": rungs.under_way(step), "example": Step(EXAMPLE.get(step, step)).label,
    }  # fmt: skip


def _due(step: str) -> datetime:
    """When a promise of this step falls due whose clock starts today at ten; where no rule says, the day after."""
    now = rules.current()
    start = now.calendar.at(timezone.localdate(), datetime.min.time()) + MORNING
    found = now.due(EXAMPLE.get(step, step), ReportClass.COMPLAINT, start, with_days=False)
    return found.due_at if found else start + timedelta(days=1)
