"""A paper as DOCX, to be edited further: the same parts in the same order.

Writer and other programs lay a table out by its columns, Word by its cells: both are given. Headings carry their level, so
that a screen reader finds them.
"""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from arcadumas.base.papers import letters
from arcadumas.base.papers.parts import Facts, Heading, Letterhead, Paper, Part, Prose, Quote, Signature, Table

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"  # named, not embedded: every office has it or its twin
WIDTH, SIDE, LABEL = 210, 22, 42  # mm
LINE = WIDTH - 2 * SIDE
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2: Characters
FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
LOCALES = {"id": "id-ID", "en": "en-GB"}


def render(paper: Paper) -> bytes:
    sheet = Document()
    _set_up(sheet, paper)
    _letterhead(sheet, paper.letterhead)
    _heading(_write(sheet, paper.title, size=14, is_bold=True, is_centred=paper.letterhead is not None), level=0)
    if paper.meta:
        _pairs(sheet, paper.meta)
        _rule(_gap(sheet), size=4)
    for part in paper.parts:
        DRAW[type(part)](sheet, part)
    _foot(sheet, paper)
    made = io.BytesIO()
    sheet.save(made)
    return _settled(made)


def _settled(made: io.BytesIO) -> bytes:
    """The package with one date on all its members, so that the same paper is the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, ZIP_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def _set_up(sheet: Any, paper: Paper) -> None:
    section = sheet.sections[0]
    section.page_width, section.page_height = Mm(WIDTH), Mm(297)
    section.left_margin = section.right_margin = Mm(SIDE)
    section.top_margin, section.bottom_margin = Mm(18), Mm(24)
    normal = sheet.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    for spoken in sheet.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), LOCALES.get(paper.language, paper.language))
    about = sheet.core_properties
    about.title, about.author, about.language = paper.title, "Arcadumas", paper.language
    about.comments = about.last_modified_by = ""
    about.created = about.modified = paper.made_at.replace(tzinfo=None)
    about.revision = 1


def _held(text: str) -> str:
    """Only what XML can hold."""
    return NO_XML.sub(lambda found: letters.named(found[0]), letters.on_lines(text))


def _write(
    sheet: Any, text: str, *, size: float = 11, is_bold: bool = False, is_centred: bool = False, is_grey: bool = False
) -> Any:
    paragraph = sheet.add_paragraph()
    run = paragraph.add_run(_held(text))
    run.bold, run.font.size = is_bold, Pt(size)
    if is_grey:
        run.font.color.rgb = RGBColor(90, 90, 90)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _heading(paragraph: Any, *, level: int) -> None:
    outline = OxmlElement("w:outlineLvl")
    outline.set(qn("w:val"), str(level))
    paragraph._p.get_or_add_pPr().append(outline)
    paragraph.paragraph_format.keep_with_next = True


def _letterhead(sheet: Any, head: Letterhead | None) -> None:
    if head is None:
        return
    for text, size, is_bold in ((head.above, 12, False), (head.name, 14, True), (head.contact, 9, False)):
        if text:
            _write(sheet, text, size=size, is_bold=is_bold, is_centred=True).paragraph_format.space_after = Pt(0)
    _rule(_gap(sheet), size=12)


def _gap(sheet: Any) -> Any:
    """A line that is hardly one."""
    paragraph = sheet.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(2)
    paragraph.paragraph_format.line_spacing = Pt(5)
    return paragraph


def _rule(paragraph: Any, *, size: int) -> None:
    """A line below the paragraph, in eighths of a point."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_after = Pt(6)


def _pairs(sheet: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = _laid_out(sheet, (LABEL, 4, LINE - LABEL - 4))
    for label, value in rows:
        for cell in _row(table, (label, ":", value)):
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)


def _table(sheet: Any, part: Table) -> None:
    table = _laid_out(sheet, [share * LINE for share in part.widths], style="Table Grid")
    for number, row in enumerate((part.head, *part.rows)):
        for cell in _row(table, row, is_head=number == 0):
            run = cell.paragraphs[0].runs[0]
            run.bold, run.font.size = number == 0, Pt(9)
    _gap(sheet)


def _laid_out(sheet: Any, widths: Sequence[float], *, style: str | None = None) -> Any:
    table = sheet.add_table(rows=0, cols=len(widths), style=style)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def _row(table: Any, texts: Sequence[str], *, is_head: bool = False) -> Sequence[Any]:
    """On one page; the head again on each."""
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", *(["w:tblHeader"] if is_head else [])):
        properties.append(OxmlElement(name))
    for cell, column, text in zip(row.cells, table.columns, texts, strict=True):
        cell.width = column.width
        cell.paragraphs[0].add_run(_held(text))
    return tuple(row.cells)


def _quote(sheet: Any, part: Quote) -> None:
    for line in part.text.splitlines() or [""]:
        paragraph = _write(sheet, line)
        paragraph.paragraph_format.left_indent = Mm(6)


def _prose(sheet: Any, part: Prose) -> None:
    for line in part.text.splitlines() or [""]:
        _write(sheet, line)


def _signature(sheet: Any, part: Signature) -> None:
    """All on one page."""
    if part.closing:
        _write(sheet, part.closing).paragraph_format.keep_with_next = True
    lines = [(part.post, False, 50), (part.name, True, 0), *((line, False, 0) for line in part.under.splitlines())]
    for number, (text, is_bold, gap) in enumerate(lines, start=1):
        paragraph = _write(sheet, text, is_bold=is_bold)
        paragraph.paragraph_format.left_indent = Mm(LINE / 2)
        paragraph.paragraph_format.space_after = Pt(gap)
        paragraph.paragraph_format.keep_with_next = number < len(lines)


def _foot(sheet: Any, paper: Paper) -> None:
    paragraph = sheet.sections[0].footer.paragraphs[0]
    _small(paragraph, paper.foot).add_break()
    for piece in re.split(r"(\{pages?\})", paper.page_words):
        if piece in FIELDS:
            _field(paragraph, FIELDS[piece])
        else:
            _small(paragraph, piece)


def _small(paragraph: Any, text: str = "") -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8), RGBColor(90, 90, 90)
    return run


def _field(paragraph: Any, name: str) -> None:
    """What the word processor counts itself."""
    for kind in ("begin", "", "separate", "1", "end"):
        element = OxmlElement({"": "w:instrText", "1": "w:t"}.get(kind, "w:fldChar"))
        if element.tag == qn("w:fldChar"):
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = kind or name
        _small(paragraph)._r.append(element)


def _headed(sheet: Any, part: Heading) -> None:
    paragraph = _write(sheet, part.text, size=12, is_bold=True)
    paragraph.paragraph_format.space_before = Pt(8)
    _heading(paragraph, level=1)


DRAW: dict[type[Part], Callable[[Any, Any], None]] = {
    Heading: _headed,
    Prose: _prose,
    Quote: _quote,
    Facts: lambda sheet, part: _pairs(sheet, part.rows),
    Table: _table,
    Signature: _signature,
}
