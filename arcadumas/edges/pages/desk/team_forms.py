"""Forms of the team's own acts: more time, urgency."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.deadlines.models import Step
from arcadumas.core.handling.extend import is_theirs
from arcadumas.core.handling.folder import Folder
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.edges.pages.desk.forms import WHY, ActForm, words


def moment(label: Any, **more: Any) -> forms.DateTimeField:
    """Date and time of the installation's zone."""
    box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=box, **more)


class ExtendForm(ActForm):
    step = forms.ChoiceField(label=_("Which deadline"), choices=[])
    due_at = moment(_("New deadline"))
    reason = words(_("Reason"), help_text=WHY, most=1_000)

    def fill(self, folder: Folder, actor: Actor) -> None:
        seat = powers.seat_for(actor, "extend", at=folder.here)
        own = [one for one in folder.inner if seat and is_theirs(one, seat)]
        named = [(one.step, f"{Step(one.step).label}, {one.unit.name if one.unit else ''}") for one in own]
        self.fields["step"].choices = named  # type: ignore[attr-defined]
        if own:
            self.initial["due_at"] = own[0].due_at
