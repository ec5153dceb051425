"""How much of its report an old link or button still shows: what the desk shows its bearer today, and no more.

A message that has left cannot be taken back. What it leads to can: whoever the report complains of by now, a unit that gave
it back or lost it, and whoever may not know of what became whistleblowing, learn nothing new by it for the rest of its days.
"""

from django.utils.translation import gettext_lazy as _

from arcadumas.core.handling import visible, workflow
from arcadumas.core.handling.visible import Sight, ground
from arcadumas.core.organisation.actors import Actor, person_actor
from arcadumas.core.reports.models import About
from arcadumas.duties.notifications import losing
from arcadumas.duties.notifications.links import DENIALS, Bearer, Dead
from arcadumas.duties.notifications.matching import SPECIAL_LEVEL

BESIDE = frozenset({"inbox", "team", "drill", "outbox", "sp4n-queue", "account"})  # lead to a list, to no report


def sight(bearer: Bearer, actor: Actor) -> Sight:
    """`actor`: in the post that was told. What is hidden from any other seat of its holder is hidden here as well; to the
    reporter, and of what is no report's, nothing is."""
    report = bearer.notice.report
    if bearer.post is None or report is None:
        return Sight.READ
    whole = person_actor(bearer.post.person, via=actor.via)
    if not visible.sees(whole, report.pk) or not visible.sees(actor, report.pk):
        return Sight.NOTHING
    return visible.sight(report, actor, ground(report, actor))


def require(bearer: Bearer, actor: Actor) -> None:
    """Raises Dead: with the words for what is not there, or of a unit that gave the report back or has it no more. That one's
    link was used by another can be said all the same."""
    if bearer.act in BESIDE:
        return
    seen = sight(bearer, actor)
    if seen == Sight.NOTHING:
        lost = None if is_special(bearer) else losing.said(bearer)
        raise lost or Dead("link.unseen", workflow.unseen().text)
    if seen == Sight.RETURNED and bearer.act not in DENIALS:
        raise _returned(bearer)


def is_special(bearer: Bearer) -> bool:
    """Of which an officer's link says nothing but when it is due: its message did, or the report has become such."""
    report = bearer.notice.report
    if bearer.post is None or report is None:
        return False
    if bearer.notice.level == SPECIAL_LEVEL or report.is_whistleblowing or report.about_officials:
        return True
    return About.objects.filter(report=report).exists()


def _returned(bearer: Bearer) -> Dead:
    if is_special(bearer):
        return Dead("link.passed", _("This link no longer applies. Sign in to see how things stand."))
    sentence = _("Your unit has given report {code} back. Nothing is needed from you.")
    return Dead("link.returned", sentence, code=bearer.report.code)
