"""What a reporter's telephone answered by itself: kept beside the path. It ends no pause and is no word of the reporter's."""

from django.db import transaction

from arcadumas.core.handling import reasons
from arcadumas.core.handling.ask import write_letter
from arcadumas.core.handling.visible import ground
from arcadumas.core.handling.workflow import check, move, take
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.reports import journal, words
from arcadumas.core.reports.facts import MessageSent
from arcadumas.core.reports.models import Event, Letter, Report


@transaction.atomic
def keep_automatic(code: str, *, by: Actor, text: str) -> Letter:
    """Once for the same words of a report: a machine says them after each of our messages."""
    report = take(code, by=by)
    seat = powers.require_reporter(by, at=ground(report, by))
    check(report, "message")
    text = reasons.require(text, field="text", least=1, most=10_000)
    for known in _kept(report):
        if words.original_letter(known) == text:
            return known
    at = journal.now()
    letter = write_letter(report, text, at=at)
    move(report, "message", by=by, seat=seat, at=at, facts=MessageSent(letter=str(letter.pk), is_automatic=True))
    return letter


def _kept(report: Report) -> list[Letter]:
    lines = Event.objects.filter(report=report, kind="message_sent", facts__is_automatic=True)
    return list(Letter.objects.filter(pk__in=list(lines.values_list("facts__letter", flat=True))))
