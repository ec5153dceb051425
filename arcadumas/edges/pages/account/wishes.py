"""How an officer wishes to be told: their own channels and quiet hours, within what the rules allow."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications import preferences
from arcadumas.duties.notifications.models import Channel
from arcadumas.duties.notifications.preferences import Wish
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.signing import actor

CLOCK = {"type": "time"}


class WishForm(forms.Form):
    """Every channel ticked is the same as no wish: what is added later is used too."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Tell me by"), choices=[("whatsapp", "WhatsApp"), ("email", gettext_lazy("E-mail"))], widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("No channel is ticked. Tick one at least.")},
    )  # fmt: skip
    quiet_from = forms.TimeField(
        label=gettext_lazy("Quiet from"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M"),
        help_text=gettext_lazy("For example 21:00. Leave both hours empty to be told at any hour."),
    )  # fmt: skip
    quiet_to = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=forms.TimeInput(attrs=CLOCK, format="%H:%M")
    )
    is_quiet_on_days_off = forms.BooleanField(
        label=gettext_lazy("Days off are quiet too"), required=False,
        help_text=gettext_lazy("Saturdays, Sundays and holidays, all day."),
    )  # fmt: skip

    def wish(self) -> Wish:
        chosen, hours = tuple(self.cleaned_data["channels"]), self.cleaned_data
        return Wish(
            channels=() if set(chosen) == set(Channel.values) else chosen, quiet_from=hours["quiet_from"],
            quiet_to=hours["quiet_to"], is_quiet_on_days_off=hours["is_quiet_on_days_off"],
        )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    who, wish = actor(request), preferences.read(actor(request).person_id or 0)
    form = WishForm(request.POST if request.method == "POST" else None, initial=_values(wish))
    status = 200
    if request.method == "POST":
        status = refused(form, lambda: preferences.keep(form.wish(), by=who)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Saved. It holds from the next message on."))
            return SeeOther(reverse("wishes"))
    return render(request, "account/wishes.html", {"form": form, **_addresses(request)}, status=status)


def _values(wish: Wish) -> dict[str, Any]:
    return {
        "channels": wish.channels or Channel.values, "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to,
        "is_quiet_on_days_off": wish.is_quiet_on_days_off,
    }  # fmt: skip


def _addresses(request: HttpRequest) -> dict[str, Any]:
    """Their own, and of the number no more than its end: others see this screen too."""
    person = cast(Person, request.user)
    return {"ends_in": people.phone_of(person)[-3:], "email": person.email}
