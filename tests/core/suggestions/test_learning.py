from dataclasses import replace
from typing import Any

import pytest

from arcadumas.core.suggestions import learning
from arcadumas.core.suggestions.evaluating import compare
from arcadumas.core.suggestions.model import Model
from arcadumas.core.suggestions.terms import words_of
from arcadumas.core.suggestions.vocabulary import terms_of
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


def test_a_label_that_two_reports_had_can_be_suggested() -> None:
    texts, labels = reports(240)
    texts[50] = texts[90] = "layangan putus di alun-alun"
    labels[50] = labels[90] = "dispora"
    assert "dispora" in [choice.label for choice in learning.learn(texts, labels).model.rank("layangan di alun-alun")]


def test_one_label_may_dominate() -> None:
    texts, labels = reports(240)
    few = [n for n, label in enumerate(labels) if label == "dlh"][:6]
    mostly = ["dlh" if n in few else "pupr" for n in range(240)]
    assert {choice.label for choice in learning.learn(texts, mostly).model.rank(texts[few[0]])} == {"dlh", "pupr"}


def test_a_label_that_only_the_newest_reports_have_is_learned() -> None:
    texts, labels = reports(200)
    order = sorted(range(200), key=lambda n: labels[n] == "dlh")
    two = ["dlh" if labels[n] == "dlh" else "pupr" for n in order[:-30]]
    few = [texts[n] for n in order[: len(two)]]
    assert learning.learn(few, two).model.rank("sampah menumpuk di sungai")[0].label == "dlh"


def test_many_labels_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "ROOM", 30_000)
    monkeypatch.setattr(learning, "FEW", 0)
    monkeypatch.setattr(learning, "STEPS", ())
    texts, labels = reports(1_000)
    names = [f"{label}-{n % 100}" for n, label in enumerate(labels)]
    model = learning.learn(texts, names).model
    assert (len(model.labels), len(model.weights) <= 30_000) == (len(set(names)), True)
    assert sum(model.shares("jalan rusak")) == pytest.approx(1)


def test_a_model_too_large_to_keep_is_learned_with_fewer_terms(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, labels = reports(400)
    whole = learning.learn(texts, labels).model
    monkeypatch.setattr(learning, "MOST_BYTES", len(whole.content()) // 2)
    smaller = learning.learn(texts, labels).model
    assert len(smaller.content()) <= learning.MOST_BYTES
    assert 0 < len(smaller.weights) < len(whole.weights)
    assert smaller.rank("sampah menumpuk di sungai")[0].label == "dlh"


def test_where_there_are_reports_enough_it_tries_how_much_it_counts_that_a_unit_had_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts, labels = reports(400)
    rare = {n for n, label in enumerate(labels) if label == "dinkes" and n % 3}
    few = [(text, label) for n, (text, label) in enumerate(zip(texts, labels, strict=True)) if n not in rare]
    monkeypatch.setattr(learning, "STEPS", ())
    monkeypatch.setattr(learning, "FEW", 0)
    shares = []
    for habit in (0.0, 0.5):
        monkeypatch.setattr(learning, "HABITS", (habit,))
        model = learning.learn([text for text, _label in few], [label for _text, label in few]).model
        shares.append(dict(zip(model.labels, model.offsets, strict=True)))
    lost = {label: shares[0][label] - shares[1][label] for label in shares[0]}
    assert max(lost, key=lambda label: lost[label]) == "dinkes"


@pytest.mark.parametrize(("few", "last"), [(10_000, learning.Manner(forgetting=2.0)), (0, learning.Manner(forgetting=2.0, hardness=0.1, evenness=0.0))])  # fmt: skip
def test_with_reports_enough_each_step_goes_on_from_where_the_last_did_better(
    monkeypatch: pytest.MonkeyPatch, few: int, last: learning.Manner
) -> None:
    tried: list[learning.Manner] = []
    svms = learning._svms

    def noted(counted: Any, labels: Any, manner: learning.Manner) -> learning.Linear:
        tried.append(replace(manner, bayes=0.0, habit=0.0))
        return svms(counted, labels, manner)

    monkeypatch.setattr(learning, "_svms", noted)
    monkeypatch.setattr(learning, "_merit", lambda outcome: outcome[0].forgetting - outcome[0].hardness)
    monkeypatch.setattr(learning, "FEW", few)
    learning.learn(*reports(100))
    assert tried[-2] == last  # the last but one, since the best is learned from all at the end


def test_very_long_and_empty_texts_are_learned_from_too() -> None:
    texts, labels = reports(210)
    texts[7], texts[8], texts[9] = "", "jalan rusak " * 2_000, "?!"
    model = learning.learn(texts, labels).model
    assert model.rank("puskesmas kehabisan obat " * 1_000)[0].label == "dinkes"


def test_texts_without_a_word_are_too_few() -> None:
    with pytest.raises(learning.TooFew):
        learning.learn(["", "?!"] * 100, ["pupr", "dinkes"] * 100)


def test_a_page_sums_up_as_learning_did() -> None:
    texts, labels = reports(240)
    model = learning.learn(texts, labels).model
    _terms, counted = terms_of(texts, labels, most=learning.MOST_TERMS)
    known = model._known(words := words_of(texts[0]), model._rows(words))
    assert known == pytest.approx(dict(zip(counted[0].indices.tolist(), counted[0].data.tolist(), strict=True)), rel=1e-5)  # fmt: skip


def test_a_comparison_judges_what_would_be_kept() -> None:
    texts, labels = reports(300)
    found = compare(texts, labels, 240)
    assert (found.learned_from, found.judged_on, found.labels) == (240, 60, 3)
    assert found.model.accuracy >= found.baseline.accuracy > found.majority.accuracy
    assert found.majority.top3 == 1.0
    assert found.baseline.accuracy >= found.simple.accuracy > found.majority.accuracy
    assert found.size == len(learning.learn(texts[:240], labels[:240]).model.content())


def test_learning_twice_is_the_same() -> None:
    assert (
        Model.read(learning.learn(*reports(200)).model.content()).content()
        == learning.learn(*reports(200)).model.content()
    )
