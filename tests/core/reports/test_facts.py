"""Journal lines are kept for years: every (kind, version) that was ever written can be read, and none holds a citizen's words."""

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from arcadumas.core.reports import described, facts
from arcadumas.core.reports.facts import Facts

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.json"))
# What a text in a line may be. A new field is added here with its kind, and is never what a citizen wrote.
TEXTS = {
    "a code of ours": {"unit", "named_unit", "replaces", "code", "letter", "attachment"},
    "a value of a closed list": {
        "source",
        "shows",
        "report_class",
        "reason",
        "role",
        "cause",
        "by",
        "step",
        "content_type",
        "audience",
        "difference",
        "urgency",
        "visibility",
    },
    "a moment": {
        "due_on",
        "due_before",
        "settle_due_before",
        "settle_due",
        "due_at",
        "entered_at",
        "next_at",
        "until",
        "visit_at",
        "done_at",
    },
    "SP4N's own number or status": {"tracking_id", "sp4n_status", "before", "after", "status"},
    "ids of officers": {"mentioned", "from_person", "to_person"},
    "the kind of another line": {"act"},
    "the public body that an officer named, its number for the report and where it is reached": {
        "to",
        "reference",
        "contact",
    },
}


def of(path: Path) -> tuple[str, int, dict[str, Any]]:
    kind, version, _json = path.name.rsplit(".", 2)
    return kind, int(version.removeprefix("v")), json.loads(path.read_text())


def test_every_kind_and_version_has_a_sample() -> None:
    assert sorted((kind, v) for kind, v, _values in map(of, SAMPLES)) == facts.known()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_stored_line_is_read_with_nothing_lost(path: Path) -> None:
    kind, v, values = of(path)
    read = facts.read(kind, v, values)
    assert read.kind == kind
    stored = {name: value for name, value in values.items() if value not in (None, "")}
    assert {name: value for name, value in read.as_json().items() if name in values} == stored


def test_texts_are_codes_moments_and_closed_lists_never_words() -> None:
    allowed = set().union(*TEXTS.values())
    found = {
        field.name
        for kind, v in facts.known()
        for field in fields(facts.of(kind, v))
        if field.type not in (int, bool, bool | None, "int", "bool")
    }
    assert found == allowed


def test_a_line_does_without_what_is_empty() -> None:
    assert facts.Received(source="web").as_json() == {"source": "web"}
    assert facts.Verified(report_class="complaint").as_json() == {"report_class": "complaint", "is_urgent": False}
    assert facts.Withdrawn().as_json() == {}


def test_what_a_line_must_say_is_kept_even_where_it_is_empty() -> None:
    written = facts.Sp4nChanged(after="").as_json()
    assert (written, facts.read("sp4n_changed", 1, written)) == ({"after": ""}, facts.Sp4nChanged(after=""))


def test_a_line_without_what_it_must_say_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        facts.Returned(unit="pupr")  # type: ignore[call-arg]


def test_an_unknown_kind_is_not_guessed_at() -> None:
    for kind, v in (("gossiped", 1), ("received", 99)):
        with pytest.raises(KeyError):
            facts.read(kind, v, {})


def test_what_a_later_version_dropped_is_passed_over() -> None:
    assert facts.read("accepted", 1, {"unit": "pupr", "mood": "fine"}) == facts.Accepted(unit="pupr")


def test_an_older_version_is_raised_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    @dataclass(frozen=True, kw_only=True)
    class Third(Facts):
        place: str

    monkeypatch.setitem(described._KNOWN, ("planted", 3), Third)
    monkeypatch.setitem(described._UPCASTS, ("planted", 1), lambda old: {"spot": old["where"]})
    monkeypatch.setitem(described._UPCASTS, ("planted", 2), lambda old: {"place": old["spot"].upper()})
    assert facts.read("planted", 1, {"where": "pasar"}) == Third(place="PASAR")
