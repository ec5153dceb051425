"""A template for a provider without quick replies of ours: the words, then a line with a link for each act. Pure.

Such a provider brings us no replies either: a citizen is not promised that BERHENTI stops the messages, but given the link;
and nobody is asked to reply.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.texts import PARAMETER, Text

# Meta takes no template whose last word is a variable.
ENDS = {"id": "Setiap tautan berlaku 14 hari.", "en": "Each link is valid for 14 days."}
ASKING = re.compile(r"\b(mem)?balas pesan ini\b|\breply (here|to this message)\b", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.?!]) +")


def template_body(text: Text) -> str:
    """What to enter as the body of the template `text.name`; the links are its last parameters."""
    words = PARAMETER.sub(r"{{\1}}", unasked(text.body))
    labels = [button.label for button in text.buttons]
    if _may_stop(text):
        labels.append(label("stop", "link", text.language))
    first = len(text.parameters) + 1
    lines = [f"{name}: {{{{{number}}}}}" for number, name in enumerate(labels, first)]
    return "\n\n".join([words, "\n".join(lines), ENDS.get(text.language, ENDS["id"])]) if lines else words


def template_footer(text: Text) -> str:
    """As in the words; "" where it would promise what a reply cannot do here."""
    return "" if _may_stop(text) else text.footer


def unasked(words: str) -> str:
    """Without the sentences that ask for a reply, and the question that leads up to one. What holds a value stays."""
    paragraphs = (" ".join(_unasked(SENTENCE.split(paragraph))) for paragraph in words.split("\n\n"))
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _unasked(sentences: list[str]) -> Iterator[str]:
    asks = [bool(ASKING.search(each)) and not PARAMETER.search(each) for each in sentences]
    for number, sentence in enumerate(sentences):
        leads_up = sentence.endswith("?") and any(asks[number + 1 : number + 2])
        if not asks[number] and not leads_up:
            yield sentence


def stop_link(content: Mapping[str, Any]) -> str:
    """Of a composed message, where its template has a line for it."""
    stop = content.get("stop")
    return stop["link"] if stop and stop["footer"] else ""


def _may_stop(text: Text) -> bool:
    """The last word about personal data, and an incident, have no footer: they go out whatever the reporter wishes."""
    return text.level == "N3" and bool(text.footer)
