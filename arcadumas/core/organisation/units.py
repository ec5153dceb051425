"""Units from a file, one row at a time: a bad row is named with its reason and harms no other."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from arcadumas.base.phones import to_e164
from arcadumas.base.text import has_forbidden
from arcadumas.core.audit import trail
from arcadumas.core.organisation.models import Alias, Kind, Unit

COLUMNS = (
    "code", "name", "kind", "parent", "aliases", "email", "phone", "valid_from", "address", "is_front_desk", "answer_needs_approval",
)  # fmt: skip
FLAGS = ("is_front_desk", "answer_needs_approval")
YES, NO = ("yes", "ya", "1", "true"), ("no", "tidak", "0", "false")


@dataclass(kw_only=True)
class Outcome:
    """`rejected`: (row number as in the file, code, reason)."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)

    def as_json(self) -> dict[str, object]:
        rejected = [{"row": row, "code": code, "reason": reason} for row, code, reason in self.rejected]
        return {"rows": self.rows, "created": self.created, "updated": self.updated, "unchanged": self.unchanged, "rejected": rejected}  # fmt: skip


class BadRow(Exception):
    """The reason, in words, and the column that it is about."""

    def __init__(self, reason: str, *, column: str = "") -> None:
        super().__init__(reason)
        self.column = column


def import_rows(rows: Iterable[tuple[int, Mapping[str, str | None]]]) -> Outcome:
    """Create or update by code. Parents may stand before or after their children; a short row lacks its last columns."""
    outcome = Outcome()
    waiting = [(number, _trimmed(row)) for number, row in rows]
    outcome.rows = len(waiting)
    while waiting:
        later: list[tuple[int, dict[str, str]]] = []
        coming = {row.get("code", "") for _n, row in waiting}
        for number, row in waiting:
            if (parent := row.get("parent", "")) in coming - {row.get("code", "")} and not _has(parent):
                later.append((number, row))
            else:
                _import_one(number, row, outcome)
        if len(later) == len(waiting):
            outcome.rejected += [(n, row.get("code", ""), _("its parent is in a circle")) for n, row in later]
            break
        waiting = later
    outcome.rejected.sort()
    return outcome


def _trimmed(row: Mapping[str, str | None]) -> dict[str, str]:
    """Without the cells beyond the last column, which a reader of CSV puts under None."""
    return {key: (value or "").strip() for key, value in row.items() if key}


def _has(code: str) -> bool:
    return Unit.objects.filter(code=code).exists()


def _import_one(number: int, row: Mapping[str, str], outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            result = _save(row)
    except BadRow as bad:
        outcome.rejected.append((number, row.get("code", ""), str(bad)))
        return
    setattr(outcome, result, getattr(outcome, result) + 1)


def _save(row: Mapping[str, str]) -> str:
    values = values_of(row) | _flags(row)
    unit = Unit.objects.filter(code=row["code"]).first()
    if unit is None:
        unit = Unit.objects.create(code=row["code"], **values)
        part_namesakes(unit, by="", via="cli")
        _add_aliases(unit, row)
        _note(unit, [name for name in FLAGS if values.get(name)])
        return "created"
    changed = put(unit, values)
    if "name" in changed:
        part_namesakes(unit, by="", via="cli")
    _note(unit, changed)
    return "updated" if _add_aliases(unit, row) or changed else "unchanged"


def put(unit: Unit, values: Mapping[str, object]) -> list[str]:
    """Write what differs; its names. The name until now goes on being matched."""
    changed = [name for name, value in values.items() if getattr(unit, name) != value]
    if "name" in changed:
        add_own_name(unit)
    for name in changed:
        setattr(unit, name, values[name])
    if changed:
        unit.save(update_fields=changed)
    return changed


def _note(unit: Unit, changed: Iterable[str]) -> None:
    """Which desk verifies, and whose answers are approved, change powers: they are audited from a file too."""
    if flags := {name: getattr(unit, name) for name in FLAGS if name in changed}:
        trail.record("unit_changed", by="", via="cli", subject=f"unit:{unit.code}", **flags)


def values_of(row: Mapping[str, str]) -> dict[str, object]:
    if missing := [name for name in ("code", "name", "kind") if not row.get(name)]:
        raise BadRow(_("the column {column} is empty").format(column=", ".join(missing)), column=missing[0])
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", row["code"]):
        raise BadRow(_("a code has letters, digits, dots, hyphens and underscores, up to 40"), column="code")
    if any(has_forbidden(value) for value in row.values()) or len(row["name"]) > 200:
        raise BadRow(_("the name is too long or holds characters that cannot be stored"), column="name")
    if row["kind"] not in Kind.values:
        raise BadRow(
            _('the kind "{kind}" is not one of {kinds}').format(kind=row["kind"], kinds=", ".join(Kind.values)),
            column="kind",
        )
    values: dict[str, object] = {"name": row["name"], "kind": row["kind"]}
    if parent := row.get("parent", ""):
        values["parent"] = _parent(row, parent)
    return values | _contact(row)


def _parent(row: Mapping[str, str], code: str) -> Unit:
    if code == row["code"]:
        raise BadRow(_("a unit cannot be its own parent"), column="parent")
    parent = Unit.objects.filter(code=code).first()
    if parent is None:
        raise BadRow(_('there is no unit "{code}" to be its parent').format(code=code), column="parent")
    above: Unit | None = parent
    while above is not None:
        if above.code == row["code"]:
            raise BadRow(_("its parent is in a circle"), column="parent")
        above = above.parent
    return parent


def _contact(row: Mapping[str, str]) -> dict[str, object]:
    values: dict[str, object] = {}
    if email := row.get("email", ""):
        values["email"] = _email(email)
    if phone := row.get("phone", ""):
        values["phone"] = to_e164(phone) or _raise(_("the telephone number looks incomplete"), column="phone")
    if address := row.get("address", ""):
        values["address"] = address[:200]
    if day := row.get("valid_from", ""):
        try:
            values["valid_from"] = date.fromisoformat(day)
        except ValueError:
            raise BadRow(_("write the date as 2026-11-24"), column="valid_from") from None
    return values


def _flags(row: Mapping[str, str]) -> dict[str, object]:
    """An empty cell leaves it as it is. There is one front desk, and it moves on its page, not by a file."""
    given = {name: row[name].lower() for name in FLAGS if row.get(name)}
    for name, word in given.items():
        if word not in YES + NO:
            raise BadRow(_("write yes or no in the column {column}").format(column=name), column=name)
    flags: dict[str, object] = {name: word in YES for name, word in given.items()}
    desk = front_desk() if "is_front_desk" in flags else None
    if desk is not None and flags["is_front_desk"] != (desk.code == row["code"]):
        raise BadRow(_("{code} is the front desk; it is moved under settings").format(code=desk.code), column="is_front_desk")  # fmt: skip
    return flags


def front_desk() -> Unit | None:
    """The unit that verifies and disposes: its promises are dispose, sp4n_link and sp4n_answer. None while nobody has said which."""
    return Unit.objects.filter(is_front_desk=True, valid_to=None).order_by("id").first()


def _email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise BadRow(_('"{text}" is no e-mail address').format(text=text), column="email") from None
    return text if len(text) <= 254 else _raise(_('"{text}" is no e-mail address').format(text=text), column="email")


def _raise(reason: str, *, column: str) -> str:
    raise BadRow(reason, column=column)


def _add_aliases(unit: Unit, row: Mapping[str, str]) -> bool:
    """Names are divided by `|`, never by commas: names of agencies hold commas."""
    written = [name.strip() for name in row.get("aliases", "").split("|")]
    others = [add_alias(unit, name) for name in written if name and key(name) != key(unit.name)]
    return any([add_own_name(unit), *others])


def add_own_name(unit: Unit) -> bool:
    """False when it is matched by it already, or when another is: two villages may bear one name, and it refuses no row."""
    is_taken = Alias.objects.filter(key=key(unit.name), valid_to=None).exclude(unit=unit).exists()
    return not (key(unit.name) and (is_taken or _namesakes(unit))) and add_alias(unit, unit.name)


def part_namesakes(unit: Unit, *, by: str, via: str) -> None:
    """A name that came to a second unit means neither of them from now on. Audited."""
    shared = Alias.objects.filter(key=key(unit.name), valid_to=None, unit__in=_namesakes(unit)).select_related("unit")
    for alias in shared:
        alias.valid_to = timezone.localdate()
        alias.save(update_fields=["valid_to"])
        trail.record("unit_name_ended", by=by, via=via, subject=f"unit:{alias.unit.code}", name=alias.name)


def _namesakes(unit: Unit) -> list[int]:
    own, others = key(unit.name), Unit.objects.filter(valid_to=None).exclude(pk=unit.pk).values_list("pk", "name")
    return [pk for pk, name in others if key(name) == own]


def add_alias(unit: Unit, name: str) -> bool:
    """False when the unit is matched by it already. Raises BadRow when another is."""
    if not key(name) or len(name) > 250:
        raise BadRow(_("the name is too long or holds characters that cannot be stored"), column="name")
    alias = Alias.objects.filter(key=key(name), valid_to=None).select_related("unit").first()
    if alias is None:
        Alias.objects.create(unit=unit, name=name, key=key(name))
        return True
    if alias.unit_id != unit.pk:
        raise BadRow(
            _('the name "{name}" already belongs to {code}').format(name=name, code=alias.unit.code), column="name"
        )
    return False


def key(name: str) -> str:
    """A name as it is matched: lower case, letters and digits only, "kab." and "kabupaten" alike, single spaces."""
    text = unicodedata.normalize("NFKC", name).lower()
    text = re.sub(r"[^\w]+", " ", text)
    text = re.sub(r"\bkab\b", "kabupaten", text)
    return " ".join(text.split())[:250]


def match(name: str) -> Unit | None:
    """The unit that a name means, by its aliases."""
    alias = Alias.objects.filter(key=key(name), valid_to=None).select_related("unit").first()
    return alias.unit if alias else None
