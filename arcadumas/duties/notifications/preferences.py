"""How a person wishes to be told: channels and quiet hours, which they set themselves."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from arcadumas.base import wake
from arcadumas.base.refusals import Unfit
from arcadumas.core.audit import trail
from arcadumas.core.organisation.actors import Actor
from arcadumas.duties.notifications import settling
from arcadumas.duties.notifications.models import Channel, Notice
from arcadumas.duties.notifications.wishes import Preference

LONGEST = timedelta(hours=14)  # of quiet in a day, so that there is always time to be told
USUAL = time(21), time(6)  # offered to whoever wants quiet hours; nobody has them unasked


@dataclass(frozen=True, kw_only=True)
class Wish:
    """`channels` empty: every channel. Without `quiet_from` and `quiet_to` no hour is quiet, nor any day."""

    channels: tuple[str, ...] = ()
    quiet_from: time | None = None
    quiet_to: time | None = None
    is_quiet_on_days_off: bool = False


def read(person_id: int) -> Wish:
    row = Preference.objects.filter(pk=person_id).first()
    if row is None:
        return Wish()
    return Wish(
        channels=tuple(row.channels), quiet_from=row.quiet_from, quiet_to=row.quiet_to,
        is_quiet_on_days_off=row.is_quiet_on_days_off,
    )  # fmt: skip


@transaction.atomic
def keep(wish: Wish, *, by: Actor) -> None:
    """Their own wish and nobody else's. What was held for them is looked at anew. Raises Unfit (422)."""
    if errors := list(_errors(wish)):
        raise Unfit.together(errors)
    before = read(by.person_id or 0)
    if wish == before:
        return
    Preference.objects.update_or_create(
        person_id=by.person_id or 0,
        defaults={
            "channels": list(wish.channels), "quiet_from": wish.quiet_from, "quiet_to": wish.quiet_to,
            "is_quiet_on_days_off": wish.is_quiet_on_days_off,
        },
    )  # fmt: skip
    trail.record(
        "preference_changed", by=by.login, post=by.seats[0].title if by.seats else "", via=by.via, subject=by.login,
        before=_plain(before), after=_plain(wish),
    )  # fmt: skip
    if settling.let_go(Notice.objects.filter(person=by.person_id, held_why=Notice.Why.QUIET)):
        transaction.on_commit(wake.send, robust=True)


def _errors(wish: Wish) -> list[Unfit]:
    found = []
    if set(wish.channels) - set(Channel.values):
        found.append(Unfit("preference.channel", _("Choose a channel from the list."), field="channels"))
    if (wish.quiet_from is None) != (wish.quiet_to is None):
        field = "quiet_to" if wish.quiet_to is None else "quiet_from"
        found.append(Unfit("preference.half", _("Quiet hours need both an hour to begin and one to end."), field=field))
    if wish.quiet_from is not None and wish.quiet_to is not None and _length(wish) > LONGEST:
        sentence = _("Quiet hours may last {hours} hours at most. Choose an earlier end or a later beginning.")
        found.append(Unfit("preference.too_long", sentence, field="quiet_to", hours=LONGEST // timedelta(hours=1)))
    if wish.is_quiet_on_days_off and wish.quiet_from is None:
        sentence = _("Choose the hours too: they say when the first messages after days off may come.")
        found.append(Unfit("preference.days_alone", sentence, field="quiet_from"))
    return found


def _length(wish: Wish) -> timedelta:
    """From the same hour to the same hour is a whole day."""
    begins, ends = (_since_midnight(hour or time()) for hour in (wish.quiet_from, wish.quiet_to))
    return ends - begins if ends > begins else ends - begins + timedelta(days=1)


def _since_midnight(hour: time) -> timedelta:
    return timedelta(hours=hour.hour, minutes=hour.minute)


def _plain(wish: Wish) -> dict[str, object]:
    hours = [wish.quiet_from, wish.quiet_to]
    return {
        "channels": list(wish.channels),
        "quiet": [f"{hour:%H:%M}" for hour in hours if hour],
        "days_off": wish.is_quiet_on_days_off,
    }
