"""Ready texts beside the answer: a link puts one into the box. Works without JavaScript."""

from typing import Any

from arcadumas.core.handling import canned
from arcadumas.core.handling.folder import Folder
from arcadumas.core.organisation.actors import Actor

WRITTEN = ("respond", "draft")


def insert(known: dict[str, Any], chosen: str, folder: Folder, *, by: Actor) -> None:
    """Offer the texts where an answer is written; put the chosen one (`?siap=`) in its box. One statement, where offered."""
    offers = [known.get("primary"), *known.get("beside", ()), *known.get("rest", ())]
    boxes = [one for one in offers if one and one.act.name in WRITTEN]
    if not boxes:
        return
    found = canned.offered(folder.report, by=by)
    known["ready"] = found
    text = next((canned.filled(one, folder.report) for one in found if str(one.pk) == chosen), "")
    if text:
        for box in boxes:
            box.form.initial["text"] = text
