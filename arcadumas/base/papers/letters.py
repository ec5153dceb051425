"""What a format cannot hold: «[U+1F6A7]» stands for it, so that no sign of a citizen's words is lost."""

import unicodedata

UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\ufe0f"  # stands for nothing on paper


def named(letter: str) -> str:
    return "" if letter in UNSEEN else f"[U+{ord(letter):04X}]"


def on_lines(text: str) -> str:
    """Letters with their marks as one sign where there is one, and one kind of line end, among them Unicode's own."""
    return "\n".join(unicodedata.normalize("NFC", text).splitlines())
