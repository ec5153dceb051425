"""How Indonesian is really written, brought to one spelling: for the index of words and for what is looked for alike.

Abbreviations of messages, spoken forms, and the old spelling (Soewandi 1947 and before). Prefixes and suffixes (me-, di-,
ber-, -kan, -nya …) are PostgreSQL's own: its configuration `indonesian`.
"""

import re
import unicodedata

CONFIG = "indonesian"
# One row a word as it should be written, with the ways in which it is met.
VARIANTS = {
    "jalan": "jl jln", "gang": "gg", "kecamatan": "kec", "kabupaten": "kab", "kelurahan": "kel", "dusun": "dsn", "desa": "ds",
    "sudah": "sdh udh udah", "belum": "blm blom blum", "tidak": "tdk gak gk ga nggak ngga enggak tak ndak", "yang": "yg",
    "dengan": "dgn dg", "untuk": "utk", "karena": "krn karna", "sampai": "smp sampe", "dari": "dri", "pada": "pd",
    "mohon": "mhn", "tolong": "tlg", "terima": "trima", "kasih": "ksh", "bagaimana": "bgmn gimana", "kenapa": "knp",
    "bulan": "bln", "tahun": "thn", "hari": "hr", "orang": "org", "sekolah": "sklh skolah", "jembatan": "jmbtn jbt",
    "puskesmas": "pkm", "air": "aer", "hilang": "ilang", "rusak": "rsk", "lampu": "lmp", "listrik": "lstrk", "banyak": "byk",
    "masih": "msh", "lagi": "lg", "saja": "aja", "hujan": "ujan", "habis": "abis", "nomor": "no nmr", "masyarakat": "masy",
    "bapak": "bpk", "ibu": "bu", "anak": "ank", "izin": "ijin", "sistem": "sistim", "apotek": "apotik", "antre": "antri",
    "risiko": "resiko", "praktik": "praktek", "jadwal": "jadual", "kualitas": "kwalitas", "november": "nopember",
}  # fmt: skip
LONG = {"rs": "rumah sakit", "rsud": "rsud rumah sakit", "pju": "pju lampu jalan", "damkar": "damkar pemadam kebakaran"}
OLD = (("oe", "u"), ("tj", "c"), ("dj", "j"), ("sj", "sy"))
_AS = {way: word for word, ways in VARIANTS.items() for way in ways.split()} | LONG
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """In order, each in the one spelling; more than one where an abbreviation stands for several."""
    plain = unicodedata.normalize("NFKD", text.lower())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return [part for word in _WORD.findall(plain) for part in _one(word).split()]


def normal(text: str) -> str:
    return " ".join(words(text))


def ways(word: str) -> list[str]:
    """The word and the abbreviations that stand for it, as they may stand in a text."""
    return [word, *VARIANTS.get(word, "").split()]


def _one(word: str) -> str:
    if word in _AS:
        return _AS[word]
    for old, new in OLD:
        word = word.replace(old, new)
    return _AS.get(word, word)
