"""Ready texts beside the answer: a button puts one at the end of what is written; nothing is replaced. Works without script."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from arcadumas.core.handling import canned
from arcadumas.core.handling.folder import Folder
from arcadumas.core.organisation.actors import Actor

WRITTEN = ("respond", "draft")  # the acts that write an answer


@dataclass(frozen=True, kw_only=True)
class Ready:
    """`text` with its placeholders filled, in the report's language."""

    id: int
    title: str
    text: str


def beside(forms: Mapping[str, Any], folder: Folder, *, by: Actor) -> list[Ready]:
    """What is offered, where one of these forms (by the name of their acts) writes an answer to whoever reads the report. One
    statement then, none else."""
    if not folder.is_read or not any(forms.get(name) for name in WRITTEN):
        return []
    return [Ready(id=one.pk, title=one.title, text=canned.filled(one, folder.report)) for one in canned.offered(folder.report, by=by)]  # fmt: skip


def insert(chosen: str, found: Iterable[Ready], forms: Mapping[str, Any]) -> None:
    """`?siap=`: the chosen text after what the box begins with. A form that was sent is left as it came."""
    text = _of(chosen, found)
    for name in WRITTEN:
        form = forms.get(name)
        if text and form is not None and not form.is_bound:
            form.initial["text"] = after(form.initial.get("text", ""), text)


def begun(form: Any, sent: Mapping[str, str], folder: Folder, *, by: Actor) -> Any:
    """A fresh form with all that was typed, and the chosen text at the end of it. Nothing was sent, so nothing is judged."""
    form.initial.update({name: sent[name] for name in form.fields if name in sent})
    text = _of(sent.get("siap", ""), beside({WRITTEN[0]: form}, folder, by=by))
    if text:
        form.initial["text"] = after(sent.get("text", ""), text)
    form.fields["text"].widget.attrs["autofocus"] = True
    return form


def after(typed: str, text: str) -> str:
    return f"{typed.rstrip()}\n\n{text}" if typed.strip() else text


def _of(chosen: str, found: Iterable[Ready]) -> str:
    return next((one.text for one in found if str(one.id) == chosen), "")
