"""The PIN of a person: what stands in for a session where a link of a message asks for more than a tap.

Six digits are few, so tries are: five wrong ones and the account's links wait, for all its messages together.
"""

import re
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arcadumas.base import moments
from arcadumas.base.limits import counting
from arcadumas.base.refusals import TooOften, Unfit
from arcadumas.core.audit import trail
from arcadumas.core.organisation.models import Person

DIGITS = 6
BUCKET, TRIES, WINDOW = "pin", 5, 900  # seconds
LONG_BUCKET, LONG_TRIES, DAY = "pin-day", 15, 86_400  # who guesses on at leisure
SERIES = "01234567890 09876543210"


def put(person: Person, pin: str, *, via: str) -> None:
    """A new PIN; forgets the tries at the old one. Raises Unfit for what is no PIN or one that is guessed first."""
    pin = pin.strip()
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", pin):
        raise Unfit("pin.shape", _("A PIN has {digits} digits and nothing else."), field="pin", digits=DIGITS)
    if len(set(pin)) == 1 or pin in SERIES:
        raise Unfit("pin.easy", _("That PIN is guessed first. Choose digits that are not in a row."), field="pin")
    person.pin = make_password(pin)
    person.save(update_fields=["pin"])
    clear(person)
    trail.record("pin_set", by=person.login, via=via, subject=person.login)


def require(person: Person, pin: str, *, via: str, message: str = "") -> None:
    """Nothing when this is the person's PIN. Raises Unfit when it is missing, wrong or never set, TooOften when locked.

    The try counts before it is looked at, so that many at once gain nothing. Call it outside a transaction."""
    if not person.pin:
        raise Unfit("pin.unset", _("You have no PIN yet. Sign in and set one on your account page."), field="pin")  # fmt: skip
    if not pin.strip():
        raise Unfit("pin.missing", _("Type your PIN, {digits} digits."), field="pin", digits=DIGITS)
    if seconds := _wait(person):
        raise _locked(seconds)
    if check_password(pin.strip(), person.pin):
        clear(person)
        return
    trail.record("pin_wrong", by=person.login, via=via, subject=person.login, message=message)
    if seconds := locked_for(person):
        trail.record("pin_locked", by=person.login, via=via, subject=person.login, seconds=seconds)
        raise _locked(seconds)
    raise Unfit("pin.wrong", _("That is not your PIN. Try again; after {tries} wrong tries it is locked for a while."), field="pin", tries=TRIES)  # fmt: skip


def locked_for(person: Person) -> int:
    """Seconds until the next try is allowed; 0 when it is."""
    return max(
        counting.peek(BUCKET, person.login, limit=TRIES), counting.peek(LONG_BUCKET, person.login, limit=LONG_TRIES)
    )


def clear(person: Person) -> None:
    counting.clear(BUCKET, person.login)
    counting.clear(LONG_BUCKET, person.login)


def _wait(person: Person) -> int:
    short = counting.take(BUCKET, person.login, limit=TRIES, seconds=WINDOW)
    long = counting.take(LONG_BUCKET, person.login, limit=LONG_TRIES, seconds=DAY) if not short else 0
    return max(short, long)


def _locked(seconds: int) -> TooOften:
    until = moments.stamp(timezone.now() + timedelta(seconds=seconds), get_language())
    return TooOften(
        "pin.locked",
        _("The PIN is locked until {time} after too many tries. Sign in with your password, or try again then."),
        seconds=seconds, time=until,
    )  # fmt: skip
