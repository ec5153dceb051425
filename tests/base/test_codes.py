import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.base.codes import ALPHABET, new_code, new_secret, read_code

codes = st.builds(new_code)
places = st.integers(0, 6)


def written(plain: str) -> str:
    return f"{plain[:4]}-{plain[4:]}"


@given(codes)
def test_a_new_code_reads_as_itself(code):
    assert re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    assert read_code(code) == code


@given(codes)
def test_a_code_is_read_in_any_case_and_spacing(code):
    plain = code.replace("-", "")
    shapes = [plain, code.lower(), plain.lower(), f"  {code}\n", code.replace("-", " "), code.replace("-", " – ")]
    wide = "".join(chr(ord(character) + 0xFEE0) for character in plain)
    assert {read_code(shape) for shape in [*shapes, " ".join(plain), f"\u200e{code}\ufeff", wide]} == {code}


@given(codes)
def test_every_single_wrong_character_is_noticed(code):
    plain = code.replace("-", "")
    mistyped = [
        plain[:place] + other + plain[place + 1 :] for place in range(8) for other in ALPHABET if other != plain[place]
    ]
    assert [wrong for wrong in mistyped if read_code(wrong) is not None] == []


def test_every_exchange_of_neighbours_is_noticed_for_every_pair_at_every_place():
    tried, missed = 0, []
    for place, first, second in itertools.product(range(7), ALPHABET, ALPHABET):
        code = code_with(place, first, second)
        exchanged = code[:place] + second + first + code[place + 2 :]
        tried += 1
        missed += [exchanged] if first != second and read_code(exchanged) else []
    assert (tried, missed) == (7 * 30 * 30, [])


def code_with(place: int, first: str, second: str) -> str:
    """A valid code that has these two characters at these places."""
    free = 7 if place < 6 else 0
    for filler, last in itertools.product(ALPHABET, ALPHABET):
        plain = [filler] * 8
        plain[free] = last
        plain[place : place + 2] = first, second
        if read_code("".join(plain)):
            return "".join(plain)
    raise AssertionError("no such code")


@given(codes, places, places)
def test_any_two_exchanged_characters_are_noticed(code, one, other):
    plain = list(code.replace("-", ""))
    if plain[one] == plain[other]:
        return
    plain[one], plain[other] = plain[other], plain[one]
    assert read_code("".join(plain)) is None


@pytest.mark.parametrize("text", ["", "ABCD", "ABCD-EFG", "ABCD-EFGH-J", "OOOO-IIII", "0101-0101", "ABCDEFGÄ", "😀"])
def test_what_is_no_code_is_none(text):
    assert read_code(text) is None


@given(st.text())
def test_any_text_is_read_without_a_crash(text):
    assert read_code(text) is None or re.fullmatch(r".{4}-.{4}", read_code(text))


def test_secrets_are_twelve_characters_and_differ():
    found = {new_secret() for _ in range(2000)}
    assert len(found) == 2000
    assert {len(secret) for secret in found} == {12}
    assert set("".join(found)) == set(ALPHABET)
