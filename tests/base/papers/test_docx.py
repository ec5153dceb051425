"""DOCX: the same words as the PDF, in Word's own parts, and the same paper is the same file."""

import io
from dataclasses import replace
from typing import Any

import time_machine
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from arcadumas.base.papers import docx
from arcadumas.base.papers.parts import Facts, Paper, Quote, Signature, Table


def opened(paper: Paper) -> Any:
    return Document(io.BytesIO(docx.render(paper)))


def test_every_part_stands_in_the_document(paper: Paper) -> None:
    sheet = opened(paper)
    said = [paragraph.text for paragraph in sheet.paragraphs if paragraph.text]
    assert said[:4] == ["PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH", "Jalan Contoh 1", "NOTA DINAS"]
    assert [said[-2], said[-1]] == ["Kepala Dinas Contoh", "Nama Contoh"]
    assert "Jalan rusak 🚧 sejak Jumat\u200b." in said
    assert [len(table.rows) for table in sheet.tables] == [1, 2, 61]
    assert sheet.sections[0].footer.paragraphs[0].text == f"{paper.foot}\nHalaman 1 dari 1"


def test_pages_are_counted_by_whatever_opens_it(paper: Paper) -> None:
    foot = opened(paper).sections[0].footer.paragraphs[0]._p
    assert [each.text for each in foot.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]


def test_its_tables_are_laid_out_by_columns_as_by_cells(paper: Paper) -> None:
    """Word keeps to the cells, Writer to the columns."""
    for table in opened(paper).tables:
        columns = [column.width for column in table.columns]
        assert {tuple(cell.width for cell in row.cells) for row in table.rows} == {tuple(columns)}
        assert abs(sum(columns) - Mm(166)) < Mm(0.1)
    facts = opened(paper).tables[1]
    assert [round(column.width.mm) for column in facts.columns] == [42, 4, 120]


def test_what_belongs_together_stays_on_a_page(paper: Paper) -> None:
    sheet = opened(replace(paper, parts=[*paper.parts[:-1], Signature("Kepala", "Nama", "Terima kasih.", "NIP …")]))
    kept = {each.text: each.paragraph_format.keep_with_next for each in sheet.paragraphs}
    assert [kept[text] for text in ("Isi laporan", "Terima kasih.", "Kepala", "Nama")] == [True] * 4
    assert not kept["NIP …"]
    rows = [row._tr.trPr for row in sheet.tables[2].rows]
    assert [len(row.findall(qn("w:tblHeader"))) for row in rows] == [1] + [0] * 60
    assert {len(row.findall(qn("w:cantSplit"))) for row in rows} == {1}


def test_headings_have_their_level_and_the_words_their_language(paper: Paper) -> None:
    sheet = opened(paper)
    levels = {
        each.text: level.get(qn("w:val")) for each in sheet.paragraphs for level in each._p.iter(qn("w:outlineLvl"))
    }
    assert levels == {"NOTA DINAS": "0", "Isi laporan": "1"}
    assert {each.get(qn("w:val")) for each in sheet.styles.element.iter(qn("w:lang"))} == {"id-ID"}


def test_what_no_file_can_hold_is_named_and_nothing_else_is_lost(paper: Paper) -> None:
    said = "Awas \ufffe di \x01sini \ufdd1 🚧"
    sheet = opened(replace(paper, parts=[Quote(said), Facts([("Lokasi", said)]), Table(["x"], [[said]], [1.0])]))
    found = [sheet.paragraphs[-2].text, *(table.rows[-1].cells[-1].text for table in sheet.tables[1:])]
    assert found == ["Awas [U+FFFE] di [U+0001]sini \ufdd1 🚧"] * 3


def test_the_same_paper_is_the_same_file_at_any_time(paper: Paper) -> None:
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False):
        first = docx.render(paper)
    with time_machine.travel("2027-02-01T09:30:00Z", tick=False):
        assert docx.render(paper) == first


def test_it_names_no_person_as_its_author(paper: Paper) -> None:
    about = opened(paper).core_properties
    assert (about.author, about.last_modified_by, about.title) == ("Arcadumas", "", "NOTA DINAS")
