"""What looks like advertising, abuse or danger in a report's words. A flag is a hint to whoever verifies; it stops nothing."""

import re
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from arcadumas.core.reports.dangers import speaks_of_danger

ADVERTISING = re.compile(
    r"\b(slot gacor|slot online|maxwin|rtp live|pinjaman online cepat|pinjol tanpa|dana cepat cair|jual followers?|promo terbatas|"
    r"klik link (ini|berikut)|join sekarang|deposit pulsa|bonus new member|casino|viagra|crypto investment|forex signal)\b",
    re.IGNORECASE,
)
# Of these citizens complain as well: they advertise only beside a word that calls to play.
GAMBLING = re.compile(r"\b(judi online|judol|togel|bandar (bola|togel))\b", re.IGNORECASE)
CALLING = re.compile(r"\b(daftar|bonus|deposit|gacor|jackpot|terpercaya|resmi|situs|link|withdraw|pasti menang|hubungi wa)\b", re.IGNORECASE)  # fmt: skip
ABUSE = re.compile(
    r"\b(anjing|anjg|anjir?ng|bangsat|bajingan|kontol|memek|jancok|jancuk|ngentot|goblo[kg]|tolol|keparat|asu|babi lu|tai(?:k)? kucing|"
    r"pepek|pukimak|kampang|lonte|perek|fuck(?:ing)?|bitch|asshole)\b",
    re.IGNORECASE,
)
ANIMAL = re.compile(
    r"\b(?:(?:\w*gigit\w*|\w*kejar\w*|ekor|seekor|bangkai|kotoran|vaksin|banyak|kawanan|induk|suara|ada) anjing"
    r"|anjing(?:-anjing)? (?:liar|gila|rabies|peliharaan|galak|tetangga|milik|hutan|jalanan|yang|menggigit|berkeliaran|masuk|mati|dan kucing|kampung))\b",
    re.IGNORECASE,
)
THREAT = re.compile(
    r"\b((saya|aku|gue|kami) (akan|mau|bakal) (bunuh|bakar|bacok|habisi|hancurkan)|awas (kau|kamu|lu)|tunggu pembalasan)\b",
    re.IGNORECASE,
)
LINK = re.compile(r"https?://|www\.|\bbit\.ly/|\bt\.me/|\bwa\.me/", re.IGNORECASE)
SAME_LETTER = re.compile(r"(\w)\1{7,}")
MOST_LINKS = 2
FEWEST_LETTERS = 12


class Flag(StrEnum):
    DANGER = "danger"
    ADVERTISING = "advertising"
    ABUSE = "abuse"
    THREAT = "threat"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Flag.DANGER: _("Speaks of danger to life: call the emergency service first, then mark it urgent."),
    Flag.ADVERTISING: _("Looks like advertising. Read it before you close it: there may be a report inside."),
    Flag.ABUSE: _("Has coarse words. The matter may be true all the same."),
    Flag.THREAT: _("Has words that threaten somebody."),
    Flag.EMPTY: _("Says very little. A question to the reporter may help more than closing it."),
}


def flags(title: str, body: str) -> tuple[Flag, ...]:
    """The most pressing first. For whistleblowing, whose words are sealed, there are none."""
    text = f"{title}\n{body}"
    if not text.strip():
        return ()
    found = {
        Flag.DANGER: speaks_of_danger(title, body),
        Flag.THREAT: THREAT.search(text),
        Flag.ADVERTISING: ADVERTISING.search(text) or _calls_to_play(text) or len(LINK.findall(text)) > MOST_LINKS,
        Flag.ABUSE: ABUSE.search(ANIMAL.sub(" ", text)),
        Flag.EMPTY: _says_little(text),
    }
    return tuple(flag for flag, is_so in found.items() if is_so)


def _calls_to_play(text: str) -> bool:
    return bool(GAMBLING.search(text) and CALLING.search(text))


def _says_little(text: str) -> bool:
    letters = [letter for letter in SAME_LETTER.sub("", text).lower() if letter.isalpha()]
    return len(letters) < FEWEST_LETTERS or len(set(letters)) < 5
