"""The emergency numbers: all of them on one page, in the order in which they are shown."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from arcadumas.base.refusals import Unfit
from arcadumas.core.reports import emergency
from arcadumas.core.reports.emergency import Number
from arcadumas.edges.pages.saving import SeeOther, refused
from arcadumas.edges.pages.signing import actor, power_required

BLANK = 2  # rows for more
NAMES = ("place", "number", "label_id", "label_en")


class NumbersForm(forms.Form):
    """`number_2`, `label_id_2`, `label_en_2` and `place_2` are one row. An emptied row is taken away."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None) -> None:
        stored = emergency.stored()
        self.length = min(len(stored) + BLANK, emergency.MOST)
        initial: dict[str, Any] = {"seen": emergency.mark()}
        for place, one in enumerate(stored):
            initial |= {f"number_{place}": one.number, f"label_id_{place}": one.label_id, f"label_en_{place}": one.label_en}  # fmt: skip
        super().__init__(data, initial=initial | {f"place_{place}": place + 1 for place in range(self.length)})
        for place in range(self.length):
            for name, made in _fields().items():
                self.fields[f"{name}_{place}"] = made

    def rows(self) -> Iterator[list[BoundField]]:
        for place in range(self.length):
            yield [self[f"{name}_{place}"] for name in NAMES]

    def values(self) -> list[Number]:
        found = self.cleaned_data
        numbers = [
            Number(number=found[f"number_{place}"], label_id=found[f"label_id_{place}"], label_en=found[f"label_en_{place}"])
            for place in range(self.length)
        ]  # fmt: skip
        return [numbers[place] for place in self._order()]

    def field_of(self, named: str) -> str:
        """The field of this form that a refusal means by its place in the order."""
        name, _underline, place = named.rpartition("_")
        return f"{name}_{self._order()[int(place)]}" if place.isdecimal() else named

    def _order(self) -> list[int]:
        return sorted(range(self.length), key=lambda place: (self.cleaned_data[f"place_{place}"] or 99, place))


def _fields() -> dict[str, forms.Field]:
    return {
        "place": forms.IntegerField(label=gettext_lazy("Order"), min_value=1, max_value=99, required=False),
        "number": forms.CharField(label=gettext_lazy("Number"), max_length=emergency.NUMBER_MOST, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})),
        "label_id": forms.CharField(label=gettext_lazy("Who answers"), max_length=emergency.LABEL_MOST, required=False),
        "label_en": forms.CharField(label=gettext_lazy("In English"), max_length=emergency.LABEL_MOST, required=False),
    }  # fmt: skip


@power_required("rules")
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    form, status = NumbersForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = refused(form, lambda: _put(request, form)) if form.is_valid() else 422
        if not status:
            messages.success(request, _("Saved. Within a minute every page shows them."))
            return SeeOther(reverse("settings-emergency"))
    return render(request, "settings/emergency.html", {"form": form}, status=status)


def _put(request: HttpRequest, form: NumbersForm) -> None:
    try:
        emergency.put(form.values(), by=actor(request), seen=form.cleaned_data["seen"] or 0)
    except Unfit as refusal:
        refusal.field = form.field_of(refusal.field)
        raise
