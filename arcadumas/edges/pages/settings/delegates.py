"""Who approves answers in place of a head: named here by the head or the front desk, for some days, and ended here."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.organisation import delegates
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Delegation
from arcadumas.edges.pages.settings.people_forms import day
from arcadumas.edges.pages.signing import actor, power_required

MOST = 50  # rows of the past


class DelegateForm(forms.Form):
    post = forms.TypedChoiceField(
        label=gettext_lazy("Liaison"), choices=[], coerce=int,
        error_messages={"required": gettext_lazy("Choose who is to approve.")},
    )  # fmt: skip
    valid_from = day(gettext_lazy("First day"), required=True)
    valid_to = day(gettext_lazy("Last day"), help_text=gettext_lazy("Empty: until you end it."))

    def offer(self, by: Actor) -> None:
        posts = delegates.nameable(by)
        labels = [(post.pk, f"{post.unit.name}: {post.title}, {post.person.name}") for post in posts]
        self.fields["post"].choices = [("", _("Choose one")), *labels]  # type: ignore[attr-defined]


@power_required("delegate")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    form = DelegateForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    form.offer(actor(request))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            delegates.name(
                values["post"], by=actor(request), valid_from=values["valid_from"], valid_to=values["valid_to"]
            )
        except Unfit as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(
                request, _("Named. From the first day on this liaison approves answers, never an own draft.")
            )
            return redirect("settings-delegates")
    return _page(request, form, status=422 if form.is_bound else 200)


def _page(request: HttpRequest, form: DelegateForm, *, status: int) -> HttpResponse:
    today = timezone.localdate()
    rows = [{"row": row, "standing": _standing(row, today)} for row in delegates.named(actor(request))[:MOST]]
    return render(request, "settings/delegates.html", {"form": form, "rows": rows}, status=status)


def _standing(row: Delegation, today: date) -> str:
    if row.ended_at is not None:
        return "ended"
    if row.valid_to is not None and row.valid_to < today:
        return "over"
    return "coming" if row.valid_from > today else "now"


@power_required("delegate")
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    try:
        delegates.end(number, by=actor(request))
    except (Unseen, Powerless) as refusal:  # who may not end it is not told that it exists
        raise Http404(refusal.code) from refusal
    messages.success(request, _("Ended. From now on the head approves again."))
    return redirect("settings-delegates")
