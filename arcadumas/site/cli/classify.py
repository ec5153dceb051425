"""`classify`: learn suggestions from routed reports, and measure how good they would be on a file."""

import argparse
import csv
import importlib
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.suggestions.models import Subject
from arcadumas.site.nights import has_libraries

HELP = "learn which unit and category a report belongs to, and measure it"
EXAMPLE = "arcadumas classify evaluate reports.csv --text isi --label instansi --time tanggal --train-until 2025-06-30"
NEWEST = 5  # without --train-until one part of so many is judged on
REFUSED = 3
UNDATED = datetime(1, 1, 1)  # noqa: DTZ001 (times of a file are compared with each other alone)


class BadFile(Exception):
    """The sentence that is shown."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["train", "evaluate"], help="learn and keep it, or measure and keep nothing")
    parser.add_argument("file", nargs="?", help="CSV in UTF-8; train without a file learns from the routed reports")
    parser.add_argument("--text", metavar="COL", help="column with the report's words; several divided by commas")
    parser.add_argument("--label", metavar="COL", help="column with the unit or category")
    parser.add_argument("--time", metavar="COL", help="column with an ISO date or time; older rows are learned from")
    parser.add_argument("--train-until", metavar="DATE", help="the last day that is learned from")
    parser.add_argument(
        "--subject", choices=Subject.values, default="unit", help="what the labels of a file are (unit)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")


def run(options: argparse.Namespace) -> int:
    if not has_libraries():
        return _complain(_("Learning needs scikit-learn: install arcadumas[learn]. Suggesting does not."))
    try:
        return _train(options) if options.what == "train" else _evaluate(options)
    except BadFile as bad:
        return _complain(str(bad))
    except OutOfTurn as refusal:
        sys.stderr.write(refusal.sentence + "\n")
        return REFUSED


def _complain(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2


def _tell(line: str) -> None:
    """How far it is, to whoever looks; a program that reads the output is not bothered."""
    if sys.stderr.isatty():
        sys.stderr.write(f"  {line}\n")


# -- Learning ----------------------------------------------------------------------------------------------------------
def _train(options: argparse.Namespace) -> int:
    teach = importlib.import_module("arcadumas.core.suggestions.teach")  # asks for scikit-learn
    if options.file:
        texts, labels, _split = _read(options)
        named = importlib.import_module("arcadumas.core.suggestions.naming")
        codes = named.codes(options.subject, labels)
        pairs = [(text, codes[label]) for text, label in zip(texts, labels, strict=True) if label in codes]
        _say_unknown(sorted(set(labels) - codes.keys()))
        taught = [teach.from_texts(options.subject, [text for text, _l in pairs], [label for _t, label in pairs], tell=_tell)]  # fmt: skip
    else:
        taught = teach.all_subjects(tell=_tell)
    for each in taught:
        print(_("{subject}: learned from {n} reports, {labels} labels; {right} of the newest fifth right, {three} among the first three; {size} kB.").format(
            subject=Subject(each.subject).label, n=each.examples, labels=each.labels, right=_percent(each.figures["accuracy"]),
            three=_percent(each.figures["top3"]), size=round(each.size / 1_000),
        ))  # fmt: skip
    if options.json:
        print(json.dumps({"taught": [each.as_json() for each in taught]}))
    return 0


def _say_unknown(labels: list[str]) -> None:
    if labels:
        shown = ", ".join(labels[:10])
        print(_("Left out, because nothing here has that name: {names}").format(names=shown))


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


# -- Measuring ---------------------------------------------------------------------------------------------------------
def _evaluate(options: argparse.Namespace) -> int:
    if not options.file:
        raise BadFile(_("Name the file to measure on: classify evaluate FILE.csv --text COL --label COL"))
    evaluating = importlib.import_module("arcadumas.core.suggestions.evaluating")  # asks for scikit-learn
    learning = importlib.import_module("arcadumas.core.suggestions.learning")
    texts, labels, split = _read(options)
    try:
        found = evaluating.compare(texts, labels, split, tell=_tell)
    except learning.TooFew:
        raise BadFile(
            _("There are too few rows to learn from: at least two labels with three rows each are needed.")
        ) from None
    _show(found)
    if options.json:
        print(json.dumps({"rows": len(texts), **found.as_json()}))
    return 0


def _show(found: Any) -> None:
    print(_("learned from {train} rows, judged on {test}; {labels} labels").format(train=found.learned_from, test=found.judged_on, labels=found.labels))  # fmt: skip
    print(f"{'':<12}{'accuracy':>10}{'macro-F1':>10}{'top-3':>10}" + "".join(f"{f'>= {each.confidence}':>18}" for each in found.model.coverage) + f"{'90 % right':>12}")  # fmt: skip
    for name in ("model", "baseline", "simple", "majority"):
        each = getattr(found, name)
        covered = "".join(f"{_covered(one):>18}" for one in each.coverage)
        print(f"{name:<12}{each.accuracy:>10.3f}{each.macro_f1:>10.3f}{each.top3:>10.3f}{covered}{each.coverage_at_90:>12.3f}")  # fmt: skip
    print(_("one suggestion takes {ms} ms; the model has {kb} kB").format(ms=f"{found.ms_per_report:.2f}", kb=round(found.size / 1_000)))  # fmt: skip


def _covered(one: Any) -> str:
    """Share of the rows, and how many of them are right."""
    return f"{one.share:.3f}" + (f" ({one.accuracy:.3f})" if one.accuracy is not None else " (–)")


# -- Reading -----------------------------------------------------------------------------------------------------------
def _read(options: argparse.Namespace) -> tuple[list[str], list[str], int]:
    """Texts and labels, the older first, and how many belong to the older part."""
    if not (options.text and options.label):
        raise BadFile(_("Say which columns to read: --text COL --label COL"))
    if options.train_until and not options.time:
        raise BadFile(_("--train-until needs --time, the column with the dates."))
    rows = _rows(options)
    if options.time:
        rows.sort(key=lambda row: row[0])
    split = len(rows) - len(rows) // NEWEST
    if options.train_until:
        last = _day(options.train_until)
        split = sum(row[0].date() <= last for row in rows)
    if options.what == "evaluate" and not 0 < split < len(rows):
        raise BadFile(_("All rows lie on one side of that date, so there is nothing to compare."))
    return [text for _at, text, _label in rows], [label for _at, _text, label in rows], split


def _rows(options: argparse.Namespace) -> list[tuple[datetime, str, str]]:
    path = Path(options.file)
    texts = [name.strip() for name in options.text.split(",")]
    csv.field_size_limit(10_000_000)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            there = list(reader.fieldnames or [])
            if missing := [name for name in [*texts, options.label, options.time] if name and name not in there]:
                raise BadFile(_("There is no column {names}; the file has {there}.").format(names=", ".join(missing), there=", ".join(there)))  # fmt: skip
            return [
                (_moment(row[options.time], number) if options.time else UNDATED, text, label)
                for number, row in enumerate(reader, 2)
                if (text := "\n".join(row[name] or "" for name in texts).strip())
                and (label := (row[options.label] or "").strip())
            ]
    except FileNotFoundError:
        raise BadFile(_("There is no file {path}.").format(path=path)) from None
    except (OSError, csv.Error) as error:
        why = getattr(error, "strerror", None) or error
        raise BadFile(_("{path} cannot be read as CSV: {why}.").format(path=path, why=why)) from None
    except UnicodeDecodeError:
        raise BadFile(_("{path} is not in UTF-8. Save it as “CSV UTF-8” and try again.").format(path=path)) from None


def _moment(text: str | None, number: int) -> datetime:
    try:
        return datetime.fromisoformat((text or "").strip()).replace(tzinfo=None)
    except ValueError:
        raise BadFile(_("Row {n}: “{text}” is no date of the form 2025-06-30.").format(n=number, text=text)) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadFile(_("“{text}” is no date of the form 2025-06-30.").format(text=text)) from None
