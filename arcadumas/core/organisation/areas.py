"""The Kemendagri list of the regency: kecamatan, desa and kelurahan."""

import csv
from pathlib import Path

from arcadumas.core.organisation.models import Area

FILE = Path(__file__).parent / "seeds" / "areas.csv"


def sow(path: Path = FILE) -> int:
    """Add the places that are not there yet; names that an official changed stay. The number added."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    known = set(Area.objects.values_list("code", flat=True))
    new = [
        Area(code=row["code"], name=row["name"], level=row["level"], parent_id=row["parent"] or None)
        for row in rows
        if row["code"] not in known
    ]
    Area.objects.bulk_create(new)
    return len(new)
