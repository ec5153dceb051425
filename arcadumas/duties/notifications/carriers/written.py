"""A WhatsApp message as free text, for carriers without templates and buttons: one signed link for each act."""

from collections.abc import Mapping
from typing import Any

from arcadumas.duties.notifications import links
from arcadumas.duties.notifications.linked import stop_link, unasked


def written(content: Mapping[str, Any]) -> str:
    """The same words as the template's, then each button's label above its link. These carriers bring us no replies, so a
    citizen is not asked to reply BERHENTI: a link stands in its place, and nobody is asked to reply at all."""
    stop, address = content.get("stop"), stop_link(content)
    shown = unasked(content["shown"].removesuffix(stop["footer"]).rstrip() if stop else content["shown"])
    parts = [shown, *(f"{each['label']}:\n{link(each)}" for each in content["buttons"])]
    return "\n\n".join(parts + ([f"{stop['label']}:\n{address}"] if stop and address else []))


def link(button: Mapping[str, str]) -> str:
    """The page of the act that the button would do: the same token, so the same person, report and single use."""
    token = button["value"].partition(":")[2] if button["kind"] == "reply" else button["value"].rstrip("/")
    return links.address(token)
