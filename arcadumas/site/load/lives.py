"""The lives a report can lead, and how often: steps with the hours that pass before each."""

from dataclasses import dataclass
from random import Random

OPEN_SINCE = 30.0  # hours: younger than any promise that an open report still awaits
YEARS = 3 * 365 * 24.0  # hours over which the finished ones are spread


@dataclass(frozen=True, kw_only=True)
class Life:
    """`steps` come after `received`; `last` says by whom or why it ended. `share` in a thousand: of the
    reports of many years few are open."""

    share: int
    state: str
    steps: tuple[tuple[str, float], ...] = ()
    last: str = ""

    @property
    def hours(self) -> float:
        return sum(hours for _step, hours in self.steps)

    @property
    def is_over(self) -> bool:
        return bool(self.last)


VERIFIED = (("verified", 5.0),)
DISPOSED = (*VERIFIED, ("disposed", 3.0))
IN_WORK = (*DISPOSED, ("accepted", 2.0))
ANSWERED = (*IN_WORK, ("responded", 60.0))
LIVES = (
    Life(share=6, state="received"),
    Life(share=4, state="verified", steps=VERIFIED),
    Life(share=6, state="disposed", steps=DISPOSED),
    Life(share=14, state="in_work", steps=IN_WORK),
    Life(share=3, state="awaiting_reporter", steps=(*IN_WORK, ("question_asked", 4.0))),
    Life(share=7, state="answered", steps=ANSWERED),
    Life(share=280, state="closed", steps=(*ANSWERED, ("confirmed", 30.0)), last="reporter"),
    Life(share=80, state="closed", steps=(*ANSWERED, ("closed", 50.0)), last="officer"),
    Life(share=420, state="closed", steps=(*ANSWERED, ("closed", 24 * 16.0)), last="system"),
    Life(share=80, state="archived", steps=(("archived", 9.0),), last="unclear"),
    Life(share=40, state="archived", steps=(*VERIFIED, ("archived", 20.0)), last="out_of_scope"),
    Life(share=25, state="archived", steps=(*DISPOSED, ("withdrawn", 30.0)), last="withdrawn"),
    Life(share=35, state="referred", steps=(*VERIFIED, ("referred", 6.0)), last="referred"),
)


def choose(chance: Random) -> Life:
    return chance.choices(LIVES, weights=[life.share for life in LIVES])[0]


def in_order(number: int) -> list[tuple[Life, float]]:
    """So many lives, each with its age in hours, the oldest first: reports come in the order of time, so that those of a month,
    and the open ones, lie together on the disk."""
    chance = Random()  # noqa: S311  (invented reports are no secret)
    found = [choose(chance) for _one in range(number)]
    return sorted(((life, age(life, chance)) for life in found), key=lambda one: -one[1])


def age(life: Life, chance: Random) -> float:
    """Hours since it was received: one that is over long ago, an open one lately, so that its promises still run."""
    if life.is_over:
        return life.hours + chance.uniform(24, YEARS)
    return life.hours + chance.uniform(0.1, OPEN_SINCE)
