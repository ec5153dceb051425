"""Canned answers: words that a unit uses again and again, with a few placeholders. A start of an answer, never the whole of one."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.refusals import Powerless, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import CannedAnswer
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role, Unit
from arcadumas.core.reports.categories import label
from arcadumas.core.reports.models import Category, Report

PLACEHOLDERS = ("code", "unit", "topic", "date")


@transaction.atomic
def add_canned(*, by: Actor, title: str, text: str, unit: str = "", category: str = "") -> CannedAnswer:
    """Of one's own unit; for all units by the head of the front desk alone. Raises Powerless, Unfit."""
    seat = powers.require(by, "canned")
    title = reasons.require(title, field="title", least=3, most=90)
    text = reasons.require(text, field="text", most=5_000)
    made = CannedAnswer.objects.create(unit=_unit(unit, by=by), category=_category(category), title=title, text=text)
    trail.record("canned_added", by=by.login, post=seat.title, via=by.via, subject=f"canned:{made.pk}", unit=unit)
    return made


@transaction.atomic
def retire_canned(number: int, *, by: Actor) -> None:
    """Offered no more. Raises Unseen for another unit's."""
    seat = powers.require(by, "canned")
    if not owned(by=by).filter(pk=number).update(is_active=False):
        raise Unseen("canned.not_seen", _("There is no such text in your list."))
    trail.record("canned_retired", by=by.login, post=seat.title, via=by.via, subject=f"canned:{number}")


def owned(*, by: Actor) -> QuerySet[CannedAnswer]:
    """What this officer may take away: the unit's own; all of them for the head of the front desk."""
    found = CannedAnswer.objects.filter(is_active=True).select_related("unit", "category")
    return found if by.has(Role.FRONT_HEAD) else found.filter(unit__in=by.unit_ids)


def offered(report: Report, *, by: Actor) -> list[CannedAnswer]:
    """Those of the officer's units and of all, for this topic or any; the unit's own and the topic's own first."""
    topics = [report.category_id, report.category.parent_id] if report.category else []
    of_topic = Q(category=None) | Q(category__in=[one for one in topics if one])
    of_unit = Q(unit=None) | Q(unit__in=by.unit_ids)
    found = CannedAnswer.objects.filter(of_topic, of_unit, is_active=True)
    return sorted(found, key=lambda one: (one.category_id is None, one.unit_id is None, one.title.lower()))


def filled(canned: CannedAnswer, report: Report) -> str:
    """With what is known of the report in place of {code}, {unit}, {topic} and {date}, in the report's language, whatever the
    officer's; other braces stay."""
    with translation.override(moments.known(report.language)):
        topic = label(report.category)
    values = {
        "code": report.code,
        "unit": report.unit.name if report.unit else "",
        "topic": topic,
        "date": moments.day(timezone.now(), report.language),
    }
    text = canned.text
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _unit(code: str, *, by: Actor) -> Unit | None:
    is_desk = by.has(Role.FRONT_HEAD)
    if not code:
        if not is_desk:
            raise Powerless(
                "canned.for_all", _("Texts for all units are kept by the head of the front desk."), needs="front_head"
            )
        return None
    unit = Unit.objects.filter(code=code, valid_to=None).first()
    if unit is None or not (is_desk or unit.pk in by.unit_ids):
        raise Unfit("canned.unit", _("Choose a unit of your own."), field="unit")
    return unit


def _category(code: str) -> Category | None:
    category = Category.objects.filter(code=code, is_active=True).first() if code else None
    if code and category is None:
        raise Unfit("form.category_unknown", _('There is no category "{category}". Choose the nearest, or leave it empty.'), field="category", category=code)  # fmt: skip
    return category
