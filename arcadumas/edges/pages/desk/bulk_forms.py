"""What can be done to several reports at once, and the one form of it: it reads input and judges nothing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling import archive, bulk, handover, visible
from arcadumas.core.handling.accept import accept
from arcadumas.core.handling.close import CAUSES, close
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.sp4n import link
from arcadumas.core.handling.tasks import add_task
from arcadumas.core.handling.verify import Finding, classify, verify
from arcadumas.core.organisation import powers, teams
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role
from arcadumas.core.reports.models import ArchiveReason
from arcadumas.edges.pages.desk import choices
from arcadumas.edges.pages.desk.forms import CLOSING

OF_DESK = (
    ("verify", _("Verify")),
    ("classify", _("Change the classification")),
    ("dispose", _("Pass on to a unit")),
    ("archive", _("Close without passing on")),
    ("sp4n_link", _("Link to SP4N-LAPOR!")),
    ("close", _("Close after the answer")),
)
OF_UNIT = (("accept", _("Accept")), ("hand_over", _("Hand over to a colleague")), ("task", _("Give a task")))
TAKES = {
    "verify": ("category",), "classify": ("category",), "dispose": ("to", "instruction"), "archive": ("reason", "note"),
    "close": ("cause", "closing"), "hand_over": ("colleague", "until"), "task": ("title", "assignee", "due_on"),
}  # fmt: skip
NEEDS = {"classify": ("category",), "dispose": ("to",), "archive": ("reason", "note"), "close": ("cause", "closing"),
         "hand_over": ("colleague",), "task": ("title",)}  # fmt: skip


def acts_for(who: Actor) -> list[tuple[str, Any]]:
    """Those of the front desk, and those of a unit, as far as somebody sits there. Each report is judged by its own verb."""
    of_desk = OF_DESK if powers.may(who, "file") else ()
    return [*of_desk, *(OF_UNIT if who.has(*visible.AGENCY, Role.INSPECTORATE) else ())]


def _area(label: Any, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.Textarea(attrs={"rows": 2}), **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=box, **more)


class BulkForm(forms.Form):
    """Only the fields of acts that this officer may choose; those that the chosen act does not take are left alone."""

    act = forms.ChoiceField(label=_("What is to be done"), choices=[])
    category = forms.ChoiceField(label=_("Category"), choices=[], required=False)
    to = forms.ChoiceField(label=_("Unit in charge"), choices=[], required=False)
    instruction = _area(_("Direction"), max_length=2_000)
    reason = forms.ChoiceField(label=_("Reason for closing"), choices=[("", _("Choose one")), *((value, ArchiveReason(value).label) for value in archive.BY_OFFICER)], required=False)  # fmt: skip
    note = _area(_("In your own words, for the reporter"), max_length=1_000)
    cause = forms.ChoiceField(label=_("Closing after the answer: reason"), choices=[("", _("Choose one")), *((cause, CLOSING[cause]) for cause in CAUSES)], required=False)  # fmt: skip
    closing = _area(_("Closing after the answer: in your own words, for everyone to see"), max_length=1_000)
    colleague = forms.ChoiceField(label=_("Hand over: to whom"), choices=[], required=False)
    until = _day(_("Hand over: until"), help_text=_("After that day it comes back by itself. Leave it empty for good."))
    title = forms.CharField(label=_("Task: what is to be done"), max_length=200, required=False)
    assignee = forms.ChoiceField(label=_("Task: who does it"), choices=[], required=False)
    due_on = _day(_("Task: until"))

    def __init__(self, *args: Any, who: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        acts = acts_for(who)
        taken = {name for act, _label in acts for name in TAKES.get(act, ())}
        for name in [name for name in self.fields if name != "act" and name not in taken]:
            del self.fields[name]
        fill: dict[str, Callable[[], Any]] = {
            "act": lambda: acts, "category": choices.categories, "to": choices.units,
            "colleague": lambda: [("", _("Choose one")), *_posts(who, handover.TEAM)],
            "assignee": lambda: [("", _("Nobody in particular")), *_posts(who, teams.TEAM)],
        }  # fmt: skip
        for name in fill.keys() & self.fields.keys():
            self.fields[name].choices = fill[name]()  # type: ignore[attr-defined]

    def parts(self) -> Iterator[tuple[forms.BoundField, str, bool]]:
        """Each field with the acts that take it, and whether it may be left empty under every one of them."""
        for name in [name for name in self.fields if name != "act"]:
            takes = [act for act, names in TAKES.items() if name in names]
            yield (
                self[name],
                " ".join(f"of-{act}" for act in takes),
                any(name not in NEEDS.get(act, ()) for act in takes),
            )

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        for name in NEEDS.get(found.get("act", ""), ()):
            if not found.get(name):
                self.add_error(name, _("This is needed for what you chose."))
        return found

    def label(self) -> Any:
        chosen: dict[str, Any] = dict(self.fields["act"].choices)  # type: ignore[attr-defined]
        return chosen[self.cleaned_data["act"]]


def _posts(who: Actor, roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    """Colleagues of the officer's own units, by login."""
    held = teams.posts(roles=roles).filter(unit__in=who.units(*visible.AGENCY, Role.INSPECTORATE))
    return list({post.person.login: f"{post.title}, {post.person.name}" for post in held}.items())


def verb(form: BulkForm, who: Actor, ids: dict[str, str], now: datetime) -> bulk.Act:
    """The chosen act for one report, as it was looked at."""
    given = form.cleaned_data
    finding = Finding(category=given.get("category") or None)
    acts: dict[str, Callable[[str, int | None], object]] = {
        "verify": lambda code, version: verify(code, by=who, finding=finding, version=version),
        "classify": lambda code, version: classify(code, by=who, finding=finding, version=version),
        "dispose": lambda code, version: dispose(code, to=given["to"], by=who, instruction=given["instruction"], version=version),
        "archive": lambda code, version: archive.archive(code, by=who, reason=given["reason"], note=given["note"], version=version),
        "sp4n_link": lambda code, version: link(code, by=who, tracking_id=ids.get(code, ""), entered_at=now, version=version),
        "close": lambda code, version: close(code, by=who, cause=given["cause"], reason=given["closing"], version=version),
        "accept": lambda code, version: accept(code, by=who, version=version),
        "hand_over": lambda code, version: handover.hand_over(code, by=who, to=given["colleague"], until=given["until"], version=version),
        "task": lambda code, version: add_task(code, by=who, title=given["title"], assignee=given["assignee"], due_on=given["due_on"], version=version),
    }  # fmt: skip
    return acts[given["act"]]
