"""DOCX: the same words as the PDF, in Word's own parts, and the same paper is the same file."""

import io

import time_machine
from docx import Document

from arcadumas.base.papers import docx
from arcadumas.base.papers.parts import Paper


def test_every_part_stands_in_the_document(paper: Paper) -> None:
    sheet = Document(io.BytesIO(docx.render(paper)))
    said = [paragraph.text for paragraph in sheet.paragraphs if paragraph.text]
    assert said[:4] == ["PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH", "Jalan Contoh 1", "NOTA DINAS"]
    assert [said[-2], said[-1]] == ["Kepala Dinas Contoh", "Nama Contoh"]
    assert "Jalan rusak 🚧 sejak Jumat\u200b." in said
    assert [len(table.rows) for table in sheet.tables] == [1, 2, 61]
    assert sheet.sections[0].footer.paragraphs[0].text == paper.foot


def test_the_same_paper_is_the_same_file_at_any_time(paper: Paper) -> None:
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False):
        first = docx.render(paper)
    with time_machine.travel("2027-02-01T09:30:00Z", tick=False):
        assert docx.render(paper) == first


def test_it_names_no_person_as_its_author(paper: Paper) -> None:
    about = Document(io.BytesIO(docx.render(paper))).core_properties
    assert (about.author, about.last_modified_by, about.title) == ("Arcadumas", "", "NOTA DINAS")
