"""What the messages say, to the letter."""

from datetime import datetime
from typing import Any

import pytest
import time_machine

from arcadumas.core.handling import ask, respond, work
from arcadumas.core.handling.archive import refer
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.escalate import climb, warn
from arcadumas.core.handling.giveback import give_back
from arcadumas.core.handling.verify import Finding
from arcadumas.core.organisation.models import Person
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Category, Promise, Report
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.composing import content_of
from arcadumas.duties.notifications.models import Message
from tests.builders import ANSWER, disposed, in_work, received
from tests.cast import Cast

REACHABLE = {"phone": "0812 3456 7890", "email": "warga@demo.test"}
STEPS = {
    "verify": 10,
    "settle": 20,
    "accept": 11,
    "respond": 12,
    "dispose": 13,
    "complete_info": 14,
    "reporter_reply": 15,
}


pytestmark = pytest.mark.usefixtures("both_channels")


def tell_all(report: Report) -> None:
    """Tell, after every clock was set to noon of a day in January 2027 by its step, and every line to New Year."""
    for promise in Promise.objects.filter(report=report):
        day = STEPS.get(promise.step, 25)
        Promise.objects.filter(pk=promise.pk).update(due_at=f"2027-01-{day}T04:00:00Z")
    report.events.update(at="2027-01-01T01:00:00Z")
    while tell.once():
        pass


def content(stem: str, login: str, channel: str) -> dict[str, Any]:
    """The newest message in these words to this officer, or to the reporter."""
    whom = {"notices__recipient": "reporter"} if login == "reporter" else {"notices__person__login": login}
    message = Message.objects.filter(notices__stem=stem, channel=channel, **whom).latest("queued_at")
    return content_of(message.pk, bytes(message.text))


def parameters(stem: str, login: str) -> list[str]:
    found: list[str] = content(stem, login, "whatsapp")["parameters"]
    return found


def body(stem: str, login: str) -> list[str]:
    """The paragraphs of a mail, without those that hold links."""
    paragraphs = content(stem, login, "email")["body"].strip().split("\n\n")
    return [paragraph for paragraph in paragraphs if "http" not in paragraph]


def open_pothole(cast: Cast, **values: Any) -> Report:
    topic = Category.objects.filter(is_sensitive=False, name_id="Jalan Berlubang").first() or Category.objects.first()
    assert topic is not None
    return disposed(cast, category=topic.code, **values).report


def test_a_disposition_of_an_open_report_names_its_topic(cast: Cast):
    report = open_pothole(cast)
    tell_all(report)
    topic = report.category.name_id
    assert parameters("aduan_disposisi", "pupr.admin") == [
        "Admin Penghubung Dinas PUPR", report.code, f"pengaduan ({topic})", "Dinas Pekerjaan Umum dan Penataan Ruang",
        "Senin, 11 Januari 2027 pukul 12.00 WITA", "Selasa, 12 Januari 2027 pukul 12.00 WITA",
    ]  # fmt: skip


@pytest.mark.parametrize("protection", [{"is_anonymous": True}, {"is_confidential": True}])
def test_a_disposition_of_a_protected_report_says_the_bare_kind(cast: Cast, protection: dict[str, bool]):
    report = open_pothole(cast, **protection)
    tell_all(report)
    assert parameters("aduan_disposisi", "pupr.admin")[2] == "pengaduan"


def test_a_sensitive_topic_is_never_named(cast: Cast):
    Category.objects.update(is_sensitive=True)
    report = open_pothole(cast)
    tell_all(report)
    assert parameters("aduan_disposisi", "pupr.admin")[2] == "pengaduan"


def test_the_door_is_named_only_of_an_open_report(cast: Cast):
    open_, hidden = received().report, received(is_anonymous=True).report
    tell_all(open_)
    tell_all(hidden)
    doors = {
        content_of(each.pk, bytes(each.text))["parameters"][3]
        for each in Message.objects.filter(notices__stem="aduan_baru", channel="whatsapp", notices__report=hidden)
    }
    assert doors == {"kanal resmi"}
    assert {
        content_of(each.pk, bytes(each.text))["parameters"][3]
        for each in Message.objects.filter(notices__stem="aduan_baru", channel="whatsapp", notices__report=open_)
    } == {"aplikasi lain"}


def test_the_mail_of_a_disposition_says_who_else_was_told(cast: Cast):
    report = disposed(cast).report
    tell_all(report)
    assert content("aduan_disposisi", "pupr.admin", "email")["subject"] == (
        f"Disposisi {report.code}: mohon dijawab sampai 12 Jan 2027, 12.00"
    )
    assert body("aduan_disposisi", "pupr.admin") == [
        "Yth. Admin Penghubung Dinas PUPR,",
        f"Laporan {report.code} berupa pengaduan didisposisikan kepada Dinas Pekerjaan Umum dan Penataan Ruang.",
        "Mohon diterima paling lambat Senin, 11 Januari 2027 pukul 12.00 WITA dan dijawab paling lambat Selasa, "
        "12 Januari 2027 pukul 12.00 WITA. Cukup satu orang dalam tim yang menekan Terima; pengingat bagi yang lain "
        "langsung berhenti.",
        "Yang ikut dikabari: Pejabat Penghubung Dinas PUPR, Kepala Dinas PUPR. Jika bukan kewenangan unit kerja "
        "Bapak/Ibu, kembalikan dengan alasan paling lambat Senin, 11 Januari 2027 pukul 12.00 WITA.",
        "Tautan ini hanya untuk jabatan Bapak/Ibu dan berlaku sampai " + expiry(report) + ".",
        "Email ini dikirim karena Bapak/Ibu tercatat pada Dinas Pekerjaan Umum dan Penataan Ruang. Mohon tidak "
        "disebarkan. Balasan tercatat pada riwayat laporan.",
    ]  # fmt: skip


def expiry(report: Report) -> str:
    text: str = content("aduan_disposisi", "pupr.admin", "email")["body"]
    return text.split("berlaku sampai ")[1].split(".")[0]


def test_a_mail_carries_one_link_for_each_act(cast: Cast):
    report = disposed(cast).report
    tell_all(report)
    lines = content("aduan_disposisi", "pupr.admin", "email")["body"].splitlines()
    links = [line for line in lines if line.startswith("http://127.0.0.1:8000/t/")]
    labels = [lines[number - 1] for number, line in enumerate(lines) if line in links]
    assert labels == ["Terima:", "Bukan wewenang kami:", "Buka laporan:"]
    assert len(set(links)) == 3


def test_the_buttons_of_a_disposition_stand_in_the_order_of_the_contract(cast: Cast):
    report = disposed(cast).report
    tell_all(report)
    buttons = content("aduan_disposisi", "pupr.admin", "whatsapp")["buttons"]
    assert [(each["kind"], each["value"].split(":")[0]) for each in buttons[:2]] == [
        ("reply", "acceptance"), ("reply", "return"),
    ]  # fmt: skip
    assert (buttons[2]["kind"], buttons[2]["value"].endswith("/")) == ("url", True)


def test_an_officer_reads_their_own_language(cast: Cast):
    Person.objects.filter(login="pupr.admin").update(language="en")
    report = disposed(cast).report
    tell_all(report)
    assert parameters("aduan_disposisi", "pupr.admin")[2:] == [
        "a complaint", "Dinas Pekerjaan Umum dan Penataan Ruang", "Monday 11 January 2027 at 12:00 WITA",
        "Tuesday 12 January 2027 at 12:00 WITA",
    ]  # fmt: skip


def test_the_receipt_by_whatsapp_has_no_key_and_the_one_by_mail_has(cast: Cast):
    by_phone = received(phone="081234567890")
    tell_all(by_phone.report)
    by_mail = received(email="warga@demo.test")
    tell_all(by_mail.report)
    sent = content("aduan_warga_terima", "reporter", "whatsapp")
    assert sent["parameters"] == [by_phone.report.code, "Minggu, 10 Januari 2027 pukul 12.00 WITA"]
    assert by_phone.secret not in str(sent)
    assert body("aduan_warga_terima", "reporter")[3] == (
        f"Kunci lacak Anda: {by_mail.secret}. Siapa pun yang memegang kode dan kunci dapat membaca laporan ini, jadi "
        "simpan untuk Anda sendiri. Laporan diterima pada Jumat, 1 Januari 2027 pukul 09.00 WITA."
    )


def test_to_the_reporter_a_unit_is_named_only_of_an_open_report(cast: Cast):
    open_ = disposed(cast, phone="081234567890").report
    tell_all(open_)
    assert parameters("aduan_warga_diteruskan", "reporter")[1] == "Dinas Pekerjaan Umum dan Penataan Ruang"
    hidden = disposed(cast, phone="081234567890", is_anonymous=True).report
    tell_all(hidden)
    assert parameters("aduan_warga_diteruskan", "reporter")[1] == "instansi yang berwenang"


def test_question_and_answer_stand_in_the_mail_of_an_open_report_alone(cast: Cast):
    for protection in ({}, {"is_anonymous": True}):
        report = in_work(cast, email="warga@demo.test", **protection).report
        ask.ask(report.code, by=cast.pupr_admin, text="Sejak kapan lampunya mati?")
        ask.send(report.code, by=cast.reporter(report), text="Sejak Senin.")
        respond.respond(report.code, by=cast.pupr_admin, text=ANSWER)
        tell_all(report)
        asked = content("aduan_warga_lengkapi", "reporter", "email")["body"]
        told = content("aduan_warga_jawaban", "reporter", "email")["body"]
        is_open = not protection
        assert ("Pertanyaannya: Sejak kapan lampunya mati?" in asked) == is_open
        assert (f"Jawaban: {ANSWER}" in told) == is_open


def test_a_return_names_its_cause_or_the_page(cast: Cast):
    one, other = disposed(cast).report, disposed(cast).report
    give_back(one.code, by=cast.pupr_admin, reason="Bukan jalan kabupaten.", cause="province_or_centre")
    tell_all(one)
    assert parameters("aduan_dikembalikan", "kominfo")[2:5] == [
        "Dinas Pekerjaan Umum dan Penataan Ruang", "urusan ini kewenangan provinsi atau pusat", "1",
    ]  # fmt: skip
    give_back(other.code, by=cast.pupr_admin, reason="Bukan jalan kabupaten.")
    tell_all(other)
    assert parameters("aduan_dikembalikan", "kominfo")[3] == "yang tertulis di halaman laporan"


def test_the_decision_on_a_return_names_the_new_unit(cast: Cast):
    report = disposed(cast).report
    give_back(report.code, by=cast.pupr_admin, reason="Bukan jalan kabupaten.")
    dispose(report.code, to="dinkes", by=cast.front_officer)
    tell_all(report)
    assert parameters("aduan_keputusan", "pupr.admin")[2] == "diterima dan laporan beralih ke Dinas Kesehatan"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"reference": "no. 41/rujuk", "contact": "PLN 123"}, "nomor rujukan dan cara memantaunya"),
        ({"reference": "no. 41/rujuk"}, "nomor rujukannya"),
        ({"contact": "PLN 123"}, "cara memantaunya"),
        ({}, "penjelasan petugas"),
    ],
)
def test_a_referral_promises_only_what_is_on_the_page(cast: Cast, more: dict[str, str], words: str):
    by_phone, by_mail = received(phone=REACHABLE["phone"]).report, received(email=REACHABLE["email"]).report
    for report in (by_phone, by_mail):
        refer(report.code, by=cast.front_officer, to="PT PLN (Persero)", note="Tiang listrik milik PLN.", **more)
        tell_all(report)
    assert parameters("aduan_warga_bukan_wewenang", "reporter")[3] == words
    body = content("aduan_warga_bukan_wewenang", "reporter", "email")["body"]
    assert f"Di halaman laporan tertulis {words} untuk Anda." in body
    assert [each for each in more.values() if each in body] == []


@pytest.mark.parametrize(
    ("is_final", "words"), [(True, "jawaban akhir"), (False, "jawaban pertama"), (None, "jawaban")]
)
def test_a_draft_and_its_approval_say_which_answer_it_is(cast: Cast, is_final: bool | None, words: str):
    report = in_work(cast, to="dinkes").report
    work.draft(report.code, by=cast.dinkes_admin, text=ANSWER, is_final=is_final)
    tell_all(report)
    assert parameters("aduan_persetujuan", "dinkes.kepala")[1:3] == [words, report.code]
    assert f"onsep {words} laporan {report.code} dari" in content("aduan_persetujuan", "dinkes.kepala", "email")["body"]
    work.approve(report.code, by=cast.dinkes_head)
    tell_all(report)
    assert parameters("aduan_disetujui", "dinkes.admin")[1:3] == [words, report.code]


def test_the_leader_reads_why_and_how_it_stands(cast: Cast):
    report = disposed(cast, finding=Finding(is_urgent=True)).report
    tell_all(report)
    assert parameters("aduan_pimpinan", "bupati")[2:] == [
        "pengaduan", "laporan ini ditandai mendesak", "Dinas Pekerjaan Umum dan Penataan Ruang", "belum diterima",
        "Selasa, 12 Januari 2027 pukul 12.00 WITA",
    ]  # fmt: skip
    assert body("aduan_pimpinan", "bupati")[3] == (
        "Riwayat singkat: diterima 1 Jan 2027, terverifikasi 1 Jan 2027, didisposisikan 1 Jan 2027."
    )


@pytest.mark.parametrize(
    ("at", "over"),
    [
        ("2026-11-02T10:00:00+08:00", "1 jam kerja"),
        ("2026-11-02T13:00:00+08:00", "4 jam kerja"),
        ("2026-11-05T10:00:00+08:00", "3 hari kerja"),
    ],
)
def test_lateness_is_said_in_working_time(cast: Cast, at: str, over: str):
    report = disposed(cast).report
    promise = Promise.objects.get(report=report, step="accept")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00+08:00")
    climb(promise.pk, number=1, audience="holder", next_at=None, is_repeat=False, at=journal.now())
    report.events.update(at=at)
    with time_machine.travel(at):
        while tell.once():
            pass
    assert parameters("aduan_lewat_tim", "pupr.admin")[1:5] == ["penerimaan", report.code, over, "belum diterima"]


def test_the_head_reads_who_was_told_before_and_when_it_climbs_next(cast: Cast):
    report = disposed(cast).report
    promise = Promise.objects.get(report=report, step="accept")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-02T09:00:00+08:00")
    next_at = datetime.fromisoformat("2026-11-04T10:00:00+08:00")
    for number, audience in enumerate(("holder", "substitute", "head"), start=1):
        climb(promise.pk, number=number, audience=audience, next_at=next_at, is_repeat=False, at=journal.now())
    report.events.update(at="2026-11-03T10:00:00+08:00")
    with time_machine.travel("2026-11-03T10:00:00+08:00"):
        while tell.once():
            pass
    said = content("aduan_lewat_kepala", "pupr.kepala", "email")["body"]
    assert "tim (3 Nov 2026, 10.00), petugas pengganti (3 Nov 2026, 10.00)" in said
    assert parameters("aduan_lewat_kepala", "pupr.kepala")[-1] == "Rabu, 4 November 2026 pukul 10.00 WITA"
    assert parameters("aduan_lewat_pengganti", "pupr.pengganti")[-2] == "Admin Penghubung Dinas PUPR"


def test_a_warning_says_what_is_left(cast: Cast):
    report = received().report
    promise = Promise.objects.get(report=report, step="verify")
    Promise.objects.filter(pk=promise.pk).update(due_at="2026-11-05T23:59:59+08:00")
    warn(promise.pk)
    report.events.update(at="2026-11-04T10:00:00+08:00")
    with time_machine.travel("2026-11-04T10:00:00+08:00"):
        while tell.once():
            pass
    assert parameters("aduan_belum_verifikasi", "kominfo")[3] == "1 hari kerja"
