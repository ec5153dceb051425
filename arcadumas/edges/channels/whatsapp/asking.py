"""What is asked back on WhatsApp: a sentence, two buttons, or a list of at most nine cases and "none of these". Pure."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from arcadumas.duties.notifications.spoken import Heard

MARK = "words:"
Json = dict[str, Any]


def plain(sentence: str) -> Json:
    return {"type": "text", "text": {"body": sentence[:4096], "preview_url": False}}


def question(key: UUID, heard: Heard) -> Json:
    """One case: two buttons. Several: a list; the words number them too, for phones that show no list."""
    with translation.override(heard.language):
        if len(heard.codes) == 1:
            buttons = [(0, _("Record it there")), ("none", _("Do not keep it"))]
            replies = [
                {"type": "reply", "reply": {"id": f"{MARK}{key.hex}:{place}", "title": title}}
                for place, title in buttons
            ]
            return _interactive("button", heard.sentence, {"buttons": replies})
        rows = [
            {"id": f"{MARK}{key.hex}:{place}", "title": code, "description": standing[:72]}
            for place, (code, standing) in enumerate(zip(heard.codes, heard.standings, strict=True))
        ]
        rows.append({"id": f"{MARK}{key.hex}:none", "title": _("None of these")})
        action = {"button": _("Choose the report"), "sections": [{"title": _("Reports"), "rows": rows}]}
        return _interactive("list", f"{heard.sentence}\n{_numbered(heard)}", action)


def chosen(text: str, codes: Sequence[str]) -> str:
    """The code that a bare number, or the code itself, names; "" when the words say something else."""
    said = text.strip().rstrip(".").upper()
    if re.fullmatch(r"[0-9]{1,2}", said):
        place = int(said) - 1
        return codes[place] if 0 <= place < len(codes) else ""
    return next((code for code in codes if said.replace("-", "") == code.replace("-", "")), "")


def _numbered(heard: Heard) -> str:
    pairs = enumerate(zip(heard.codes, heard.standings, strict=True), start=1)
    return "\n".join(f"{number}. {code} · {standing}" for number, (code, standing) in pairs)


def _interactive(kind: str, body: str, action: Json) -> Json:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": body[:1024]}, "action": action}}
