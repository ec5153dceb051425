"""A link that has run out asks for a new one: the same notice in fresh words, to whom it was for, by the same channel.

Whoever holds the old link gets nothing by it: the new one goes to the number or address on record.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments, wake
from arcadumas.base.refusals import OutOfTurn
from arcadumas.core.handling.visible import Sight
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event
from arcadumas.duties.notifications import addresses, carriers, cases, hushing, links, resending, seeing, tapping
from arcadumas.duties.notifications.cases import Case
from arcadumas.duties.notifications.composing import Plan, compose
from arcadumas.duties.notifications.links import Bearer, Dead
from arcadumas.duties.notifications.models import Message
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.wording import Wording


def look(token: str) -> Bearer:
    """What the old link was for, if a new one is of use: the post and its holder are the same, the report is still theirs to
    see and the act can still be done. Raises Dead with a sentence that says how things stand."""
    bearer = links.read_expired(token)
    is_page = bearer.post is not None and bearer.act in links.VIEWS  # which the desk shows as well
    if is_page or bearer.notice.event_id is None or not _is_seen(bearer):
        raise Dead(
            "link.expired_for_good", _("This link worked until {date}. Sign in to see how things stand."),
            date=moments.day(bearer.expires_at, get_language()),
        )  # fmt: skip
    return tapping.possible(bearer)


@transaction.atomic
def renew(token: str) -> Message:
    """Raises Dead as `look` does, or OutOfTurn: on its way, a moment ago, three times today, no longer reached there."""
    bearer = look(token)
    copies = resending.family(bearer.message)
    resending.require_ended(copies, bearer.report)
    lines = Event.objects.select_related("report", *cases.RELATED).filter(notices=bearer.notice)
    case = cases.read(list(lines), Roster())[0]
    new = _composed(bearer, case, at=journal.now())
    new.dedupe_key = resending.key_of(bearer.message, copies)
    new.save(force_insert=True)
    new.notices.set([bearer.notice])
    transaction.on_commit(wake.send, robust=True)
    return new


def _composed(bearer: Bearer, case: Case, *, at: datetime) -> Message:
    channel, holder = bearer.message.channel, _holder(bearer, case)
    where = addresses.of(holder, case) if holder or bearer.post is None else {}
    new = None
    if channel in where and channel in carriers.usable():
        if hushing.reword(bearer.notice, case):
            bearer.notice.save(update_fields=["stem", "level"])
        plan = Plan(case=case, notice=bearer.notice, holder=holder, addresses=where)
        new = compose(plan, channel, wording=Wording([bearer.notice.stem]), at=at)
    if new is None:
        raise OutOfTurn(
            "message.no_address", _("The recipient is no longer reached this way, so nothing was sent. See who holds the post now."),
            state=bearer.report.state,
        )  # fmt: skip
    return new


def _holder(bearer: Bearer, case: Case) -> Holder | None:
    """None for the reporter, and for whoever the report complains of."""
    found = case.roster.by_post.get(bearer.notice.post_id or 0)
    return found if found and hushing.is_for(bearer.notice, case, found) else None


def _is_seen(bearer: Bearer) -> bool:
    return seeing.sight(bearer, tapping.actor_of(bearer)) != Sight.NOTHING
