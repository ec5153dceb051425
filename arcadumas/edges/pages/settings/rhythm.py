"""When the morning digest goes out, and from how many notices on a burst becomes one message."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arcadumas.duties.notifications import rhythms
from arcadumas.edges.pages.signing import actor, power_required


class RhythmForm(forms.Form):
    is_digest_on = forms.BooleanField(label=gettext_lazy("A digest each working morning"), required=False)
    digest_at = forms.TimeField(label=gettext_lazy("Goes out at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))  # fmt: skip
    burst_over = forms.IntegerField(
        label=gettext_lazy("Notices that go out singly"), min_value=1, max_value=50,
        help_text=gettext_lazy("What comes beyond this number for one person is gathered into one message."),
    )  # fmt: skip
    burst_minutes = forms.IntegerField(label=gettext_lazy("Counted within (minutes)"), min_value=1, max_value=120)
    gather_minutes = forms.IntegerField(label=gettext_lazy("Gathered for at most (minutes)"), min_value=1, max_value=5)


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "settings/rhythm.html", {"form": RhythmForm(initial=rhythms.values())})
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return render(request, "settings/rhythm.html", {"form": form}, status=422)
    rhythms.change(form.cleaned_data, by=actor(request))
    messages.success(request, _("Saved. It holds from the next notice on."))
    return redirect("settings-rhythm")
