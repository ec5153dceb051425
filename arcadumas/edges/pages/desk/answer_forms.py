"""The forms in which an answer is written, drafted or approved: each says whether it is a first or the final one."""

import hashlib
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling import evidence
from arcadumas.core.handling.approvers import approvers
from arcadumas.core.handling.folder import Folder
from arcadumas.core.handling.models import Response
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.edges.pages.desk.forms import ActForm, without, words


def which_answer(**values: Any) -> forms.ChoiceField:
    choices = [("yes", _("The work is done: this is the final answer")), ("no", _("A first answer: the work goes on"))]
    return forms.ChoiceField(label=_("Which answer"), widget=forms.RadioSelect, choices=choices, **values)


YES_NO: dict[bool | None, str] = {True: "yes", False: "no"}
APPROVED_AS: dict[bool | None, Any] = {
    True: _("It was approved as the final answer."),
    False: _("It was approved as a first answer."),
}


class AnswerForm(ActForm):
    """An answer that seems to say nothing is shown once more with what is thin about it; `sure` is the mark of that text."""

    sure = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def is_sure(self) -> bool:
        return bool(self.cleaned_data["sure"] == self.mark())

    def mark(self) -> str:
        return hashlib.sha256(_plain(self.cleaned_data["text"]).encode()).hexdigest()

    def ask_again(self) -> None:
        self.data = dict(self.data.items()) | {"sure": self.mark()}

    def values(self) -> dict[str, Any]:
        return without(self.cleaned_data, ["sure"])


class DraftForm(AnswerForm):
    """A new draft says which answer it is to be: nothing is chosen for its author, but what a draft before it said."""

    text = words(
        _("Draft answer"),
        rows=7,
        help_text=_("What was done, when, and by which unit."),
    )
    is_final = which_answer(error_messages={"required": _("Say which answer this is to be.")})

    def fill(self, folder: Folder, actor: Actor) -> None:
        if folder.draft and folder.is_read:
            self.initial.update(text=folder.draft.text, is_final=YES_NO.get(folder.draft.is_final))
        field = self.fields["text"]
        field.help_text = format_lazy("{what} {approval}", what=field.help_text, approval=_approval(folder, actor))

    def values(self) -> dict[str, Any]:
        found = super().values()
        return found | {"is_final": found["is_final"] == "yes"}


def _approval(folder: Folder, actor: Actor) -> str | Promise:
    """Who is to approve it, or that nobody can and what to do. A statement where the unit's answers need approval."""
    unit = folder.lead.unit if folder.lead else None
    if unit is None or not unit.answer_needs_approval:
        return _("Answers of this unit need no approval.")
    titles = ", ".join(dict.fromkeys(post.title for post in approvers(unit.pk, author=actor.person_id)))
    if titles:
        return format_lazy(_("It goes to be approved by: {titles}."), titles=titles)
    if powers.may(actor, "approve", at=folder.here):
        return _("Nobody but you can approve answers of this unit: send the answer itself, without a draft.")
    return _("Nobody in this unit can approve it: it has no head, and nobody is named in place of one. Ask the front desk to enter one; it hears of it when you hand the draft in.")  # fmt: skip


class ApproveForm(ActForm):
    """As which answer the draft goes out: as it says, unless the approver says otherwise."""

    is_final = which_answer(required=False)

    def fill(self, folder: Folder, actor: Actor) -> None:
        said = folder.draft.is_final if folder.draft else None
        self.initial["is_final"] = YES_NO.get(said, "yes")
        if folder.draft and said is None:
            self.fields["is_final"].help_text = _("The author did not say which answer this is. Say it with your approval.")  # fmt: skip

    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return found | {"is_final": found["is_final"] == "yes" if found["is_final"] else None}

    def look_again(self, version: int) -> None:
        """It may be another draft by now: as which answer it goes out is as that one says, unless it is said again."""
        super().look_again(version)
        self.data.pop("is_final", None)  # type: ignore[attr-defined]


class RespondForm(AnswerForm):
    """With an approved draft the box holds its text; left as it is, the approved draft itself goes out. Without a draft
    nothing is chosen: "we are coming" sent by habit as the final answer would end the work."""

    text = words(_("Answer to the reporter"), rows=7, help_text=_("What was done, when, and by which unit."))
    is_final = which_answer(error_messages={"required": _("Say which answer this is to be.")})
    without_evidence = words(
        _("Why there is no photo of afterwards"), rows=2, required=False, most=1_000,
        help_text=_("This topic asks for a photo of afterwards. Add it as evidence first, or write here why there is none."),
    )  # fmt: skip

    def fill(self, folder: Folder, actor: Actor) -> None:
        if not evidence.is_missing(folder.report):
            del self.fields["without_evidence"]
        elif evidence.is_outdated(folder.report):
            self.fields["without_evidence"].help_text = _("The photos of afterwards here are older than what the reporter objects to, or of a unit that has the report no more. Add a new one as evidence first, or write here why there is none.")  # fmt: skip
        draft = folder.draft if folder.is_read else None
        self.draft = draft if draft and draft.state in (Response.State.DRAFTED, Response.State.APPROVED) else None
        if self.draft:
            self.initial.update(text=self.draft.text, is_final=YES_NO.get(self.draft.is_final))
        if self.draft and self.draft.state == Response.State.APPROVED:
            self.fields["is_final"].help_text = APPROVED_AS.get(self.draft.is_final, "")

    def values(self) -> dict[str, Any]:
        found = super().values()
        if self.draft and _plain(found["text"]) == _plain(self.draft.text):
            found["text"] = ""
        return found | {"is_final": found["is_final"] == "yes"}


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
