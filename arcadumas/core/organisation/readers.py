"""Readers in statements that are composed once: their roles decide what is asked, their keys are values.

A function that makes conditions for a reader takes an actor, or Anyone: whoever holds the same roles. From the one it gets
keys, from the other slots for them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, update_wrapper
from typing import Any, Generic, TypeVar, overload

from django.db.models import QuerySet

from arcadumas.base.compiled import Compiled, Slot, Sql
from arcadumas.core.organisation.actors import Actor
from arcadumas.core.organisation.models import Role

T = TypeVar("T")
Held = frozenset[tuple[Role, bool]]


@dataclass(frozen=True)
class Anyone:
    """`held`: their roles, each with whether it may approve in place of the head."""

    kind: str
    held: Held

    def has(self, *roles: Role) -> bool:
        return any(role in roles for role, _may_approve in self.held)

    def units(self, *roles: Role) -> Any:
        return Slot("reader", lambda actor: actor.units(*roles)) if self.has(*(roles or Role)) else []

    def approving_units(self) -> Any:
        may = any(
            role in Actor.APPROVING or (role, may_approve) == (Role.LIAISON, True) for role, may_approve in self.held
        )
        return Slot("reader", lambda actor: actor.approving_units()) if may else []

    @property
    def person_id(self) -> Any:
        return Slot("reader", lambda actor: actor.person_id)

    @property
    def post_ids(self) -> Any:
        return Slot("reader", lambda actor: actor.post_ids)

    @property
    def now(self) -> Any:
        return Slot("reader", lambda actor: actor.now)


Reader = Actor | Anyone


def asked_of(reader: Reader, read: Callable[[Actor], Any]) -> Any:
    """What `read` finds for an actor; for Anyone its place. `read` is a named function, asked once a statement."""
    return Slot("reader", read) if isinstance(reader, Anyone) else read(reader)


class ForReaders(Generic[T]):
    """A compiled statement for each kind of reader. Its first value is the reader."""

    def __init__(self, build: Callable[..., Any], *, is_prepared: bool = False) -> None:
        self._build, self._is_prepared = build, is_prepared
        self._of = cache(self._compiled)
        update_wrapper(self, build)

    def __call__(self, reader: Actor, *values: Any) -> list[T]:
        held = frozenset((seat.role, seat.may_approve) for seat in reader.seats)
        return self._of(Anyone(reader.kind, held))(reader, *values)

    def _compiled(self, anyone: Anyone) -> Compiled[T]:
        def build(reader: Slot, *slots: Slot) -> Any:
            return self._build(anyone, *slots)

        return Compiled(update_wrapper(build, self._build), is_prepared=self._is_prepared)


@overload
def for_readers(build: Callable[..., Sql]) -> ForReaders[tuple[Any, ...]]: ...
@overload
def for_readers(build: Callable[..., QuerySet[Any, T]]) -> ForReaders[T]: ...
def for_readers(build: Callable[..., Any]) -> ForReaders[Any]:
    """Of a function of (reader, slots…): compiled once for each kind of reader. Its first parameter is named `reader`."""
    return ForReaders(build)


def prepared_for_readers(build: Callable[..., QuerySet[Any, T]]) -> ForReaders[T]:
    """The same of what is found by keys: each connection plans it once, whoever reads."""
    return ForReaders(build, is_prepared=True)
