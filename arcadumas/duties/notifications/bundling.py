"""Several notices to one post in one message: an import, or what follows a closed report."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now

from arcadumas.base import moments, wake
from arcadumas.core.reports import journal
from arcadumas.core.reports.models import Event, Promise, Unread
from arcadumas.duties.notifications import addresses, carriers, cases, planning
from arcadumas.duties.notifications.composing import ORDER, Plan
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Message, Notice
from arcadumas.duties.notifications.planning import BUNDLED, Routed
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.wording import Wording

PATIENCE = timedelta(minutes=2)  # an import that goes on longer is told in parts
MOST = 100  # lines of the table
OPEN = ("running", "broken")


def once() -> int:
    """Send one message to each post whose bundle is due; how many messages."""
    with transaction.atomic():
        due = Notice.objects.select_for_update(skip_locked=True, of=("self",)).filter(bundle_at__lte=Now())
        notices = list(due.select_related("report").order_by("id"))
        if not notices or _still_coming(notices):
            return 0
        roster, wording = Roster(), Wording([BUNDLED])
        by_post: dict[int, list[Notice]] = defaultdict(list)
        for notice in notices:
            by_post[notice.post_id or 0].append(notice)
        made = [_bundle(group, roster.by_post.get(post_id), roster, wording) for post_id, group in by_post.items()]
        Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(bundle_at=None)
        transaction.on_commit(wake.send, robust=True)
    return sum(made)


def _still_coming(notices: Sequence[Notice]) -> bool:
    """Whether lines of an import wait to be told, so that the bundle would be told in pieces."""
    is_patient = min(notice.created_at for notice in notices) > journal.now() - PATIENCE
    return is_patient and Unread.objects.filter(reader="notifications", event__kind="imported").exists()


def _bundle(notices: Sequence[Notice], holder: Holder | None, roster: Roster, wording: Wording) -> int:
    if holder is None:
        return 0
    at = journal.now()
    first = notices[0]
    event = Event.objects.select_related(*("report", *cases.RELATED)).get(pk=first.event_id)
    where = addresses.of_holder(holder)
    plan = Plan(
        case=cases.read([event], roster)[0], notice=first, holder=holder, addresses=where,
        given=lambda language: _values(notices, language, at), key=f"bundle:{first.pk}",
    )  # fmt: skip
    channels = [channel for channel in ORDER if channel in where and channel in carriers.usable()]
    messages = planning.queue([Routed(plan=plan, channels=channels)], wording=wording, at=at)
    through = Message.notices.through
    through.objects.bulk_create(
        [through(message_id=message.pk, notice_id=notice.pk) for message in messages for notice in notices[1:]]
    )
    return len(messages)


def _values(notices: Sequence[Notice], language: str, at: datetime) -> dict[str, str]:
    """Count, the nearest due moment with its report, and the table of codes in the order of their due moments."""
    clocks = Promise.objects.filter(report__in={notice.report_id for notice in notices}, state__in=OPEN, met_at=None)
    nearest: dict[int, Promise] = {}
    for promise in clocks.order_by("due_at", "id"):
        nearest.setdefault(promise.report_id, promise)
    reports = {notice.report_id: notice.report for notice in notices}
    ordered = sorted(reports, key=lambda number: (number not in nearest, number in nearest and nearest[number].due_at))
    first = nearest.get(ordered[0])
    lines = (_line(reports[number].code, nearest.get(number), language) for number in ordered[:MOST])
    return {
        "count": str(len(notices)),
        "since": moments.moment(min(notice.created_at for notice in notices), language),
        "code": reports[ordered[0]].code,
        "due": moments.moment(first.due_at, language) if first else label("due", "none", language),
        "due_short": moments.short(first.due_at if first else at, language),
        "table_of_codes": "\n".join(lines),
    }


def _line(code: str, promise: Promise | None, language: str) -> str:
    if promise is None:
        return code
    return f"{code} · {label('step', promise.step, language)} · {moments.short(promise.due_at, language)}"
