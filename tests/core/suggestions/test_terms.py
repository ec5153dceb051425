from arcadumas.core.suggestions.terms import MOST, pairs, pieces, words_of


def test_words_are_small_and_longer_than_a_letter() -> None:
    assert words_of("Jalan RAYA, km 7 (b) rusak!") == ["jalan", "raya", "km", "rusak"]


def test_letters_written_in_another_way_are_the_same_word() -> None:
    assert words_of("ｊａｌａｎ") == ["jalan"]


def test_only_the_beginning_of_a_very_long_text_is_looked_at() -> None:
    assert len(words_of("ab " * MOST)) == MOST // 3


def test_pairs_are_words_and_neighbours() -> None:
    assert pairs(["jalan", "raya", "rusak"]) == ["jalan", "raya", "rusak", "jalan raya", "raya rusak"]


def test_pieces_know_where_a_word_begins_and_ends() -> None:
    assert pieces(["rsk"]) == [" rs", "rsk", "sk ", " rsk", "rsk ", " rsk "]
