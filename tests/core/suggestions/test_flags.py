import pytest

from arcadumas.core.suggestions.flags import Flag, flags


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("Jalan di depan pasar berlubang sejak bulan lalu.", ()),
        ("Rumah tetangga kebakaran, tolong!", (Flag.DANGER,)),
        ("Daftar slot gacor maxwin hari ini", (Flag.ADVERTISING,)),
        ("Lihat http://a.id dan http://b.id serta www.c.id untuk melapor", (Flag.ADVERTISING,)),
        ("Situs judi online terpercaya, bonus 100 %", (Flag.ADVERTISING,)),
        ("Warung di desa kami menjadi tempat judi online dan togel, meresahkan warga", ()),
        ("Anak saya digigit anjing liar di depan sekolah", ()),
        ("Banyak anjing berkeliaran, anjing gila itu menggigit dua warga", ()),
        ("Dasar anjing kau petugas", (Flag.ABUSE,)),
        ("Dasar petugas goblok, jalan rusak dibiarkan", (Flag.ABUSE,)),
        ("Kalau tidak diperbaiki saya akan bakar kantornya", (Flag.THREAT,)),
        ("tes", (Flag.EMPTY,)),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaa", (Flag.EMPTY,)),
    ],
)
def test_what_strikes_the_eye(body: str, found: tuple[Flag, ...]) -> None:
    assert flags("Laporan" if body != "tes" else "a", body) == found


def test_place_names_and_animals_are_no_abuse() -> None:
    assert flags("Anjir Pasar", "Di Kecamatan Anjir Muara ada babi hutan masuk kebun warga.") == ()


def test_of_sealed_words_nothing_is_said() -> None:
    assert flags("", "") == ()
