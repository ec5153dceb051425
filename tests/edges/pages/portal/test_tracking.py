"""Tracking: code and key open the story, and the reporter's acts work without JavaScript."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from arcadumas.base import moments
from arcadumas.core.handling import ask, beside, close, follow_up
from arcadumas.core.handling.archive import refer
from arcadumas.core.handling.evidence import add_evidence
from arcadumas.core.handling.merge import merge
from arcadumas.core.handling.split import Part, split
from arcadumas.core.reports import identity
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Letter, Promise, Rating, Report
from tests import builders
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def opened(client: Client, receipt: Receipt) -> str:
    answer = client.post("/lacak/", {"code": receipt.report.code.lower().replace("-", ""), "secret": receipt.secret})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_code_and_key_open_the_story(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    page = client.get(opened(client, receipt)).content.decode()
    assert builders.ANSWER in page
    assert receipt.secret not in page


def test_a_link_with_the_key_leaves_it_out_of_the_address(client: Client) -> None:
    receipt = builders.received()
    answer = client.get("/lacak/", {"code": receipt.report.code, "secret": receipt.secret})
    assert answer["Location"] == f"/lacak/{receipt.report.code}/"


def test_a_wrong_key_says_so_and_ten_wrong_ones_wait(client: Client) -> None:
    receipt = builders.received()
    wrong = {"code": receipt.report.code, "secret": "222222222222"}
    assert [client.post("/lacak/", wrong).status_code for _n in range(11)] == [422] * 10 + [429]


def test_whoever_writes_of_danger_is_told_whom_to_call_and_nobody_else(client: Client) -> None:
    path = opened(client, builders.received())
    for text, is_told in (("Ada kecelakaan di lubang itu", True), ("Lubang itu rawan kecelakaan", False)):
        page = client.post(f"{path}pesan/", {"text": text}, follow=True).content.decode()
        assert ("112 darurat terpadu" in page) == is_told


def test_nobody_reads_a_report_without_its_key(client: Client) -> None:
    receipt = builders.received()
    assert client.get(f"/lacak/{receipt.report.code}/").status_code == 302
    assert client.post(f"/lacak/{receipt.report.code}/pencabutan/").status_code == 302
    receipt.report.refresh_from_db()
    assert receipt.report.state == "received"


def test_a_report_with_another_body_says_under_which_number_and_how_to_follow_it(client: Client) -> None:
    receipt, bare, cast = builders.received(), builders.received(), Cast.assemble()
    more = {"reference": "K-2026/118", "contact": "https://www.pln.co.id <b>"}
    refer(receipt.report.code, by=cast.front_officer, to="PLN", note="Tiang listrik milik PLN.", **more)
    refer(bare.report.code, by=cast.front_officer, to="PLN", note="Tiang listrik milik PLN.")
    page = client.get(opened(client, receipt), headers={"accept-language": "en"}).content.decode()
    assert ("K-2026/118" in page, 'href="https://www.pln.co.id"' in page, "<b>" in page.split("How to follow it there")[1][:200]) == (True, True, False)  # fmt: skip
    said = client.get(opened(client, bare), headers={"accept-language": "en"}).content.decode()
    assert [each for each in ("Reference number there", "How to follow it there") if each in said] == []


def test_the_reporter_confirms(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    client.post(f"{opened(client, receipt)}konfirmasi/")
    receipt.report.refresh_from_db()
    assert (receipt.report.state, receipt.report.closed_by) == ("closed", "reporter")


def test_the_reporter_objects_with_a_reason_and_a_short_one_is_kept(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    short = client.post(f"{place}keberatan/", {"reason": "belum"})
    assert (short.status_code, "belum" in short.content.decode()) == (422, True)
    client.post(f"{place}keberatan/", {"reason": "Lubangnya masih ada di depan pasar."})
    receipt.report.refresh_from_db()
    assert receipt.report.state == "disposed"


def test_a_late_objection_opens_a_follow_up_that_stays_open_and_is_made_once(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    client.post(f"{place}konfirmasi/")
    twice = [client.post(f"{place}keberatan/", {"reason": "Lubangnya muncul lagi minggu ini."}) for _time in range(2)]
    new = Report.objects.get(previous=receipt.report)
    assert [(answer.status_code, answer["Location"]) for answer in twice] == [(302, f"/lacak/{new.code}/")] * 2
    assert f"Laporan lanjutan Anda: {new.code}." in client.get(f"/lacak/{new.code}/").content.decode()
    assert "Laporan lanjutan" not in client.get(f"/lacak/{new.code}/").content.decode()


def test_the_key_of_the_old_report_opens_its_follow_up_from_any_browser(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    client.post(f"{place}konfirmasi/")
    client.post(f"{place}keberatan/", {"reason": "Lubangnya muncul lagi minggu ini."})
    new = Report.objects.get(previous=receipt.report)
    elsewhere = Client()
    page = elsewhere.get(opened(elsewhere, receipt)).content.decode()
    assert (f'href="/lacak/{new.code}/"' in page, "keberatan/" in page) == (True, False)
    assert "Lubangnya muncul lagi minggu ini." in elsewhere.get(f"/lacak/{new.code}/").content.decode()
    typed = Client().post("/lacak/", {"code": new.code, "secret": receipt.secret})
    assert (typed.status_code, typed["Location"]) == (302, f"/lacak/{new.code}/")


def test_the_key_of_the_follow_up_does_not_open_the_old_report(client: Client) -> None:
    cast = Cast.assemble()
    old = builders.answered(cast)
    close.confirm(old.report.code, by=cast.reporter(old.report))
    new = follow_up.object_late(old.report.code, by=cast.reporter(old.report), reason="Lubangnya muncul lagi.")
    page = client.get(opened(client, new)).content.decode()
    assert (client.get(f"/lacak/{old.report.code}/").status_code, "buka dengan kuncinya sendiri" in page) == (302, True)


def test_once_the_system_has_closed_it_nobodys_turn_is_ahead(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    assert "<h3>Pernyataan Anda</h3>" in client.get(place).content.decode()
    due = Promise.objects.get(report=receipt.report, step="reporter_reply").due_at
    close.run_out(receipt.report.code, at=due)
    page = client.get(place).content.decode()
    assert ("Pernyataan Anda" in page, "Paling lambat" in page, "Jawaban akhir" in page) == (False, False, True)


def test_the_reporter_writes_rates_and_withdraws(client: Client) -> None:
    cast = Cast.assemble()
    answered = builders.answered(cast)
    place = opened(client, answered)
    client.post(f"{place}pesan/", {"text": "Terima kasih, nomor saya 0812 3456 7890."})
    assert Letter.objects.get().text == "Terima kasih, nomor saya [nomor disamarkan]."
    client.post(f"{place}penilaian/", {"stars": "4", "comment": ""})
    assert Rating.objects.get().stars == 4
    other = builders.received()
    client.post(f"{opened(client, other)}pencabutan/")
    other.report.refresh_from_db()
    assert (other.report.state, other.report.archive_reason) == ("archived", "withdrawn")


def test_an_act_out_of_turn_is_refused_with_a_sentence(client: Client) -> None:
    receipt = builders.received()
    answer = client.post(f"{opened(client, receipt)}konfirmasi/")
    assert answer.status_code == 409


def late(cast: Cast) -> Receipt:
    receipt = builders.in_work(cast)
    Promise.objects.filter(report=receipt.report, step="settle").update(
        due_at=timezone.now() - timedelta(days=3), state="broken"
    )
    return receipt


def test_it_says_how_it_stands_and_when_what_is_due(client: Client) -> None:
    receipt = builders.in_work(Cast.assemble())
    page = client.get(opened(client, receipt)).content.decode()
    settle = Promise.objects.get(report=receipt.report, step="settle")
    assert "Dinas Pekerjaan Umum dan Penataan Ruang menangani laporan Anda" in page
    assert moments.day(settle.due_at, "id") in page


def test_the_conversation_goes_both_ways(client: Client) -> None:
    cast = Cast.assemble()
    receipt = builders.in_work(cast)
    ask.ask(receipt.report.code, by=cast.pupr_admin, text="Lubangnya di lajur kiri atau kanan?")
    place = opened(client, receipt)
    assert "Lubangnya di lajur kiri atau kanan?" in client.get(place).content.decode()
    client.post(f"{place}pesan/", {"text": "Di lajur kiri, dekat jembatan."})
    receipt.report.refresh_from_db()
    assert receipt.report.state == "in_work"
    page = client.get(place).content.decode()
    assert (page.count("Di lajur kiri, dekat jembatan."), page.count("lajur kiri atau kanan?")) == (1, 1)


def test_a_question_stands_with_its_answer_box_before_the_story(client: Client) -> None:
    cast = Cast.assemble()
    receipt = builders.in_work(cast)
    ask.ask(receipt.report.code, by=cast.pupr_admin, text="Lubangnya di lajur kiri atau kanan?")
    page = client.get(opened(client, receipt)).content.decode()
    panel = page[page.index("Pertanyaan untuk Anda") : page.index("Riwayat laporan")]
    assert ("lajur kiri atau kanan?" in panel, "Jawaban Anda" in panel, panel.count('name="text"')) == (True, True, 1)
    assert page.count('name="text"') == 1
    wrong = client.post(f"/lacak/{receipt.report.code}/pesan/", {"text": " "}).content.decode()
    panel = wrong[wrong.index("Pertanyaan untuk Anda") : wrong.index("Riwayat laporan")]
    assert ("<title>Perlu diperbaiki: " in wrong, 'class="errors"' in wrong, "Jawaban Anda" in panel) == (
        True,
        True,
        True,
    )


def test_whoever_is_asked_whether_it_is_settled_reads_the_answer_there(client: Client) -> None:
    page = client.get(opened(client, builders.answered(Cast.assemble()))).content.decode()
    turn = page[page.index("Apakah masalahnya sudah selesai?") : page.index("Ya, sudah selesai")]
    assert builders.ANSWER in turn


def test_a_withdrawal_names_the_parts_that_go_with_it(client: Client) -> None:
    cast = Cast.assemble()
    receipt = builders.in_work(cast)
    (part,) = split(receipt.report.code, parts=[Part(unit="dinkes", title="Klinik tutup")], by=cast.front_officer)
    whole = client.get(f"{opened(client, receipt)}pencabutan/").content.decode()
    own = client.get(f"/lacak/{part.code}/pencabutan/").content.decode()
    assert ("Klinik tutup" in whole, "Hanya bagian ini" in whole) == (True, False)
    assert f'Hanya bagian ini yang ditarik. Laporan Anda selebihnya tetap berjalan: <a class="code" translate="no" href="/lacak/{receipt.report.code}/">' in own  # fmt: skip


def test_it_never_says_that_the_reporter_spoke_where_an_officer_closed_it(client: Client) -> None:
    cast = Cast.assemble()
    receipt = builders.answered(cast)
    close.close(receipt.report.code, by=cast.front_officer, reason="Selesai menurut petugas lapangan.")
    place = opened(client, receipt)
    page = client.get(place).content.decode()
    assert ("Tidak ditunggu lagi" in page, "Pelapor menjawab" in page) == (True, False)
    file = PdfReader(io.BytesIO(client.get(f"{place}berkas-ombudsman/").content))
    row = " ".join("".join(each.extract_text() for each in file.pages).split("Pernyataan pelapor")[1].split()[:12])
    assert ("ditunggu sampai" in row, "ya," in row) == (True, False)


def test_a_withdrawal_is_asked_about_first(client: Client) -> None:
    receipt = builders.received()
    place = opened(client, receipt)
    asked = client.get(f"{place}pencabutan/")
    receipt.report.refresh_from_db()
    assert (asked.status_code, "Yakin ingin menarik" in asked.content.decode(), receipt.report.state) == (
        200,
        True,
        "received",
    )
    assert client.get(f"{place}konfirmasi/")["Location"] == place


def test_updates_stop_and_start_again(client: Client) -> None:
    receipt = builders.received(phone="0812 3456 7890")
    place = opened(client, receipt)
    assert 'value="no"' in client.get(place).content.decode()
    client.post(f"{place}kabar/", {"is_told": "no"})
    assert identity.address_for(receipt.report).phone == ""
    assert 'value="yes"' in client.get(place).content.decode()
    client.post(f"{place}kabar/", {"is_told": "yes"})
    assert identity.address_for(receipt.report).phone == "+6281234567890"
    assert client.post(f"{place}kabar/", {"is_told": "maybe"}).status_code == 422


def test_without_an_address_it_says_plainly_that_nobody_can_tell(client: Client) -> None:
    receipt = builders.received()
    page = client.get(opened(client, receipt)).content.decode()
    assert ("tidak ada yang dapat mengabari Anda" in page, "/kabar/" in page) == (True, False)


def test_old_and_new_code_stand_on_both_pages(client: Client) -> None:
    receipt = builders.answered(Cast.assemble())
    place = opened(client, receipt)
    client.post(f"{place}konfirmasi/")
    client.post(f"{place}keberatan/", {"reason": "Lubangnya muncul lagi minggu ini."})
    new = Report.objects.get(previous=receipt.report)
    first, second = client.get(place).content.decode(), client.get(f"/lacak/{new.code}/").content.decode()
    assert f'href="/lacak/{new.code}/"' in first
    assert f'href="{place}"' in second
    assert f"{place}keberatan/" not in first
    assert (f"sebagai laporan {new.code}. Lihat di laporan itu." in first, "buat laporan lanjutan" in first) == (True, False)  # fmt: skip


def test_the_ombudsman_file_waits_until_the_law_allows_it(client: Client) -> None:
    cast = Cast.assemble()
    early = builders.in_work(cast)
    place = opened(client, early)
    page = client.get(place).content.decode()
    assert ("berkas-ombudsman/" in page, "Seharusnya paling lambat" in page) == (False, False)
    refused = client.get(f"{place}berkas-ombudsman/")
    assert (refused.status_code, "Tenggat laporan ini belum lewat" in refused.content.decode()) == (409, True)
    receipt = late(cast)
    place = opened(client, receipt)
    page = client.get(place).content.decode()
    assert ("berkas-ombudsman/" in page, "Seharusnya paling lambat" in page) == (True, True)
    answer = client.get(f"{place}berkas-ombudsman/")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    said = "\n".join(page.extract_text() for page in pages)
    assert (answer["Content-Type"], "BERKAS OMBUDSMAN" in said) == ("application/pdf", True)
    assert builders.draft().body in said.replace("\n", " ")


def test_a_joined_reporter_takes_the_file_that_their_page_offers(client: Client) -> None:
    cast = Cast.assemble()
    main, joined = late(cast).report, builders.verified(cast)
    merge(joined.report.code, into=main.code, by=cast.front_head)
    place = opened(client, joined)
    page = client.get(place).content.decode()
    assert (f"{place}berkas-ombudsman/" in page, f"{place}lampiran/" in page) == (True, True)
    answer = client.get(f"{place}berkas-ombudsman/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


def test_a_joined_reporter_sees_what_officers_show_and_nothing_of_another_reporter(client: Client) -> None:
    cast = Cast.assemble()
    main, joined = builders.in_work(cast).report, builders.verified(cast)
    theirs = beside.attach(main.code, by=cast.reporter(main), file=builders.photo(b"theirs"), name="a.jpg")
    merge(joined.report.code, into=main.code, by=cast.front_head)
    (after,) = add_evidence(main.code, by=cast.pupr_member, files=[("b.jpg", builders.photo(b"after"))], kind="after")
    place = opened(client, joined)
    page = client.get(place).content.decode()
    assert (f"{place}lampiran/{after.pk}/" in page, str(theirs.pk) in page) == (True, False)
    assert client.get(f"{place}lampiran/{after.pk}/").content == b"after"
    assert client.get(f"{place}lampiran/{theirs.pk}/").status_code == 404


def test_own_data_come_as_one_package(client: Client) -> None:
    receipt = builders.received(name="Siti Rahmah")
    beside.attach(receipt.report.code, by=Cast.assemble().reporter(receipt.report), file=builders.photo(), name="a.jpg")
    answer = client.get(f"{opened(client, receipt)}data/")
    assert (answer.streaming, answer["Content-Type"]) == (True, "application/zip")
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    described = json.loads(package.read("data.json"))
    assert described["reporter"]["name"] == "Siti Rahmah"
    assert package.read(described["attachments"][0]["file"]) == builders.photo().data


def test_neither_file_is_there_without_the_key(client: Client) -> None:
    receipt = late(Cast.assemble())
    for noun in ("data", "berkas-ombudsman", "pencabutan"):
        answer = client.get(f"/lacak/{receipt.report.code}/{noun}/")
        assert (answer.status_code, answer["Location"]) == (302, "/lacak/")


def test_who_has_nothing_to_add_says_so_by_a_button(client: Client) -> None:
    cast = Cast.assemble()
    receipt = builders.in_work(cast)
    place = opened(client, receipt)
    assert "tidak-ada-lagi" not in client.get(place).content.decode()
    ask.ask(receipt.report.code, by=cast.pupr_admin, text="Lubangnya di lajur kiri atau kanan?")
    assert f'action="{place}tidak-ada-lagi/"' in client.get(place).content.decode()
    assert client.post(f"{place}tidak-ada-lagi/").status_code == 302
    receipt.report.refresh_from_db()
    assert receipt.report.state == "in_work"
    assert "Anda tidak menambah keterangan." in client.get(place).content.decode()
