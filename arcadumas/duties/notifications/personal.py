"""What an officer must learn of their own account: a sign-in from a new device. They answer that it was not them by a link,
and the front desk hears of that. Told once an hour at most: the answer locks the account, whichever device was meant."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from arcadumas.base import moments, wake
from arcadumas.core.audit import trail
from arcadumas.core.organisation import accounts
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person, Role
from arcadumas.duties.notifications import browsers, links, occasions, tapping
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.links import Bearer
from arcadumas.duties.notifications.models import Notice, Urgency, Words
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

ANEW = ("signed_in_anew", "aduan_masuk_baru")
LOCKED = ("account_locked", "aduan_akun_dikunci")
QUIET = timedelta(hours=1)
Values = Callable[[str], Mapping[str, str]]  # of a language


@transaction.atomic
def signed_in(person: Person, *, device: str, at: datetime) -> None:
    """From a device that this account was not used on before. Audited each time."""
    trail.record("signed_in_anew", by=person.login, via=Via.WEB, subject=person.login, device=device)
    lately = Notice.objects.filter(person=person, created_at__gt=at - QUIET, purpose=ANEW[0])
    if lately.exists():
        return

    def values(language: str) -> Mapping[str, str]:
        return {"device": device, "at": moments.moment(at, language)}

    _tell(ANEW, f"signin:{person.pk}:{at:%y%m%d%H%M%S}", _own_post(person.pk, Roster()), values, at)


@transaction.atomic
def lock(bearer: Bearer, *, at: datetime) -> None:
    """By "it was not me": the account is locked at once, the link is dead, the front desk is told."""
    person = accounts.lock_own(by=tapping.actor_of(bearer))
    browsers.forget(person)
    links.mark_used(bearer, at=at)
    title = bearer.post.title if bearer.post else ""

    def values(language: str) -> Mapping[str, str]:
        return {
            "by": title, "at": moments.moment(at, language), "login": person.login,
            "cause": label("denied", bearer.notice.purpose, language),
        }  # fmt: skip

    _tell(LOCKED, f"lock:{person.pk}:{at:%y%m%d%H%M%S}", _who_gives_passwords(person.pk), values, at)


def _own_post(person_id: int, roster: Roster) -> list[Holder]:
    return [holder for holder in roster.holders if holder.person_id == person_id][:1]


def _who_gives_passwords(but: int) -> list[Holder]:
    """The front desk, each person once; where nobody else sits there, those who keep the system running."""
    roster = Roster()
    desk = {holder.person_id: holder for holder in reversed(roster.front_desk()) if holder.person_id != but}
    engineers = {holder.person_id: holder for holder in reversed(roster.everywhere(Role.ENGINEER))}
    return list((desk or engineers).values())


def _tell(words: tuple[str, str], occasion: str, holders: list[Holder], values: Values, at: datetime) -> None:
    """In the caller's transaction. Nobody is told in words that nobody has written."""
    purpose, stem = words
    if holders and Words.objects.filter(stem=stem, is_current=True).exists():
        told = [Told(holder=holder, values=values(holder.language)) for holder in holders]
        occasions.tell(occasion, purpose=purpose, stem=stem, told=told, urgency=Urgency.URGENT, at=at)
        transaction.on_commit(wake.send, robust=True)
