"""Invented sentences. None of them was ever written by anybody."""

from random import Random

THINGS = (
    ("Lampu jalan padam", "Lampu penerangan tidak menyala"),
    ("Jalan berlubang", "Lubang di badan jalan makin lebar"),
    ("Jembatan kayu lapuk", "Papan titian sudah rapuh dan berderak"),
    ("Saluran air tersumbat", "Air meluap ke halaman setiap hujan"),
    ("Sampah menumpuk", "Tumpukan sampah belum diangkut"),
    ("Air bersih tidak mengalir", "Keran kering sejak pagi"),
    ("Antrean layanan panjang", "Warga menunggu sejak subuh tanpa nomor antrean"),
    ("Perahu penyeberangan berhenti", "Anak sekolah tidak dapat menyeberang"),
    ("Tiang listrik miring", "Tiang condong ke arah rumah"),
    ("Usul taman bermain", "Anak-anak bermain di tepi jalan karena tidak ada tempat lain"),
    ("Jadwal posyandu", "Kami ingin tahu jadwal bulan ini"),
    ("Pohon tumbang", "Batang pohon menutup separuh jalan"),
)
PLACES = (
    "depan pasar", "dekat dermaga", "samping sekolah", "ujung jembatan", "belakang balai desa", "simpang tiga",
    "tepi handil", "muka puskesmas", "jalur sawah", "anjir kilometer dua",
)  # fmt: skip
SINCE = ("sejak Senin", "sudah seminggu", "sejak hujan besar", "setiap malam", "sejak awal bulan", "sejak kemarin sore")
ASKS = ("Mohon diperiksa.", "Mohon segera ditangani.", "Kami menunggu kabar.", "Mohon penjelasannya.")
ANSWER = "Petugas telah memeriksa lokasi dan menyelesaikan perbaikannya. Terima kasih atas laporan Saudara."
QUESTION = "Mohon sebutkan letak yang lebih tepat, misalnya nomor rukun tetangga atau bangunan terdekat."
REASON = "Sudah diperiksa dan dicatat oleh petugas layanan pengaduan."


def sentences(chance: Random) -> tuple[str, str]:
    """Title and body."""
    title, what = chance.choice(THINGS)
    place, since = chance.choice(PLACES), chance.choice(SINCE)
    return f"{title} di {place}", f"{what} di {place} {since}. {chance.choice(ASKS)}"
