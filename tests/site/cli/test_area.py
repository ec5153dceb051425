"""`area import`, from the file to what is said."""

import argparse
import json
from pathlib import Path

import pytest

from arcadumas.core.organisation import areas
from arcadumas.core.organisation.models import Area
from arcadumas.site.cli import area

pytestmark = pytest.mark.django_db

LIST = "kode;nama\n63;Kalimantan Selatan\n63.05;Kabupaten Tapin\n63.05.01;Binuang\n63.05.01.2004;Tungkap\n"


def run(path: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    area.arguments(parser)
    return area.run(parser.parse_args(["import", str(path), *words]))


def test_a_list_as_a_spreadsheet_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    areas.sow()
    path = tmp_path / "wilayah.csv"
    path.write_text(LIST, encoding="utf-8-sig")
    assert run(path, "--only", "--json") == 0
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["created"], said["rejected"], said["kept"]) == (3, [], 0)
    assert said["removed"] > 100
    assert Area.objects.count() == 3


def test_a_bad_row_is_said_and_nothing_is_taken_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, before = tmp_path / "wilayah.csv", Area.objects.count()
    path.write_text(LIST + "63.05.9;Salah\n")
    assert run(path, "--only", "--json") == 3
    out = capsys.readouterr().out.splitlines()
    assert "63.05.9" in out[0]
    assert "removed" not in json.loads(out[-1])
    assert Area.objects.count() == before + 3


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (LIST + "63.06;Kabupaten Hulu Sungai Selatan\n", [], "--under"),
        ("a,b\n1,2\n", [], "code,name"),
        ("", [], "code,name"),
        (LIST, ["--under", "71.01"], "71.01"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: list[str], said: str) -> None:  # fmt: skip
    path, before = tmp_path / "wilayah.csv", Area.objects.count()
    path.write_text(text)
    assert run(path, *words) == 2
    error = capsys.readouterr().err
    assert (said in error, error.count("\n"), Area.objects.count()) == (True, 1, before)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "none.csv") == 2
    assert capsys.readouterr().err.count("\n") == 1
