"""Promises seen from the rules that bind them: how many follow each version, which run across a day, whose figure is checked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import OutOfTurn, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.deadlines.models import Rule
from arcadumas.core.deadlines.workdays import CountedIn
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports.models import Promise

UNDER_WAY = (Promise.State.RUNNING, Promise.State.PAUSED)


def reports_under(rules_of: Mapping[int, Collection[int]]) -> dict[int, int]:
    """How many reports have a promise under way by one of these rules, for each key. One statement."""
    if not rules_of:
        return {}
    counts = {
        f"of_{key}": Count("report", distinct=True, filter=Q(rule_version__in=list(numbers)))
        for key, numbers in rules_of.items()
    }
    found = Promise.objects.filter(state__in=UNDER_WAY).aggregate(**counts)
    return {key: found[f"of_{key}"] for key in rules_of}


def crossing(day: date) -> int:
    """How many promises under way run across this day and count working time: those that a day off there would not move."""
    opens = timezone.make_aware(datetime.combine(day, time()))
    counted = Promise.objects.filter(state__in=UNDER_WAY).exclude(counted_in=CountedIn.CALENDAR_DAYS)
    return counted.filter(starts_at__lt=opens + timedelta(days=1), due_at__gte=opens).count()


@transaction.atomic
def check(rule_id: int, *, is_verified: bool, by: Actor) -> Rule:
    """An official has held a figure against the official text, or takes that back: said of the rule and of every promise
    made by it. The figure itself stays. Raises Powerless (403), Unseen (404), OutOfTurn (409)."""
    seat = powers.require(by, "rules")
    rule = Rule.objects.select_for_update(of=("self",)).select_related("rule_set").filter(pk=rule_id).first()
    if rule is None:
        raise Unseen("rule.no_figure", _("There is no such figure. Go back to the list and choose one."))
    if rule.verified == is_verified:
        raise OutOfTurn("rule.ticked", _("Somebody has done this already. Look at it as it stands now."))
    rule.verified = is_verified
    rule.save(update_fields=["verified"])
    promises = Promise.objects.filter(rule_version=rule.pk).update(is_verified=is_verified)
    trail.record(
        "rule_checked", by=by.login, post=seat.title, via=by.via, subject=f"rule_set:{rule.rule_set_id}", name=rule.rule_set.name,
        step=rule.step, report_class=rule.report_class, amount=rule.amount, counted_in=rule.counted_in, basis=rule.basis,
        is_verified=is_verified, promises=promises,
    )  # fmt: skip
    return rule
