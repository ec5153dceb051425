"""A leader's instruction by the link of a message: the same form as on the case, after the PIN."""

from typing import Any

from django.http import HttpRequest

from arcadumas.core.handling import folder as folders
from arcadumas.duties.notifications import tapping
from arcadumas.duties.notifications.links import Bearer
from arcadumas.duties.notifications.tapping import Given
from arcadumas.edges.pages.desk.forms import InstructForm


def form_for(request: HttpRequest, bearer: Bearer) -> InstructForm | None:
    """Bound when something was sent. None for another act. Raises Unseen."""
    if bearer.act != "instruction":
        return None
    folder = folders.open_folder(bearer.report.code, by=tapping.actor_of(bearer))
    data = request.POST if request.method == "POST" else None
    form = InstructForm(data, initial={"version": folder.report.version})
    form.fill(folder, tapping.actor_of(bearer))
    return form


def given_by(form: InstructForm) -> Given:
    """Of a valid form."""
    found: dict[str, Any] = form.cleaned_data
    return Given(
        text=found["text"],
        unit=found["unit"],
        due_on=found["due_on"],
        indicator=found["indicator"],
        version=found["version"],
    )
