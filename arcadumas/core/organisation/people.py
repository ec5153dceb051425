"""People, their telephone numbers (sealed) and their API tokens."""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from arcadumas.base import sealed
from arcadumas.base.phones import to_e164
from arcadumas.core.organisation.models import Person, Token

BLIND = "person.phone"


def put_phone(person: Person, phone: str) -> None:
    """Seal a number (any Indonesian writing) into an unsaved or saved person; the caller saves.

    Raises ValueError when it is no telephone number."""
    number = to_e164(phone)
    if number is None:
        raise ValueError(phone)
    person.phone_sealed = sealed.seal(number, table="organisation_person", row=person.login, field="phone")
    person.phone_blind = sealed.blind(number, purpose=BLIND)


def drop_phone(person: Person) -> None:
    """The number is taken away; the caller saves."""
    person.phone_sealed, person.phone_blind = b"", None


def phone_of(person: Person) -> str:
    """E.164, or "" when none is known."""
    if not person.phone_sealed:
        return ""
    return sealed.unseal(bytes(person.phone_sealed), table="organisation_person", row=person.login, field="phone")


def with_phone(number: str) -> Person | None:
    """The active person whose number this is."""
    e164 = to_e164(number if number.startswith("+") else f"+{number}")
    if e164 is None:
        return None
    return Person.objects.filter(phone_blind=sealed.blind(e164, purpose=BLIND), is_active=True).order_by("id").first()


def add(login: str, *, name: str, password: str | None = None, phone: str = "", pin: str = "", **values: Any) -> Person:
    """Make an officer's account. Posts are given separately."""
    person = Person(login=login, name=name, **values)
    person.set_password(password)
    if phone:
        put_phone(person, phone)
    if pin:
        person.pin = make_password(pin)
    person.save()
    return person


def add_token(person: Person) -> str:
    """A new API token; it is shown once and only its digest is kept."""
    token = f"adm_{secrets.token_urlsafe(32)}"
    Token.objects.create(person=person, digest=hashlib.sha256(token.encode()).digest())
    return token


def with_token(token: str) -> Person | None:
    digest = hashlib.sha256(token.encode()).digest()
    found = (
        Token.objects.select_related("person").filter(digest=digest, revoked_at=None, person__is_active=True).first()
    )
    return found.person if found else None


def revoke(token: Token) -> None:
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
