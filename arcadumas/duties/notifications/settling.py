"""When a notice needs nothing more: it was delivered, or somebody has acted."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from arcadumas.core.handling.models import Disposition
from arcadumas.core.reports.models import Event, Promise
from arcadumas.duties.notifications.models import Message, Notice

# Which notices an act makes needless: event -> purposes of the same report. `disposed` and `reopened` ask for `accepted`.
ANSWERS: dict[str, tuple[str, ...]] = {
    "accepted": ("disposed", "reopened"),
    "returned": ("disposed", "reopened"),
    "disposed": ("disposed", "returned", "reopened", "moved_too_often"),
    "withdrawn": ("disposed", "received", "returned", "reopened"),
    "verified": ("received",),
    "archived": ("received", "returned", "moved_too_often", "disposed", "reopened"),
    "merged": ("received", "disposed", "returned", "reopened", "draft_waiting"),
    "part_accepted": ("disposed", "reopened"),
    "part_given": ("disposed", "reopened"),
    "support_ended": ("disposed", "reopened", "resumed"),
    "referred": ("received", "returned", "moved_too_often"),
    "answer_approved": ("draft_waiting", "no_approver"),
    "answer_rejected": ("draft_waiting", "no_approver"),
    "extended": ("extension_asked",),
    "extension_refused": ("extension_asked",),
    "sp4n_settled": ("sp4n_differs",),
    "instruction_accepted": ("instructed",),
    "responded": ("draft_waiting", "no_approver", "approved"),
}
OF_LEAD = ("accepted", "returned", "disposed")
OF_HELP = ("part_accepted", "part_given", "support_ended")
HELPS = Disposition.objects.filter(
    report=OuterRef("report"), unit=OuterRef("post__unit"), role=Disposition.Role.SUPPORT, state__in=Disposition.ACTIVE
)
OF_CLOCKS = ("promise_warned", "promise_broken", "rung_climbed")
ENDS_NO_CLOCK = (*OF_CLOCKS, "received", "imported")
MAY_BE_URGENT = ("verified", "classified", "marked_urgent")
LEFT = ("sent", "delivered", "read")
OLD = timedelta(minutes=1)  # a queued message younger than this goes out all the same: it is on its way


def acted(events: Sequence[Event]) -> None:
    """Settle what these acts make needless, and what speaks of a clock that they have ended; take back what has waited too
    long to be of use. What has become urgent is held no longer."""
    if urgent := {event.report_id for event in events if event.kind in MAY_BE_URGENT and event.report.is_urgent}:
        let_go(Notice.objects.filter(report__in=urgent))
    wanted = Q()
    for event in events:
        if purposes := _made_needless(event):
            wanted |= Q(report=event.report_id, purpose__in=purposes, event__seq__lt=event.seq) & _whose(event)
    changed = {event.report_id for event in events if event.kind not in ENDS_NO_CLOCK}
    open_ = Notice.objects.filter(settled_at=None).exclude(recipient="reporter")
    ids = list(open_.filter(wanted).values_list("pk", flat=True)) if wanted else []
    ids += _of_ended_clocks(open_.filter(report__in=changed)) if changed else []
    if ids:
        settle(ids)
        supersede(ids)


def _made_needless(event: Event) -> tuple[str, ...]:
    """Of a group the line of the main report ends nothing; the final answer ends what is still asked of those who help."""
    if event.kind == "merged" and event.facts.get("is_main"):
        return ()
    is_final = event.kind == "responded" and event.facts.get("is_final")
    return (*ANSWERS.get(event.kind, ()), *(("disposed", "reopened") if is_final else ()))


def _whose(event: Event) -> Q:
    """Whoever helps is asked by notices of their own: what they do ends those alone, and what the lead does none of them. Of
    several instructions each has its own."""
    if event.kind == "instruction_accepted":
        return Q(event__facts__instruction=event.facts["instruction"])
    if event.kind in OF_HELP or event.facts.get("role") == Disposition.Role.SUPPORT:
        return Q(post__unit__code=event.facts["unit"])
    return ~Q(Exists(HELPS)) if event.kind in OF_LEAD else Q()


def _of_ended_clocks(notices: QuerySet[Notice]) -> list[int]:
    """Those of them that speak of a promise which was kept or cancelled."""
    said = dict(notices.filter(event__kind__in=OF_CLOCKS).values_list("pk", "event__facts__promise"))
    if not said:
        return []
    is_over = Q(met_at__isnull=False) | Q(state=Promise.State.CANCELLED)
    over = set(Promise.objects.filter(is_over, pk__in=set(said.values())).values_list("pk", flat=True))
    return [number for number, promise in said.items() if promise in over]


def settle(notice_ids: Iterable[int]) -> None:
    """Nothing more is needed for these: no other channel takes over, and what was held stays unsaid."""
    Notice.objects.filter(pk__in=held(Notice.objects.filter(pk__in=list(notice_ids), settled_at=None))).update(
        settled_at=Now(), fallback_at=None, held_until=None, bundle_at=None
    )


def held(notices: QuerySet[Notice]) -> list[int]:
    """Their ids, locked in one order: whoever takes several notices takes them by this, after messages, before reports."""
    return list(notices.select_for_update(no_key=True, of=("self",)).order_by("pk").values_list("pk", flat=True))


def let_go(notices: QuerySet[Notice]) -> int:
    """What of these is held is looked at anew (releasing.py, bundling.py); how many."""
    ids = held(notices.filter(held_until__isnull=False))
    Notice.objects.filter(pk__in=ids, bundle_at__isnull=False).update(bundle_at=Now())
    return Notice.objects.filter(pk__in=ids).update(held_until=Now())


def supersede(notice_ids: Sequence[int]) -> None:
    """Never tried and waiting for more than a minute, with nothing but settled notices of which a copy has left by another
    way: no longer needed. The only copies go out however late: else somebody would never hear of it."""
    waiting = Message.objects.filter(notices__in=notice_ids, state="queued", attempts=0, queued_at__lt=Now() - OLD)
    unheard = ~Exists(Message.objects.filter(notices=OuterRef("notices"), state__in=LEFT))
    needed = Message.objects.filter(Q(notices__settled_at=None) | unheard, pk__in=waiting.values("pk"))
    ids = set(waiting.values_list("pk", flat=True)) - set(needed.values_list("pk", flat=True))
    mine = Message.objects.select_for_update(no_key=True, skip_locked=True).filter(pk__in=ids, state="queued")
    Message.objects.filter(pk__in=list(mine.values_list("pk", flat=True))).update(state="superseded")


def settle_messages(message_ids: Iterable[uuid.UUID]) -> None:
    """Delivered: so are the notices they carry."""
    ids = list(Notice.objects.filter(messages__in=list(message_ids), settled_at=None).values_list("pk", flat=True))
    if ids:
        settle(ids)
