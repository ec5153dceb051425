"""Words of danger bring up the emergency numbers: as they are really written, mistyped, in Banjar; everyday words, fears and
memories do not. In doubt they come."""

import re

import pytest

from arcadumas.core.reports import dangers
from arcadumas.core.reports.dangers import speaks_of_danger

NOW = """
Rumah warga TERBAKAR
Anak hanyut di sungai
Ada kecelakaan, korban pingsan
a fire broke out
kebakaraaaan di pasar tolooong
kebakran rumah
kbakaran di alalak
rumah paman tabakar
kabakaran di pasar lima
ada urang tinggalam di sungai
anak tatinggalam
tengelam di barito
kecelakan motor
kacalakaan di jembatan
kcelakaan
istri saya mau melahirkan, jalan putus
ibu melahirkan di kelotok
mohon bantuan ibu mau melahirkan
handak baranak di jalan
urang katumbur truk
tolong kirim mobil pemadam kebakaran segera
pemadam kebakaran belum datang
api makin membesar
tolong darurat
orang kesetrum
digigit ular
Kebakaran!
jalan rusak, tadi ada kecelakaan
minggu lalu kecelakaan, sekarang korban kritis
setelah melahirkan ibu itu pingsan
siapa yang bisa bantu kebakaran di alalak
rumah no 12 kebakaran
tolong bantu dulu ada kebakaran
kami takut sekali ada kebakaran di sebelah
tidak ada ambulans kecelakaan di km 5
rumah kebakaran yang dibangun tahun lalu
kantor kebakaran tolong
dekat jembatan orang tenggelam
Tidak bisa keluar, kebakaran
"""
NOT_NOW = """
Lampu jalan padam
Petugas pemadaman datang
Firewall kantor rusak
Tenggelamnya perahu lama
lampu merah mati di simpang empat
kepala dinas kebakaran jenggot
tahun lalu kebakaran di pasar dan belum dibangun
kebakaran di pasar bulan lalu
kebakaran tahun 2019
pernah terjadi kebakaran
jalan ini rawan kecelakaan
sering terjadi kecelakaan di tikungan
mohon diperbaiki agar tidak terjadi kecelakaan
jangan sampai ada korban kecelakaan
dapat menyebabkan kecelakaan
takut ada anak tenggelam
antrean di unit gawat darurat lama
lampu darurat mati
darurat sampah
mobil pemadam kebakaran rusak
biaya melahirkan di puskesmas mahal
surat keterangan ibu melahirkan
melahirkan kebijakan baru
sawah kami tenggelam
matahari tenggelam
sampah yang hanyut
akta kelahiran anak
meninggalkan rumah
"""


def cases(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize(("text", "is_danger"), [*((each, True) for each in cases(NOW)), *((each, False) for each in cases(NOT_NOW)), ("", False)])  # fmt: skip
def test_danger_is_heard_and_everyday_words_are_not(text: str, is_danger: bool) -> None:
    assert speaks_of_danger("Mohon bantuan", text) == is_danger


def test_it_reads_ten_thousand_letters_without_going_back_and_forth() -> None:
    """Nothing in the patterns repeats without a bound but spaces."""
    unbounded = re.findall(r"(.{3})(?:[*+]|\{\d+,\})(?!\))", f"{dangers.WORD}{dangers.OTHERWISE}")
    assert {each[-2:] for each in unbounded} <= {r"\s", r"\w"}


def test_browsers_read_the_same_patterns() -> None:
    """Neither looks behind nor names groups nor sets flags in them, which not every browser reads."""
    assert not re.search(r"\(\?(?!:|!)", dangers.WORD + dangers.OTHERWISE)
