"""PDF: every word is there, on numbered pages, and the same paper is the same file."""

import io
from dataclasses import replace

import time_machine
from pypdf import PdfReader

from arcadumas.base.papers import pdf
from arcadumas.base.papers.parts import Paper, Quote


def pages(paper: Paper) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(paper))).pages]


def test_every_part_stands_on_paper_in_order(paper: Paper) -> None:
    text = "\n".join(pages(paper))
    expected = ("PEMERINTAH KABUPATEN CONTOH", "DINAS CONTOH", "Jalan Contoh 1", "NOTA DINAS", "Kepala Dinas Pekerjaan Umum",
                "Isi laporan", "Satu paragraf.", "Paragraf kedua.", "7K3M-2QDX", "baris 0", "baris 59", "Kepala Dinas Contoh",
                "Nama Contoh")  # fmt: skip
    places = [text.find(part) for part in expected]
    assert (-1 in places, places) == (False, sorted(places))


def test_foot_and_page_number_stand_on_every_page(paper: Paper) -> None:
    found = pages(paper)
    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        assert (f"Halaman {number} dari {len(found)}" in page, "ab" * 32 in page) == (True, True)


def test_what_no_font_can_draw_is_named_and_nothing_else_is_lost(paper: Paper) -> None:
    text = "\n".join(pages(replace(paper, parts=[Quote("Awas 🚧 di sini: 雨, \u200dkata\u200b, café · –")])))
    assert "Awas [U+1F6A7] di sini: [U+96E8], kata, café · –" in text


def test_words_are_never_taken_for_the_number_of_pages(paper: Paper) -> None:
    text = "\n".join(pages(replace(paper, parts=[Quote("Isi {nb} dan {page} dari {pages}, \ufdd1")])))
    assert "Isi {nb} dan {page} dari {pages}, [U+FDD1]" in text
    assert "Halaman 1 dari 1" in text


def test_a_letter_and_its_mark_are_drawn_as_one_and_every_line_end_ends_a_line(paper: Paper) -> None:
    text = "\n".join(pages(replace(paper, parts=[Quote("cafe\u0301\u2028dua\u2029tiga x\u0301")])))
    assert "café\ndua\ntiga x[U+0301]" in text


def test_many_pages_are_numbered_too(paper: Paper) -> None:
    """fpdf2 warns where it has too little room for their number, and a warning is an error here."""
    found = pages(replace(paper, parts=[Quote("baris\n" * 6_000)]))
    assert len(found) > 100
    assert f"Halaman 7 dari {len(found)}" in found[6]


def test_a_reader_shows_its_title_and_speaks_its_language(paper: Paper) -> None:
    root = PdfReader(io.BytesIO(pdf.render(paper))).trailer["/Root"]
    assert (root["/Lang"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == ("id", True)


def test_a_word_longer_than_the_line_is_broken_not_cut(paper: Paper) -> None:
    text = "".join(pages(replace(paper, parts=[Quote("x" * 300)])))
    assert text.count("x") == 300


def test_the_same_paper_is_the_same_file_at_any_time(paper: Paper) -> None:
    with time_machine.travel("2026-11-24T03:00:00Z", tick=False):
        first = pdf.render(paper)
    with time_machine.travel("2027-02-01T09:30:00Z", tick=False):
        assert pdf.render(paper) == first


def test_its_fonts_are_embedded(paper: Paper) -> None:
    fonts = PdfReader(io.BytesIO(pdf.render(paper))).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert names and all("AtkinsonHyperlegible" in name for name in names)
