"""`arcadumas drill`: starts, rehearses, reports; asks before a second."""

import json

import pytest
from django.utils import timezone

from arcadumas.core.drills.finish import finish
from arcadumas.core.drills.models import Drill
from arcadumas.site.cli import main
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast(db: None) -> None:
    Cast.assemble()


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    found: dict[str, object] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


def test_it_starts_one_and_says_who_is_called(capsys: pytest.CaptureFixture[str]):
    assert main(["drill", "--unit", "pupr", "--hours", "2", "--json"]) == 0
    said = last_line(capsys)
    assert (said["asked"], said["answered"], said["is_running"], said["unit"], said["hours"]) == (5, 0, True, "pupr", 2)


def test_a_rehearsal_of_the_rehearsal_calls_nobody(capsys: pytest.CaptureFixture[str]):
    assert main(["drill", "--dry-run", "--json"]) == 0
    assert (last_line(capsys)["called"], Drill.objects.count()) == (13, 0)


def test_a_second_one_is_refused_without_a_word(capsys: pytest.CaptureFixture[str]):
    main(["drill", "--unit", "pupr"])
    assert main(["drill", "--yes"]) == 3
    finish(Drill.objects.get().pk, reach={}, at=timezone.now())
    assert main(["drill"]) == 3
    assert "Latihan terakhir" in capsys.readouterr().err
    assert main(["drill", "--yes"]) == 0


def test_the_result_of_the_last_or_of_one(capsys: pytest.CaptureFixture[str]):
    assert main(["drill", "--report", "last"]) == 1
    main(["drill", "--unit", "pupr"])
    drill = Drill.objects.get()
    finish(drill.pk, reach={}, at=timezone.now())
    for which in ("last", str(drill.pk)):
        assert main(["drill", "--report", which, "--json"]) == 0
        said = last_line(capsys)
        assert (said["drill"], said["unreachable"], said["is_running"]) == (drill.pk, 5, False)
    assert main(["drill", "--report", "999999"]) == 1


@pytest.mark.parametrize("words", [["--hours", "0"], ["--unit", "tidak-ada"]])
def test_wrong_use_is_one_line(words: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["drill", *words]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
