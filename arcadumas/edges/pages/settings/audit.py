"""The audit trail: who looked at what, who changed a power. For those who oversee; looking is itself written down."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from arcadumas.core.audit.names import NAMES
from arcadumas.core.handling import audited
from arcadumas.core.handling.audited import Row, Wanted
from arcadumas.edges.pages.signing import actor, power_required

BOXES = {"pelaku": "by", "perbuatan": "act", "kode": "code", "dari": "since", "sampai": "until"}
VIA = {"web": _("desk"), "api": _("API"), "whatsapp": _("WhatsApp button"), "link": _("link"), "email": _("e-mail"),
       "cli": _("command line"), "house": _("the system")}  # fmt: skip
# What an entry says beside its name, as plain values; the rest stays in the trail.
SHOWN = {
    "reason": _("Reason"), "what": _("What"), "units": _("Units"), "logins": _("Accounts"), "posts": _("Posts"), "unit": _("Unit"),
    "stand_in": _("Stand-in"), "starts_on": _("From"), "ends_on": _("Until"), "valid_from": _("From"), "valid_to": _("Until"),
    "step": _("Step"), "version": _("Version"), "messages": _("Messages"), "recipient": _("Recipient"), "channel": _("Channel"),
    "on": _("In force from"), "role": _("Role"), "title": _("Title"), "name": _("Name"),
    "before": _("Before"), "after": _("Now"),
}  # fmt: skip


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LookForm(forms.Form):
    pelaku = forms.CharField(label=_("Account"), required=False, max_length=80, widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}))  # fmt: skip
    perbuatan = forms.ChoiceField(label=_("Kind of entry"), required=False, choices=[])
    kode = forms.CharField(label=_("Code of the report"), required=False, max_length=12, widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}))  # fmt: skip
    dari = _day(_("From the day"))
    sampai = _day(_("Up to and with"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(((act, str(name)) for act, name in NAMES.items()), key=lambda pair: pair[1])
        self.fields["perbuatan"].choices = [("", _("All")), *known]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        return Wanted(**{BOXES[name]: value for name, value in self.cleaned_data.items() if value})

    def query(self) -> str:
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})


@power_required("audit")
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """`?sebelum=` goes on before an entry; the rest is what to look for."""
    form = LookForm(request.GET)
    if not form.is_valid():
        return render(request, "settings/audit.html", {"form": form}, status=422)
    before = request.GET.get("sebelum", "")
    page = audited.read(
        form.wanted(), by=actor(request), before=int(before[:18]) if before.isascii() and before.isdecimal() else None
    )
    shown = [_shown(row) for row in page.rows]
    known = {"form": form, "rows": shown, "look": form.query(), "next": page.before, "is_on": bool(before)}
    return render(request, "settings/audit.html", known)


def _shown(row: Row) -> dict[str, Any]:
    entry = row.entry
    said = [(label, _words(entry.facts.get(name))) for name, label in SHOWN.items()]
    return {
        "entry": entry, "code": row.code, "name": NAMES.get(entry.act, entry.act), "via": VIA.get(entry.via, entry.via),
        "said": [(label, words) for label, words in said if words],
    }  # fmt: skip


def _words(value: Any) -> str:
    """Plain values alone; a list in one line."""
    if isinstance(value, list):
        return ", ".join(str(each) for each in value if not isinstance(each, dict | list))
    return "" if value is None or isinstance(value, dict | bool) else str(value)
