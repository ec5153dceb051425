"""Identity numbers, telephone numbers, e-mail addresses and a writer's own name taken out of what people write.

Detection works on a shadow of the text: compatibility forms and foreign digits folded to ASCII, invisible characters
left out, each character of the shadow knowing where it stands in the text. Every pattern is bounded or has one way to
match, so time grows with the length of the text alone. In doubt a number that could be somebody's is masked; amounts,
dates, hours and coordinates are set aside first.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

NIK = "[NIK disamarkan]"
PHONE = "[nomor disamarkan]"
EMAIL = "[email disamarkan]"
NAME = "[nama disamarkan]"
SHORTEST_NAME, LONGEST_NAME, MOST_PARTS = 4, 200, 12  # letters (shorter ones are also words), characters, words
Span = tuple[int, int, str]


def mask(text: str) -> str:
    """The text with a fixed mark in place of each NIK, telephone number and e-mail address. Masking twice changes nothing."""
    return replace(replace(text, emails), numbers)


def without_name(text: str, name: str) -> str:
    """The text without the name that its writer's own program sent along: where it stands in full, and where a line holds
    nothing but parts of it, as under a letter."""
    parts = [part for part in re.split(r"[\W_]+", name[:LONGEST_NAME]) if part][:MOST_PARTS]
    if len("".join(parts)) < SHORTEST_NAME:
        return text
    in_full = r"[\W_]+".join(map(re.escape, parts))
    whole = re.compile(rf"(?<!\w){in_full}(?!\w)", re.IGNORECASE)
    signed = {part.casefold() for part in parts}

    def line_without(line: str) -> str:
        words = [word.casefold() for word in re.split(r"[\W_]+", line) if word]
        is_signature = bool(words) and signed.issuperset(words) and len("".join(words)) >= SHORTEST_NAME
        return NAME if is_signature else whole.sub(NAME, line)

    return "\n".join(line_without(line) for line in text.split("\n"))


@dataclass(frozen=True)
class Shadow:
    text: str
    places: range | list[int]  # where each character stands in the original
    length: int  # of the original

    @classmethod
    def of(cls, text: str) -> "Shadow":
        if text.isascii():
            return cls(text.replace("\t", " "), range(len(text)), len(text))
        folded = [(part, place) for place, character in enumerate(text) for part in fold(character)]
        return cls("".join(part for part, _ in folded), [place for _, place in folded], len(text))

    def after(self, stop: int) -> int:
        """Where the original goes on after a span, the invisible characters that hang on it left behind."""
        following = self.places[stop] if stop < len(self.text) else self.length
        return max(following, self.places[stop - 1] + 1)


@lru_cache(maxsize=8192)
def fold(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Mn", "Me"}:
        return ""
    if category == "Zs" or character == "\t":
        return " "
    if category == "Pd" or character == "−":
        return "-"
    if character in "·•∙・":
        return "."
    digit = unicodedata.decimal(character, None)
    return unicodedata.normalize("NFKC", character) if digit is None else str(digit)


def replace(text: str, find: Callable[[str], Iterator[Span]]) -> str:
    shadow = Shadow.of(text)
    kept, end = [], 0
    for start, stop, mark in find(shadow.text):
        kept += [text[end : shadow.places[start]], mark]
        end = shadow.after(stop)
    return "".join([*kept, text[end:]])


# -- E-mail addresses --------------------------------------------------------------------------------------------------
OPEN, CLOSE = r"[(\[{<] ?", r" ?[)\]}>]"
AT = re.compile(rf"(?P<sign> {{0,2}}@)|(?P<bracketed> {{0,2}}{OPEN}at{CLOSE})|(?P<word> at )", re.IGNORECASE)
LABEL = r"[^\W_][\w-]{0,62}"
SPELLED = rf"(?: ?{OPEN}(?:dot|titik){CLOSE} ?| (?:dot|titik) )"
DOTTED_DOMAIN = re.compile(rf" {{0,2}}{LABEL}(?:\.{LABEL}){{1,8}}")
SPELLED_DOMAIN = re.compile(rf" {{0,2}}{LABEL}(?:(?:\.|{SPELLED}){LABEL}){{1,8}}", re.IGNORECASE)
BARE_DOMAIN = re.compile(rf" {{0,2}}{LABEL}")
PROVIDER = re.compile(
    r" {0,2}(?:gmail|googlemail|yahoo|ymail|rocketmail|hotmail|outlook|icloud|proton)\b", re.IGNORECASE
)
TOP_LEVEL = re.compile(r"[^\W\d_][\w-]+\Z")
NEVER_LOCAL = frozenset("@()<>[],;:\"'/\\ \n\r\v\f")
SELDOM_LOCAL = NEVER_LOCAL | frozenset("{}=?&|")  # allowed by RFC 5322, but more often they stand before an address


def emails(text: str) -> Iterator[Span]:
    end = 0
    for at in AT.finditer(text):
        if at.start() < end or (start := local_part(text, end, at.start())) == at.start():
            continue
        if domain := domain_after(text, at):
            end = domain.end()
            yield start, end, EMAIL


def local_part(text: str, low: int, end: int) -> int:
    for stops in (SELDOM_LOCAL, NEVER_LOCAL):
        start = end
        while start > low and text[start - 1] not in stops:
            start -= 1
        if start < end:
            break
    return start


def domain_after(text: str, at: re.Match[str]) -> re.Match[str] | None:
    """The domain that makes it an address; None for a mention (`di @akun.resmi`), a price (`5@10.000`), an English word."""
    dotted = DOTTED_DOMAIN.match(text, at.end())
    spelled = SPELLED_DOMAIN.match(text, at.end())
    provider = PROVIDER.match(text, at.end())
    if at["word"]:
        return spelled if provider or (spelled and not dotted) else None
    if at["bracketed"]:
        return dotted or spelled or BARE_DOMAIN.match(text, at.end())
    is_mention = at["sign"] != "@" and not text.startswith(" ", at.end())
    if provider:
        return dotted or spelled or provider
    if is_mention or not (found := dotted or spelled):
        return None
    return found if TOP_LEVEL.search(re.split(r"[. ]", found[0])[-1]) else None


# -- Numbers -----------------------------------------------------------------------------------------------------------
THOUSANDS = r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})"
HOUR = r"(?:[01]?[0-9]|2[0-4])[.:][0-5][0-9]"
DAY, MONTH, YEAR = r"(?:0?[1-9]|[12][0-9]|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)[0-9]{2}"
ALONE, ENDED = r"(?<![0-9])(?<![0-9][.-])", r"(?![0-9])(?![.-][0-9])"
SET_ASIDE = re.compile(
    "|".join(
        [
            rf"(?:\brp|\bidr|\busd|\$)[. ]{{0,2}}(?:{THOUSANDS}{{1,5}}|[1-9][0-9]{{0,11}})(?![0-9])",
            r"(?<![0-9.,+])(?<![0-9] )[1-9][0-9.,]{0,24} ?(?:rupiah|ribu|rb|juta|jt|miliar|milyar|triliun)\b",
            rf"(?<![0-9.,+])(?<![0-9)][ -])(?!62\.8[1-9][0-9](?:\.[0-9]{{3}}){{2}}(?![0-9])(?<!\.000)){THOUSANDS}{{1,5}}(?![0-9])(?![.,-][0-9])",
            rf"{ALONE}(?:{DAY}[-./]{MONTH}[-./]{YEAR}|{YEAR}[-./]{MONTH}[-./]{DAY}){ENDED}",
            rf"{ALONE}{HOUR}(?: ?- ?{HOUR})?{ENDED}",
            r"(?<![0-9.])[0-9]{1,3}\.[0-9]{4,17} ?, ?-?[0-9]{1,3}\.[0-9]{4,17}(?![0-9.])",
        ]
    ),
    re.IGNORECASE,
)
RUN = re.compile(r"[+(]{0,2}[0-9]+(?:[ .()/-]{1,3}[0-9]+)*")
LETTER_O = re.compile(r"(?<!\w)[oO](?=[ .()/-]?8[ .()/-]?[1-9])")  # written for the zero that begins a number
DIGITS = re.compile(r"[0-9]+")
YEARS = re.compile(r"(?:(?:19|20)[0-9]{2}){4}")
PROVINCE = r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-7])"
REGION = re.compile(rf"{PROVINCE}(?!00)[0-7][0-9](?!00)[0-5][0-9]")  # province, regency, kecamatan
OF_A_LETTER = re.compile(r"/(?:[A-Za-z]|(?:19|20)[0-9]{2}(?![0-9]))")  # what follows in its number: an office, a year
MOBILE = re.compile(r"(?:0|62|620|0062)8[1-9][0-9]{7,11}")
BARE_MOBILE = re.compile(r"8[1-9][0-9]{7,10}")
LANDLINE = re.compile(r"0[2-79][0-9]{7,10}")
ABROAD = re.compile(r"[1-9][0-9]{7,14}")
CALL = re.compile(
    r"(?:\b(?:hp|wa|whats ?app|te?lp?|telpon|telepon|phone|handphone|ponsel|hubungi|kontak|contact|cp|sms)"
    r"\W{0,4}(?:(?:no|nomor|nomer|saya|di|ke)\W{0,3}){0,2}|wa\.me/|phone=)\Z",
    re.IGNORECASE,
)
SHORTEST, LONGEST = 6, 16  # digits; the short ones only where a number to call is announced


def numbers(text: str) -> Iterator[Span]:
    open_text = LETTER_O.sub("0", SET_ASIDE.sub(lambda found: "~" * len(found[0]), text))
    for run in RUN.finditer(open_text):
        yield from numbers_in(open_text, run)


def numbers_in(text: str, run: re.Match[str]) -> Iterator[Span]:
    """A run of digit groups holds any number of numbers; from each group on, the longest that looks like one is taken."""
    groups = [(found.start(), found.end()) for found in DIGITS.finditer(text, run.start(), run.end())]
    if is_nik_in_small_groups(text, groups):
        yield begin(text, groups[0][0], groups[-1][1], run.start()), groups[-1][1], NIK
        return
    first = 0
    while first < len(groups):
        if found := number_from(text, groups, first):
            last, mark = found
            end = groups[last][1]
            yield begin(text, groups[first][0], end, run.start()), end, mark
            first = last
        first += 1


def number_from(text: str, groups: list[tuple[int, int]], first: int) -> tuple[int, str] | None:
    best = None
    digits = ""
    for last in range(first, len(groups)):
        start, end = groups[last]
        if end - start > LONGEST or len(digits := digits + text[start:end]) > LONGEST:
            break
        if len(digits) >= SHORTEST and (mark := mark_for(text, groups[first : last + 1], digits)):
            best = (last, mark)
            if first == last:
                break
    return best


def mark_for(text: str, groups: list[tuple[int, int]], digits: str) -> str | None:
    if "/" in text[groups[0][0] : groups[-1][1]]:
        return PHONE if is_slashed_phone(text, groups, digits) else None
    if text[groups[0][0] - 1 : groups[0][0]] == "+":
        return PHONE if ABROAD.fullmatch(digits) or MOBILE.fullmatch(digits) else None
    if len(digits) == LONGEST and not MOBILE.fullmatch(digits) and is_nik(groups, digits):
        return NIK
    return PHONE if is_phone(text, groups, digits) else None


def is_nik(groups: list[tuple[int, int]], digits: str) -> bool:
    """Sixteen digits; written in groups they are neither four years nor a row of small numbers."""
    longest = max(end - start for start, end in groups)
    return len(groups) == 1 or (digits[0] != "0" and longest >= 4 and not YEARS.fullmatch(digits))


def is_nik_in_small_groups(text: str, groups: list[tuple[int, int]]) -> bool:
    """Sixteen digits and no more, by ones, twos or threes, that begin as a region does; a row that counts on is none."""
    parts = [text[start:end] for start, end in groups[: LONGEST + 1]]
    size, digits = len(parts[0]), "".join(parts)
    is_even = size <= 3 and all(len(part) == size for part in parts[:-1]) and len(parts[-1]) <= size
    if not is_even or len(digits) != LONGEST or "/" in text[groups[0][0] : groups[-1][1]] or not REGION.match(digits):
        return False
    return len({int(after) - int(before) for before, after in pairwise(parts)}) > 1


def is_slashed_phone(text: str, groups: list[tuple[int, int]], digits: str) -> bool:
    """0812/3456/7890; but 0821/123/2026 and 081/2345/678/DISDIK are numbers of letters, unless a call is announced."""
    start, end = groups[0][0], groups[-1][1]
    if not MOBILE.fullmatch(digits) or any(stop - begun < 3 for begun, stop in groups[1:]):
        return False
    is_letter = (
        text[start - 1 : start] == "/" or OF_A_LETTER.match(text, groups[-1][0] - 1) or OF_A_LETTER.match(text, end)
    )
    return not is_letter or is_called(text, start)


def is_phone(text: str, groups: list[tuple[int, int]], digits: str) -> bool:
    start, end = groups[0]
    if MOBILE.fullmatch(digits):
        return text[start : end + 1] != "0."  # a decimal fraction
    if LANDLINE.fullmatch(digits):
        return len(groups) == 1 or end - start in {3, 4}
    if len(digits) >= 11 and BARE_MOBILE.fullmatch(digits):
        return True
    if text[start:end] == "62" and LANDLINE.fullmatch("0" + digits[2:]):
        return True
    return len(digits) <= 15 and (len(groups) == 1 or digits[0] == "8") and is_called(text, start)


def is_called(text: str, start: int) -> bool:
    """Whether the words just before say that a number to call follows."""
    return CALL.search(text[max(0, start - 40) : start]) is not None


def begin(text: str, start: int, end: int, low: int) -> int:
    """Where the mark begins: with the plus, and with the bracket if it closes inside."""
    while start > low and text[start - 1] in "+(":
        start -= 1
    return start + 1 if text[start] == "(" and ")" not in text[start:end] else start
