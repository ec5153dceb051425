"""Processes are killed under load; nothing that was acknowledged is lost, and the shapes that lose are caught.

A few kills here; FAULTS=long (make faults) makes it 300 rounds and prints what was found.
"""

import os
import random
import sys
from pathlib import Path

import pytest

from arcadumas.duties.notifications.carriers.email import Email
from arcadumas.duties.notifications.carriers.whatsapp import WhatsApp
from tests.faults import rounds
from tests.faults.rounds import Report

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("kills")]
IS_LONG = os.environ.get("FAULTS") == "long"
ROUNDS = int(os.environ.get("ROUNDS", "300")) if IS_LONG else 6  # each kind of process once and the busiest twice
OWED = sum(carrier.threads for carrier in (WhatsApp, Email)) + 10
CONTROL = (sys.executable, "-m", "tests.faults.controls.cli")


def told(name: str, report: Report) -> None:
    verdict = report.verdict
    print(
        f"\n{name}: {sum(report.kills.values())} kills {dict(report.kills)} in {report.seconds:.0f} s, "
        f"{verdict.reports} reports ({verdict.files} with a photo), {verdict.notices} notices, {verdict.messages} messages; "
        f"lost {len(verdict.lost_reports)} reports, {len(verdict.lost_files)} files, {len(verdict.lost_notices)} notices; "
        f"doubled {verdict.doubled} ({verdict.share_doubled:.2%}), at most {verdict.most_copies} copies; "
        f"in flight at a kill at least {min(report.flights)}; refused {report.refused[:3]}"
    )


def test_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    report = rounds.run(tmp_path, rounds.plan(ROUNDS, random.Random(7)), seed=7, patience=120.0)
    told("ours", report)
    verdict = report.verdict
    assert (verdict.lost_reports, verdict.lost_files, verdict.lost_notices) == ([], [], [])
    assert (verdict.phantoms, verdict.twice_filed, report.refused) == ([], [], [])
    assert verdict.most_copies <= 2
    assert verdict.share_doubled <= 0.01 or verdict.doubled <= 2
    assert min(report.flights) >= rounds.ENOUGH


@pytest.mark.parametrize("control", ["mark_then_send", "on_commit"])
def test_the_shapes_that_lose_notices_are_caught(tmp_path: Path, control: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    """One kill is enough where the outbox calls more sent than all threads can have on their way."""
    report = rounds.run(tmp_path, ["work"], seed=3, program=CONTROL, patience=8, owed=OWED, CONTROL=control)
    told(control, report)
    assert report.verdict.lost_notices != []
