"""Invented reports of three units, from a few words each, always the same."""

import random

WORDS = {
    "pupr": "jalan berlubang rusak aspal jembatan drainase retak amblas perbaikan bina marga",
    "dinkes": "puskesmas obat antrean dokter pasien imunisasi perawat klinik bidan vaksin",
    "dlh": "sampah bau tps limbah sungai pencemaran angkut kebersihan truk menumpuk",
}
PLAIN = [
    "di",
    "depan",
    "rumah",
    "kami",
    "sudah",
    "lama",
    "tidak",
    "ada",
    "yang",
    "datang",
    "mohon",
    "segera",
    "ditindaklanjuti",
    "terima",
    "kasih",
    "warga",
    "desa",
]


def reports(number: int, *, seed: int = 7) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    texts, labels = [], []
    for _n in range(number):
        label = rng.choice(list(WORDS))
        own, plain = rng.choices(WORDS[label].split(), k=4), rng.choices(PLAIN, k=8)
        texts.append(" ".join(rng.sample(own + plain, k=12)))
        labels.append(label)
    return texts, labels
