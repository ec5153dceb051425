"""What an officer must learn that is in no report: a sign-in from a new device, a password set anew, an own proposal settled,
an absence with its stand-in.

To the first two they may answer by a link that it was not them: that locks the account, and the front desk hears of it.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from arcadumas.base import moments, wake
from arcadumas.core.audit import trail
from arcadumas.core.handling import absence
from arcadumas.core.organisation import accounts, passwords, powers, proposals
from arcadumas.core.organisation.actors import Actor, Via
from arcadumas.core.organisation.models import Absence, Person, Proposal, Role
from arcadumas.duties.notifications import browsers, links, occasions, tapping
from arcadumas.duties.notifications.labels import label
from arcadumas.duties.notifications.links import Bearer
from arcadumas.duties.notifications.models import Notice, Urgency, Words
from arcadumas.duties.notifications.occasions import Told
from arcadumas.duties.notifications.roster import Holder, Roster

ANEW = ("signed_in_anew", "aduan_masuk_baru", Urgency.URGENT)
RESET = ("password_was_reset", "aduan_sandi_diatur_ulang", Urgency.URGENT)
LOCKED = ("account_locked", "aduan_akun_dikunci", Urgency.URGENT)
SETTLED = ("proposal_settled", "aduan_usulan_dijawab", Urgency.NORMAL)
AWAY = ("absence_noted", "aduan_berhalangan", Urgency.NORMAL)
QUIET = timedelta(hours=1)  # told of a new device once in it: the answer locks the account, whichever device was meant
Said = tuple[str, str, str]  # purpose, stem, urgency
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
def reset_password(login: str, *, by: Actor) -> str:
    """The one-time password; its holder hears that there is one, not what it is. Raises as `passwords.reset`."""
    given = passwords.reset(login, by=by)
    was_reset(Person.objects.get(login=login), by=powers.require(by, "units").title, at=timezone.now())
    return given


def was_reset(person: Person, *, by: str, at: datetime) -> None:
    """In the caller's transaction. `by` is a post; "" for whoever keeps the system running."""

    def values(language: str) -> Mapping[str, str]:
        return {"by": by or label("actor", "operator", language), "at": moments.moment(at, language)}

    _tell(RESET, f"reset:{person.pk}:{at:%y%m%d%H%M%S}", _own_post(person.pk, Roster()), values, at)


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


@transaction.atomic
def settle_proposal(number: int, *, by: Actor, is_taken_up: bool, answer: str = "") -> Proposal:
    """Whoever proposed it hears what became of it, unless they settled it themselves. Raises as `proposals.settle`."""
    found = proposals.settle(number, by=by, is_taken_up=is_taken_up, answer=answer)
    if found.by_id == by.person_id:
        return found
    roster, at = Roster(), found.settled_at or timezone.now()
    title = next((seat.title for seat in by.seats), "")

    def values(language: str) -> Mapping[str, str]:
        decision = label("decision", "taken_up" if is_taken_up else "not_taken_up", language)
        return {"unit": found.unit.name, "by": title, "at": moments.moment(at, language), "decision": decision}

    _tell(SETTLED, f"proposal:{number}", _own_post(found.by_id, roster, found.unit_id), values, at)
    return found


@transaction.atomic
def note_absence(post_id: int, *, by: Actor, stand_in: int, starts_on: date, ends_on: date) -> Absence:
    """The stand-in hears of it, and whoever is away, unless they entered it themselves. Raises as `absence.be_absent`."""
    noted = absence.be_absent(post_id, by=by, stand_in=stand_in, starts_on=starts_on, ends_on=ends_on)
    by_post = Roster().by_post
    there = [by_post[number] for number in (noted.stand_in_id, noted.post_id) if number in by_post]

    def values(language: str) -> Mapping[str, str]:
        first, last = (moments.day(day, language) for day in (noted.starts_on, noted.ends_on))
        period = first if first == last else label("period", "span", language).format(first=first, last=last)
        return {"from_post": noted.post.title, "to_post": noted.stand_in.title, "period": period}

    told = [holder for holder in there if holder.person_id != by.person_id]
    _tell(AWAY, f"absence:{noted.pk}", told, values, noted.noted_at)
    return noted


def _own_post(person_id: int, roster: Roster, unit_id: int | None = None) -> list[Holder]:
    """One post of theirs, that of the unit where they have one there."""
    held = [holder for holder in roster.holders if holder.person_id == person_id]
    return sorted(held, key=lambda holder: holder.unit_id != unit_id)[:1]


def _who_gives_passwords(but: int) -> list[Holder]:
    """The front desk, each person once; where nobody else sits there, those who keep the system running."""
    roster = Roster()
    desk = {holder.person_id: holder for holder in reversed(roster.front_desk()) if holder.person_id != but}
    engineers = {holder.person_id: holder for holder in reversed(roster.everywhere(Role.ENGINEER))}
    return list((desk or engineers).values())


def _tell(said: Said, occasion: str, holders: list[Holder], values: Values, at: datetime) -> None:
    """In the caller's transaction. Nobody is told in words that nobody has written."""
    purpose, stem, urgency = said
    if holders and Words.objects.filter(stem=stem, is_current=True).exists():
        told = [Told(holder=holder, values=values(holder.language)) for holder in holders]
        occasions.tell(occasion, purpose=purpose, stem=stem, told=told, urgency=urgency, at=at)
        transaction.on_commit(wake.send, robust=True)
