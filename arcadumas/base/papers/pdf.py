"""A paper as PDF, A4, with its fonts embedded. What the fonts cannot draw is named by its code point, never lost."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unicodedata import combining

from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from arcadumas.base.papers import letters
from arcadumas.base.papers.parts import Facts, Heading, Letterhead, Paper, Part, Prose, Quote, Signature, Table

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Atkinson Hyperlegible Next"
TYPE = "application/pdf"
SIDE, TOP, BOTTOM = 22.0, 18.0, 24.0  # mm
BODY, SMALL, TITLE = 10.5, 8.0, 14.0  # points
LINE, SMALL_LINE = 5.2, 3.8  # mm
LABEL, HAND = 42.0, 18.0  # mm; HAND: place to sign
GREY, RULE, TINT = (90, 90, 90), (150, 150, 150), (243, 243, 240)
PAGES = "\ufdd1" * 4  # noncharacters in place of their number: nobody's words are taken for it


def render(paper: Paper) -> bytes:
    sheet = Sheet(paper)
    sheet.add_page()
    _letterhead(sheet, paper.letterhead)
    _title(sheet, paper)
    for part in paper.parts:
        DRAW[type(part)](sheet, part)
    return bytes(sheet.output())


class Sheet(FPDF):
    """A4 with our fonts; `foot` below every page."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.set_margins(SIDE, TOP, SIDE)
        self.set_auto_page_break(True, margin=BOTTOM)
        for style, name in (("", "Regular"), ("B", "Bold")):
            self.add_font(FAMILY, style, FONTS / f"AtkinsonHyperlegibleNext-{name}.ttf")
        self.set_title(paper.title)
        self.set_lang(paper.language)
        self.set_creator("Arcadumas")
        self.set_creation_date(paper.made_at)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.alias_nb_pages(PAGES)
        self.letters = frozenset(self.fonts[FAMILY.lower()].cmap)  # type: ignore[union-attr]

    def write_block(self, text: str, *, style: str = "", size: float = BODY, line: float = LINE, **cell: Any) -> None:
        self.set_font(FAMILY, style, size)
        cell = {"w": 0, "align": "L", "new_x": XPos.LMARGIN, "new_y": YPos.NEXT, **cell}
        self.multi_cell(h=line, text=self.legible(text), **cell)

    def height_of(self, text: str, width: float, style: str = "") -> float:
        """In mm, of a block that wide; nothing takes none."""
        if not text:
            return 0.0
        self.set_font(FAMILY, style, BODY)
        return float(self.multi_cell(width, LINE, self.legible(text), dry_run=True, output=MethodReturnValue.HEIGHT))  # type: ignore[arg-type]

    def legible(self, text: str) -> str:
        """Only what the fonts can draw; a mark without a letter of its own would stand beside it, or a thousand on one."""
        plain = letters.on_lines(text).replace("\t", "    ")
        return "".join(each if each == "\n" or self._draws(each) else letters.named(each) for each in plain)

    def _draws(self, letter: str) -> bool:
        return ord(letter) in self.letters and not combining(letter)

    def footer(self) -> None:
        self.set_y(-BOTTOM + 4)
        self.set_text_color(*GREY)
        self.write_block(self.paper.foot, size=SMALL, line=SMALL_LINE)
        pages = self.paper.page_words.format(page=self.page_no(), pages=PAGES)
        self.cell(h=SMALL_LINE, text=pages, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(0)

    def rule(self, *, width: float = 0.2, colour: tuple[int, int, int] = RULE) -> None:
        self.set_line_width(width)
        self.set_draw_color(*colour)
        self.line(SIDE, self.get_y(), self.w - SIDE, self.get_y())


def _letterhead(sheet: Sheet, head: Letterhead | None) -> None:
    if head is None:
        return
    sheet.write_block(head.above, size=12, align="C")
    sheet.write_block(head.name, style="B", size=TITLE, line=6.4, align="C")
    if head.contact:
        sheet.write_block(head.contact, size=SMALL, line=SMALL_LINE, align="C")
    sheet.ln(2)
    sheet.rule(width=0.8, colour=(0, 0, 0))
    sheet.ln(5)


def _title(sheet: Sheet, paper: Paper) -> None:
    sheet.write_block(paper.title, style="B", size=TITLE, line=6.4, align="C" if paper.letterhead else "L")
    sheet.ln(3)
    if paper.meta:
        _facts(sheet, Facts(paper.meta))
        sheet.ln(1)
        sheet.rule()
        sheet.ln(4)


def _heading(sheet: Sheet, part: Heading) -> None:
    if sheet.will_page_break(4 * LINE):
        sheet.add_page()
    sheet.ln(2)
    sheet.write_block(part.text, style="B", size=12)
    sheet.ln(1)


def _prose(sheet: Sheet, part: Prose) -> None:
    for paragraph in part.text.splitlines() or [""]:
        sheet.write_block(paragraph)
        sheet.ln(1.4)
    sheet.ln(1)


def _quote(sheet: Sheet, part: Quote) -> None:
    sheet.set_x(SIDE)
    sheet.set_fill_color(*TINT)
    sheet.write_block(part.text, fill=True, padding=(2.4, 3, 2.4, 3))
    sheet.set_fill_color(255)
    sheet.ln(2.4)


def _facts(sheet: Sheet, part: Facts) -> None:
    for label, value in part.rows:
        if sheet.will_page_break(2 * LINE):
            sheet.add_page()
        top, page = sheet.get_y(), sheet.page
        sheet.write_block(label, w=LABEL - 4)
        below = sheet.get_y()
        sheet.page = page
        sheet.set_xy(SIDE + LABEL - 4, top)
        sheet.write_block(":", w=4)
        sheet.set_xy(SIDE + LABEL, top)
        sheet.write_block(value)
        if sheet.page == page:
            sheet.set_y(max(below, sheet.get_y()))
    sheet.ln(1.4)


def _table(sheet: Sheet, part: Table) -> None:
    sheet.set_font(FAMILY, "", 9)
    sheet.set_draw_color(*RULE)
    widths = [share * sheet.epw for share in part.widths]
    with sheet.table(width=sheet.epw, col_widths=widths, line_height=4.4, padding=1.2, text_align="LEFT") as table:
        for row in (part.head, *part.rows):
            table.row([sheet.legible(cell) for cell in row])
    sheet.ln(3)


def _signature(sheet: Sheet, part: Signature) -> None:
    left, width = sheet.w / 2, sheet.w / 2 - SIDE
    under = [(line, "", 0.0) for line in part.under.splitlines()]
    rows = [(part.post, "", HAND), (part.name, "B", 0.0), *under]
    tall = sum(sheet.height_of(text, width, style) + gap for text, style, gap in rows)
    if sheet.will_page_break(tall + sheet.height_of(part.closing, sheet.epw) + 4):
        sheet.add_page()
    if part.closing:
        sheet.write_block(part.closing)
    sheet.ln(4)
    for text, style, gap in rows:
        sheet.set_x(left)
        sheet.write_block(text, style=style, w=width)
        sheet.ln(gap)


DRAW: dict[type[Part], Callable[[Sheet, Any], None]] = {
    Heading: _heading,
    Prose: _prose,
    Quote: _quote,
    Facts: _facts,
    Table: _table,
    Signature: _signature,
}
