"""Forms of the team's own acts: tasks, evidence, visits, notes, more time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling import mentions
from arcadumas.core.handling.evidence import KINDS
from arcadumas.core.handling.extend import is_theirs, unasked, wished_of
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.handover import TEAM
from arcadumas.core.handling.inspect import Place
from arcadumas.core.handling.models import Contribution
from arcadumas.core.handling.tasks import templates_for
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Attachment, Event, Promise
from arcadumas.edges.pages.desk import choices
from arcadumas.edges.pages.desk.forms import WHY, ActForm, words
from arcadumas.edges.pages.desk.selects import LongSelect
from arcadumas.edges.pages.photos import PhotosField


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """Date and time of the installation's zone."""
    box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=box, **more)


class ExtendForm(ActForm):
    power = "extend"
    step = forms.ChoiceField(label=_("Which deadline"), choices=[])
    due_at = moment(_("New deadline"))
    reason = words(_("Reason"), help_text=WHY, most=1_000)

    def fill(self, folder: Folder, actor: Actor) -> None:
        seat = powers.seat_for(actor, self.power, at=folder.here)
        own = [one for one in self.open(folder) if seat and is_theirs(one, seat)]
        named = [(one.step, f"{Step(one.step).label}, {one.unit.name if one.unit else ''}") for one in own]
        self.fields["step"].choices = named  # type: ignore[attr-defined]
        if own:
            self.initial["due_at"] = own[0].due_at

    def open(self, folder: Folder) -> Sequence[Promise]:
        return folder.inner


class AskExtensionForm(ExtendForm):
    power = "ask_extension"

    def open(self, folder: Folder) -> Sequence[Promise]:
        return unasked(folder.wishes, folder.inner)


class RefuseExtensionForm(ActForm):
    step = forms.ChoiceField(label=_("Which request"), choices=[])
    reason = words(_("Reason"), help_text=WHY, most=1_000)

    def fill(self, folder: Folder, actor: Actor) -> None:
        seat = powers.seat_for(actor, "refuse_extension", at=folder.here)
        asked = wished_of(seat, folder.wishes, folder.inner) if seat else []
        self.fields["step"].choices = [(one.step, _request(one, line)) for one, line in asked]  # type: ignore[attr-defined]


def _request(promise: Promise, line: Event) -> str:
    until = moments.moment(datetime.fromisoformat(line.facts["due_at"]), get_language())
    named = {"step": Step(promise.step).label, "unit": promise.unit.name if promise.unit else "", "until": until}
    return gettext("{step}, {unit}, until {until}").format(**named)


class TaskForm(ActForm):
    """A usual task of the topic gives its title and its date; both can be written otherwise."""

    template = forms.TypedChoiceField(label=_("A usual task"), choices=[], required=False, coerce=int, empty_value=None)
    title = forms.CharField(label=_("What is to be done"), max_length=200, required=False, help_text=_("Leave it empty to take the usual task as it is."))  # fmt: skip
    assignee = forms.ChoiceField(label=_("Who does it"), choices=[], required=False)
    due_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        usual = [(one.pk, one.title) for one in templates_for(folder.report.category if folder.is_read else None)]
        self.fields["template"].choices = [("", _("None")), *usual]  # type: ignore[attr-defined]
        seat = powers.seat_for(actor, "task", at=folder.here)
        team = teams.posts(seat.unit_id, roles=teams.TEAM) if seat else []
        named = {post.person.login: f"{post.title}, {post.person.name}" for post in team}
        self.fields["assignee"].choices = [("", _("Nobody in particular")), *named.items()]  # type: ignore[attr-defined]


class HandOverForm(ActForm):
    to = forms.ChoiceField(label=_("To whom"), choices=[])
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After that day it comes back by itself. Leave it empty for good."),
    )  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        lead = folder.lead
        held = teams.posts(lead.unit_id, roles=TEAM) if lead else []
        others = {
            post.person.login: f"{post.title}, {post.person.name}"
            for post in held
            if lead and post.pk != lead.accepted_by_id
        }
        self.fields["to"].choices = list(others.items())  # type: ignore[attr-defined]


class PartForm(ActForm):
    """Of one unit; who sits in several that help says which, and is led to the first whose part is missing."""

    unit = forms.ChoiceField(label=_("For which unit"), choices=[])
    text = words(_("What your unit did or can say"), rows=5)

    def fill(self, folder: Folder, actor: Actor) -> None:
        units = {seat.unit_code: seat.unit_name for seat in powers.seats_for(actor, "part", at=folder.here)}
        rows = Contribution.objects.filter(report=folder.report, unit__code__in=units, replaced_at=None)
        given = dict(rows.values_list("unit__code", "text"))
        first = next((code for code in units if code not in given), next(iter(units), ""))
        self.initial.update(unit=first, text=given.get(first, ""))
        if len(units) > 1:
            self.fields["unit"].choices = list(units.items())  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]


class EndSupportForm(ActForm):
    unit = forms.ChoiceField(label=_("Which unit is not needed any more"), choices=[])

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["unit"].choices = [(one.unit.code, one.unit.name) for one in folder.helping]  # type: ignore[attr-defined]


class InviteForm(ActForm):
    to = forms.CharField(label=_("Which body"), max_length=150, help_text=_("Such as PLN, a contractor, the balai. No person's name."))  # fmt: skip
    text = words(_("What they are asked"), rows=4, most=5_000, help_text=_("They read this and nothing else of the report. Nothing about the reporter."))  # fmt: skip
    days = forms.IntegerField(label=_("The link works for (days)"), min_value=1, max_value=90, initial=14)
    email = forms.EmailField(label=_("Their mail address"), required=False, help_text=_("The link goes there at once as well. Leave it empty to send it on yourself."))  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the mail"), choices=[("id", "Indonesia"), ("en", "English")], initial="id", required=False)  # fmt: skip

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {"language": found["language"] or "id"}


class EvidenceForm(ActForm):
    kind = forms.ChoiceField(label=_("What it shows"), widget=forms.RadioSelect, choices=[])
    photos = PhotosField(label=_("Photos"), help_text=_("JPG, PNG or WebP, at most 10 MB each. Place and camera are removed."))  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["kind"].choices = [(kind, KIND_LABELS[kind]) for kind in KINDS]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        return {"version": found["version"], "kind": found["kind"], "files": found["photos"]}


KIND_LABELS = {
    Attachment.Kind.BEFORE: _("Before the work"),
    Attachment.Kind.AFTER: _("After the work"),
    Attachment.Kind.OTHER: _("Something else (the reporter does not see it)"),
}


class InspectForm(ActForm):
    visit_at = moment(_("When"), help_text=_("The reporter is told when, not who comes."))
    village = forms.ChoiceField(
        label=_("Kecamatan and village"), choices=[], widget=LongSelect, required=False,
        help_text=_("Leave both empty when it is the place of the report."),
    )  # fmt: skip
    place = forms.CharField(label=_("Where exactly"), max_length=300, required=False)

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["village"].choices = choices.areas()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        place, village = found.pop("place"), found.pop("village")
        return found | {"place": Place(text=place, village=village) if place or village else None}


class NoteForm(forms.Form):
    """A note meets no other change: it carries no version."""

    text = words(_("Internal note"), rows=2, most=5_000)
    mentions = forms.MultipleChoiceField(label=_("Tell these colleagues that they are named"), choices=[], required=False, widget=forms.CheckboxSelectMultiple)  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        self.fields["mentions"].choices = mentions.nameable(folder.here, actor)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
