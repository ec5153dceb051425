"""`may` says exactly what is taken: each act that it names succeeds with a fitting body, each other one is refused."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from arcadumas.core.handling import ask, merge, sp4n, work
from arcadumas.core.handling.dispose import dispose
from arcadumas.core.handling.verify import Finding, classify
from arcadumas.core.reports.intake import Receipt
from arcadumas.core.reports.models import Promise
from tests import builders
from tests.builders import ANSWER
from tests.cast import Cast
from tests.edges.api.ring import REASON, Ring

pytestmark = pytest.mark.django_db
AT = "2026-01-05T10:00:00+08:00"
BODIES: dict[str, Any] = {
    "disposition": {"unit": "dinkes", "instruction": "Mohon ditinjau.", "role": "support"}, "support-ending": {"unit": "63.04.05"}, "acceptance": {}, "takeover": {},
    "return": {"reason": REASON}, "resumption": {"reason": REASON}, "draft": {"text": ANSWER}, "approval": {}, "draft-rejection": {"reason": REASON},
    "response": {"text": ANSWER}, "part-acceptance": {}, "answer-part": {"text": ANSWER}, "closing": {"reason": REASON}, "urgency": {"reason": REASON},
    "unmerging": {}, "split": {"parts": [{"unit": "dinkes", "title": "Bagian lain"}]}, "sp4n-link": {"tracking_id": "7654321", "entered_at": AT},
    "sp4n-answer": {"entered_at": AT}, "disclosure": {"reason": REASON}, "opening": {"reason": REASON}, "notes": {"text": "Catatan."},
}  # fmt: skip


def joined_to(cast: Cast) -> Receipt:
    """Passed on, unaccepted, nobody's name known; another is joined to it."""
    main = builders.disposed(cast)
    merge.merge(builders.disposed(cast).report.code, into=main.report.code, by=cast.front_head)
    return main


def entered_and_drafted(cast: Cast) -> Receipt:
    """In SP4N-LAPOR! before anything is answered, with a draft, and a unit that helps."""
    receipt = builders.helped(cast)
    code = receipt.report.code
    sp4n.link(code, by=cast.front_officer, tracking_id="91648207", entered_at=receipt.report.received_at)
    work.draft(code, by=cast.pupr_admin, text=ANSWER)
    return receipt


def waiting_and_confidential(cast: Cast) -> Receipt:
    receipt = builders.in_work(cast, is_confidential=True)
    ask.ask(receipt.report.code, by=cast.pupr_admin, text="Di depan pasar yang mana?")
    return receipt


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("ready", "whose"),
    [
        (joined_to, ("front_head", "pupr_admin", "secretary")),
        (entered_and_drafted, ("front_officer", "pupr_liaison", "alalak_admin")),
        (waiting_and_confidential, ("pupr_head", "secretary")),
    ],
)
def test_may_is_exactly_what_is_taken(ring: Ring, ready: Callable[[Cast], Receipt], whose: tuple[str, ...]) -> None:
    receipt, other = ready(ring.cast), builders.disposed(ring.cast)
    bodies = BODIES | {"merging": {"into": other.report.code}, "linking": {"to": other.report.code}}
    wrong = []
    for who in whose:
        may = ring.get(f"/reports/{receipt.report.code}", by=who).json()["may"]
        for noun, body in bodies.items():
            with undone():
                status = ring.act(receipt, noun, body, by=who).status_code
            if (status == 201) != (noun in may):
                wrong.append((who, noun, status, "offered" if noun in may else "not offered"))
    assert wrong == []


def test_what_becomes_whistleblowing_has_no_helper_any_more_and_no_clock_of_one(ring: Ring) -> None:
    receipt = builders.helped(ring.cast)
    classify(receipt.report.code, by=ring.cast.front_officer, finding=Finding(is_whistleblowing=True))
    clocks = Promise.objects.filter(report=receipt.report, unit__code="63.04.05")
    assert set(clocks.values_list("step", "state")) == {("accept", "cancelled"), ("respond", "cancelled")}
    view = ring.get(f"/reports/{receipt.report.code}", by="inspector").json()
    assert {one["unit"]: one["state"] for one in view["dispositions"]}["63.04.05"] == "withdrawn"
    assert "support-ending" not in view["may"]
    ring.act(receipt, "return", {"reason": REASON}, by="inspector")
    dispose(receipt.report.code, to="inspektorat", by=ring.cast.inspector)
    assert not clocks.exclude(state="cancelled").exists()
