"""`arcadumas classify`: learns, measures, and says what is wrong with a file."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from arcadumas.core.suggestions.models import Learned
from arcadumas.site import nights
from arcadumas.site.cli import classify, main
from tests.cast import Cast
from tests.core.suggestions.conftest import routed
from tests.core.suggestions.texts import reports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cast(db: None) -> None:
    Cast.assemble()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """300 rows, the oldest last."""
    path = tmp_path / "laporan.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["judul", "isi", "instansi", "waktu"])
        for n, (text, label) in enumerate(zip(*reports(300), strict=True)):
            rows.writerow(["Laporan", text, label, f"2025-{12 - n // 25:02}-{28 - n % 25:02}"])
    return path


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return found


COLUMNS = ["--text", "judul,isi", "--label", "instansi"]


def test_it_measures_on_what_comes_later(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["classify", "evaluate", str(file), *COLUMNS, "--time", "waktu", "--train-until", "2025-09-30", "--json"]
    assert main(words) == 0
    said = last_line(capsys)
    assert (said["rows"], said["train"], said["test"], said["labels"]) == (300, 225, 75, 3)
    assert said["model"]["accuracy"] >= said["baseline"]["accuracy"] > said["majority"]["accuracy"]
    assert said["simple"].keys() == said["baseline"].keys() == said["model"].keys()
    assert [each["confidence"] for each in said["model"]["coverage"]] == [0.5, 0.7, 0.9]
    assert (said["model_bytes"] < 5_000_000, Learned.objects.count()) == (True, 0)


def test_without_dates_the_last_fifth_is_judged(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "evaluate", str(file), *COLUMNS, "--json"]) == 0
    said = last_line(capsys)
    assert (said["train"], said["test"]) == (240, 60)


def test_it_learns_from_routed_reports(capsys: pytest.CaptureFixture[str]) -> None:
    routed(210)
    assert main(["classify", "train", "--json"]) == 0
    assert [(each["subject"], each["examples"]) for each in last_line(capsys)["taught"]] == [("unit", 210), ("category", 210)]  # fmt: skip
    assert Learned.objects.filter(is_current=True).count() == 2


def test_it_learns_from_a_file_whose_names_are_known(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(file.read_text(encoding="utf-8-sig").replace(",dlh,", ",Dinas Antariksa,"), encoding="utf-8")
    assert main(["classify", "train", str(file), *COLUMNS, "--json"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].endswith("Dinas Antariksa")
    assert (json.loads(said[-1])["taught"][0]["labels"], Learned.objects.get().subject) == (2, "unit")


def test_too_little_is_said_and_nothing_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", "train"]) == 3
    assert ("200" in capsys.readouterr().err, Learned.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["{file}"], "--text COL"),
        ([], "classify evaluate FILE.csv"),
        (["{file}", "--text", "isi", "--label", "dinas"], "dinas"),
        (["{file}x", *COLUMNS], "laporan.csvx"),
        (["{file}", *COLUMNS, "--train-until", "2025-06-30"], "--time"),
        (["{file}", *COLUMNS, "--time", "waktu", "--train-until", "30/6/2025"], "2025-06-30"),
        (["{file}", *COLUMNS, "--time", "waktu", "--train-until", "2020-06-30"], "satu sisi"),
        (["{file}", *COLUMNS, "--time", "isi"], "Baris 2"),
        (["{file}", "--text", "instansi", "--label", "isi"], "terlalu sedikit"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: list[str], sentence: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", "evaluate", *(word.format(file=file) for word in words)]) == 2
    said = capsys.readouterr().err
    assert (sentence in said, said.count("\n")) == (True, 1)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "laporan.csv"
    path.write_bytes("isi,instansi\ncafé,pupr\n".encode("utf-16"))
    assert main(["classify", "evaluate", str(path), "--text", "isi", "--label", "instansi"]) == 2
    assert "UTF-8" in capsys.readouterr().err


def test_a_folder_or_a_torn_table_is_refused_with_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torn = tmp_path / "laporan.csv"
    torn.write_text('isi,instansi\n"' + "x" * 10_000_001 + '",pupr\n')
    for path in (tmp_path, torn):
        assert main(["classify", "evaluate", str(path), "--text", "isi", "--label", "instansi"]) == 2
        said = capsys.readouterr().err
        assert (str(path) in said, said.count("\n")) == (True, 1)


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr(nights, "find_spec", lambda name: None)
    assert (main(["classify", "train"]), "scikit-learn" in capsys.readouterr().err) == (2, True)
    assert classify.HELP
