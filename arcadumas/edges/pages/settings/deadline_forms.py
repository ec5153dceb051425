"""Forms of deadlines, days off and office hours: they read input and judge nothing."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.deadlines.days_off import Day
from arcadumas.core.deadlines.models import Holiday, ReportClass, Rule, RuleSet
from arcadumas.core.deadlines.office import WEEKDAYS, Week
from arcadumas.core.deadlines.versions import Drafted, Figure, mark
from arcadumas.core.deadlines.workdays import CountedIn

SPAN = re.compile(r"(\d{1,2})[.:](\d{2})\s*[-–—]\s*(\d{1,2})[.:](\d{2})")
EMPTY = {"required": _("This is empty. Write it, then send again.")}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), error_messages=EMPTY, **more)  # fmt: skip


class DraftForm(forms.Form):
    """The whole draft: its regulation, and for each figure `amount_<id>`, `counted_<id>` and `basis_<id>`."""

    seen = forms.CharField(widget=forms.HiddenInput)
    basis = forms.CharField(
        label=_("Regulation"),
        max_length=250,
        error_messages=EMPTY,
        help_text=_("Its full title, as everybody sees it."),
    )
    note = forms.CharField(
        label=_("Remark while unchecked"), max_length=500, required=False,
        help_text=_("Stands beside figures that nobody has held against the official text."),
    )  # fmt: skip

    def __init__(self, rule_set: RuleSet, rows: Sequence[Rule], data: Any = None) -> None:
        initial: dict[str, Any] = {"seen": mark(rule_set, rows), "basis": rule_set.basis, "note": rule_set.note}
        for row in rows:
            initial |= {
                f"amount_{row.pk}": row.amount,
                f"counted_{row.pk}": row.counted_in,
                f"basis_{row.pk}": row.basis,
            }
        super().__init__(data, initial=initial)
        self.rows = rows
        for row in rows:
            named = label_of(row)
            self.fields[f"amount_{row.pk}"] = forms.IntegerField(
                label=named,
                widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "in in-n"}),
                error_messages=EMPTY,
            )
            self.fields[f"counted_{row.pk}"] = forms.ChoiceField(
                label=_("Counted in"), choices=CountedIn.choices, widget=forms.Select(attrs={"class": "in in-s"})
            )
            self.fields[f"basis_{row.pk}"] = forms.CharField(
                label=_("Basis"), max_length=250, widget=forms.TextInput(attrs={"class": "in"}), error_messages=EMPTY
            )

    def drafted(self) -> Drafted:
        found = self.cleaned_data
        return Drafted(
            basis=found["basis"], note=found["note"],
            figures={
                row.pk: Figure(amount=found[f"amount_{row.pk}"], counted_in=found[f"counted_{row.pk}"], basis=found[f"basis_{row.pk}"])
                for row in self.rows
            },
        )  # fmt: skip

    def cells(self) -> list[tuple[Rule, Any, Any, Any]]:
        return [
            (row, self[f"amount_{row.pk}"], self[f"counted_{row.pk}"], self[f"basis_{row.pk}"]) for row in self.rows
        ]


def label_of(row: Rule) -> str:
    """«Settlement: Complaint», «Verification»."""
    name = row.get_step_display()
    return f"{name}: {row.get_report_class_display()}" if row.report_class else name


class EnforceForm(forms.Form):
    seen = forms.CharField(widget=forms.HiddenInput)
    on = _day(_("Holds from"), help_text=_("Tomorrow at the earliest. Reports that came in before it do not change."))
    reason = forms.CharField(label=_("Reason for the change"), max_length=300, error_messages=EMPTY)


class TryForm(forms.Form):
    kelas = forms.ChoiceField(label=_("Class"), choices=ReportClass.choices, required=False)
    pada = forms.DateTimeField(
        label=_("Comes in"), required=False, input_formats=["%Y-%m-%dT%H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip


class DayForm(forms.Form):
    date = _day(_("Day"))
    name_id = forms.CharField(label=_("Name in Indonesian"), max_length=200, error_messages=EMPTY)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Holiday.Kind.choices, widget=forms.RadioSelect)
    is_estimate = forms.BooleanField(
        label=_("Estimated"), required=False, help_text=_("The government has not yet decided. It counts as a day off all the same."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Source"), max_length=250, required=False, help_text=_("For example the number of the joint decree.")
    )

    def day(self) -> Day:
        return Day(**self.cleaned_data)


class ConfirmForm(forms.Form):
    on = _day(_("It falls on"), help_text=_("Leave it as it is, or choose the day that the government has decided."))


class WeekForm(forms.Form):
    """Hours of a day as «08.00-11.30, 13.30-16.30»; empty: closed."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        names = moments.WEEKDAYS[moments.known(get_language())]
        for weekday in WEEKDAYS:
            self.fields[f"day_{weekday}"] = SpansField(label=names[weekday - 1], required=False, max_length=60)
        self.fields["day_1"].help_text = _("For example 08.00-11.30, 13.30-16.30. Empty: closed.")
        self.fields["on"] = _day(_("Holds from"), help_text=_("Tomorrow at the earliest."))

    def week(self) -> dict[int, list[tuple[time, time]]]:
        return {weekday: self.cleaned_data.get(f"day_{weekday}") or [] for weekday in WEEKDAYS}


class SpansField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return list(value) if isinstance(value, list) else super().to_python(value)

    def clean(self, value: Any) -> list[tuple[time, time]]:
        words = str(super().clean(value)).strip()
        if not words:
            return []
        try:
            return [_span(part.strip()) for part in re.split(r"[,;]", words)]
        except ValueError as error:
            raise forms.ValidationError(_("Write hours like 08.00-11.30, 13.30-16.30.")) from error


def _span(words: str) -> tuple[time, time]:
    found = SPAN.fullmatch(words)
    if not found:
        raise ValueError(words)
    hours = [int(number) for number in found.groups()]
    return time(hours[0], hours[1]), time(hours[2], hours[3])


def week_initial(week: Week, *, seen: int, on: date) -> dict[str, Any]:
    spans = {f"day_{day}": ", ".join(f"{opens:%H.%M}-{closes:%H.%M}" for opens, closes in week.get(day, ())) for day in WEEKDAYS}  # fmt: skip
    return {**spans, "seen": seen, "on": on}
