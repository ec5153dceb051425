"""Categories by hand: a new one, another name or place, retired and taken up again. A code stays for good.

A retired one is offered no more, neither in forms nor as a suggestion; reports that have it keep it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unfit, Unseen
from arcadumas.base.text import has_forbidden, tidy
from arcadumas.core.audit import trail
from arcadumas.core.audit.models import Entry
from arcadumas.core.organisation import marks, powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Category

LEAST, MOST = 3, 120
CODE_MOST = 70  # room for a number behind it
NAMES_MOST = 40
CHANGEABLE = ("name_id", "name_en", "parent_id", "sp4n_names", "is_sensitive", "is_active")


@transaction.atomic
def add_category(*, by: Actor, name_id: str, name_en: str = "", parent: str = "", sp4n_names: Sequence[str] = (), is_sensitive: bool = False) -> Category:  # fmt: skip
    """Its code is made of its name. Without an English name the Indonesian one stands for it. Audited."""
    seat = powers.require(by, "rules")
    values = _values(None, name_id=name_id, name_en=name_en, parent=parent, sp4n_names=sp4n_names)
    category = Category.objects.create(code=_free_code(values["name_id"]), is_sensitive=is_sensitive, **values)
    trail.record("category_added", by=by.login, post=seat.title, via=by.via, subject=_subject(category), name=category.name_id)  # fmt: skip
    return category


@transaction.atomic
def change_category(code: str, *, by: Actor, seen: int, name_id: str, name_en: str = "", parent: str = "", sp4n_names: Sequence[str] = (), is_sensitive: bool = False) -> Category:  # fmt: skip
    """`seen` is the `mark` as the form showed it. By its old name SP4N's rows go on finding it.

    Raises Unseen (404), Unfit (422), Stale (412). Audited with the names of what changed."""
    seat = powers.require(by, "rules")
    category = take(code)
    marks.require_seen(mark(category), seen)
    before = category.name_id
    values = _values(category, name_id=name_id, name_en=name_en, parent=parent, sp4n_names=sp4n_names)
    if values["name_id"] != before and before not in values["sp4n_names"]:
        values["sp4n_names"] = [*values["sp4n_names"], before]
    changed = _put(category, values | {"is_sensitive": is_sensitive})
    if changed:
        trail.record("category_changed", by=by.login, post=seat.title, via=by.via, subject=_subject(category), name=category.name_id, changed=changed)  # fmt: skip
    return category


@transaction.atomic
def retire(code: str, *, by: Actor) -> None:
    """A second time changes nothing. Raises OutOfTurn (409) while something in use stands below it. Audited."""
    seat = powers.require(by, "rules")
    category = take(code)
    if Category.objects.filter(parent=category, is_active=True).exists():
        raise OutOfTurn("category.has_more", _("Categories in use stand below this one. Move or retire them first."))
    if _put(category, {"is_active": False}):
        trail.record("category_retired", by=by.login, post=seat.title, via=by.via, subject=_subject(category))


@transaction.atomic
def take_up_again(code: str, *, by: Actor) -> None:
    """Offered again. Raises OutOfTurn (409) below a topic that is retired itself. Audited."""
    seat = powers.require(by, "rules")
    category = take(code)
    if category.parent and not category.parent.is_active:
        raise OutOfTurn(
            "category.topic_retired", _("Its topic is retired. Take that up again first, or move this one.")
        )
    _require_free(category, category.name_id, category.parent)
    if _put(category, {"is_active": True}):
        trail.record("category_resumed", by=by.login, post=seat.title, via=by.via, subject=_subject(category))


def take(code: str) -> Category:
    """Locked. Raises Unseen (404)."""
    found = Category.objects.select_for_update(of=("self",)).select_related("parent").filter(code=code).first()
    if found is None:
        raise Unseen("category.unknown", _("There is no such category."))
    return found


def mark(category: Category) -> int:
    """Changes when the category does."""
    return marks.mark(*(getattr(category, name) for name in CHANGEABLE))


def history(category: Category) -> QuerySet[Entry]:
    """Who changed what of it, the newest first."""
    return Entry.objects.filter(subject=_subject(category)).order_by("-seq")


def topics(*, but: Category | None = None) -> QuerySet[Category]:
    """Under which a category may stand: those in use that stand under nothing."""
    found = Category.objects.filter(parent=None, is_active=True)
    return found.exclude(pk=but.pk) if but else found


def _subject(category: Category) -> str:
    return f"category:{category.code}"


def _values(category: Category | None, *, name_id: str, name_en: str, parent: str, sp4n_names: Sequence[str]) -> dict[str, Any]:  # fmt: skip
    """As they are stored. Raises Unfit (422) with the field's name."""
    name = _name(name_id, field="name_id")
    above = _topic(category, parent)
    _require_free(category, name, above)
    english = _name(name_en, field="name_en") if name_en.strip() else name
    return {"name_id": name, "name_en": english, "parent": above, "sp4n_names": _others(sp4n_names)}


def _name(given: str, *, field: str) -> str:
    name = " ".join(tidy(given).split())
    if not LEAST <= len(name) <= MOST or has_forbidden(name):
        raise Unfit("category.name", _("Write between {least} and {most} characters."), field=field, least=LEAST, most=MOST)  # fmt: skip
    return name


def _others(given: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(name for each in given if (name := " ".join(tidy(each).split()))))
    if len(names) > NAMES_MOST or any(len(name) > 2 * MOST or has_forbidden(name) for name in names):
        raise Unfit("category.names", _("Write at most {most} names, each on a line of its own."), field="sp4n_names", most=NAMES_MOST)  # fmt: skip
    return names


def _topic(category: Category | None, code: str) -> Category | None:
    """Two floors and no more. One that holds others stays at the top."""
    if not code:
        return None
    above = topics(but=category).select_for_update().filter(code=code).first()
    if above is None:
        raise Unfit("category.topic", _("Choose a topic of the list."), field="parent")
    if category and Category.objects.filter(parent=category).exists():
        raise Unfit("category.holds_others", _("Others stand below this one, so it stays a topic itself. Move them first."), field="parent")  # fmt: skip
    return above


def _require_free(category: Category | None, name: str, above: Category | None) -> None:
    """No two in use have one name in one place."""
    same = Category.objects.filter(Q(name_id__iexact=name), parent=above, is_active=True)
    if (same.exclude(pk=category.pk) if category else same).exists():
        raise Unfit("category.name_taken", _("Another category here has this name. Choose another."), field="name_id")


def _put(category: Category, values: Mapping[str, object]) -> list[str]:
    """The names of what changed."""
    changed = [name for name, value in values.items() if getattr(category, name) != value]
    for name in changed:
        setattr(category, name, values[name])
    if changed:
        category.save(update_fields=changed)
    return changed


def _free_code(name: str) -> str:
    """«Jalan & Jembatan» → jalan_jembatan, with a number behind it where that is taken."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:CODE_MOST] or "kategori"
    taken = set(Category.objects.filter(code__startswith=stem).values_list("code", flat=True))
    numbered = (f"{stem}_{number}" for number in range(2, len(taken) + 3))
    return next(code for code in (stem, *numbered) if code not in taken)
