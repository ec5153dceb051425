"""One paper with every part, among them what a citizen may write and no font can draw."""

from datetime import UTC, datetime

import pytest

from arcadumas.base.papers.parts import Facts, Heading, Letterhead, Paper, Prose, Quote, Signature, Table


@pytest.fixture
def paper() -> Paper:
    return Paper(
        title="NOTA DINAS",
        made_at=datetime(2026, 11, 24, 3, tzinfo=UTC),
        letterhead=Letterhead(above="PEMERINTAH KABUPATEN CONTOH", name="DINAS CONTOH", contact="Jalan Contoh 1"),
        meta=[("Kepada", "Kepala Dinas Pekerjaan Umum")],
        parts=[
            Heading("Isi laporan"),
            Prose("Satu paragraf.\nParagraf kedua."),
            Quote("Jalan rusak 🚧 sejak Jumat\u200b.\n\n" + "x" * 300),
            Facts([("Kode", "7K3M-2QDX"), ("Batas yang panjang sekali namanya", "Selasa " * 40)]),
            Table(["Tahap", "Batas"], [[f"baris {n}", "Rabu"] for n in range(60)], [0.5, 0.5]),
            Signature("Kepala Dinas Contoh", "Nama Contoh"),
        ],
        foot="SHA-256 " + "ab" * 32,
        page_words="Halaman {page} dari {pages}",
    )
