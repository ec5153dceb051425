"""What the work on a topic needs: a photo of afterwards, and the tasks that come up again and again. Changed by officials."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.handling import reasons
from arcadumas.core.handling.models import TaskTemplate
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Category

MOST_DAYS = 60
USUAL = (("Tinjau lokasi", 2), ("Foto keadaan sebelum dikerjakan", 2), ("Kerjakan di lapangan", 5), ("Foto keadaan sesudah dikerjakan", 7), ("Susun bahan jawaban", 3))  # fmt: skip


def sow() -> None:
    """The usual tasks of any topic, once."""
    if not TaskTemplate.objects.exists():
        rows = [TaskTemplate(title=title, days=days, position=10 * n) for n, (title, days) in enumerate(USUAL, start=1)]
        TaskTemplate.objects.bulk_create(rows)


@transaction.atomic
def need_evidence(code: str, *, by: Actor, is_needed: bool) -> Category:
    """For a topic with all below it, or for a sub-topic alone."""
    seat = powers.require(by, "rules")
    category = _category(code)
    if category.needs_evidence != is_needed:
        category.needs_evidence = is_needed
        category.save(update_fields=["needs_evidence"])
        trail.record("topic_changed", by=by.login, post=seat.title, via=by.via, subject=code, needs_evidence=is_needed)
    return category


@transaction.atomic
def add_template(*, by: Actor, title: str, days: int, category: str = "") -> TaskTemplate:
    """A usual task; without a category for any topic. Its title may stand in messages: no names, no addresses."""
    seat = powers.require(by, "rules")
    title = reasons.require(title, field="title", least=3, most=90)
    if not 0 <= days <= MOST_DAYS:
        raise Unfit("template.days", _("Choose between 0 and {most} working days."), field="days", most=MOST_DAYS)
    topic = _category(category) if category else None
    made = TaskTemplate.objects.create(title=title, days=days, category=topic)
    trail.record("template_added", by=by.login, post=seat.title, via=by.via, subject=f"task_template:{made.pk}", category=category)  # fmt: skip
    return made


@transaction.atomic
def retire_template(number: int, *, by: Actor) -> None:
    """Offered no more; tasks given by it stay as they are."""
    seat = powers.require(by, "rules")
    if not TaskTemplate.objects.filter(pk=number, is_active=True).update(is_active=False):
        raise Unseen("template.not_seen", _("There is no such task in the list. Go back to the list."))
    trail.record("template_retired", by=by.login, post=seat.title, via=by.via, subject=f"task_template:{number}")


def _category(code: str) -> Category:
    category = Category.objects.select_for_update().filter(code=code, is_active=True).first()
    if category is None:
        raise Unfit("form.category_unknown", _('There is no category "{category}". Choose the nearest, or leave it empty.'), field="category", category=code)  # fmt: skip
    return category
