"""Passwords: a person's own is chosen by nobody else; what is given out holds once and for some days (decision 0034)."""

from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import codes
from arcadumas.base.refusals import OutOfTurn, Powerless, Unfit, Unseen
from arcadumas.core.audit import trail
from arcadumas.core.organisation import powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Person

LASTS = timedelta(days=7)  # a one-time password that nobody used
LEAST = 12  # characters, as in AUTH_PASSWORD_VALIDATORS


@transaction.atomic
def change(person: Person, *, old: str, new: str, via: str) -> None:
    """Their own, by whoever knows the one until now. Every session ends with it; the caller keeps its own. Audited.

    Raises Unfit at `old` or `new`."""
    if not person.check_password(old):
        raise Unfit("password.wrong", _("That is not your password."), field="old")
    if person.check_password(new):
        raise Unfit("password.same", _("That is the password until now. Choose another one."), field="new")
    try:
        validate_password(new, person)
    except ValidationError as weak:
        raise Unfit(
            "signin.password_weak",
            _("That password is easy to guess. Use at least {min} characters, such as three random words."),
            field="new", min=LEAST,
        ) from weak  # fmt: skip
    person.set_password(new)
    person.one_time_until = None
    person.save(update_fields=["password", "one_time_until"])
    trail.record("password_changed", by=person.login, via=via, subject=person.login)


@transaction.atomic
def reset(login: str, *, by: Actor) -> str:
    """A one-time password in place of a forgotten one, to be handed over in person; shown once. Audited.

    Nobody resets an own password: whoever sits before an open session must not take the account."""
    seat = powers.require(by, "units")
    person = Person.objects.select_for_update().filter(login=login).first()
    if person is None:
        raise unknown()
    if person.pk == by.person_id:
        raise own_account()
    if not person.is_active:
        raise OutOfTurn("person.closed", _("This account is closed. Open it again first."))
    return issue(person, by=by.login, post=seat.title, via=by.via)


def issue(person: Person, *, by: str, post: str = "", via: str) -> str:
    """Gives out a one-time password: open sessions end, and the next one begins with choosing an own. Audited."""
    word = codes.new_secret()
    password = "-".join(word[start : start + 4] for start in range(0, len(word), 4))
    person.set_password(password)
    person.one_time_until = timezone.now() + LASTS
    person.save(update_fields=["password", "one_time_until"])
    trail.record("password_reset", by=by, post=post, via=via, subject=person.login)
    return password


def has_run_out(person: Person, *, at: datetime) -> bool:
    """A one-time password that nobody used in time."""
    return person.one_time_until is not None and person.one_time_until < at


def unknown() -> Unseen:
    return Unseen("person.unknown", _("There is no such account."))


def own_account() -> Powerless:
    return Powerless("person.own", _("This is your own account or post. A colleague has to do it."), needs="another_person")  # fmt: skip
