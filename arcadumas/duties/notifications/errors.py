"""Why a message did not arrive, in plain words and in both languages (errors.toml). Never the carrier's own words."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from arcadumas.base.gateways import whatsapp
from arcadumas.base.moments import known

ENHANCED = re.compile(r"[245]\.(\d{1,3}\.\d{1,3})\b")  # RFC 3463
Table = Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def table() -> Table:
    return tomllib.loads(Path(__file__).with_name("errors.toml").read_text(encoding="utf-8"))


def sentence(channel: str, state: str, code: str, text: str, language: str | None) -> str:
    """The reason in words, or "" when nothing went wrong.

    `text`, the carrier's own words, is only looked at for a mail's enhanced code: it may name an address."""
    if not code and not text:
        return ""
    own = table()["own"].get(code) or _of_channel(channel, code, text)
    words = own or table()["kind"][_kind(channel, state, code)]
    return words[known(language)]


def _of_channel(channel: str, code: str, text: str) -> Mapping[str, str] | None:
    said = table().get(channel, {})
    if channel == "email" and (enhanced := ENHANCED.match(code) or ENHANCED.match(text)) and enhanced[1] in said:
        return said[enhanced[1]]
    return said.get(code)


def _kind(channel: str, state: str, code: str) -> str:
    """What is known of a code that the table does not hold."""
    if state == "uncertain":
        return "uncertain"
    if channel == "whatsapp" and code.isdigit() and (kind := whatsapp.kind_of(int(code))):
        return kind
    return "permanent" if state == "failed" else "temporary"
