"""Every act of the desk by its form: it is done, or refused in the order sight, power, state, version, and no word is lost."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from arcadumas.core.handling import ask, sp4n, work
from arcadumas.core.handling.archive import archive
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.instruct import accept_instruction, instruct
from arcadumas.core.handling.models import Disposition, Response
from arcadumas.core.handling.verify import Finding
from arcadumas.core.reports.models import About, Event, Report, Source, Sp4n
from arcadumas.edges.pages.desk.acts import ACTS
from tests import builders
from tests.cast import Cast
from tests.core.handling.acts import LONG_AGO, REASON, tomorrow
from tests.edges.pages.conftest import SignsIn

pytestmark = pytest.mark.django_db
SOON = f"{timezone.localtime() + timedelta(days=7):%Y-%m-%dT%H:%M}"
WORDS = "Kalimat panjang yang diketik petugas."


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def returned(cast: Cast) -> Report:
    report = builders.disposed(cast, to="dinkes").report
    give_back(report.code, by=cast.dinkes_admin, reason=REASON)
    return report


def archived(cast: Cast) -> Report:
    report = builders.received().report
    archive(report.code, by=cast.front_officer, reason="unclear", note=REASON)
    return report


def asked(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    ask.ask(report.code, by=cast.pupr_admin, text=WORDS)
    return report


def drafted(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    work.draft(report.code, by=cast.pupr_admin, text=builders.ANSWER)
    return report


def linked(cast: Cast) -> Report:
    report = builders.answered(cast).report
    sp4n.link(report.code, by=cast.front_officer, tracking_id="7654321", entered_at=LONG_AGO)
    return report


def differing(cast: Cast) -> Report:
    report = linked(cast)
    Sp4n.objects.filter(report=report).update(difference="drift", status="Terverifikasi")
    return report


def instructed(cast: Cast) -> Report:
    report = builders.in_work(cast).report
    instruct(report.code, by=cast.secretary, text=WORDS, unit="pupr", due_on=tomorrow())
    return report


def taken_on(cast: Cast) -> Report:
    report = instructed(cast)
    accept_instruction(report.code, by=cast.pupr_admin)
    return report


def supported(cast: Cast, by: str = "63.04.05") -> Report:
    report = builders.in_work(cast).report
    dispose(report.code, to=by, role="support", by=cast.front_officer)
    return report


def of_a_letter(kind: str) -> Callable[[Cast], Report]:
    """A report that was typed in for somebody, as far as `kind` brings it."""

    def start(cast: Cast) -> Report:
        report: Report = getattr(builders, kind)(cast, source=Source.LETTER).report
        return report

    return start


def asked_by_letter(cast: Cast) -> Report:
    report = of_a_letter("in_work")(cast)
    ask.ask(report.code, by=cast.pupr_admin, text=WORDS)
    return report


@dataclass(frozen=True)
class Case:
    """An act, who does it from where, with which words, and who sees the report without having the power."""

    noun: str
    role: str
    start: Callable[[Cast], Report]
    colleague: str
    values: dict[str, str] = field(default_factory=dict)
    event: str = ""
    is_over_after: bool = True  # a second time is out of turn


CASES = (
    Case("verifikasi", "front_officer", lambda cast: builders.received().report, "secretary", {"kind": "complaint"}, "verified"),
    Case("klasifikasi", "front_officer", lambda cast: builders.disposed(cast).report, "pupr_admin", {"kind": "aspiration"}, "classified", False),
    Case("pengawasan", "inspector", lambda cast: builders.disposed(cast).report, "secretary", {"is_oversight": "on"}, "classified", False),
    Case("pengarsipan", "front_officer", lambda cast: builders.received().report, "secretary", {"reason": "unclear", "note": REASON}, "archived"),
    Case("rujukan", "front_head", lambda cast: builders.received().report, "secretary", {"to": "Pemerintah provinsi", "note": REASON, "reference": "K1", "contact": "PLN 123"}, "referred"),
    Case("pemulihan", "front_head", archived, "front_officer", {"reason": REASON}, "restored"),
    Case("disposisi", "front_officer", lambda cast: builders.verified(cast).report, "secretary", {"to": "pupr", "instruction": "Mohon ditinjau."}, "disposed", False),
    Case("dukungan", "front_officer", lambda cast: builders.disposed(cast).report, "secretary", {"to": "dinkes"}, "disposed", False),
    Case("keputusan", "front_head", returned, "front_officer", {"instruction": "Sesuai Perbup."}, "disposed"),
    Case("penerimaan", "pupr_admin", lambda cast: builders.disposed(cast).report, "front_officer", {}, "accepted"),
    Case("pengambilalihan", "pupr_substitute", lambda cast: builders.in_work(cast).report, "front_officer", {}, "taken_over"),
    Case("pengembalian", "pupr_liaison", lambda cast: builders.disposed(cast).report, "front_officer", {"cause": "other_unit", "reason": REASON}, "returned"),
    Case("pertanyaan", "pupr_admin", lambda cast: builders.in_work(cast).report, "pupr_member", {"text": WORDS}, "question_asked"),
    Case("kelanjutan", "pupr_admin", asked, "pupr_member", {"reason": REASON}, "resumed"),
    Case("konsep", "pupr_member", lambda cast: builders.in_work(cast).report, "front_officer", {"text": builders.ANSWER, "is_final": "no"}, "answer_drafted", False),
    Case("persetujuan", "pupr_head", drafted, "pupr_admin", {}, "answer_approved"),
    Case("perbaikan", "pupr_head", drafted, "pupr_admin", {"reason": REASON}, "answer_rejected"),
    Case("jawaban", "pupr_admin", lambda cast: builders.in_work(cast).report, "pupr_member", {"text": builders.ANSWER, "is_final": "yes"}, "responded"),
    Case("penutupan", "front_officer", lambda cast: builders.answered(cast).report, "pupr_admin", {"cause": "settled", "reason": REASON}, "closed"),
    Case("sp4n", "front_officer", lambda cast: builders.verified(cast).report, "secretary", {"tracking_id": "7654321", "entered_at": "2026-01-05T10:00"}, "sp4n_linked"),
    Case("jawaban-sp4n", "pupr_liaison", linked, "pupr_admin", {"entered_at": "2026-01-05T10:00"}, "sp4n_answered", False),
    Case("alih-tugas", "pupr_admin", lambda cast: builders.in_work(cast).report, "front_officer", {"to": "pupr.penghubung"}, "handed_over"),
    Case("akhir-dukungan", "pupr_admin", lambda cast: supported(cast, by="dinkes"), "pupr_member", {"unit": "dinkes"}, "support_ended"),
    Case("kesediaan", "alalak_admin", supported, "pupr_admin", {}, "part_accepted", False),
    Case("bagian-jawaban", "alalak_admin", supported, "pupr_admin", {"text": builders.ANSWER}, "part_given", False),
    Case("tugas", "pupr_liaison", lambda cast: builders.in_work(cast).report, "front_officer", {"title": WORDS, "assignee": "pupr.teknis"}, "task_added", False),
    Case("bukti", "pupr_member", lambda cast: builders.in_work(cast).report, "front_officer", {"kind": "after"}, "evidence_added", False),
    Case("peninjauan", "pupr_member", lambda cast: builders.in_work(cast).report, "front_officer", {"visit_at": SOON, "place": "Jembatan lama", "village": "63.04.05"}, "inspected", False),
    Case("minta-tambahan-waktu", "pupr_admin", lambda cast: builders.disposed(cast).report, "pupr_head", {"step": "accept", "due_at": SOON, "reason": REASON}, "extension_asked"),
    Case("tambahan-waktu", "pupr_head", lambda cast: builders.disposed(cast).report, "pupr_admin", {"step": "accept", "due_at": SOON, "reason": REASON}, "extended"),
    Case("tolak-tambahan-waktu", "pupr_head", lambda cast: builders.wanting_time(cast).report, "pupr_admin", {"step": "accept", "reason": REASON}, "extension_refused"),
    Case("mendesak", "secretary", lambda cast: builders.disposed(cast).report, "pupr_member", {"reason": REASON}, "marked_urgent"),
    Case("selisih-sp4n", "front_officer", differing, "secretary", {"note": WORDS}, "sp4n_settled"),
    Case("instruksi", "secretary", lambda cast: builders.in_work(cast).report, "pupr_admin", {"text": WORDS, "unit": "pupr", "due_on": tomorrow().isoformat()}, "instructed", False),
    Case("terima-instruksi", "pupr_liaison", instructed, "secretary", {}, "instruction_accepted"),
    Case("instruksi-selesai", "pupr_head", taken_on, "pupr_admin", {"note": WORDS}, "instruction_done"),
    Case("pesan-pelapor", "front_officer", of_a_letter("in_work"), "pupr_admin", {"text": WORDS}, "message_sent", False),
    Case("tidak-ada-lagi", "front_officer", asked_by_letter, "pupr_admin", {}, "resumed"),
    Case("lampiran", "front_officer", lambda cast: builders.in_work(cast, source="letter").report, "pupr_admin", {}, "attachment_added", False),
    Case("konfirmasi", "front_officer", of_a_letter("answered"), "pupr_admin", {}, "closed"),
    Case("keberatan", "front_head", of_a_letter("answered"), "pupr_admin", {"reason": REASON}, "objected"),
    Case("penilaian", "front_officer", of_a_letter("answered"), "pupr_admin", {"stars": "4", "comment": WORDS}, "rated"),
    Case("pencabutan", "front_officer", of_a_letter("disposed"), "pupr_admin", {}, "withdrawn"),
    Case("catatan", "pupr_member", lambda cast: builders.in_work(cast).report, "inspector", {"text": WORDS}, "note_added", False),
)  # fmt: skip
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.noun)


def post(client: Client, report: Report, case: Case, **more: object) -> Any:
    is_of_files = case.noun in ("bukti", "lampiran")
    files = {"photos": SimpleUploadedFile("sesudah.jpg", picture(), "image/jpeg")} if is_of_files else {}
    return client.post(f"/meja/{report.code}/{case.noun}/", {**case.values, **files, **more})


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return file.getvalue()


def last(report: Report) -> Event:
    return Event.objects.filter(report=report).order_by("-seq")[0]


def test_every_act_has_its_case() -> None:
    elsewhere = {
        "identitas",
        "pembukaan",
        "pihak-luar",
        "penautan",
        "penggabungan",
        "pembagian",
        "pemisahan",
        "keberatan-susulan",
    }
    assert {case.noun for case in CASES} | elsewhere == {act.noun for act in ACTS}


@EACH
def test_it_is_opened_and_refused_without_a_trace_then_done_and_said_and_done_once(
    cast: Cast, signs_in: SignsIn, case: Case
) -> None:
    report = case.start(cast)
    version, before = Report.objects.get(pk=report.pk).version, last(report)
    opening_changes_nothing(signs_in(case.role), report, case)
    a_colleague_without_the_power_is_refused(signs_in(case.colleague), report, case)
    assert last(report) == before
    client = signs_in(case.role)
    answer = post(client, report, case, version=version)
    assert (answer.status_code, answer.get("Location")) == (303, f"/meja/{report.code}/")
    done = last(report)
    assert (done.kind, done.by, done.via) == (case.event, cast.person(case.role), "web")
    page = client.get(answer["Location"])
    assert re.findall(r'<div class="note note-good" role="status"[^>]*><p>([^<]+)', page.content.decode()) != []
    assert "{" not in text(page)
    if case.is_over_after:
        again = post(client, report, case)
        assert (again.status_code in (403, 409, 422), last(report)) == (True, done)


def opening_changes_nothing(client: Client, report: Report, case: Case) -> None:
    answer = client.get(f"/meja/{report.code}/{case.noun}/")
    place = f"/meja/{report.code}/?buka={case.noun}#{case.noun}"
    assert (answer.status_code, answer["Location"]) == (302, place)


def a_colleague_without_the_power_is_refused(client: Client, report: Report, case: Case) -> None:
    answer = post(client, report, case)
    typed = case.values.get("note", case.values.get("reason", case.values.get("text", "")))
    assert (answer.status_code, typed in text(answer)) == (403, True)
    assert post(client, report, Case(case.noun, "", case.start, "")).status_code == 403


@EACH
def test_strangers_and_those_complained_of_find_nothing(cast: Cast, signs_in: SignsIn, case: Case) -> None:
    report = case.start(cast)
    About.objects.create(report=report, person=cast.person(case.role))
    for role in (case.role, "engineer", "alalak_admin"):
        answer = post(signs_in(role), report, case)
        assert answer.status_code == (403 if role == "engineer" else 404)


@pytest.mark.parametrize("case", [case for case in CASES if case.noun != "catatan"], ids=lambda case: case.noun)
def test_a_stale_page_keeps_the_words_and_shows_what_changed(cast: Cast, signs_in: SignsIn, case: Case) -> None:
    report = case.start(cast)
    version = Report.objects.get(pk=report.pk).version
    signs_in("front_officer").post(f"/meja/{report.code}/catatan/", {"text": "Ada kabar baru."})
    client = signs_in(case.role)
    answer = post(client, report, case, version=version)
    page = answer.content.decode()
    assert (answer.status_code, "Somebody changed this report meanwhile" in text(answer)) == (412, True)
    assert "Note by Admin Instansi Diskominfo" in re.search(r'<ul class="changes">.*?</ul>', page, re.S)[0]
    for words in case.values.values():
        assert words in page
    again = re.search(rf'action="/meja/{report.code}/{case.noun}/".*?name="version" value="(\d+)"', page, re.S)
    assert post(client, report, case, version=again[1]).status_code == 303


def test_what_is_seldom_done_is_fetched_when_it_is_opened(cast: Cast, signs_in: SignsIn) -> None:
    report, client = builders.in_work(cast).report, signs_in("front_officer")
    address, form = f"/meja/{report.code}/klasifikasi/", f'action="/meja/{report.code}/klasifikasi/"'
    page = client.get(f"/meja/{report.code}/").content.decode()
    assert (form in page, f'href="{address}"' in page, f'hx-get="{address}?versi=' in page) == (False, True, True)
    alone = client.get(address, {"versi": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert (alone.count("<form"), form in alone, 'name="version" value="1"' in alone) == (1, True, True)
    whole = client.get(address, follow=True).content.decode()
    assert re.search(r'<details class="pw act noprint" id="klasifikasi" open>.*?' + form, whole, re.S)
    assert re.search(r'<details class="others noprint" open>', whole)


def test_one_that_is_no_longer_possible_draws_the_page_anew(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast).report
    answer = signs_in("secretary").get(f"/meja/{report.code}/klasifikasi/", headers={"HX-Request": "true"})
    assert (answer.content, answer["HX-Refresh"]) == (b"", "true")
    answer = signs_in("dinkes_admin").get(f"/meja/{report.code}/klasifikasi/", headers={"HX-Request": "true"})
    assert answer.status_code == 404


def test_what_does_not_fit_is_marked_and_every_word_kept(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    answer = signs_in("pupr_admin").post(f"/meja/{code}/pengembalian/", {"cause": "other_unit", "reason": "pendek"})
    page = answer.content.decode()
    assert (answer.status_code, ">pendek</textarea>" in page.replace("\n", "")) == (422, True)
    assert '<option value="other_unit" selected>' in page
    assert re.search(r'<details class="pw act noprint" id="pengembalian" open>', page)
    assert '<a href="#pengembalian-reason">' in page
    assert page.count('aria-invalid="true"') == 1


def test_a_refused_act_that_is_not_offered_any_more_gives_its_words_back(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast).report.code
    client = signs_in("pupr_admin")
    client.post(f"/meja/{code}/jawaban/", {"text": builders.ANSWER, "is_final": "yes"})
    answer = client.post(f"/meja/{code}/jawaban/", {"text": WORDS, "is_final": "yes"})
    assert (answer.status_code, WORDS in text(answer)) == (409, True)


def test_the_acts_that_are_possible_are_named_as_the_buttons_are(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast).report.code
    answer = signs_in("front_officer").post(f"/meja/{code}/verifikasi/", {"kind": "complaint"})
    assert "This report is Passed on, so that cannot be done yet. What can be done now: Pass on to a unit" in text(
        answer
    )


def test_taking_urgency_back_on_the_page_asks_for_a_reason_and_loses_nothing(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast, finding=Finding(is_urgent=True)).report
    client, page = signs_in("front_officer"), f"/meja/{report.code}/klasifikasi/"
    refused = client.post(page, {"kind": "aspiration"})
    report.refresh_from_db()
    assert (refused.status_code, report.is_urgent) == (422, True)
    assert 'name="reason"' in refused.content.decode()
    client.post(page, {"kind": "aspiration", "reason": REASON})
    report.refresh_from_db()
    assert (report.is_urgent, report.kind) == (False, "aspiration")


def test_an_approved_draft_goes_out_as_it_was_approved(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast, to="dinkes").report.code
    work.draft(code, by=cast.dinkes_admin, text=builders.ANSWER)
    work.approve(code, by=cast.dinkes_head)
    client = signs_in("dinkes_admin")
    changed = client.post(f"/meja/{code}/jawaban/", {"text": builders.ANSWER + " Tambahan.", "is_final": "yes"})
    assert (changed.status_code, Response.objects.filter(state="sent").exists()) == (409, False)
    client.post(f"/meja/{code}/jawaban/", {"text": builders.ANSWER.replace(" ", " ") + "\r\n", "is_final": "yes"})
    sent = Response.objects.get(state="sent")
    assert (sent.text, sent.decided_by) == (builders.ANSWER, cast.person("dinkes_head"))


def test_a_first_answer_leaves_the_report_in_hand(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.in_work(cast).report
    signs_in("pupr_admin").post(f"/meja/{report.code}/jawaban/", {"text": builders.ANSWER, "is_final": "no"})
    report.refresh_from_db()
    assert (report.state, Response.objects.get().is_final) == ("in_work", False)


def test_units_that_are_complained_of_or_have_nobody_are_not_offered(cast: Cast, signs_in: SignsIn) -> None:
    report = builders.verified(cast).report
    About.objects.create(
        report=report, unit_id=Disposition._meta.get_field("unit").related_model.objects.get(code="dinkes").pk
    )
    page = signs_in("front_officer").get(f"/meja/{report.code}/").content.decode()
    select = re.search(r'<select name="to".*?</select>', page, re.S)[0]
    offered = set(re.findall(r'<option value="([^"]+)"', select))
    assert offered == {"pupr", "63.04.05", "inspektorat", "setda"} & offered
    assert {"pupr", "63.04.05"} <= offered
    refused = signs_in("front_officer").post(f"/meja/{report.code}/disposisi/", {"to": "dinkes"})
    assert refused.status_code == 422


def test_an_identity_is_shown_once_and_kept_nowhere(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, name="Siti Aminah", phone="0812 3456 7890").report.code
    client = signs_in("front_officer")
    answer = client.post(f"/meja/{code}/identitas/", {"reason": "Perlu menghubungi pelapor segera."})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert ("Siti Aminah" in text(answer), "+6281234567890" in text(answer)) == (True, True)
    assert "Siti Aminah" not in text(client.get(f"/meja/{code}/"))
    assert client.get(f"/meja/{code}/identitas/").status_code == 302
    assert Event.objects.order_by("-id")[0].kind == "identity_disclosed"


def test_an_anonymous_identity_stays_closed_to_the_unit(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.disposed(cast, name="Siti Aminah", is_anonymous=True).report.code
    answer = signs_in("pupr_admin").post(f"/meja/{code}/identitas/", {"reason": "Perlu menghubungi pelapor segera."})
    assert (answer.status_code, "Siti" in answer.content.decode()) == (403, False)


def test_a_form_without_its_token_does_nothing(cast: Cast) -> None:
    report = builders.disposed(cast).report
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.person("pupr_admin"))
    assert (client.post(f"/meja/{report.code}/penerimaan/").status_code, last(report).kind) == (403, "disposed")


def test_a_link_for_a_body_outside_is_shown_once(cast: Cast, signs_in: SignsIn) -> None:
    code = builders.in_work(cast).report.code
    client = signs_in("pupr_admin")
    values = {"to": "PLN ULP Marabahan", "text": "Tiang miring, mohon ditegakkan.", "days": "14"}
    answer = client.post(f"/meja/{code}/pihak-luar/", values)
    link = re.search(r"http://testserver(/pihak/[\w-]+/)", answer.content.decode())
    assert (answer.status_code, link is not None) == (200, True)
    assert "/pihak/" not in client.get(f"/meja/{code}/").content.decode()
    odd = client.post(f"/meja/{code}/pihak-luar/", values | {"email": "pln"})
    assert (odd.status_code, 'value="pln"' in odd.content.decode()) == (422, True)
    assert "their mail address as well" in text(client.post(f"/meja/{code}/pihak-luar/", values | {"email": "pln@demo.test"}))  # fmt: skip
    assert "Tiang miring" in Client().get(link[1]).content.decode()
