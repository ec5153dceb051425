import numpy as np
import pytest

from arcadumas.core.suggestions import vocabulary
from arcadumas.core.suggestions.vocabulary import terms_of

TEXTS = ["mohon jalan rusak"] * 20 + ["mohon obat habis"] * 20
LABELS = ["pupr"] * 20 + ["dinkes"] * 20


def test_what_everybody_writes_counts_less_than_what_tells_labels_apart_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "mohon" not in terms_of(TEXTS, LABELS, most=1_000)[0].words.column
    monkeypatch.setattr(vocabulary, "SILENT", 0.0)
    terms, _counted = terms_of(TEXTS, LABELS, most=1_000)
    weight = {name: terms.words.weight[column] for name, column in terms.words.column.items()}
    assert 0 < weight["mohon"] < weight["jalan"] / 100


def test_what_says_next_to_nothing_is_left_out_as_far_as_it_says_no_more_than_its_part_together() -> None:
    texts = [f"mohon bantuan bapak {text}" for text in TEXTS]
    whole, counted = terms_of(texts, LABELS, most=1_000)
    assert not {"mohon", "bantuan", "bapak", "mohon bantuan"} & whole.words.column.keys()
    assert {"jalan", "rusak", "obat", "jalan rusak"} <= whole.words.column.keys()
    assert counted.shape == (40, whole.size)


def test_what_was_met_twice_counts_less_than_what_was_met_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "SILENT", 0.0)
    often = ["jalan rusak"] * 20 + ["jalan amblas"] * 2 + ["obat habis"] * 22
    terms, _counted = terms_of(often, ["pupr"] * 22 + ["dinkes"] * 22, most=1_000)
    rarity = {"rusak": np.log(45 / 21) + 1, "amblas": np.log(45 / 3) + 1}
    told = {word: terms.words.weight[terms.words.column[word]] / rarity[word] for word in rarity}
    assert told["amblas"] < told["rusak"]


def test_of_too_many_terms_those_stay_that_move_labels_most() -> None:
    terms, counted = terms_of(TEXTS, LABELS, most=8)
    assert (terms.size, counted.shape) == (8, (40, 8))
    assert not {"mohon", " moh", "moho"} & (terms.words.column.keys() | terms.pieces.column.keys())


def test_what_one_report_alone_says_is_no_term() -> None:
    terms, _counted = terms_of([*TEXTS, "sanusi sanusi"], [*LABELS, "pupr"], most=1_000)
    assert not [name for kind in (terms.words, terms.pieces) for name in kind.column if "sanu" in name]


def test_texts_are_counted_later_as_they_were_learned() -> None:
    terms, counted = terms_of(TEXTS, LABELS, most=1_000)
    assert np.abs((terms.counted(TEXTS) - counted).toarray()).max() == 0
    lengths = np.sqrt(terms.counted(["mohon jalan", "xyz"]).power(2).sum(axis=1))
    assert np.asarray(lengths).ravel().tolist() == pytest.approx(
        [2**0.5, 0]
    )  # words and pieces one each; of unknown words nothing


def test_without_a_word_there_is_no_term() -> None:
    assert terms_of(["", "!", ""], ["a", "b", "a"], most=10)[0].size == 0
