"""The shipped words pass their own lint, and rendering puts values around them exactly."""

from collections import defaultdict
from dataclasses import replace

import pytest

from arcadumas.duties.notifications.limits import disagreements, limits
from arcadumas.duties.notifications.texts import (
    Text,
    ValueMissing,
    examples,
    fit,
    load_files,
    meta_components,
    meta_template,
    render_email,
    render_whatsapp,
    variables,
)

TEXTS = load_files()
TO_STAFF = """
aduan_akun_dikunci aduan_alih_tugas aduan_bagian aduan_baru aduan_beberapa aduan_belum_sp4n aduan_belum_verifikasi aduan_berhalangan aduan_berpindah aduan_dibuka_kembali
aduan_dikembalikan aduan_dilanjutkan aduan_disebut aduan_disetujui aduan_disposisi aduan_disposisi_kepala aduan_ditutup
aduan_identitas_dibuka aduan_instruksi aduan_instruksi_kabar aduan_keputusan aduan_khusus aduan_lampiran aduan_latihan
aduan_latihan_hasil aduan_lepas aduan_lewat_kepala aduan_lewat_kepala_daerah aduan_lewat_pengganti aduan_lewat_sekda
aduan_lewat_tim aduan_luar_diminta aduan_masuk_baru aduan_mendesak aduan_menunggu_verifikasi aduan_pendukung aduan_perbaikan aduan_persetujuan aduan_pihak_luar aduan_pimpinan
aduan_rangkuman aduan_saluran_gangguan aduan_saluran_pulih aduan_sandi_diatur_ulang aduan_selisih_sp4n aduan_tak_terjangkau
aduan_tambahan_waktu aduan_tanpa_penyetuju aduan_tautan_dipakai aduan_tenggat_dekat aduan_tindakan_disangkal aduan_tim_belum_lengkap aduan_tugas aduan_tugas_kabar aduan_usulan_dijawab aduan_waktu_ditambah aduan_waktu_ditolak
"""
TO_REPORTER = """
aduan_warga_bagi aduan_warga_bukan_wewenang aduan_warga_data_hapus aduan_warga_dialihkan aduan_warga_dibuka aduan_warga_disisihkan aduan_warga_ditangani
aduan_warga_diteruskan aduan_warga_gabung aduan_warga_insiden aduan_warga_jawaban aduan_warga_jawaban_awal aduan_warga_lanjut
aduan_warga_lanjutan aduan_warga_lengkapi aduan_warga_lengkapi_ingat aduan_warga_pendapat_ingat aduan_warga_pisah aduan_warga_pulih aduan_warga_sp4n
aduan_warga_terima aduan_warga_terlambat aduan_warga_tinjau aduan_warga_tinjau_batal aduan_warga_tutup_pelapor aduan_warga_tutup_petugas
aduan_warga_tutup_sistem
"""
STAFF = TO_STAFF.split()
REPORTER = TO_REPORTER.split()
FRAMED = {"own_unit": "Dinas PUPR", "expires": "8 Des 2026, 14.05", "stop_link": "https://aduan.contoh.go.id/t/stop/"}


def text(stem: str, language: str = "id") -> Text:
    return next(each for each in TEXTS if (each.stem, each.language) == (stem, language))


def by_stem() -> dict[str, dict[str, Text]]:
    pairs: dict[str, dict[str, Text]] = defaultdict(dict)
    for each in TEXTS:
        pairs[each.stem][each.language] = each
    return pairs


def test_every_message_has_a_text_in_both_languages():
    assert {stem: sorted(pair) for stem, pair in by_stem().items()} == dict.fromkeys(STAFF + REPORTER, ["en", "id"])


@pytest.mark.parametrize("each", TEXTS, ids=lambda each: f"{each.stem}.{each.language}")
def test_every_text_passes_the_lint(each):
    assert limits(each) == []


@pytest.mark.parametrize("pair", by_stem().values(), ids=by_stem().keys())
def test_both_languages_share_variables_buttons_and_audience(pair):
    assert disagreements(pair["id"], pair["en"]) == []


def test_texts_to_the_reporter_are_of_level_three_and_no_others():
    assert sorted({each.stem for each in TEXTS if each.level == "N3"}) == REPORTER
    assert sorted({each.stem for each in TEXTS if each.audience == ("reporter",)}) == REPORTER


def test_the_special_report_says_only_the_post_and_the_moment():
    assert text("aduan_khusus").level == "N4"
    assert text("aduan_khusus").variables == ("post", "due")


def test_no_message_can_carry_anything_of_the_reporter():
    forbidden = {"name", "phone", "email", "nik", "address", "lat", "lon", "place", "title", "body", "instruction"}
    assert variables().keys() & forbidden == set()


def test_a_disposition_offers_acceptance_first_and_return_second():
    kinds = [(button.kind, button.act) for button in text("aduan_disposisi").buttons]
    assert kinds == [("reply", "acceptance"), ("reply", "return"), ("url", "report")]


def test_examples_are_no_longer_than_they_may_be():
    assert [each.name for each in variables().values() if max(map(len, each.examples.values())) > each.max] == []


def test_whatsapp_puts_values_at_their_numbers():
    shown = render_whatsapp(
        text("aduan_disposisi", "en"),
        {
            "post": "Agency admin of Public Works",
            "code": "7K3M-2QDX",
            "subject": "a complaint (Potholes)",
            "unit": "Public Works",
            "accept_due": "Tuesday 24 November 2026 at 14:05 WITA",
            "answer_due": "Monday 30 November 2026 at 23:59 WITA",
        },
    )
    assert shown.name == "aduan_disposisi_v1"
    assert shown.language == "en"
    assert shown.header == "A report for your team"
    assert shown.footer == "Please do not pass this on to groups or others"
    assert shown.parameters == [
        "Agency admin of Public Works",
        "7K3M-2QDX",
        "a complaint (Potholes)",
        "Public Works",
        "Tuesday 24 November 2026 at 14:05 WITA",
        "Monday 30 November 2026 at 23:59 WITA",
    ]
    assert shown.body == (
        "Dear Agency admin of Public Works, report *7K3M-2QDX* with a complaint (Potholes) has been passed to "
        "Public Works.\n\nPlease accept it by Tuesday 24 November 2026 at 14:05 WITA and answer it by *Monday 30 "
        "November 2026 at 23:59 WITA*. One person of the team pressing Accept is enough; reminders to the others stop "
        "at once."
    )


@pytest.mark.parametrize("each", [each for each in TEXTS if each.body], ids=lambda each: f"{each.stem}.{each.language}")
def test_a_filled_body_holds_no_braces(each):
    shown = render_whatsapp(each, examples(each))
    assert [mark for mark in ("{", "}") if mark in shown.body] == []


def test_whatsapp_refuses_an_empty_parameter():
    with pytest.raises(ValueMissing):
        render_whatsapp(text("aduan_khusus"), {"post": "Inspektur", "due": " "})


def test_a_text_for_mail_alone_has_no_whatsapp_form():
    with pytest.raises(ValueMissing):
        render_whatsapp(text("aduan_saluran_pulih"), examples(text("aduan_saluran_pulih")))
    assert meta_components(text("aduan_saluran_pulih"), base_url="https://aduan.contoh.go.id") == []


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("Kepala\nDinas\tPUPR      Kabupaten", "Kepala Dinas PUPR Kabupaten"),
        ("Kepala\x00 Dinas\u202e", "Kepala Dinas"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
    ],
)
def test_a_value_is_one_short_printable_line(value, kept):
    assert fit("post", value) == kept


def test_a_quotation_keeps_its_lines():
    assert fit("answer_if_open", "Satu.\r\nDua\t dua.\n") == "Satu.\nDua dua."


def test_a_value_with_braces_is_not_filled_again():
    shown = render_whatsapp(text("aduan_khusus", "en"), {"post": "{{2:due}}", "due": "Friday"})
    assert shown.body.splitlines()[0] == (
        "Dear {{2:due}}, there is one special report from the public that only your account can open. Please open it "
        "by *Friday*."
    )


def test_mail_to_staff_stands_in_its_frame():
    values = {
        "post": "Kepala Dinas PUPR",
        "code": "7K3M-2QDX",
        "answer_kind": "jawaban akhir",
        "drafter": "Admin Penghubung Dinas PUPR",
        "due": "Senin, 30 November 2026 pukul 23.59 WITA",
        "due_short": "30 Nov 2026, 23.59",
    }
    links = {
        "approval": "https://aduan.contoh.go.id/t/a/",
        "draft-rejection": "https://aduan.contoh.go.id/t/b/",
    }
    mail = render_email(text("aduan_persetujuan"), values | FRAMED, frame="staff", links=links)
    assert mail.subject == "Mohon persetujuan jawaban 7K3M-2QDX sampai 30 Nov 2026, 23.59"
    assert mail.body == (
        "Yth. Kepala Dinas PUPR,\n"
        "\n"
        "Konsep jawaban akhir laporan 7K3M-2QDX dari Admin Penghubung Dinas PUPR menunggu persetujuan Bapak/Ibu. Tenggat "
        "jawaban Senin, 30 November 2026 pukul 23.59 WITA.\n"
        "\n"
        "Tombol di bawah ini membuka konsepnya; jawaban belum terkirim sebelum Bapak/Ibu menyetujui.\n"
        "\n"
        "Setujui jawaban:\nhttps://aduan.contoh.go.id/t/a/\n"
        "\n"
        "Minta perbaikan:\nhttps://aduan.contoh.go.id/t/b/\n"
        "\n"
        "Tautan ini hanya untuk jabatan Bapak/Ibu dan berlaku sampai 8 Des 2026, 14.05.\n"
        "\n"
        "Email ini dikirim karena Bapak/Ibu tercatat pada Dinas PUPR. Mohon tidak disebarkan. Balasan tercatat pada "
        "riwayat laporan.\n"
    )


def answered(answer: str) -> str:
    values = {
        "code": "7K3M-2QDX",
        "unit": "Public Works",
        "at": "24 November",
        "confirm_due": "8 December",
        "answer_if_open": answer,
    }
    return render_email(text("aduan_warga_jawaban", "en"), values | FRAMED, frame="citizen", links={}).body


def test_mail_to_an_open_reporter_holds_the_answer():
    assert answered("*Done*.\nThank you.") == (
        "Dear reporter,\n"
        "\n"
        "Report 7K3M-2QDX was answered by Public Works on 24 November.\n"
        "\n"
        "Has the problem been settled? Please tell us by 8 December. After that the system closes the report.\n"
        "\n"
        "Answer: *Done*.\nThank you.\n"
        "\n"
        "This service is free. We never ask for a password, a one-time code or money. Stop these updates: "
        "https://aduan.contoh.go.id/t/stop/\n"
    )


def test_a_sentence_whose_value_is_empty_is_dropped_whole():
    assert answered("") == answered("x").replace("Answer: x\n\n", "")


def test_without_links_the_note_about_links_is_left_out():
    mail = render_email(
        text("aduan_latihan", "en"), examples(text("aduan_latihan", "en")) | FRAMED, frame="staff", links={}
    )
    assert [line for line in mail.body.splitlines() if line.startswith("This link")] == []


def test_the_first_letter_of_a_mail_is_raised():
    mail = render_email(
        text("aduan_saluran_pulih", "en"),
        {"post": "operator", "carrier": "e-mail", "at": "24 November", "count": "3"} | FRAMED,
        frame="staff",
        links={},
    )
    assert mail.subject == "E-mail is back"
    assert mail.body.splitlines()[2] == (
        "E-mail came back on 24 November. Held notices now being sent: 3. Those no longer needed are marked superseded."
    )


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("{{1:post}}, a special report waits for you until {{2:due}} today", "the body begins or ends with a variable"),
        ("Dear {{1:post}}, a special report waits for you until {{2:due}}.", "the body begins or ends with a variable"),
        (
            "Dear {{1:post}}, {{2:due}} is when the special report must be opened",
            "two variables stand without a word between them",
        ),
        ("Dear {{1:post}}, now {{2:due}} ends", "the body has fewer than three words for each variable"),
        (
            "Dear {{1:post}}, a special report waits for you until {{3:due}} today",
            "the parameters are not numbered from 1 without a gap",
        ),
        (
            "Dear {{1:post}}, a special report waits until {{2:due}} today" + " now" * 300,
            "the body may grow beyond 1,024 characters",
        ),
        (
            "Dear {{1:post}}, a special report waits until {{2:date_of_birth}} today",
            "variable date_of_birth is not known",
        ),
    ],
)
def test_the_lint_names_what_is_wrong(body, found):
    assert found in limits(replace(text("aduan_khusus", "en"), body=body, mail_body="Due {due}, {post}"))


def test_meta_gets_the_template_in_its_own_form():
    assert meta_template(text("aduan_khusus", "en"), base_url="https://aduan.contoh.go.id/") == {
        "name": "aduan_khusus_v1",
        "language": "en",
        "category": "UTILITY",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "Special report"},
            {
                "type": "BODY",
                "text": (
                    "Dear {{1}}, there is one special report from the public that only your account can open. Please "
                    "open it by *{{2}}*.\n\nPlease do not discuss it in groups or pass it on to anyone."
                ),
                "example": {"body_text": [["Agency admin of Public Works", "Tuesday 24 November 2026 at 14:05 WITA"]]},
            },
            {"type": "FOOTER", "text": "Please do not pass this on to groups or others"},
            {
                "type": "BUTTONS",
                "buttons": [
                    {
                        "type": "URL",
                        "text": "Open report",
                        "url": "https://aduan.contoh.go.id/t/{{1}}",
                        "example": ["https://aduan.contoh.go.id/t/contoh/"],
                    }
                ],
            },
        ],
    }


def test_quick_replies_are_sent_to_meta_as_such():
    buttons = meta_components(text("aduan_disposisi"), base_url="https://aduan.contoh.go.id")[-1]["buttons"]
    assert buttons[:2] == [
        {"type": "QUICK_REPLY", "text": "Terima"},
        {"type": "QUICK_REPLY", "text": "Bukan wewenang kami"},
    ]
