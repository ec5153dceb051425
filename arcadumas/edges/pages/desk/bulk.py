"""Several reports at once: choose, look what each will become, then do it. Each by its normal verb."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from arcadumas.base import codes
from arcadumas.base.refusals import Unfit
from arcadumas.core.handling import archive, bulk, visible
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.sp4n import link
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import ArchiveReason
from arcadumas.edges.pages.desk import choices, lists, rows
from arcadumas.edges.pages.desk.inbox import frame
from arcadumas.edges.pages.signing import actor, staff_required

ACTS = (
    ("verify", _("Verify")),
    ("classify", _("Change the classification")),
    ("dispose", _("Pass on to a unit")),
    ("archive", _("Close without passing on")),
    ("sp4n_link", _("Link to SP4N-LAPOR!")),
)
NEEDS = {"classify": ("category",), "dispose": ("to",), "archive": ("reason", "note")}


class BulkForm(forms.Form):
    """Fields that the chosen act does not take are left alone."""

    act = forms.ChoiceField(label=_("What is to be done"), choices=ACTS)
    category = forms.ChoiceField(label=_("Category"), choices=[], required=False)
    to = forms.ChoiceField(label=_("Unit in charge"), choices=[], required=False)
    instruction = forms.CharField(label=_("Direction"), required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason for closing"), choices=[("", _("Choose one")), *((value, ArchiveReason(value).label) for value in archive.BY_OFFICER)], required=False)  # fmt: skip
    note = forms.CharField(label=_("In your own words, for the reporter"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = choices.categories()  # type: ignore[attr-defined]
        self.fields["to"].choices = choices.units()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in NEEDS.get(found.get("act", ""), ()):
            if not found.get(name):
                self.add_error(name, _("This is needed for what you chose."))
        return found


def verb(form: BulkForm, who: Actor, ids: dict[str, str], now: datetime) -> bulk.Act:
    """The chosen act for one report."""
    given = form.cleaned_data
    category = given["category"] or None
    acts: dict[str, Callable[[str], object]] = {
        "verify": lambda code: verify(code, by=who, finding=Finding(category=category)),
        "classify": lambda code: classify(code, by=who, finding=Finding(category=category)),
        "dispose": lambda code: dispose(code, to=given["to"], by=who, instruction=given["instruction"]),
        "archive": lambda code: archive.archive(code, by=who, reason=given["reason"], note=given["note"]),
        "sp4n_link": lambda code: link(code, by=who, tracking_id=ids.get(code, ""), entered_at=now),
    }
    return acts[given["act"]]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """First the list with its boxes, then the preview, then what was done."""
    if request.method != "POST":
        return _choose(request, BulkForm())
    who, now = actor(request), timezone.now()
    form, picked = BulkForm(request.POST), [codes.read_code(code) or code for code in request.POST.getlist("codes")]
    if not form.is_valid():
        return _choose(request, form, picked=picked, status=422)
    ids = {code: request.POST.get(f"sp4n-{code}", "").strip() for code in picked}
    act, is_done = verb(form, who, ids, now), request.POST.get("step") == "done"
    try:
        outcomes = bulk.perform(picked, act) if is_done else bulk.rehearse(picked, act)
    except Unfit as refusal:
        form.add_error(None, refusal.sentence)
        return _choose(request, form, picked=picked, status=422)
    shown = [{"outcome": one, "tracking_id": ids.get(one.code, "")} for one in outcomes]
    known = frame(who) | {"form": form, "rows": shown, "act": dict(ACTS)[form.cleaned_data["act"]],
                          "is_done": is_done, "fit": sum(not one.refusal for one in outcomes)}  # fmt: skip
    return render(request, "desk/bulk_outcome.html", known)


def _choose(
    request: HttpRequest, form: BulkForm, *, picked: list[str] | None = None, status: int = 200
) -> HttpResponse:
    who, now = actor(request), timezone.now()
    tab, only = lists.chosen(who, request.GET.get("lihat", ""), lists.others_of(who))
    page = lists.page(visible.to(who).filter(only), who, by_due=tab.by_due, after=request.GET.get("sesudah", ""))
    shown = frame(who) | {
        "form": form,
        "rows": rows.rows_of(page.rows, who, now),
        "picked": picked or [],
        "current": tab,
    }
    return render(request, "desk/bulk.html", shown, status=status)
