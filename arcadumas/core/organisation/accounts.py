"""Accounts of officers: opened with a one-time password, changed, closed and opened again; never deleted."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from arcadumas.base import sealed
from arcadumas.base.phones import to_e164
from arcadumas.base.refusals import Unfit, Unseen
from arcadumas.base.text import has_forbidden
from arcadumas.core.audit import trail
from arcadumas.core.organisation import marks, passwords, people, posts, powers
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Person, Token

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,79}")
LANGUAGES = ("id", "en")


@transaction.atomic
def open_account(login: str, *, by: Actor, name: str, email: str = "", phone: str = "", language: str = "id") -> tuple[Person, str]:  # fmt: skip
    """With the one-time password, shown once. Posts are given separately. Raises Unfit with the field's name. Audited."""
    seat = powers.require(by, "units")
    if not LOGIN.fullmatch(login):
        raise Unfit("person.login", _("An account name has small letters, digits, dots and hyphens, at least two."), field="login")  # fmt: skip
    if Person.objects.filter(login__iexact=login).exists():
        raise Unfit("person.login_taken", _("There is an account with this name already. Choose another."), field="login")  # fmt: skip
    person = Person(login=login)
    _write(person, name=name, email=email, phone=phone, language=language)
    person.set_unusable_password()
    person.save()
    trail.record("account_opened", by=by.login, post=seat.title, via=by.via, subject=login)
    return person, passwords.issue(person, by=by.login, post=seat.title, via=by.via)


@transaction.atomic
def change_account(login: str, *, by: Actor, seen: int | None, name: str, email: str, phone: str, language: str) -> Person:  # fmt: skip
    """By those who keep units and people. An empty number or address is taken away. Audited without the values.

    `seen` is the `mark` that the form showed. Raises Unfit (422), Stale (412)."""
    seat = powers.require(by, "units")
    person = take(login)
    marks.require_seen(mark(person), seen)
    _note(person, _write(person, name=name, email=email, phone=phone, language=language), by=by, post=seat.title)
    return person


def mark(person: Person) -> int:
    """Changes when what the front desk keeps of a person does."""
    return marks.mark(person.name, person.email, person.language, people.phone_of(person))


@transaction.atomic
def change_own(*, by: Actor, email: str, phone: str, language: str) -> Person:
    """Their own, by anybody; the name is kept by the front desk. Audited without the values."""
    person = take(by.login)
    post = by.seats[0].title if by.seats else ""
    _note(person, _write(person, name=person.name, email=email, phone=phone, language=language), by=by, post=post)
    return person


@transaction.atomic
def close_account(login: str, *, by: Actor) -> None:
    """From this moment: sessions, tokens and posts end with it. A second time changes nothing. Audited.

    Raises OutOfTurn (409) when nobody would be left at the front desk."""
    seat = powers.require(by, "units")
    posts.lock_desk()
    person = take(login)
    if person.pk == by.person_id:
        raise passwords.own_account()
    if person.is_active:
        posts.require_desk_without(person=person, after=posts.yesterday())
        shut(person, by=by.login, post=seat.title, via=by.via)


def shut(person: Person, *, by: str, post: str = "", via: str) -> None:
    ended = posts.end_all_of(person)
    tokens = Token.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())
    person.is_active = False
    person.save(update_fields=["is_active"])
    trail.record("account_closed", by=by, post=post, via=via, subject=person.login, posts=ended, tokens=tokens)


@transaction.atomic
def lock_own(*, by: Actor) -> Person:
    """Somebody else got in: no password, PIN, session or token opens the account until the front desk gives a one-time
    password. Posts stay, and whoever holds them is told as before. Audited."""
    person = take(by.login)
    person.set_unusable_password()
    person.pin, person.one_time_until, person.devices_since = "", None, timezone.now()
    person.save(update_fields=["password", "pin", "one_time_until", "devices_since"])
    tokens = Token.objects.filter(person=person, revoked_at=None).update(revoked_at=timezone.now())
    post = by.seats[0].title if by.seats else ""
    trail.record("account_locked", by=by.login, post=post, via=by.via, subject=person.login, tokens=tokens)
    return person


@transaction.atomic
def open_again(login: str, *, by: Actor) -> None:
    """The password is as it was; posts and tokens are given anew. A second time changes nothing. Audited."""
    seat = powers.require(by, "units")
    person = take(login)
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
        trail.record("account_opened_again", by=by.login, post=seat.title, via=by.via, subject=login)


@transaction.atomic
def revoke_token(key: UUID, *, by: Actor) -> None:
    """One's own, or anybody's by those who keep people. A second time changes nothing. Audited."""
    token = Token.objects.select_for_update(of=("self",)).select_related("person").filter(pk=key).first()
    if token is None or not (token.person_id == by.person_id or powers.may(by, "units")):
        raise Unseen("token.unknown", _("There is no such token."))
    if token.revoked_at is None:
        people.revoke(token)
        post = by.seats[0].title if by.seats else ""
        trail.record("token_revoked", by=by.login, post=post, via=by.via, subject=token.person.login)


def take(login: str) -> Person:
    """Locked. Raises Unseen (404)."""
    person = Person.objects.select_for_update().filter(login=login).first()
    if person is None:
        raise passwords.unknown()
    return person


def _write(person: Person, *, name: str, email: str, phone: str, language: str) -> list[str]:
    """Sets what differs and says what; raises all that is unfit together."""
    name, email, phone = name.strip(), email.strip(), phone.strip()
    number = (to_e164(phone) or "") if phone else ""
    if wrong := list(_unfit(person, name=name, email=email, phone=phone, number=number, language=language)):
        raise Unfit.together(wrong)
    values: dict[str, Any] = {"name": name, "email": email, "language": language}
    changed = [key for key, value in values.items() if getattr(person, key) != value]
    for key in changed:
        setattr(person, key, values[key])
    if number != people.phone_of(person):
        people.put_phone(person, number) if number else people.drop_phone(person)
        changed.append("phone")
    return changed


def _unfit(person: Person, *, name: str, email: str, phone: str, number: str, language: str) -> Iterable[Unfit]:
    if not 2 <= len(name) <= 150 or has_forbidden(name):
        yield Unfit("person.name", _("Write the full name, up to 150 characters."), field="name")
    if email and not _is_email(email):
        yield Unfit("form.email", _("That is no e-mail address. Example: nama@contoh.go.id."), field="email")
    if phone and not number:
        yield Unfit("form.phone", _("That number looks incomplete. Write it as 0812… or +62812…"), field="phone")
    if number and _others_with(number, person).exists():
        yield Unfit("person.phone_taken", _("Another account has this number. Messages could not tell the two apart."), field="phone")  # fmt: skip
    if language not in LANGUAGES:
        yield Unfit("person.language", _("Choose one of the languages."), field="language")


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _others_with(number: str, person: Person) -> Any:
    blind = sealed.blind(number, purpose=people.BLIND)
    return Person.objects.filter(phone_blind=blind, is_active=True).exclude(pk=person.pk)


def _note(person: Person, changed: list[str], *, by: Actor, post: str) -> None:
    if changed:
        person.save()
        trail.record("account_changed", by=by.login, post=post, via=by.via, subject=person.login, changed=changed)
