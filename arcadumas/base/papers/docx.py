"""A paper as DOCX, to be edited further: the same parts in the same order, in Word's own styles."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from arcadumas.base.papers.parts import Facts, Heading, Letterhead, Paper, Part, Prose, Quote, Signature, Table

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"  # named, not embedded: every office has it or its twin
WIDTH, SIDE, LABEL = 210, 22, 42  # mm
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(paper: Paper) -> bytes:
    sheet = Document()
    _set_up(sheet, paper)
    _letterhead(sheet, paper.letterhead)
    _write(sheet, paper.title, size=14, is_bold=True, is_centred=paper.letterhead is not None)
    if paper.meta:
        _pairs(sheet, paper.meta)
        _rule(sheet.add_paragraph(), size=4)
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
    about = sheet.core_properties
    about.title, about.author, about.language = paper.title, "Arcadumas", paper.language
    about.comments = about.last_modified_by = ""
    about.created = about.modified = paper.made_at.replace(tzinfo=None)
    about.revision = 1


def _write(
    sheet: Any, text: str, *, size: float = 11, is_bold: bool = False, is_centred: bool = False, is_grey: bool = False
) -> Any:
    paragraph = sheet.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = is_bold, Pt(size)
    if is_grey:
        run.font.color.rgb = RGBColor(90, 90, 90)
    if is_centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def _letterhead(sheet: Any, head: Letterhead | None) -> None:
    if head is None:
        return
    for text, size, is_bold in ((head.above, 12, False), (head.name, 14, True), (head.contact, 9, False)):
        if text:
            _write(sheet, text, size=size, is_bold=is_bold, is_centred=True).paragraph_format.space_after = Pt(0)
    _rule(sheet.add_paragraph(), size=12)


def _rule(paragraph: Any, *, size: int) -> None:
    """A line below the paragraph, in eighths of a point."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "1"), ("color", "auto")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    paragraph.paragraph_format.space_after = Pt(6)


def _pairs(sheet: Any, rows: Sequence[tuple[str, str]]) -> None:
    table = sheet.add_table(rows=0, cols=3)
    table.autofit = False
    for label, value in rows:
        cells = table.add_row().cells
        widths = (LABEL, 4, WIDTH - 2 * SIDE - LABEL - 4)
        for cell, text, width in zip(cells, (label, ":", value), widths, strict=True):
            cell.width, cell.text = Mm(width), text
            cell.paragraphs[0].paragraph_format.space_after = Pt(2)


def _table(sheet: Any, part: Table) -> None:
    table = sheet.add_table(rows=0, cols=len(part.head), style="Table Grid")
    table.autofit = False
    for number, row in enumerate((part.head, *part.rows)):
        for cell, text, share in zip(table.add_row().cells, row, part.widths, strict=True):
            cell.width = Mm(share * (WIDTH - 2 * SIDE))
            run = cell.paragraphs[0].add_run(text)
            run.bold, run.font.size = number == 0, Pt(9)
    sheet.add_paragraph()


def _quote(sheet: Any, part: Quote) -> None:
    for line in part.text.splitlines() or [""]:
        paragraph = _write(sheet, line)
        paragraph.paragraph_format.left_indent = Mm(6)


def _prose(sheet: Any, part: Prose) -> None:
    for line in part.text.splitlines() or [""]:
        _write(sheet, line)


def _signature(sheet: Any, part: Signature) -> None:
    if part.closing:
        _write(sheet, part.closing)
    for text, is_bold, gap in ((part.post, False, 56), (part.name, True, 0)):
        paragraph = _write(sheet, text, is_bold=is_bold)
        paragraph.paragraph_format.left_indent = Mm((WIDTH - 2 * SIDE) / 2)
        paragraph.paragraph_format.space_after = Pt(gap)


def _foot(sheet: Any, paper: Paper) -> None:
    paragraph = sheet.sections[0].footer.paragraphs[0]
    run = paragraph.add_run(paper.foot)
    run.font.size, run.font.color.rgb = Pt(8), RGBColor(90, 90, 90)


DRAW: dict[type[Part], Callable[[Any, Any], None]] = {
    Heading: lambda sheet, part: _write(sheet, part.text, size=12, is_bold=True),
    Prose: _prose,
    Quote: _quote,
    Facts: lambda sheet, part: _pairs(sheet, part.rows),
    Table: _table,
    Signature: _signature,
}
