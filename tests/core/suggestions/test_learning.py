import pytest

from arcadumas.core.suggestions import learning
from arcadumas.core.suggestions.evaluating import compare
from arcadumas.core.suggestions.model import Model
from tests.core.suggestions.texts import reports


def test_it_learns_what_words_mean() -> None:
    learned = learning.learn(*reports(240))
    first = learned.model.rank("Aspal jalan kami berlubang")[0]
    assert (first.label, "berlubang" in first.words, learned.examples) == ("pupr", True, 240)
    assert learned.figures.accuracy > 0.9


def test_a_model_with_less_room_still_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, labels = reports(240)
    whole = learning.learn(texts, labels).model
    monkeypatch.setattr(learning, "MOST_TERMS", 100)
    small = learning.learn(texts, labels).model
    assert len(small.words.terms) + len(small.pieces.terms) == 100 < len(whole.words.terms) + len(whole.pieces.terms)
    assert len(small.content()) < len(whole.content())
    assert small.rank("obat di puskesmas habis")[0].label == "dinkes"


def test_two_labels_are_enough() -> None:
    pairs = [(text, label) for text, label in zip(*reports(200), strict=True) if label != "dlh"]
    learned = learning.learn([text for text, _l in pairs], [label for _t, label in pairs])
    assert [learned.model.rank(text)[0].label for text in ("jembatan amblas", "perawat dan bidan")] == [
        "pupr",
        "dinkes",
    ]


def test_one_label_is_not_enough() -> None:
    with pytest.raises(learning.TooFew):
        learning.learn(["jalan rusak"] * 10 + ["obat habis"] * 2, ["pupr"] * 10 + ["dinkes"] * 2)


def test_what_one_report_alone_says_is_not_in_the_model() -> None:
    texts, labels = reports(240)
    texts[10] += " sanusi sanusi sanusi"
    known = learning.learn(texts, labels).model
    assert not [term for term in known.words.terms if "sanusi" in term]
    assert not [term for term in known.pieces.terms if term in (" sanu", "anusi", "nusi ")]


def test_a_comparison_judges_what_would_be_kept() -> None:
    texts, labels = reports(300)
    found = compare(texts, labels, 240)
    assert (found.learned_from, found.judged_on, found.labels) == (240, 60, 3)
    assert found.model.accuracy >= found.baseline.accuracy > found.majority.accuracy
    assert found.majority.top3 == 1.0
    assert found.size == len(learning.learn(texts[:240], labels[:240]).model.content())


def test_learning_twice_is_the_same() -> None:
    assert (
        Model.read(learning.learn(*reports(200)).model.content()).content()
        == learning.learn(*reports(200)).model.content()
    )
