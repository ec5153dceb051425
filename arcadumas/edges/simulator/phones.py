"""Telephones by number: found, made, and told apart without keeping a number in the clear."""

import secrets
import uuid

from arcadumas.base import sealed
from arcadumas.base.phones import to_e164
from arcadumas.edges.simulator.models import Phone

TABLE = "simulator_phone"
PURPOSE = "simulator.phone"


def named(text: str) -> str:
    """A number as E.164 or an address in lower case; anything else as it stands."""
    text = text.strip()
    if "@" in text:
        return text.lower()
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) < 8 or any(letter.isalpha() for letter in text):
        return text
    return to_e164(text if text.startswith(("+", "0")) else f"+{digits}") or f"+{digits}"


def is_number(text: str) -> bool:
    return text.startswith("+") and text[1:].isdigit() and 8 <= len(text) - 1 <= 15


def key_of(number: str) -> bytes:
    return sealed.blind(number, purpose=PURPOSE)


def find(number: str) -> Phone | None:
    return Phone.objects.filter(key=key_of(named(number))).first()


def having(number: str, *, profile: str = "") -> Phone:
    """The phone with this number (E.164), made if it is new."""
    if found := find(number):
        return found
    row = uuid.uuid4()
    new, _ = Phone.objects.get_or_create(
        key=key_of(number),
        defaults={
            "id": row,
            "number": sealed.seal(number, table=TABLE, row=row, field="number"),
            "profile": sealed.seal(profile, table=TABLE, row=row, field="profile"),
            "bsuid": f"ID.{secrets.randbelow(10**16):016d}",
        },
    )
    return new


def rename(phone: Phone, profile: str) -> None:
    phone.profile = sealed.seal(profile, table=TABLE, row=phone.id, field="profile")


def number_of(phone: Phone) -> str:
    return sealed.unseal(bytes(phone.number), table=TABLE, row=phone.id, field="number")


def wa_id_of(phone: Phone) -> str:
    """The number as WhatsApp writes it, without the plus."""
    return number_of(phone).removeprefix("+")


def profile_of(phone: Phone) -> str:
    return sealed.unseal(bytes(phone.profile), table=TABLE, row=phone.id, field="profile")
