"""The morning digest: one message for each person for whom something waits, once each working day. In it the front desk
hears what is not yet in SP4N-LAPOR! too, and beside it, with the heads, whose team is incomplete."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from arcadumas.base import moments, wake
from arcadumas.duties.notifications import errands, hushing, incomplete, occasions, rhythms, unentered
from arcadumas.duties.notifications.errands import Errand
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Message, Morning, Notice, Urgency
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster
from arcadumas.duties.notifications.unentered import Queue
from arcadumas.duties.notifications.wording import Wording

STEM, PURPOSE = "aduan_rangkuman", "morning"
JUST_TOLD = timedelta(minutes=30)  # what somebody was told so shortly before is not said again


def once(at: datetime) -> int:
    """The digests of this morning, all in one transaction, by whichever worker comes first; how many people were told."""
    if not rhythms.is_morning(at, rhythms.current()):
        return 0
    day = moments.local_date(at)
    if Morning.objects.filter(day=day).exists():
        return 0
    with transaction.atomic():
        # A second worker waits at this row until the first has committed, and then finds it there.
        _row, is_mine = Morning.objects.get_or_create(day=day, defaults={"at": at})
        return _tell(day, at) if is_mine else 0


def _tell(day: date, at: datetime) -> int:
    roster = Roster()
    news, queues = _news(day, roster, at), unentered.queues(roster)
    told = list(_due(roster, news, queues, day, at))
    notices = occasions.tell(f"morning:{day}", purpose=PURPOSE, stem=STEM, told=told, urgency=Urgency.DIGEST, at=at)
    _take_up(notices, news, at)
    in_digest = {each.holder.person_id for each in told}
    unentered.tell([queue for person_id, queue in queues.items() if person_id not in in_digest], day, at)
    incomplete.tell(roster, day, at)
    transaction.on_commit(wake.send, robust=True)
    return len(notices)


def _news(day: date, roster: Roster, at: datetime) -> dict[int, list[Notice]]:
    """By person: what was kept for this digest."""
    kept = Notice.objects.select_for_update(of=("self",)).filter(digest_on__lte=day).select_related("report", "rule")
    found: dict[int, list[Notice]] = defaultdict(list)
    for notice in hushing.sift(list(kept.order_by("id")), roster, at=at):
        found[notice.person_id or 0].append(notice)
    return found


def _due(
    roster: Roster, news: Mapping[int, list[Notice]], queues: Mapping[int, Queue], day: date, at: datetime
) -> Iterator[Told]:  # fmt: skip
    wording = Wording({notice.stem for notices in news.values() for notice in notices})
    just_told = _just_told(at)
    for holder, waiting in errands.of_everybody(roster):
        open_ = [errand for errand in waiting if errand.report_id not in just_told[holder.person_id]]
        if open_:
            beside = Beside(kept=news.get(holder.person_id, ()), queue=queues.get(holder.person_id), wording=wording)
            yield Told(holder=holder, values=_values(holder, open_, beside, day, at))


def _just_told(at: datetime) -> dict[int, set[int]]:
    lately = Notice.objects.filter(created_at__gt=at - JUST_TOLD, recipient="post", digest_on=None).exclude(report=None)
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, report_id in lately.values_list("person_id", "report_id"):
        found[person_id or 0].add(report_id or 0)
    return found


def _take_up(notices: Sequence[Notice], news: Mapping[int, list[Notice]], at: datetime) -> None:
    """What was kept goes with the digest's message; where somebody has no digest (or not yet, in quiet hours), by itself at
    once, or bundled."""
    messages = Message.objects.filter(notices__in=notices).values_list("notices__person_id", "pk")
    through = Message.notices.through
    through.objects.bulk_create(
        [
            through(message_id=pk, notice_id=each.pk)
            for person_id, pk in messages
            for each in news.get(person_id or 0, ())
        ]
    )
    kept = Notice.objects.filter(pk__in=[notice.pk for each in news.values() for notice in each])
    kept.filter(person__in={person_id for person_id, _pk in messages}).update(digest_on=None)
    kept.exclude(digest_on=None).update(digest_on=None, bundle_at=at)


# -- Words -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Beside:
    """What one person hears beside what waits for them: news that was kept, and the queues of SP4N-LAPOR!."""

    kept: Sequence[Notice]
    queue: Queue | None
    wording: Wording

    def said(self, language: str) -> str:
        news = [label("digest", "news", language).format(n=len(self.kept))] if self.kept else []
        parts = [*news, *(self.queue.said(language) if self.queue else ())]
        if not parts:
            return label("digest", "no_news", language)
        *firsts, last = parts
        return f" {label('digest', 'and', language)} ".join([*([", ".join(firsts)] if firsts else []), last])

    def lines(self, language: str, at: datetime) -> Iterator[str]:
        yield from self.queue.lines(language, at) if self.queue else ()
        yield from _news_lines(self.kept, self.wording, language)


def _values(holder: Holder, waiting: Sequence[Errand], beside: Beside, day: date, at: datetime) -> dict[str, str]:
    language = holder.language
    late = [errand for errand in waiting if errand.due_at and errand.due_at <= at]
    today = [each for each in waiting if each not in late and each.due_at and moments.local_date(each.due_at) == day]
    lines = [*errands.table(waiting, language, at), *beside.lines(language, at)]
    return {
        "date": moments.day(day, language),
        "date_short": moments.short_day(day, language),
        "count": str(len(waiting)),
        "due_today": str(len(today)),
        "overdue": str(len(late)),
        "news": beside.said(language),
        "table_of_codes": errands.cut(lines, language),
    }


def _news_lines(kept: Sequence[Notice], wording: Wording, language: str) -> Iterator[str]:
    if kept:
        yield f"{label('digest', 'heading', language)} ({len(kept)})"
    for notice in kept:
        code = notice.report.code if notice.report else ""
        yield f"- {code} · {wording.text(notice.stem, language).header}"
