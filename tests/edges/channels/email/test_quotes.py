"""Answers as mail programs write them, in Indonesian and English: what was newly written stays, and nothing of ours."""

import time

import pytest

from arcadumas.edges.channels.email.quotes import from_html, newly_written

NEW = "Lampu di simpang tiga\nbelum menyala juga."
OURS = "Yth. Bapak/Ibu Pelapor, laporan K7QM-3D9W sudah dijawab."
QUOTED = "\n".join(f"> {line}" for line in OURS.split(", "))

HEADS = {
    "gmail": "Pada Sen, 24 Nov 2026 pukul 09.00 Arcadumas <aduan@kab.test> menulis:",
    "gmail on two lines": "Pada tanggal Sen, 24 Nov 2026 pukul 09.00 Arcadumas\n<aduan@kab.test> menulis:",
    "gmail on three lines": "Pada Sen, 24 Nov 2026 09.00\nArcadumas Kabupaten Barito Kuala\n<aduan@kab.test> menulis:",
    "gmail with address": "Pada 24 November 2026 09.00, aduan@kab.test menulis:",
    "gmail english": "On Mon, Nov 24, 2026 at 9:00 AM Arcadumas <aduan@kab.test> wrote:",
    "gmail old": "2026-11-24 9:00 GMT+08:00 Arcadumas <aduan@kab.test>:",
    "yahoo": "Pada Senin, 24 November 2026 09.00.00 WITA, Arcadumas <aduan@kab.test> menulis: ",
    "apple": "Pada 24 Nov 2026, pukul 09.00, Arcadumas <aduan@kab.test> menulis:",
    "thunderbird": "Pada 24/11/2026 9:00, Arcadumas menulis:",
    "quoted head": "> Pada Sen, 24 Nov 2026 pukul 09.00 Arcadumas <aduan@kab.test> menulis:",
    "divider": "----- Pesan Asli -----",
    "divider english": "-----Original Message-----",
    "forwarded": "---------- Forwarded message ---------",
}
BLOCKS = {
    "outlook": "Dari: Arcadumas <aduan@kab.test>\nDikirim: Senin, 24 November 2026 09.00\nKepada: Siti\nPerihal: Laporan",
    "outlook english": "From: Arcadumas <aduan@kab.test>\nSent: Monday, November 24, 2026 9:00 AM\nTo: Siti\nSubject: Laporan",
    "outlook bold": "*Dari:* Arcadumas\n*Dikirim:* Senin\n*Kepada:* Siti\n*Subjek:* Laporan",
    "outlook ruled": "________________________________\nFrom: Arcadumas\nSent: Monday\nTo: Siti\nSubject: Laporan",
    "samsung": "-------- Pesan asli --------\nDari: Arcadumas\nTanggal: 24/11/26 09.00\nKe: siti@mail.test\nSubjek: Laporan",
}
FAREWELLS = ["Dikirim dari iPhone saya", "Dikirim dari Yahoo Mail di Android", "Sent from my Galaxy", "Get Outlook for Android", "Dapatkan Outlook untuk iOS"]  # fmt: skip


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_the_answered_mail_is_left_out(head: str) -> None:
    assert newly_written(f"{NEW}\n\n{head}\n{QUOTED}\n") == NEW


@pytest.mark.parametrize("head", [*HEADS.values(), *BLOCKS.values()], ids=[*HEADS, *BLOCKS])
def test_the_answered_mail_is_left_out_also_where_it_is_not_marked(head: str) -> None:
    assert newly_written(f"{NEW}\r\n\r\n{head}\r\n\r\n{OURS}\r\n") == NEW


@pytest.mark.parametrize("farewell", FAREWELLS)
def test_a_telephone_s_farewell_is_left_out(farewell: str) -> None:
    assert newly_written(f"{NEW}\n\n{farewell}\n\n{HEADS['gmail']}\n{QUOTED}") == NEW


def test_a_signature_is_left_out() -> None:
    assert newly_written(f"{NEW}\n\n-- \nSiti\nRT 04") == NEW


@pytest.mark.parametrize(
    "text",
    [
        "Yang belum:\n- lampu\n- selokan\n\nTerima kasih",
        "Terima kasih, tetapi jalannya masih rusak.\nMohon dilihat lagi.",
        "Pada hari Senin tanggal 24 kami sudah ke lokasi.\nBelum ada petugas.",
        "Dari: pasar lama\nsampai jembatan, semuanya gelap.",
        "Dikirim dari gudang dua truk pasir, tetapi sampai hari ini jalannya belum ditambal oleh siapa pun padahal pasirnya sudah ada di tempat.",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert newly_written(text) == text


def test_an_answer_below_the_quote_is_found() -> None:
    assert newly_written(f"{HEADS['gmail on two lines']}\n{QUOTED}\n\n{NEW}") == NEW


def test_an_answer_between_the_quoted_lines_is_found() -> None:
    assert newly_written("> Apakah sudah menyala?\nBelum.\n> Sejak kapan?\nMinggu lalu.") == "Belum.\nMinggu lalu."


def test_where_nothing_else_is_written_everything_stays() -> None:
    assert OURS.split(", ")[1] in newly_written(f"{HEADS['gmail']}\n{QUOTED}")


HTML = {
    "gmail": '<div dir="ltr">Belum menyala.<br>Tolong.</div><br><div class="gmail_quote gmail_quote_container"><div class="gmail_attr">Pada … menulis:</div><blockquote>lama</blockquote></div>',
    "outlook": '<p class="MsoNormal">Belum menyala.</p><p>Tolong.</p><div id="divRplyFwdMsg"><b>Dari:</b> Arcadumas</div><div>lama</div>',
    "yahoo": '<div>Belum menyala.</div><div>Tolong.</div><div id="ydp1yahoo_quoted_1" class="yahoo_quoted">lama</div>',
    "thunderbird": '<p>Belum menyala.<p>Tolong.<div class="moz-cite-prefix">Pada 24/11 menulis:</div><blockquote type="cite"><p>lama<li>dan<blockquote>lebih lama</blockquote></blockquote>',
    "styled": "<html><head><title>lama</title><style>lama{}</style></head><body>Belum menyala.<div>Tolong.</div><script>lama()</script></body></html>",
}


@pytest.mark.parametrize("html", HTML.values(), ids=HTML)
def test_html_becomes_text_without_the_quoted_mail(html: str) -> None:
    assert from_html(html).split() == ["Belum", "menyala.", "Tolong."]


def test_html_that_is_nothing_but_a_quote_stays() -> None:
    assert from_html("<blockquote>Belum menyala.</blockquote>") == "Belum menyala."


@pytest.mark.parametrize(
    "piece",
    [
        "On a ",
        "From: x\n",
        "> ",
        "-",
        "_\n",
        "Pada 2 menulis",
        "<",
        "&",
        "<!",
        "<a b='",
        "<![CDATA[",
        "<!--",
        "&#9",
        "<blockquote>",
    ],
)
def test_time_grows_with_the_length_alone(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    begun = time.process_time()
    newly_written(text)
    from_html(text)
    assert time.process_time() - begun < 2
