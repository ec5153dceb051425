"""The Kemendagri list of one government: the regency or city, its kecamatan, desa and kelurahan."""

import csv
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from arcadumas.base.text import has_forbidden
from arcadumas.core.organisation.models import Area
from arcadumas.core.organisation.units import BadRow, Outcome

FILE = Path(__file__).parent / "seeds" / "areas.csv"
# 63 a province, 63.04 a regency or city, 63.04.05 a kecamatan; then 1001 and on are kelurahan, 2001 and on desa.
CODE = re.compile(r"[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{2}(?:\.[0-9]{4})?)?)?")
LEVELS = {1: "regency", 2: "district", 3: "village"}  # by the number of dots
LONGEST = 100


class Several(Exception):
    """The file holds more than one regency or city, and nobody has said which is meant."""


def sow(path: Path = FILE) -> int:
    """Where there is no place yet: the list that comes with the program. The number added."""
    if Area.objects.exists():
        return 0
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    new = [
        Area(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None) for row in rows
    ]
    return len(Area.objects.bulk_create(new))


@transaction.atomic
def bring_in(rows: Iterable[tuple[int, Mapping[str, str]]], *, under: str = "") -> Outcome:
    """Add or rename the places of one regency or city, from its own list or the whole country's; rows of others are left
    out. A bad row is named with its reason and harms no other. Raises Several (nothing is written) where `under`, the
    code of the regency, is needed to tell."""
    known = {area.code: area for area in Area.objects.all()}
    outcome = Outcome()
    for number, row in _of_one([(number, _trimmed(row)) for number, row in rows], under):
        outcome.rows += 1
        try:
            result = _put(row, known)
        except BadRow as bad:
            outcome.rejected.append((number, row.get("code", ""), str(bad)))
        else:
            setattr(outcome, result, getattr(outcome, result) + 1)
    return outcome


@transaction.atomic
def keep_only(under: str) -> tuple[int, int]:
    """Take away the places outside this regency: how many went, and how many stay because a report names them."""
    gone = stay = 0
    others = Area.objects.exclude(code=under).exclude(code__startswith=f"{under}.")
    for area in sorted(others, key=lambda one: -one.code.count(".")):
        try:
            with transaction.atomic():
                area.delete()
            gone += 1
        except ProtectedError:
            stay += 1
    return gone, stay


def _of_one(rows: list[tuple[int, Mapping[str, str]]], under: str) -> list[tuple[int, Mapping[str, str]]]:
    """The rows of one regency, those above before those below, without the province."""
    wanted = under or regency_of(rows)
    chosen = [(number, row) for number, row in rows if _is_of(row.get("code", ""), wanted)]
    return sorted(chosen, key=lambda each: each[1].get("code", "").count("."))


def regency_of(rows: Iterable[tuple[int, Mapping[str, str]]]) -> str:
    """The one regency or city of the list, "" without one. Raises Several."""
    found = {row["code"] for _number, row in rows if row.get("code", "").count(".") == 1}
    if len(found) > 1:
        raise Several
    return next(iter(found), "")


def _is_of(code: str, regency: str) -> bool:
    """What is no code at all is kept, to be named as a bad row."""
    is_province = bool(CODE.fullmatch(code)) and "." not in code
    return not is_province and (code == regency or code.startswith(f"{regency}.") or not CODE.fullmatch(code))


def _trimmed(row: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in row.items()}


def _put(row: Mapping[str, str], known: dict[str, Area]) -> str:
    code, name = row.get("code", ""), " ".join(row.get("name", "").split())
    if not CODE.fullmatch(code):
        raise BadRow(_("a code reads 63.04.05.2001, with two figures a step and four for a village"), column="code")
    if not name or len(name) > LONGEST or has_forbidden(name):
        raise BadRow(_("the name is empty, too long or holds characters that cannot be stored"), column="name")
    above = code.rpartition(".")[0] if code.count(".") > 1 else None
    if above is not None and above not in known:
        raise BadRow(_("the place above it, {code}, is missing").format(code=above), column="code")
    area = known.get(code)
    if area is None:
        level = "ward" if code.count(".") == 3 and code.rpartition(".")[2].startswith("1") else LEVELS[code.count(".")]
        known[code] = Area.objects.create(code=code, name=name, level=level, parent_id=above)
        return "created"
    if area.name == name:
        return "unchanged"
    area.name = name
    area.save(update_fields=["name"])
    return "updated"
