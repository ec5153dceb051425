"""When no channel is left: the journal says so, the notice passes to a substitute, and the front desk is told once a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.utils import timezone

from arcadumas.core.organisation.models import Post
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.models import Channel, Message
from arcadumas.duties.notifications.planning import Routed
from arcadumas.duties.notifications.roster import Roster

PURPOSE = "post_unreachable"
TELLING = ("failed", "uncertain", "sent")


def explained(routed: Routed, *, at: datetime) -> Routed:
    """For the notice that a post cannot be reached: whom, how it was tried, who stands in. One message a day and post."""
    plan = routed.plan
    if plan.notice.purpose != PURPOSE or plan.holder is None or plan.case is None:
        return routed
    lost: int = getattr(plan.case.facts, "post", 0)
    report_id, roster = plan.case.report.pk, plan.case.roster

    def values(language: str) -> Mapping[str, str]:
        return {
            "lost_post": _title(lost, roster),
            "to_post": _stand_in(lost, roster, language),
            "wa_standing": _standing(lost, report_id, Channel.WHATSAPP, language),
            "mail_standing": _standing(lost, report_id, Channel.EMAIL, language),
        }

    key = f"unreachable:{lost}:{timezone.localdate(at):%Y%m%d}:{plan.holder.post_id}"
    return replace(routed, plan=replace(plan, given=values, key=key))


def _title(post_id: int, roster: Roster) -> str:
    if holder := roster.by_post.get(post_id):
        return holder.title
    return Post.objects.filter(pk=post_id).values_list("title", flat=True).first() or "–"


def _stand_in(post_id: int, roster: Roster, language: str) -> str:
    holder = roster.by_post.get(post_id)
    substitute = roster.substitute(holder) if holder else None
    return substitute.title if substitute else label("post", "front_desk", language)


def _standing(post_id: int, report_id: int, channel: str, language: str) -> str:
    """How the last message to the post by this channel ended."""
    tried = Message.objects.filter(notices__post=post_id, notices__report=report_id, channel=channel)
    state = tried.order_by("-queued_at", "-id").values_list("state", flat=True).first()
    if state is None:
        return label("reach", "none", language)
    return label("reach", state if state in TELLING else "failed", language)
