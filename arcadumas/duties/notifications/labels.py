"""The closed lists that messages quote, in both languages (labels.toml)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from arcadumas.base.moments import known

Lists = Mapping[str, Mapping[str, Mapping[str, str]]]


@cache
def lists() -> Lists:
    return tomllib.loads(Path(__file__).with_name("labels.toml").read_text(encoding="utf-8"))


def label(group: str, key: str, language: str) -> str:
    """The words for a value, or "" when the list does not hold it."""
    words = lists()[group].get(key)
    return words[known(language)] if words else ""
