"""What a link asks for beyond the tap: the PIN of the person it is for, or their open session.

A right PIN gives a voucher, which is good for that person, that message and ten minutes, and for nothing once the PIN is
another.
"""

import hashlib
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Powerless
from arcadumas.core.organisation import pins
from arcadumas.core.organisation.actors import Via
from arcadumas.core.organisation.models import Person
from arcadumas.duties.notifications.links import Bearer

SALT, AGE = "notifications.voucher", 600  # seconds
# What goes out in the government's name, or binds others by one tap.
PROVEN = frozenset({"approval", "draft-rejection", "instruction", "extension", "extension-refusal"})


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What a browser brings: whose session is open, and a voucher from a PIN typed before."""

    session: int | None = None
    voucher: str = ""


NONE = Proof()


def is_given(bearer: Bearer, proof: Proof) -> bool:
    """Whether this proof is the bearer's, or the act asks for none."""
    if bearer.act not in PROVEN:
        return True
    if bearer.post is None:
        return False
    return proof.session == bearer.post.person_id or _is_good(bearer, bearer.post.person, proof.voucher)


def require(bearer: Bearer, proof: Proof) -> None:
    """Raises Powerless (`needs`: pin)."""
    if not is_given(bearer, proof):
        raise Powerless("link.needs_pin", _("This asks for your PIN first. Type it below, or sign in."), needs="pin")


def prove(bearer: Bearer, pin: str) -> str:
    """A voucher for the right PIN. Raises Unfit or TooOften; call it outside a transaction, where the try counts."""
    if bearer.post is None or bearer.act not in PROVEN:
        raise Powerless("link.needs_pin", _("This asks for your PIN first. Type it below, or sign in."), needs="pin")
    person = bearer.post.person
    pins.require(person, pin, via=Via.LINK, message=str(bearer.message.pk))
    return signing.dumps(_content(bearer, person), salt=SALT)


def _is_good(bearer: Bearer, person: Person, voucher: str) -> bool:
    try:
        return bool(voucher) and signing.loads(voucher, salt=SALT, max_age=AGE) == _content(bearer, person)
    except signing.BadSignature:
        return False


def _content(bearer: Bearer, person: Person) -> list[str]:
    return [str(bearer.message.pk), str(person.pk), hashlib.sha256(person.pin.encode()).hexdigest()[:16]]
