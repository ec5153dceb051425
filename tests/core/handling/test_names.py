"""Every act has a name that a sentence can say."""

from arcadumas.core.handling.names import NAMES
from arcadumas.core.handling.workflow import MOVES


def test_every_noun_of_an_act_has_a_name() -> None:
    assert set(NAMES) == {move.noun for move in MOVES.values() if move.noun}
