"""What may stand in a text that people write, and how it is trimmed."""

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_ENDS = re.compile("\r\n?")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"


def has_forbidden(text: str) -> bool:
    """NUL and other control characters but tab and line ends, and halves of surrogate pairs, which no database keeps."""
    return FORBIDDEN.search(text) is not None


def tidy(text: str) -> str:
    """One kind of line end, and nothing blank or invisible before and after. What stands between is left as written."""
    whole = LINE_ENDS.sub("\n", text)
    while (trimmed := whole.strip().strip(INVISIBLE)) != whole:
        whole = trimmed
    return whole


def shorten(text: str, n: int) -> str:
    """On one line, at most n characters with the ellipsis, cut between words where there is a blank in the last third."""
    line = " ".join(text.split())
    if len(line) <= n:
        return line
    if n <= 1:
        return "…"[:n]
    cut = line[: n - 1]
    if line[n - 1] != " " and (blank := cut.rfind(" ")) > n * 2 // 3:
        cut = cut[:blank]
    return cut.rstrip(" ,;:-") + "…"
