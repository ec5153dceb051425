"""Tables that officials make: CSV files with a header, as a spreadsheet writes them."""

import csv
from collections.abc import Collection
from pathlib import Path


def read(path: Path, *, needed: Collection[str]) -> list[tuple[int, dict[str, str]]] | None:
    """(row number, row); None without the needed header. A semicolon is taken for a comma where Excel wrote one.

    Raises OSError, UnicodeDecodeError, csv.Error."""
    text = path.read_text(encoding="utf-8-sig")
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(text.splitlines(), delimiter=";" if first.count(";") > first.count(",") else ",")
    if not reader.fieldnames:
        return None
    names = [NAMES.get(name, name) for name in (each.strip().lower() for each in reader.fieldnames)]
    if not set(needed) <= set(names):
        return None
    reader.fieldnames = names
    return [(reader.line_num, {k: v for k, v in row.items() if isinstance(v, str)}) for row in reader]


NAMES = {"kode": "code", "nama": "name"}  # as lists of the Ministry name them
