"""`make-load`: what it makes is as the verbs would have left it, and it goes into no real database."""

import argparse
import json
import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.core.reports.models import Event, Report, Unread
from arcadumas.core.reports.words import REPORT
from arcadumas.duties.escalation import rounds
from arcadumas.site import mark, sealing
from arcadumas.site.cli import make_load
from tests.cast import Cast


@pytest.fixture
def demo(settings: Any, db: None) -> Iterator[None]:
    """The test database, marked as a demo for one test."""
    name = connection.settings_dict["NAME"]
    settings.DATABASE_URL = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    mark.make_demo(settings.DATABASE_URL)
    yield
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as own:
        own.execute(f'COMMENT ON DATABASE "{name}" IS NULL')


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Exit code, and the last line of what it says."""
    parser = argparse.ArgumentParser()
    make_load.arguments(parser)
    code = make_load.run(parser.parse_args([*words, "--json"]))
    said = capsys.readouterr()
    return code, (said.out or said.err).splitlines()[-1]


@pytest.mark.usefixtures("demo")
def test_what_it_makes_holds_together(capsys: pytest.CaptureFixture[str]):
    Cast.assemble()
    code, said = command(capsys, "--reports", "50")
    assert (code, json.loads(said)["reports"], Report.objects.count()) == (0, 50, 50)
    found = sealing.verify()
    assert (found.events, found.first_bad) == (Event.objects.count(), None)
    report = Report.objects.latest("id")
    assert sealed.unseal(report.title_original, table=REPORT, row=report.code, field="title") == report.title
    assert Unread.objects.count() == 0
    done = rounds.run(timezone.now())
    assert (done.pauses_ended, done.closed, done.broken) == (0, 0, 0)


@pytest.mark.usefixtures("demo")
def test_it_needs_the_people_of_the_demo(capsys: pytest.CaptureFixture[str]):
    code, said = command(capsys, "--reports", "1")
    assert (code, "arcadumas up --demo" in said, Report.objects.count()) == (2, True, 0)


@pytest.mark.django_db
def test_a_database_of_real_work_is_left_alone(capsys: pytest.CaptureFixture[str]):
    Cast.assemble()
    code, said = command(capsys, "--reports", "1")
    assert (code, "arcadumas up --demo" in said, Report.objects.count()) == (2, True, 0)
