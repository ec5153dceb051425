"""Two versions, word by word: nothing of either is lost."""

from hypothesis import given
from hypothesis import strategies as st

from arcadumas.core.handling.versions import MOST, Piece, compare


def test_it_shows_what_went_and_what_came() -> None:
    assert compare("Lubang ditutup Senin.", "Lubang ditutup Selasa pagi.") == [
        Piece(kind="same", text="Lubang ditutup "),
        Piece(kind="gone", text="Senin"),
        Piece(kind="new", text="Selasa pagi"),
        Piece(kind="same", text="."),
    ]


@given(st.text(max_size=60), st.text(max_size=60))
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before


def test_a_very_long_text_is_compared_line_by_line() -> None:
    line = "satu dua tiga empat\n"
    pieces = compare(line * MOST, line * MOST + "lima\n")
    assert pieces[-1] == Piece(kind="new", text="lima\n")
