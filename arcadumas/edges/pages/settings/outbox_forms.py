"""What to look for in the outbox, prices, and reasons: they read input and judge nothing."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation.models import Unit
from arcadumas.duties.notifications import labels, rates
from arcadumas.duties.notifications.carriers import CARRIERS
from arcadumas.duties.notifications.models import Channel, Message
from arcadumas.duties.notifications.overview import REPORTER, Wanted
from arcadumas.duties.notifications.pricing import CURRENCIES
from arcadumas.duties.notifications.rates import Price

NAMES = {"keadaan": "state", "saluran": "channel", "penyedia": "carrier", "unit": "unit", "perihal": "purpose", "galat": "error",
         "dari": "since", "sampai": "until"}  # fmt: skip
USUAL = timedelta(days=30)  # looked back when nothing is said
PRICE = re.compile(r"\d{1,8}(?:[.,](?:\d{1,2}|\d{4}))?")
Choices = list[tuple[str, Any]]


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _all(choices: Choices) -> Choices:
    return [("", _("All")), *choices]


class LookForm(forms.Form):
    """The last 30 days, unless something is said. An empty box looks at everything."""

    keadaan = forms.ChoiceField(choices=_all(list(Message.State.choices)), required=False, widget=forms.HiddenInput)
    saluran = forms.ChoiceField(label=_("Channel"), required=False, choices=_all(list(Channel.choices)))
    penyedia = forms.ChoiceField(label=_("Carrier"), required=False, choices=_all([(name, name) for name in CARRIERS]))
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    perihal = forms.ChoiceField(label=_("Matter"), required=False)
    galat = forms.CharField(label=_("Error code"), required=False, max_length=20)
    dari = _day(_("From the day"))
    sampai = _day(_("Up to and with"))

    def __init__(self, data: Any = None) -> None:
        today = timezone.localdate()
        super().__init__({"dari": (today - USUAL).isoformat()} if data is None else data)
        units = Unit.objects.filter(posts__isnull=False).distinct().order_by("name").values_list("code", "name")
        fields: dict[str, Any] = self.fields
        fields["unit"].choices = _all([(REPORTER, _("Reporters")), *units])
        fields["perihal"].choices = _all(purposes())

    def wanted(self, state: str | None = None) -> Wanted:
        found = {NAMES[name]: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**(found if state is None else found | {"state": state}))

    def query(self, state: str | None = None) -> str:
        """What is looked for as part of an address; empty boxes are kept, for they widen the look."""
        found = {name: value or "" for name, value in self.cleaned_data.items()}
        return urlencode(found if state is None else found | {"keadaan": state})


def purposes() -> Choices:
    language = get_language() or ""
    return sorted(
        ((name, capfirst(labels.label("purpose", name, language))) for name in labels.lists()["purpose"]), key=lambda one: one[1]
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("This is empty. Write it, then send again.")},
    )  # fmt: skip


class RateForm(forms.Form):
    category = forms.ChoiceField(label=_("Category"), choices=[(name, name) for name in rates.CATEGORIES])
    starts_on = forms.DateField(
        label=_("Holds from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    price = forms.CharField(
        label=_("Price of one message"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("As on the carrier's own price list or bill, such as 367,50. No separators of thousands."),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=[(name, name) for name in CURRENCIES])

    def clean_price(self) -> Decimal:
        """`367,50` and `367.50`. Not `1.250`, which is read in two ways."""
        text: str = self.cleaned_data["price"].strip()
        if not PRICE.fullmatch(text):
            raise forms.ValidationError(_("Write the price in digits, such as 1250 or 367,50."))
        return Decimal(text.replace(",", "."))

    def value(self) -> Price:
        return Price(carrier="whatsapp", **self.cleaned_data)
