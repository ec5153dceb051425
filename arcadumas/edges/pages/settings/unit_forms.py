"""Forms of units: they read input and judge nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.organisation import unit_changes
from arcadumas.core.organisation.models import Kind, Unit

EMPTY = {"required": _("This is empty. Write it, then send again.")}
ROW = ("code", "name", "kind", "parent", "email", "phone", "address")


class LookForm(forms.Form):
    """`tampil`: the units in force, those of them without a team, or those that have ended."""

    SHOWN = (("", _("In force")), ("tanpa-tim", _("Without a team")), ("berakhir", _("Ended")))

    q = forms.CharField(label=_("Name or code"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"}))  # fmt: skip
    jenis = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
    tampil = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)


class UnitForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=40, error_messages=EMPTY, help_text=_("Short and for good, such as pupr or 63.04.05. Other programs name the unit by it."))  # fmt: skip
    name = forms.CharField(label=_("Full name"), max_length=200, error_messages=EMPTY)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.OFFICE)
    parent = forms.ChoiceField(label=_("Stands under"), required=False)
    email = forms.EmailField(label=_("E-mail of the office"), required=False)
    phone = forms.CharField(label=_("Telephone of the office"), required=False, max_length=30)
    address = forms.CharField(label=_("Address"), required=False, max_length=200, help_text=_("As its letterhead carries it."))  # fmt: skip
    needs_approval = forms.BooleanField(
        label=_("An answer goes out only after approval"), required=False,
        help_text=_("The team drafts, the head or a named delegate approves. Nobody approves an own draft."),
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, unit: Unit | None = None) -> None:
        super().__init__(data, initial=_initial(unit))
        above = Unit.objects.filter(valid_to=None).order_by("name", "id").values_list("code", "name")
        others = [(code, name) for code, name in above if unit is None or code != unit.code]
        parent: Any = self.fields["parent"]
        parent.choices = [("", _("Nothing: it is at the top")), *others]
        if unit is not None:
            del self.fields["code"]

    def row(self) -> Mapping[str, str]:
        return {name: self.cleaned_data.get(name, "").strip() for name in ROW}


def _initial(unit: Unit | None) -> dict[str, Any]:
    if unit is None:
        return {}
    kept = {name: getattr(unit, name) for name in ("name", "kind", "email", "phone", "address")}
    above = unit.parent.code if unit.parent else ""
    return kept | {"parent": above, "needs_approval": unit.answer_needs_approval, "seen": unit_changes.mark(unit)}


class NameForm(forms.Form):
    name = forms.CharField(label=_("Another name"), max_length=250, error_messages=EMPTY, help_text=_("Exactly as SP4N-LAPOR! writes it. Capitals and dots do not matter."))  # fmt: skip


class WhoseNameForm(NameForm):
    """A name that an import did not know: of which unit is it?"""

    unit = forms.ChoiceField(label=_("Unit"), error_messages=EMPTY)
    field_order = ("name", "unit")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Unit.objects.filter(valid_to=None).order_by("name", "id").values_list("code", "name")
        unit: Any = self.fields["unit"]
        unit.choices = [("", _("Choose one")), *found]


class ProposalForm(forms.Form):
    text = forms.CharField(label=_("What has to change"), max_length=1_000, error_messages=EMPTY, help_text=_("Who leaves, who comes, from which day; the number of a new decree."), widget=forms.Textarea(attrs={"rows": 4}))  # fmt: skip
