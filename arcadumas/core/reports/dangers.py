"""Does a text speak of danger to life, now? Then the emergency numbers come first. It only shows numbers; it routes nothing.

Words of danger as they are really written, in Indonesian, Banjar and English, mistyped ones too; before them idioms, names
of offices, what is feared or long past are taken out of the text. In doubt it is danger: a number too many harms nobody.
The two patterns are read by the browser as well (report.js), so they keep to what both languages of patterns understand.
"""

import re
from collections.abc import Iterable

FIRE = (
    "k[ea]?ba?ka?ra{1,2}n", "kebakarn", "kebakar", "(?:ter|tar|te|ta)bakar", "kobaran api", "dilalap api", "jago merah",
    r"api (?:\w+ )?(?:membesar|membubung|menjalar|merambat|berkobar|bakobar)",
    r"(?:gas|tabung|kompor|elpiji|lpg|trafo|travo|gardu) (?:\w+ ){0,2}(?:meledak|maladak)", "gas bocor", "kebocoran gas",
)  # fmt: skip
WATER = (
    "(?:ta|ka)?t[eia]?n{1,2}g{1,2}[ea]l[ae]m(?:an)?",
    "hanyut",
    "(?:terseret|terbawa) (?:arus|ombak)",
    "banjir bandang",
)
TRAFFIC = (
    "k[ea]?c[ea]?l[ae]?ka{1,2}n", "laka ?lantas", "tabrakan", "(?:ter|ta|ke|ka)tabrak", "tabrak lari", "(?:ka|ta|ba|ter)tumbur(?:an)?",
)  # fmt: skip
BODY = (
    "pingsan", "sekarat", "pendarahan", "perdarahan", "sesak na[pf]as", "(?:susah|sulit) berna[pf]as", "serangan jantung",
    "kejang(?:-kejang)?", "(?:tidak|tak|tdk|gak) sadar(?:kan)? diri", "keracunan", "overdosis", r"(?:kondisi(?:nya)?|korban) (?:\w+ )?kritis",
    r"(?:digigit|dipatuk|dicatuk|dipagut) ular", r"(?:diserang|diterkam|disambar) buaya", "meninggal di tempat",
    "ketuban", "m[ea]?la?hirk?a?n", r"(?:mau|akan|hendak|handak|sedang|lagi) (?:lahiran|bersalin|beranak|baranak|malahirakan)",
)  # fmt: skip
ELEMENTS = (
    "tertimbun", "tertimpa", "longsor", "puting beliung", "gempa", "tsunami", "tersambar petir", "(?:tersengat|kesengat) listrik", "(?:ke|ter|ka)s[ea]trum",
)  # fmt: skip
VIOLENCE = (
    "begal", "perampokan", "dirampok", "ditusuk", "dibacok", "penusukan", "pembunuhan", "bunuh diri", "gantung diri", "percobaan bunuh", "kdrt",
    "dianiaya", "penganiayaan", "dikeroyok", "pengeroyokan", "tawuran", "diperkosa", "pemerkosaan", "penculikan", "diculik", "disandera",
)  # fmt: skip
ENGLISH = (
    "fire", "drown(?:ing|ed)", "accident", "car crash", "unconscious", "not breathing", "heart attack", "bleeding", "giving birth", "electrocuted",
    "suicide", "stabbed", "robbery", "kidnapp?ed", "emergency",
)  # fmt: skip
WORDS = (*FIRE, *WATER, *TRAFFIC, *BODY, *ELEMENTS, *VIOLENCE, "darurat", *ENGLISH)

SAID = (  # of something else
    "kebakaran jenggot", "(?:alat|selang|hidran|pengadaan|gaji|honor|insentif) (?:petugas )?pemadam kebakaran",
    "(?:mobil|unit|armada) pemadam kebakaran (?:yang |sudah |kami )?(?:rusak|mogok|tua|kurang|kosong)",
    "terbakar (?:cemburu|emosi|amarah|semangat|api cemburu)", "matahari tenggelam", "(?:unit|instalasi|ruang|layanan|pelayanan) gawat darurat",
    "tenggelam dalam (?:utang|hutang|pekerjaan|masalah|kesedihan|tumpukan)",
    "(?:sawah|kebun|lahan|halaman|jalan|jalanan|lapangan) (?:kami |saya |kita |desa )?tenggelam",
    "(?:sampah|e[nc]?ceng gondok|kayu|ranting|lumpur|pasir) (?:yang |ikut )?hanyut",
    "(?:tanggap|dana|jembatan|lampu|pintu|tangga|jalur|tombol|rem|tenda|hukum|rapat|posko) darurat",
    "darurat (?:sampah|narkoba|judi|stunting|sipil|militer|pangan|literasi|moral)",
    "melahirkan (?:generasi|kebijakan|ide|gagasan|pemimpin|atlet|inovasi|keputusan|peraturan|prestasi|karya|masalah)",
    r"(?:biaya|cuti|setelah|sesudah|habis|usai|pasca|pelayanan|layanan|surat|akta|jaminan|jampersal|tempat|ruang|kamar|klinik|paket|syarat) (?:(?!mau |akan |sedang )\w+ ){0,2}melahirkan",
    "fire (?:hydrants?|extinguishers?|stations?|trucks?|drills?)", "emergency (?:rooms?|units?|exits?|doors?|lights?|funds?)", "accident[ -]prone",
)  # fmt: skip
FEARED = (
    "rawan", "rentan", "mencegah", "cegah", "pencegahan", "mengantisipasi", "antisipasi", "mengurangi", "menghindari", "takut", "khawatir", "kuatir",
    "dikhawatirkan", "ditakutkan", "berpotensi", "potensi", "bisa", "(?:bisa|dapat) (?:menyebabkan|mengakibatkan|menimbulkan|memicu)", "risiko", "resiko",
    "berisiko", "bahaya", "sering", "kerap", "jangan sampai", "(?:agar|supaya|biar) (?:tidak|tdk|jangan)", "sebelum", "kalau", "jika", "bila", "apabila",
    "sosialisasi", "simulasi", "pelatihan", "asuransi", "santunan", "klaim", "risk of", "fear of", "prevent",
    "tidak ada", "tidak terjadi", "belum ada", "bukan", "without",
)  # fmt: skip
BETWEEN = "(?:(?:akan|nanti|terjadi|terjadinya|ada|timbul|bahaya|risiko|sampai|kena|korban|anak|anak-anak|orang|warga|pengendara|banyak|laporan|kejadian|kasus) ){0,2}"
PAST = (
    "(?:tahun|bulan|minggu|pekan) (?:lalu|kemar[ie]n|yang lalu|yg lalu)", r"tahun \d{4}", "tempo hari", "(?:zaman|jaman) dulu", "dulu pernah", "dahulu",
    "pernah", "last (?:year|month|week)",
)  # fmt: skip


HERE = "§"  # where a word of danger stands in a pattern


def _any(ways: Iterable[str]) -> str:
    return f"(?:{'|'.join(ways)})"


def _spaced(pattern: str) -> str:
    return pattern.replace(" ?", r"\s*").replace(" ", r"\s+")


_PAST = _any(PAST)
WORD = _spaced(_any(WORDS))
OTHERWISE = _spaced(
    _any(
        (
            *SAID,
            f"{_any(FEARED)} {BETWEEN}{HERE}",
            rf"{_PAST} (?:\w+ ){{0,3}}{HERE}",
            rf"{HERE} (?:(?!yang |yg )\w+ ){{0,3}}{_PAST}",
        )
    )
)
_danger = re.compile(rf"\b{WORD}\b", re.IGNORECASE)
_otherwise = re.compile(rf"\b{OTHERWISE.replace(HERE, WORD)}\b", re.IGNORECASE)
_stretched = re.compile(r"(\w)\1{2,}")  # "toloooong"


def speaks_of_danger(*texts: str) -> bool:
    return any(_danger.search(_otherwise.sub(" ", _stretched.sub(r"\1", text))) for text in texts)
