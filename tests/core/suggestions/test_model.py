import json
import random
import zlib

import pytest

from arcadumas.core.suggestions.model import Model

WEIGHTS = bytes([228, 28, 28, 228, 178, 78])  # two labels: jalan says a, obat says b, " ob" says a a little


def model() -> Model:
    return Model(
        labels=["a", "b"], words=(["jalan", "obat"], [1.0, 1.0]), pieces=([" ja"], [1.0]), weights=WEIGHTS,
        scales=[0.01, 0.01], offsets=[0.0, 0.0], temperature=1.0,
    )  # fmt: skip


def test_it_ranks_labels_with_shares_that_make_one() -> None:
    ranked = model().rank("Jalan rusak")
    assert [choice.label for choice in ranked] == ["a", "b"]
    assert sum(choice.confidence for choice in ranked) == pytest.approx(1)
    assert ranked[0].confidence == pytest.approx(1 / (1 + 2.718281828 ** (-3.0)))


def test_it_names_the_words_that_spoke() -> None:
    assert model().rank("jalan rusak, tidak ada obat")[0].words == ("jalan",)


@pytest.mark.parametrize("width", [1, 3, 4, 5, 8, 57])
def test_all_labels_at_once_are_summed_as_one_by_one(width: int) -> None:
    rng = random.Random(width)
    weights = bytes(rng.choices(range(1, 256), k=3 * width))
    known = {0: 0.5, 1: 0.25, 2: 1.0}
    wide = Model(
        labels=[str(n) for n in range(width)], words=(["jalan", "obat"], [1.0, 1.0]), pieces=([" ja"], [1.0]), weights=weights,
        scales=[0.01] * width, offsets=[float(n) for n in range(width)], temperature=1.0,
    )  # fmt: skip
    one_by_one = [n + 0.01 * sum(part * (weights[row * width + n] - 128) for row, part in known.items()) for n in range(width)]  # fmt: skip
    assert wide._sums(known) == pytest.approx(one_by_one, abs=1e-4)


def test_of_a_text_without_a_known_word_it_says_nothing() -> None:
    assert model().rank("xyz 123") == model().rank("") == []


def test_a_label_that_may_not_be_named_is_left_out_and_the_shares_stay() -> None:
    whole = {choice.label: choice.confidence for choice in model().rank("jalan")}
    assert [(one.label, one.confidence) for one in model().rank("jalan", among=frozenset({"b"}))] == [("b", whole["b"])]


def test_what_is_kept_is_read_as_it_was() -> None:
    again = Model.read(model().content())
    assert again.rank("jalan obat") == model().rank("jalan obat")


def test_what_is_kept_is_json_and_arrays() -> None:
    line, _end, rest = zlib.decompress(model().content()).partition(b"\n")
    assert json.loads(line)["labels"] == ["a", "b"]
    assert rest.endswith(WEIGHTS)


@pytest.mark.parametrize("content", [b"", b"nothing", zlib.compress(b'{"format": 99}\n'), zlib.compress(b"no json\n")])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="model"):
        Model.read(content)


def test_a_model_that_was_cut_is_refused() -> None:
    cut = zlib.compress(zlib.decompress(model().content())[:-1])
    with pytest.raises(ValueError, match="fit"):
        Model.read(cut)
