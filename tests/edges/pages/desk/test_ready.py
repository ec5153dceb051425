"""Ready texts on the desk: put at the end of what is written, by a button or an address, with script or without."""

import html
import re
from typing import Any

import pytest

from arcadumas.core.handling import work
from arcadumas.core.handling.canned import add_canned, retire_canned
from arcadumas.core.handling.models import CannedAnswer, Response
from arcadumas.core.organisation.models import Unit
from arcadumas.core.reports.models import Report
from tests import builders
from tests.cast import Cast
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
TYPED = "Lubang ditambal pada hari Senin."


@pytest.fixture
def report(cast: Cast) -> Report:
    return builders.in_work(cast, category="jembatan").report


@pytest.fixture
def ready(cast: Cast) -> CannedAnswer:
    return add_canned(by=cast.pupr_head, title="Perbaikan jembatan", text="Laporan {code} kami tangani. {yang dilakukan}", unit="pupr")  # fmt: skip


def box(answer: Any, noun: str = "jawaban") -> str:
    """The words in the box of an act."""
    found = re.search(rf'<textarea[^>]*id="{noun}-text"[^>]*>(.*?)</textarea>', answer.content.decode(), re.DOTALL)
    assert found is not None
    return html.unescape(found[1]).strip()


def offered(answer: Any) -> list[tuple[str, str]]:
    """(where it leads, which text) of every button that puts one in."""
    buttons = re.findall(r'<button[^>]*name="siap"[^>]*>', answer.content.decode())
    return [(re.findall(r'formaction="([^"]+)"', one)[0], re.findall(r'value="(\d+)"', one)[0]) for one in buttons]


def filled(report: Report) -> str:
    return f"Laporan {report.code} kami tangani. {{yang dilakukan}}"


def test_it_stands_beside_the_answer_with_its_placeholders_filled(
    report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    page = signs_in("pupr_admin").get(f"/meja/{report.code}/")
    assert offered(page) == [(f"/meja/{report.code}/jawaban/#jawaban-text", str(ready.pk))]
    said = page.content.decode()
    assert ("Perbaikan jembatan" in said, f'data-insert="{filled(report)}"' in said) == (True, True)


@pytest.mark.parametrize("noun", ["jawaban", "konsep"])
def test_a_button_puts_it_after_what_was_typed_and_sends_nothing(
    report: Report, ready: CannedAnswer, signs_in: SignsIn, noun: str
) -> None:
    client, place = signs_in("pupr_admin"), f"/meja/{report.code}/{noun}/"
    sent = {"version": "3", "is_final": "no", "siap": str(ready.pk)}
    page = client.post(place, {**sent, "text": f"{TYPED}\r\n\r\n"})
    assert (page.status_code, box(page, noun)) == (200, f"{TYPED}\n\n{filled(report)}")
    assert ("Mend this" in page.content.decode(), "errors" in page.content.decode()) == (False, False)
    assert re.search(rf'name="version" value="3" id="{noun}-version"', page.content.decode())
    assert re.search(rf'name="is_final" value="no"[^>]*id="{noun}-is_final_1"[^>]*checked', page.content.decode())
    assert box(client.post(place, sent), noun) == filled(report)
    assert Response.objects.exists() is False


@pytest.mark.parametrize("noun", ["jawaban", "konsep"])
def test_an_address_puts_it_in_as_well(report: Report, ready: CannedAnswer, signs_in: SignsIn, noun: str) -> None:
    client = signs_in("pupr_admin")
    led = client.get(f"/meja/{report.code}/{noun}/?siap={ready.pk}", follow=True)
    assert box(led, noun) == filled(report)
    assert box(client.get(f"/meja/{report.code}/?siap={ready.pk}")) == filled(report)
    assert box(client.get(f"/meja/{report.code}/?siap=x")) == ""


def test_a_draft_is_kept_before_it(cast: Cast, report: Report, ready: CannedAnswer, signs_in: SignsIn) -> None:
    work.draft(report.code, by=cast.pupr_member, text=TYPED)
    page = signs_in("pupr_admin").get(f"/meja/{report.code}/?siap={ready.pk}")
    assert box(page) == f"{TYPED}\n\n{filled(report)}"


def test_a_form_that_is_fetched_brings_them(report: Report, ready: CannedAnswer, signs_in: SignsIn) -> None:
    client, place = signs_in("pupr_admin"), f"/meja/{report.code}/konsep/"
    page = client.get(f"/meja/{report.code}/")
    assert 'id="konsep-text"' not in page.content.decode()
    part = client.get(f"{place}?versi=3&siap={ready.pk}", headers={"HX-Request": "true"})
    assert (offered(part), box(part, "konsep")) == ([(f"{place}#konsep-text", str(ready.pk))], filled(report))


def test_it_is_not_offered_where_no_answer_is_written_or_read(
    cast: Cast, report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    assert offered(signs_in("secretary").get(f"/meja/{report.code}/")) == []
    closed = builders.in_work(cast, is_confidential=True, to="dinkes").report
    add_canned(by=cast.front_head, title="Untuk semua", text="Laporan {code} kami tangani, sedang dikerjakan.")
    assert offered(signs_in("dinkes_head").get(f"/meja/{closed.code}/")) != []
    part = signs_in("pupr_admin").get(f"/meja/{report.code}/pertanyaan/", headers={"HX-Request": "true"})
    assert offered(part) == []


def test_one_that_was_taken_away_meanwhile_loses_no_word(
    cast: Cast, report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    retire_canned(ready.pk, by=cast.pupr_head)
    place = f"/meja/{report.code}/jawaban/"
    assert box(signs_in("pupr_admin").post(place, {"text": TYPED, "siap": str(ready.pk)})) == TYPED


def test_whoever_may_not_answer_is_refused_and_keeps_the_words(
    report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    refused = signs_in("front_officer").post(f"/meja/{report.code}/jawaban/", {"text": TYPED, "siap": str(ready.pk)})
    assert (refused.status_code, TYPED in refused.content.decode()) == (403, True)


def test_one_asked_for_when_another_was_quicker_keeps_the_words(
    cast: Cast, report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    Unit.objects.filter(code="pupr").update(answer_needs_approval=True)
    sent = {"text": TYPED, "siap": str(ready.pk)}
    lost = signs_in("pupr_admin").post(f"/meja/{report.code}/jawaban/", sent)
    assert (lost.status_code, TYPED in lost.content.decode()) == (409, True)


def test_an_act_that_writes_no_answer_knows_nothing_of_it(cast: Cast, ready: CannedAnswer, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    assert signs_in("pupr_admin").post(f"/meja/{code}/penerimaan/", {"siap": str(ready.pk)}).status_code == 303


def test_the_button_of_the_form_stays_the_one_that_enter_presses(
    report: Report, ready: CannedAnswer, signs_in: SignsIn
) -> None:
    """Enter on a radio button presses the first button of the form."""
    page = signs_in("pupr_admin").get(f"/meja/{report.code}/").content.decode()
    form = page[page.index(f'action="/meja/{report.code}/jawaban/"') :]
    assert 'name="siap"' not in re.findall(r"<button[^>]*>", form)[0]


def test_what_it_says_is_in_the_language_of_the_report(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast, category="jembatan", language="id").report
    add_canned(by=cast.pupr_head, title="Topik", text="Tentang {topic} kami mulai bekerja.", unit="pupr")
    client = signs_in("pupr_admin")
    client.cookies["bahasa"] = "en"
    page = client.get(f"/meja/{report.code}/", headers={"Accept-Language": "en"}).content.decode()
    assert f"Tentang {report.category.name_id} kami mulai bekerja." in page
