"""A point on earth: read as forms, hands and map applications write it, in decimal degrees (WGS 84); written for people and maps."""

import re
from math import nan

DIGITS = 5  # of a degree: about a metre
_DEGREES = r"([-−]?[0-9]{1,3}\.[0-9]{3,})"
_PAIR = re.compile(rf"{_DEGREES}\s*[,;]?\s+{_DEGREES}|{_DEGREES},{_DEGREES}")
_LINK = re.compile(rf"(?:geo:|https?://\S*?[@=/]){_DEGREES},(?:%20|\+)?{_DEGREES}\S*")


def given(latitude: str, longitude: str, words: str) -> tuple[float | None, float | None, str]:
    """The two numbers of a form; else those that the words are made of, which then say nothing more: the words that are left.

    What is no number is `nan`, which fits nowhere on earth."""
    if not latitude.strip() and not longitude.strip():
        return in_words(words)
    return number(latitude), number(longitude), words


def number(text: str) -> float | None:
    """None for nothing, `nan` for what cannot be read."""
    text = text.strip()
    if not text:
        return None
    return _float(text) if re.fullmatch(r"[-−]?[0-9]{1,3}(\.[0-9]{1,15})?", text) else nan


def in_words(words: str) -> tuple[float | None, float | None, str]:
    """Of words that are nothing but «-3.09512, 114.57260», as maps copy it, or a map's link; others stay as they are."""
    text = words.strip()
    found = _PAIR.fullmatch(text) or _LINK.fullmatch(text)
    if found is None:
        return None, None, words
    latitude, longitude = (_float(part) for part in found.groups() if part)
    return latitude, longitude, ""


def _float(text: str) -> float:
    return round(float(text.replace("−", "-")), DIGITS)


def is_on_earth(latitude: float | None, longitude: float | None) -> bool:
    """Both, and within their bounds; `nan` is not."""
    return latitude is not None and longitude is not None and -90 <= latitude <= 90 and -180 <= longitude <= 180


def written(latitude: float, longitude: float) -> str:
    """«-3.09512, 114.5726»: what every map's find box takes."""
    return f"{_plain(latitude)}, {_plain(longitude)}"


def geo(latitude: float, longitude: float) -> str:
    """A link that the reader's own map application opens (RFC 5870), with the needle that Android's want."""
    place = f"{_plain(latitude)},{_plain(longitude)}"
    return f"geo:{place}?q={place}"


def _plain(degrees: float) -> str:
    return f"{degrees:.{DIGITS}f}".rstrip("0").rstrip(".")
