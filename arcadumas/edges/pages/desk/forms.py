"""The forms of the acts: they read input and judge nothing. `fill` gives a form what the case knows."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.handling import archive, close, complain
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.giveback import CAUSES
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import ArchiveReason, ReportKind
from arcadumas.edges.pages.desk import choices
from arcadumas.edges.pages.desk.selects import LongSelect, LongSelectMultiple

CLOSING = {
    "settled": _("The matter is settled"),
    "no_further_word": _("No further word from the reporter"),
    "duplicate": _("The same as another report"),
    "handled_elsewhere": _("Handled elsewhere"),
}
CODE = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
WHY = _("Write between 10 and 1,000 characters, so that others understand why.")


def words(
    label: Any, *, rows: int = 4, required: bool = True, help_text: Any = "", most: int = 10_000
) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": rows})
    missing = {"required": _("This is empty. Write it, then send again.")}
    return forms.CharField(label=label, widget=box, required=required, help_text=help_text, max_length=most, error_messages=missing)  # fmt: skip


def one_of(reasons: list[tuple[str, Any]]) -> forms.ChoiceField:
    """A reason that ends a report is chosen, never the first of the list by itself."""
    missing = {"required": _("Choose the reason first.")}
    return forms.ChoiceField(label=_("Reason"), choices=[("", _("Choose one")), *reasons], error_messages=missing)


class ActForm(forms.Form):
    """Every act carries the version its officer was looking at; without one nothing is compared.

    An act may be offered to who sees the line alone: what is not read is filled in nowhere."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    rare: tuple[str, ...] = ()  # shown behind "Rarely needed"

    def usual(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name not in self.rare and not bound.is_hidden]

    def special(self) -> list[forms.BoundField]:
        return [bound for bound in self if bound.name in self.rare]

    def is_special_wrong(self) -> bool:
        return any(bound.errors for bound in self.special())

    def fill(self, folder: Folder, actor: Actor) -> None:
        """Choices and first values, from the case in sight."""

    def values(self) -> dict[str, Any]:
        """What the verb is called with."""
        return dict(self.cleaned_data)

    def look_again(self, version: int) -> None:
        """Somebody was faster: what was typed stays, and the next try compares with what the page shows now."""
        typed: Any = self.data
        self.data = typed.copy()
        self.data["version"] = str(version)  # type: ignore[index]


class OversightForm(ActForm):
    """Whom it complains of, and whether it is for the overseers: each field left as it was changes nothing."""

    rare: tuple[str, ...] = ()
    about = forms.MultipleChoiceField(
        label=_("Units complained of"), choices=[], widget=LongSelectMultiple(attrs={"size": 6}), required=False,
        help_text=_("Everyone in these units will see nothing of the report. Several: hold Ctrl while you choose."),
    )  # fmt: skip
    officials = forms.MultipleChoiceField(
        label=_("Officials complained of"), choices=[], widget=LongSelectMultiple(attrs={"size": 6}), required=False,
        help_text=_("A person, in every post they hold, or a post, whoever holds it. They will see nothing of the report."),
    )  # fmt: skip
    not_about = forms.MultipleChoiceField(
        label=_("Take out whoever was named by mistake"), choices=[], widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("They see the report again at once, as far as their posts allow."),
    )  # fmt: skip
    not_about_reason = words(_("Why they are taken out"), rows=2, required=False, most=1_000, help_text=_("10 characters or more. Kept in the audit trail, not in the story."))  # fmt: skip
    is_oversight = forms.BooleanField(label=_("For oversight"), required=False, help_text=_("Suspected abuse of office; the Inspectorate takes part."))  # fmt: skip
    is_whistleblowing = forms.BooleanField(
        label=_("Whistleblowing"), required=False, help_text=_("From an insider about an offence. From then on only the Inspectorate sees it."),
    )  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.report = folder.report
        self.fields["about"].choices = choices.units()[1:]  # type: ignore[attr-defined]
        self.fields["officials"].choices = choices.officials()  # type: ignore[attr-defined]
        self.named = {str(row.pk): row for row in complain.named(self.report)} if folder.there.get("about") else {}
        self.fields["not_about"].choices = [(key, complain.label(row)) for key, row in self.named.items()]  # type: ignore[attr-defined]
        for name, is_needed in (
            ("not_about", self.named), ("not_about_reason", self.named), ("is_whistleblowing", not self.report.is_whistleblowing)
        ):  # fmt: skip
            if not is_needed:
                del self.fields[name]
        self.initial = {**self.initial, "is_oversight": self.report.is_oversight}

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        marks = [each.partition(":")[::2] for each in found["officials"]]
        out = [self.named[key] for key in found.get("not_about", ())]
        return {
            "version": found["version"],
            "is_oversight": _changed(found["is_oversight"], self.report.is_oversight),
            "is_whistleblowing": found.get("is_whistleblowing") or None,
            "about_units": found["about"] or None,
            "about_logins": [value for kind, value in marks if kind == "person"] or None,
            "about_posts": [int(value) for kind, value in marks if kind == "post"] or None,
            "not_about": complain.whom(out) if out else None,
            "not_about_reason": found.get("not_about_reason", ""),
        }


def _changed(now: Any, before: Any) -> Any:
    return now if now != before else None


class FindingForm(OversightForm):
    rare = (
        "about",
        "officials",
        "not_about",
        "reason",
        "is_oversight",
        "is_whistleblowing",
        "anonymous",
        "confidential",
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[], widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("Category"), choices=[], widget=LongSelect, required=False)
    is_urgent = forms.BooleanField(
        label=_("Urgent"),
        required=False,
        help_text=_("Whoever gets it is told at once by both channels, at night too."),
    )
    anonymous = forms.BooleanField(label=_("Make it anonymous"), required=False, help_text=_("The reporter's identity is hidden from the units."))  # fmt: skip
    confidential = forms.BooleanField(label=_("Make it confidential"), required=False, help_text=_("Only those who handle it read the text."))  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        super().fill(folder, actor)
        report = folder.report
        self.fields["kind"].choices = [(value, str(label).capitalize()) for value, label in ReportKind.choices]  # type: ignore[attr-defined]
        topic = report.category if folder.is_read else None
        self.fields["category"].choices = choices.categories(keep=topic)  # type: ignore[attr-defined]
        self.topic = topic.code if topic else ""
        self.initial = {**self.initial, "kind": report.kind, "category": self.topic, "is_urgent": report.is_urgent}
        for name, is_so in (("anonymous", report.is_anonymous), ("confidential", report.is_confidential)):
            if is_so:
                del self.fields[name]

    def values(self) -> dict[str, Any]:
        found, report = self.cleaned_data, self.report
        added = [name for name in ("anonymous", "confidential") if found.get(name)]
        return super().values() | {
            "kind": _changed(found["kind"], report.kind),
            "category": _changed(found["category"], self.topic),
            "is_urgent": _changed(found["is_urgent"], report.is_urgent),
            "visibility": [*report.visibility, *added] if added else None,
        }


class ClassifyForm(FindingForm):
    reason = words(_("Why it is no longer urgent"), rows=2, required=False, help_text=_("Only when you take that tick away. Others then understand why."), most=1_000)  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        super().fill(folder, actor)
        self.fields["is_urgent"].help_text = _("Its holder, the head and the regional head are told at once by both channels, at night too.")  # fmt: skip
        if not folder.report.is_urgent:
            del self.fields["reason"]

    def values(self) -> dict[str, Any]:
        return {**super().values(), "reason": self.cleaned_data.get("reason", "")}


class ArchiveForm(ActForm):
    reason = one_of([(value, ArchiveReason(value).label) for value in archive.BY_OFFICER])
    note = words(_("In your own words, for the reporter"), help_text=WHY, most=1_000)


class ReferForm(ActForm):
    to = forms.CharField(label=_("Which body"), max_length=200, help_text=_("Such as the province, PLN or the police. The reporter is told."))  # fmt: skip
    note = words(_("What the reporter should do or know"), help_text=WHY, most=1_000)
    reference = forms.CharField(label=_("Reference number there"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text=_("The number that the body gave it. The reporter reads it on the report's page."))  # fmt: skip
    contact = forms.CharField(label=_("How to follow it there"), max_length=300, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}), help_text=_("A page or a telephone number of the body, never of a person."))  # fmt: skip


class ReasonForm(ActForm):
    reason = words(_("Reason"), help_text=WHY, most=1_000)


class DisposeForm(ActForm):
    to = forms.ChoiceField(
        label=_("Unit in charge"),
        choices=[],
        widget=LongSelect,
        error_messages={"required": _("Choose the unit in charge.")},
    )
    instruction = words(_("Direction"), rows=3, required=False, help_text=_("What the unit should mind. The reporter does not see it."), most=2_000)  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        report, here = folder.report, folder.here
        self.fields["to"].choices = choices.units_for(actor, report, here)  # type: ignore[attr-defined]
        if report.named_unit and not folder.was_returned:
            self.initial["to"] = report.named_unit.code


class SupportForm(DisposeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].label = _("Unit that helps")

    def fill(self, folder: Folder, actor: Actor) -> None:
        super().fill(folder, actor)
        self.initial.pop("to", None)


class RulingForm(ActForm):
    """The unit is the one that gave the report back; where several did, one of them."""

    to = forms.ChoiceField(label=_("Which unit it stays with"), choices=[])
    instruction = words(_("Why it stays theirs"), rows=3, required=False, help_text=_("The unit reads this. It cannot return the report again."), most=2_000)  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        gave_back = [(one.unit.code, one.unit.name) for one in folder.returned]
        self.fields["to"].choices = gave_back  # type: ignore[attr-defined]
        lead = folder.lead.unit.code if folder.lead else ""
        self.unit = gave_back[0][0] if gave_back else lead
        if len(gave_back) < 2:
            del self.fields["to"]

    def values(self) -> dict[str, Any]:
        return {"to": self.unit, **self.cleaned_data}


class ReturnForm(ActForm):
    cause = forms.ChoiceField(
        label=_("Why it is not yours"),
        choices=[("", _("Choose one")), *((code, capfirst(label)) for code, label in CAUSES.items())],
        required=False,
    )
    reason = words(_("Explain, and say who should be in charge"), help_text=WHY, most=1_000)


class AskForm(ActForm):
    text = words(_("Question to the reporter"), help_text=_("Ask for what you need to go on, in plain words. The clocks stand still until the reply, at most ten working days."), most=2_000)  # fmt: skip


class MergeForm(ActForm):
    into = forms.CharField(label=_("Code of the main report"), max_length=12, widget=CODE, help_text=_("The one that is worked on and answered."))  # fmt: skip


class RelateForm(ActForm):
    to = forms.CharField(label=_("Code of the other report"), max_length=12, widget=CODE, help_text=_("An earlier case, for instance."))  # fmt: skip


class SplitForm(ActForm):
    unit = forms.ChoiceField(label=_("Unit in charge of this part"), choices=[], widget=LongSelect, error_messages={"required": _("Choose the unit in charge.")})  # fmt: skip
    title = forms.CharField(label=_("What this part is about"), min_length=3, max_length=200, help_text=_("In your own words. The unit reads it with the whole of the report."))  # fmt: skip
    instruction = words(_("Direction"), rows=2, required=False, help_text=_("What the unit should mind. The reporter does not see it."), most=2_000)  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["unit"].choices = choices.units_for(actor, folder.report, folder.here)  # type: ignore[attr-defined]


class CloseForm(ActForm):
    cause = one_of([(cause, CLOSING[cause]) for cause in close.CAUSES])
    reason = words(_("In your own words, for everyone to see"), help_text=WHY, most=1_000)


class Sp4nForm(ActForm):
    tracking_id = forms.CharField(label=_("SP4N tracking ID"), max_length=20, widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), help_text=_("7 to 10 digits, from lapor.go.id."))  # fmt: skip
    url = forms.URLField(label=_("Address of the report there"), required=False, max_length=300, assume_scheme="https")
    entered_at = forms.DateTimeField(label=_("Entered at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.initial["entered_at"] = timezone.localtime()


class Sp4nAnswerForm(ActForm):
    url = forms.URLField(label=_("Address of the answer there"), required=False, max_length=300, assume_scheme="https")
    entered_at = forms.DateTimeField(label=_("Entered at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"))  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.initial["entered_at"] = timezone.localtime()


class InstructForm(ActForm):
    text = words(_("What is to be done"), rows=3, most=2_000)
    unit = forms.ChoiceField(
        label=_("Unit that carries it out"), choices=[], widget=LongSelect,
        error_messages={"required": _("Choose the unit that is to carry it out.")},
    )  # fmt: skip
    due_on = forms.DateField(label=_("To be carried out by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip
    indicator = forms.CharField(
        label=_("Indicator"), required=False, max_length=300,
        help_text=_("By what it will be seen to be done, such as: the road can be used."),
    )  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["unit"].choices = choices.units_told(folder.report)  # type: ignore[attr-defined]
        if folder.report.unit:
            self.initial["unit"] = folder.report.unit.code


def _choose_order(form: forms.Form, folder: Folder, actor: Actor, *, is_accepted: bool) -> None:
    """Which instruction is meant, asked only where several wait."""
    own = folder.instructions_to(actor)
    waiting = [one for one in own if one.done_at is None and (one.accepted_at is not None) == is_accepted]
    if len(waiting) < 2:
        del form.fields["number"]
        return
    days = [moments.day(one.due_on, get_language()) for one in waiting]
    named = [gettext("Instruction {number}, to be carried out by {day}").format(number=one.number, day=day) for one, day in zip(waiting, days, strict=True)]  # fmt: skip
    form.fields["number"].choices = list(zip((one.number for one in waiting), named, strict=True))  # type: ignore[attr-defined]


class AcceptOrderForm(ActForm):
    number = forms.ChoiceField(label=_("Which instruction"), choices=[])

    def fill(self, folder: Folder, actor: Actor) -> None:
        _choose_order(self, folder, actor, is_accepted=False)


class FinishOrderForm(ActForm):
    number = forms.ChoiceField(label=_("Which instruction"), choices=[])
    note = words(_("What was done"), rows=3, help_text=WHY, most=1_000)

    def fill(self, folder: Folder, actor: Actor) -> None:
        _choose_order(self, folder, actor, is_accepted=True)


class CompletionForm(ActForm):
    note = words(_("What was done"), rows=3, help_text=WHY, most=1_000)


class DiscloseForm(ReasonForm):
    def values(self) -> dict[str, Any]:
        return without(self.cleaned_data, ["version"])


def without(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}
