"""The official note as a file: for whoever sees the line, with the text only for who may export it."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from arcadumas.core.audit.models import Entry
from arcadumas.core.reports.models import Event
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
TITLE = "Lubang besar di muka pasar"


@pytest.fixture
def place(cast: Cast) -> str:
    report = builders.disposed(cast, title=TITLE, name="Siti Rahmah").report
    return f"/meja/{report.code}/nota/{Event.objects.get(report=report, kind='disposed').seq}/"


def read(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def test_the_story_leads_to_the_note_and_the_note_to_its_file(place: str, signs_in: SignsIn) -> None:
    client = signs_in("pupr_admin")
    assert f'href="{place}"' in client.get(place.split("nota/")[0]).content.decode()
    assert 'name="with_text"' not in client.get(place).content.decode()
    answer = client.post(place, {"format": "pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"].startswith('attachment; filename="nota-dinas-')
    said = read(answer.content)
    assert ("NOTA DINAS" in said, TITLE in said, "Siti" in said) == (True, False, False)


def test_word_holds_the_same(place: str, signs_in: SignsIn) -> None:
    answer = signs_in("pupr_admin").post(place, {"format": "docx"})
    sheet = Document(io.BytesIO(answer.content))
    assert "NOTA DINAS" in [paragraph.text for paragraph in sheet.paragraphs]


def test_the_text_is_taken_out_by_whoever_may_and_written_down(place: str, signs_in: SignsIn) -> None:
    answer = signs_in("front_head").post(place, {"format": "pdf", "with_text": "on"})
    assert TITLE in read(answer.content)
    assert Entry.objects.get(act="exported").by == "kominfo.kepala"


def test_a_text_asked_for_without_the_power_is_refused(place: str, signs_in: SignsIn) -> None:
    answer = signs_in("pupr_admin").post(place, {"format": "pdf", "with_text": "on"})
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (403, "text/html")
    assert Entry.objects.filter(act="exported").exists() is False


def test_no_format_is_asked_for_again(place: str, signs_in: SignsIn) -> None:
    assert signs_in("pupr_admin").post(place, {"format": "exe"}).status_code == 422


@pytest.mark.parametrize("role", ["dinkes_admin", "alalak_head"])
def test_strangers_find_no_note(place: str, signs_in: SignsIn, role: str) -> None:
    assert (signs_in(role).get(place).status_code, signs_in(role).post(place, {"format": "pdf"}).status_code) == (
        404,
        404,
    )


def test_lines_without_a_note_have_none(place: str, signs_in: SignsIn) -> None:
    code = place.split("/")[2]
    assert [signs_in("front_head").get(f"/meja/{code}/nota/{seq}/").status_code for seq in (1, 2, 99)] == [404] * 3
