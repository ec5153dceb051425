import pytest
from hypothesis import given
from hypothesis import strategies as st

from arcadumas.base.text import has_forbidden, shorten, tidy


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x85", "\ud800", "\udfff"])
def test_control_characters_and_half_pairs_are_forbidden(character):
    assert has_forbidden(f"jalan{character}rusak") is True


@pytest.mark.parametrize("text", ["", "Jalan rusak", "a\n\tb\r\nc", "😀 é ش 水", "\u200b"])
def test_what_people_write_is_allowed(text):
    assert has_forbidden(text) is False


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_no_other_character_is_forbidden(text):
    assert has_forbidden(text) is False


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("  Jalan rusak \r\n", "Jalan rusak"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\ufeff\u200b Jalan \u200b\n\ufeff", "Jalan"),
        ("a  b\n\n\nc", "a  b\n\n\nc"),
        (" \u200b \n", ""),
    ],
)
def test_the_ends_are_trimmed_and_the_inside_is_kept(written, tidied):
    assert tidy(written) == tidied


@given(st.text())
def test_what_is_tidy_stays_so(text):
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("text", "n", "short"),
    [
        ("Jalan rusak", 11, "Jalan rusak"),
        ("Jalan rusak", 10, "Jalan rus…"),
        ("Jalan rusak parah", 12, "Jalan rusak…"),
        ("Jalan rusak parah", 14, "Jalan rusak…"),
        ("Jalan\n rusak", 40, "Jalan rusak"),
        ("Satu, dua", 6, "Satu…"),
        ("abc", 1, "…"),
        ("abc", 0, ""),
    ],
)
def test_a_long_text_is_cut_between_words(text, n, short):
    assert shorten(text, n) == short


@given(st.text(), st.integers(0, 50))
def test_it_is_never_longer_than_asked(text, n):
    assert len(shorten(text, n)) <= n
