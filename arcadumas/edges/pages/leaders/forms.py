"""The form of an instruction about the reports that were picked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation.actors import Actor

PICKED = "kode"


class InstructionForm(forms.Form):
    text = forms.CharField(label=_("What is to be done"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 4}))
    unit = forms.ChoiceField(label=_("Unit that carries it out"), choices=[])
    due_on = forms.DateField(label=_("To be carried out by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    indicator = forms.CharField(
        label=_("Indicator"), required=False, max_length=300,
        help_text=_("By what it will be seen to be done, such as: the road can be used."),
    )  # fmt: skip

    def __init__(self, *args: Any, units: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]

    def values(self, *, by: Actor) -> dict[str, Any]:
        return self.cleaned_data | {"by": by}
