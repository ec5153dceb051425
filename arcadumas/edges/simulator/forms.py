"""What the page's buttons and boxes may say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.edges.simulator.choices import GROUPS
from arcadumas.edges.simulator.registry import STATES

BOX = {"class": "in"}


class NumberForm(forms.Form):
    number = forms.CharField(max_length=40, label=_("Telephone number"))


class PressForm(forms.Form):
    wamid = forms.CharField(max_length=128)
    index = forms.IntegerField(min_value=0, max_value=20)


class WritingForm(NumberForm):
    text = forms.CharField(max_length=4096, required=False, label=_("Message"))
    profile = forms.CharField(max_length=60, required=False, label=_("Name"))
    photo = forms.FileField(required=False, label=_("Photo"))
    reply_to = forms.CharField(max_length=128, required=False, label=_("Reply to this"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and not data.get("photo"):
            raise forms.ValidationError(_("Write something, or choose a photo."))
        return data


class ReplyForm(forms.Form):
    text = forms.CharField(max_length=4096, label=_("Reply"), widget=forms.Textarea({**BOX, "rows": 5}))


class ConditionForm(NumberForm):
    off = forms.BooleanField(required=False, label=_("Switched off"))
    no_whatsapp = forms.BooleanField(required=False, label=_("Without WhatsApp"))
    blocked = forms.BooleanField(required=False, label=_("Has blocked us"))
    hides_number = forms.BooleanField(required=False, label=_("Hides the number"))


class FaultForm(forms.Form):
    """Without `times` the fault lasts until it is cleared."""

    kind = forms.ChoiceField(choices=GROUPS, label=_("Fault"), widget=forms.Select(BOX))
    times = forms.IntegerField(
        min_value=1, max_value=1000, required=False, initial=1, label=_("How often (empty: until cleared)"),
        widget=forms.NumberInput(BOX),
    )  # fmt: skip
    target = forms.CharField(
        max_length=254, required=False, label=_("Only for this number or mailbox (may be left empty)"),
        widget=forms.TextInput({**BOX, "autocomplete": "off"}),
    )  # fmt: skip


class ModerationForm(forms.Form):
    """What Meta decides about a template, in all its languages."""

    name = forms.ChoiceField(label=_("Template"), widget=forms.Select(BOX))
    state = forms.ChoiceField(
        choices=[(state, state) for state in STATES], label=_("State at Meta"), widget=forms.Select(BOX)
    )

    def __init__(self, *given: Any, names: Iterable[str] = (), **rest: Any) -> None:
        super().__init__(*given, **rest)
        self.fields["name"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
