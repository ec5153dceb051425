"""How fast WhatsApp may be written to, how many recipients a day, and how long a dead address is left alone."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arcadumas.duties.notifications import allowances
from arcadumas.edges.pages.signing import actor, power_required


class LimitsForm(forms.Form):
    pair_seconds = forms.FloatField(
        label=gettext_lazy("Seconds between two messages to one number"), min_value=0, max_value=600,
        help_text=gettext_lazy("Meta allows one in six seconds. A shorter pause makes it refuse them."),
    )  # fmt: skip
    per_day = forms.IntegerField(
        label=gettext_lazy("Recipients in 24 hours"), min_value=0, max_value=1_000_000, required=False,
        help_text=gettext_lazy("The level that Meta has given the account, for example 250. Empty: no limit of ours."),
    )  # fmt: skip
    dead_days = forms.IntegerField(
        label=gettext_lazy("Days a number that reaches nobody is left alone"), min_value=1, max_value=365,
        help_text=gettext_lazy("Afterwards one message tries it again. The other channel carries the notices meanwhile."),
    )  # fmt: skip


@power_required("operate")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "settings/limits.html", {"form": LimitsForm(initial=allowances.values())})
    form = LimitsForm(request.POST)
    if not form.is_valid():
        return render(request, "settings/limits.html", {"form": form}, status=422)
    allowances.change(form.cleaned_data, by=actor(request))
    messages.success(request, _("Saved. It holds within a few seconds."))
    return redirect("settings-limits")
