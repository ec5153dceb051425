"""A task by HTTP: given, given to somebody else, called off, done; and what the staff view says of each."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests import builders
from tests.edges.api.ring import Ring, problem


def test_a_task_goes_its_ways(ring: Ring) -> None:
    receipt, day = builders.in_work(ring.cast), (timezone.localdate() + timedelta(days=2)).isoformat()

    def act(noun: str, body: dict[str, Any], by: str = "pupr_admin") -> Any:
        return ring.act(receipt, noun, body, by=by)

    for title in ("Ukur lubang", "Foto lubang"):
        given = act("tasks", {"title": title, "assignee": "pupr.teknis", "due_on": day})
        assert given.status_code == 201
    measure, photo = (each["id"] for each in given.json()["tasks"])
    moved = act(f"tasks/{measure}/assignment", {"assignee": "pupr.penghubung"}).json()["tasks"][0]
    assert moved == {
        "id": measure, "title": "Ukur lubang", "assignee": "pupr.penghubung", "due_on": day, "done_at": None,
        "cancelled_at": None,
    }  # fmt: skip
    assert act(f"tasks/{measure}/assignment", {}).json()["tasks"][0]["assignee"] is None
    assert act(f"tasks/{photo}/assignment", {"assignee": "dinkes.admin"}).status_code == 422
    off = act(f"tasks/{photo}/cancellation", {"note": "Tidak diperlukan lagi."}).json()["tasks"][1]
    assert (off["done_at"], off["cancelled_at"] is None) == (None, False)
    done = act(f"tasks/{measure}/completion", {}, by="pupr_member").json()["tasks"][0]
    assert (done["done_at"] is None, done["cancelled_at"]) == (False, None)
    for noun in ("cancellation", "assignment", "completion"):
        assert act(f"tasks/{photo}/{noun}", {}).status_code == 409
        assert act(f"tasks/{photo}/{noun}", {}, by="front_officer").status_code == 403
        assert act(f"tasks/{photo}/{noun}", {}, by="dinkes_admin").status_code == 404


def test_a_task_that_the_report_does_not_have_is_404(ring: Ring) -> None:
    report, other = builders.in_work(ring.cast), builders.in_work(ring.cast)
    number = ring.act(other, "tasks", {"title": "Ukur lubang"}, by="pupr_admin").json()["tasks"][0]["id"]
    for noun in ("cancellation", "assignment", "completion"):
        for absent in (number, 0, 10**30):
            refused = ring.act(report, f"tasks/{absent}/{noun}", {}, by="pupr_admin")
            assert problem(refused) == (404, "task.unknown")
        assert ring.act(report, f"tasks/{number}/{noun}", {}, by="front_officer").status_code == 403
    assert ring.act(other, f"tasks/{number}/completion", {}, by="pupr_admin").status_code == 201
