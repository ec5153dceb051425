"""Acts by the link of a message that want more than words: the same forms as on the case, once it is proven who asks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from arcadumas.core.handling import folder as folders
from arcadumas.core.handling import reasons
from arcadumas.core.handling.extend import wish
from arcadumas.duties.notifications import tapping
from arcadumas.duties.notifications.links import Bearer
from arcadumas.duties.notifications.tapping import Given
from arcadumas.edges.pages.desk.answer_forms import ApproveForm
from arcadumas.edges.pages.desk.forms import ActForm, InstructForm
from arcadumas.edges.pages.desk.team_forms import AskExtensionForm, ExtendForm

FORMS: dict[str, type[ActForm]] = {
    "approval": ApproveForm,
    "instruction": InstructForm,
    "extension": ExtendForm,
    "extension-request": AskExtensionForm,
}


@dataclass(frozen=True, kw_only=True)
class Wished:
    """What a colleague asked for, as the head reads it."""

    by: str
    at: datetime
    step: str
    due_at: datetime
    reason: str


def form_for(request: HttpRequest, bearer: Bearer) -> ActForm | None:
    """Bound when something was sent. None for another act. Raises Unseen."""
    kind = FORMS.get(bearer.act)
    if kind is None:
        return None
    folder = folders.open_folder(bearer.report.code, by=tapping.actor_of(bearer))
    form = kind(request.POST if request.method == "POST" else None, initial={"version": folder.report.version})
    form.fill(folder, tapping.actor_of(bearer))
    asked = wished(bearer)
    if asked:
        form.initial.update(step=asked.step, due_at=asked.due_at, reason=asked.reason)
    return form


def given_by(form: ActForm) -> Given:
    """Of a valid form."""
    found: dict[str, Any] = form.values()
    return Given(text=found.pop("reason", "") or found.pop("text", ""), **found)


def wished(bearer: Bearer) -> Wished | None:
    """The newest request for more time, on the page of whoever may grant or refuse it."""
    is_asked = bearer.act in ("extension", "extension-refusal")
    line = wish(bearer.report, by=tapping.actor_of(bearer)) if is_asked else None
    if line is None:
        return None
    reason = reasons.read(line.reason, report=bearer.report, seq=line.seq)
    due_at = datetime.fromisoformat(line.facts["due_at"])
    return Wished(by=line.post_title, at=line.at, step=line.facts["step"], due_at=due_at, reason=reason)
