"""What somebody newly wrote in a mail: without the mail it answers, without a telephone's farewell.

Rules of our own, line by line and in time that grows with the length alone. The libraries for it do not know Indonesian
mail programs, take a list of hyphens for a signature, and one of them needs minutes for one long line (decision 0022).
In doubt a line stays: better too much on the case than too little.
"""

import html
import re

LONGEST_LINE = 1_000  # characters in which a head is looked for
LONGEST_HTML = 300_000
# `Pada Sen, 24 Nov 2026 pukul 09.00 X <x@y> menulis:`, on up to three lines
WROTE_BEGINS = re.compile(r"^[>\s]*(?:Pada|On)\s", re.IGNORECASE)
WROTE_ENDS = re.compile(r"(?:menulis|wrote|tulis)\s*:\s*$", re.IGNORECASE)
DATED = re.compile(r"\d{1,4}")
# `2026-11-24 9:00 GMT+08:00 X <x@y>:`
GMAIL_OLD = re.compile(r"^\d{4}[-/]\d{1,2}[-/]\d{1,2}\b[^<>]{0,200}<[^<>\s]{3,254}>\s*:\s*$")
# Outlook: a block of these, at least three in a row
FIELD = re.compile(
    r"^[\s*_]*(?:Dari|From|Pengirim|Dikirim|Terkirim|Sent|Date|Tanggal|Kepada|To|Ke|Cc|Tembusan|Perihal|Subject|Subjek|Judul)"
    r"[\s*_]*:",
    re.IGNORECASE,
)
FIRST_FIELD = re.compile(r"^[\s*_]*(?:Dari|From|Pengirim)[\s*_]*:", re.IGNORECASE)
DIVIDER = re.compile(
    r"^\s*-{2,}\s*(?:Original Message|Pesan Asli|Pesan asal|Email asli|Forwarded message|Pesan terusan|Pesan yang diteruskan)"
    r"\s*-{2,}\s*$",
    re.IGNORECASE,
)
UNDERSCORES = re.compile(r"^_{20,}$")
SIGNATURE = re.compile(r"^-- ?$")
FAREWELL = re.compile(
    r"^\s*(?:Dikirim (?:dari|menggunakan|lewat|via)|Terkirim dari|Sent (?:from|via|using)|Get Outlook for|Dapatkan Outlook untuk|"
    r"Unduh Outlook untuk)\b.{0,120}$",
    re.IGNORECASE,
)


def newly_written(text: str) -> str:
    """What stands above the answered mail; else what stands between and below its quoted lines; else everything."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    start, stop = _cut(lines)
    return _own(lines[:start]) or _own(lines[stop:]) or _tidied(lines)


def _cut(lines: list[str]) -> tuple[int, int]:
    """Where the answered mail or the signature begins, and where the lines end that say so."""
    for place, whole in enumerate(lines):
        line = whole[:LONGEST_LINE]
        if DIVIDER.match(line) or SIGNATURE.match(line) or GMAIL_OLD.match(line):
            return place, place + 1
        if WROTE_BEGINS.match(line) and (length := _wrote(lines[place : place + 3])):
            return place, place + length
        if FIRST_FIELD.match(line) and _is_block(lines[place : place + 6]):
            has_rule = place > 0 and UNDERSCORES.match(lines[place - 1])
            return place - 1 if has_rule else place, len(lines)
    return len(lines), len(lines)


def _own(lines: list[str]) -> str:
    mine = [line for line in lines if not line.lstrip().startswith(">")]
    return _tidied([line for line in mine if not FAREWELL.match(line[:LONGEST_LINE])])


def _wrote(lines: list[str]) -> int:
    """Over how many lines a date and somebody who wrote are spread; 0 when it is no such head."""
    head = ""
    for count, line in enumerate(lines, start=1):
        head = f"{head} {line[:LONGEST_LINE].strip('> ')}"
        if WROTE_ENDS.search(head[-40:]):
            return count if DATED.search(head) else 0
    return 0


def _is_block(lines: list[str]) -> bool:
    return sum(FIELD.match(line[:LONGEST_LINE]) is not None for line in lines) >= 3


def _tidied(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# -- HTML --------------------------------------------------------------------------------------------------------------
BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "ul", "ol", "table", "hr"}
SILENT = {"style", "script", "head", "title"}
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,20})([^<>]{0,4000})>")
DECLARATION = re.compile(r"<[!?][^<>]{0,4000}>")
# The answered mail as Gmail, Yahoo, Outlook, Thunderbird, Proton and Apple mark it.
QUOTED = re.compile(
    r"gmail_quote|gmail_attr|yahoo_quoted|divRplyFwdMsg|moz-cite-prefix|protonmail_quote|OutlookMessageHeader|appendonsend",
    re.IGNORECASE,
)


def from_html(text: str) -> str:
    """The text of an HTML mail without what its program marked as quoted; all of it when nothing else is there.

    Cut at tags by one pattern that never looks at a character twice: the standard library's parser needs minutes for
    some texts of 100 kB."""
    text = _without_comments(text[:LONGEST_HTML])
    sheet, place = _Sheet(), 0
    for tag in TAG.finditer(text):
        sheet.put(text[place : tag.start()])
        sheet.turn(tag[2].lower(), is_end=bool(tag[1]), rest=tag[3])
        place = tag.end()
    sheet.put(text[place:])
    return "".join(sheet.own).strip() or "".join(sheet.all).strip()


def _without_comments(text: str) -> str:
    kept, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        kept.append(text[place:start])
        end = text.find("-->", start)
        place = end + 3 if end >= 0 else len(text)
    return DECLARATION.sub("", "".join([*kept, text[place:]]))


class _Sheet:
    """`own`: what stands before and outside the quoted mail; `all`: whatever is shown."""

    def __init__(self) -> None:
        self.own: list[str] = []
        self.all: list[str] = []
        self.hidden = ""  # the tag inside which nothing is shown, or nothing is own
        self.depth = 0
        self.is_over = False

    def turn(self, tag: str, *, is_end: bool, rest: str) -> None:
        if QUOTED.search(rest):
            self.is_over = True
        if tag in BREAKS:
            self.put("\n")
        if not is_end and not self.hidden and (tag in SILENT or tag == "blockquote"):
            self.hidden = tag
        if tag == self.hidden:
            self.depth += -1 if is_end else 1
            self.hidden = self.hidden if self.depth else ""

    def put(self, text: str) -> None:
        shown = _unescaped(text) if text == "\n" or text.strip() else " " * bool(text)
        if self.hidden not in SILENT:
            self.all.append(shown)
        if not self.hidden and not self.is_over:
            self.own.append(shown)


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:  # a number of thousands of digits
        return text
