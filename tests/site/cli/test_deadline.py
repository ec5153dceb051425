"""The command `deadline`: contract.md's JSON, a table for people, sentences for mistakes."""

import argparse
import json
from typing import Any

import pytest
from django.utils import translation

from arcadumas.site.cli import deadline

pytestmark = pytest.mark.django_db


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    deadline.arguments(parser)
    return deadline.run(parser.parse_args(words))


def answer(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert run(*words, "--json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_it_counts_every_step_as_if_its_event_fell_on_the_moment(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--class", "complaint", "--from", "2026-12-16T02:00:00Z")
    assert (found["class"], found["from"], found["rule"]) == (
        "complaint",
        "2026-12-16T10:00:00+08:00",
        "PermenPANRB 62/2018",
    )
    assert {promise["step"]: promise["due_at"] for promise in found["promises"]} == {
        "verify": "2026-12-21T23:59:59+08:00",
        "respond": "2026-12-23T23:59:59+08:00",
        "settle": "2027-01-11T23:59:59+08:00",
        "complete_info": "2027-01-04T23:59:59+08:00",
        "reporter_reply": "2027-01-04T23:59:59+08:00",
        "dispose": "2026-12-17T23:59:59+08:00",
        "sp4n_link": "2026-12-17T23:59:59+08:00",
        "sp4n_answer": "2026-12-17T23:59:59+08:00",
        "accept": "2026-12-16T14:00:00+08:00",
        "approve": "2026-12-17T23:59:59+08:00",
    }


def test_a_promise_carries_its_figure_basis_and_skipped_days(capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("id"):
        found = answer(capsys, "--class", "complaint", "--from", "2026-12-16T10:00:00")
    assert found["promises"][0] == {
        "step": "verify",
        "due_at": "2026-12-21T23:59:59+08:00",
        "amount": 3,
        "counted_in": "working_days",
        "rule": "PermenPANRB 62/2018",
        "basis": "PermenPANRB 62/2018",
        "verified": False,
        "starts_on": "received",
        "skipped": [{"date": "2026-12-19", "reason": "Sabtu"}, {"date": "2026-12-20", "reason": "Minggu"}],
    }


def test_one_rule_set_may_be_asked_alone_in_any_case(capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "--class", "whistleblowing", "--from", "2026-12-16", "--rule", "perpres 76/2013")
    assert found["rule"] == "Perpres 76/2013"
    assert [(one["step"], one["due_at"]) for one in found["promises"]] == [("settle", "2027-02-14T23:59:59+08:00")]


def test_before_every_rule_there_is_no_promise(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "--class", "aspiration", "--from", "2005-01-01") == {
        "class": "aspiration",
        "from": "2005-01-01T00:00:00+08:00",
        "rule": None,
        "promises": [],
    }


def test_people_get_a_table_the_skipped_days_and_the_doubt(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--class", "aspiration", "--from", "2026-12-16T10:00", "--rule", "PermenPANRB 62/2018")
    with translation.override("en"):
        assert run(*words) == 0
    assert capsys.readouterr().out == (
        "Aspiration, counted from Wednesday 16 December 2026 at 10:00 WITA\n"
        "\n"
        "Step                     At most          Due                                       Basis\n"
        "-----------------------  ---------------  ----------------------------------------  -------------------------------------\n"
        "Verification             3 working days   Monday 21 December 2026 at 23:59 WITA     PermenPANRB 62/2018 (not yet checked)\n"
        "First answer             5 working days   Wednesday 23 December 2026 at 23:59 WITA  PermenPANRB 62/2018 (not yet checked)\n"
        "Settlement               5 working days   Wednesday 23 December 2026 at 23:59 WITA  PermenPANRB 62/2018 (not yet checked)\n"
        "Facts from the reporter  10 working days  Monday 4 January 2027 at 23:59 WITA       PermenPANRB 62/2018 (not yet checked)\n"
        "The reporter's word      10 working days  Monday 4 January 2027 at 23:59 WITA       PermenPANRB 62/2018 (not yet checked)\n"
        "\n"
        "Not counted on the way: Thursday 24 Dec (Christmas Joint Holiday), Friday 25 Dec (Christmas Day), "
        "Friday 1 Jan (New Year's Day), 6 weekend days.\n"
        "PermenPANRB 62/2018: figures not yet checked against the official text. "
        "(angka PermenPANRB 62/2018, belum dicocokkan dengan 5/2025)\n"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--class", "pengaduan", "--from", "2026-12-16"),
            "There is no class “pengaduan”. Choose one of complaint, complaint_oversight, whistleblowing, "
            "information_request, aspiration.",
        ),
        (
            ("--class", "complaint", "--from", "16-12-2026"),
            "“16-12-2026” is not a moment. Write it as 2026-03-17T09:00+08:00.",
        ),
        (("--class", "complaint", "--from", "0001-01-01T00:00Z"), "Give a year from 2000 to 2100."),
        (
            ("--class", "complaint", "--from", "9999-12-31T23:59Z"),
            "“9999-12-31T23:59Z” is not a moment. Write it as 2026-03-17T09:00+08:00.",
        ),
        (
            ("--class", "complaint", "--from", "2026-12-16", "--rule", "5/2025"),
            "No rule set “5/2025” is in force then. In force: PermenPANRB 62/2018, Perpres 76/2013, Aturan internal.",
        ),
    ],
)
def test_a_mistake_is_one_clear_sentence(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
) -> None:
    with translation.override("en"):
        assert run(*words, "--json") == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{sentence}\n")
