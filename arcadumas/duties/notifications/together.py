"""What is due is dealt with together; when that fails, each part by itself, so that one cannot stop the others."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from arcadumas.base.outages import AWAY

log = logging.getLogger(__name__)
Part = TypeVar("Part")


def once(
    whole: Callable[[], int], *, parts: Callable[[], Iterable[Part]], alone: Callable[[Part], int],
    later: Callable[[Part], int], what: str,
) -> int:  # fmt: skip
    """How many were dealt with. `parts` is asked only after `whole` failed; a part that fails `alone` is put off by `later`.
    A database that is away is raised: it is nobody's fault."""
    try:
        return whole()
    except AWAY:
        raise
    except Exception:
        log.exception("%s: not together; trying each by itself", what)
        return sum([_one(part, alone, later, what) for part in parts()])


def _one(part: Part, alone: Callable[[Part], int], later: Callable[[Part], int], what: str) -> int:
    try:
        return alone(part)
    except AWAY:
        raise
    except Exception:
        log.exception("%s: %s was put off", what, part)
        return later(part)
