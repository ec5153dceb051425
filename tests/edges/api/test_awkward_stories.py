"""The stories that go wrong elsewhere, by HTTP from beginning to end: complaints of the powerful, a channel that closes over
the heads of those who work, an order followed to its end, an admin on leave."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from arcadumas.core.audit.models import Entry
from arcadumas.core.handling import absence
from arcadumas.core.organisation.models import Post
from arcadumas.core.reports.models import Promise, Sp4n
from arcadumas.duties.escalation import rounds
from arcadumas.duties.notifications import tell
from arcadumas.duties.notifications.models import Notice
from arcadumas.duties.reconciliation import compare
from arcadumas.site import recounting
from tests import builders
from tests.builders import ANSWER
from tests.cast import Cast
from tests.edges.api.ring import REASON, WORDS, Ring

pytestmark = pytest.mark.django_db
HINT = "Mohon ditinjau."


@pytest.fixture
def ring(settings: Any) -> Ring:
    settings.WHATSAPP_TOKEN, settings.WHATSAPP_PHONE_NUMBER_ID = "t", "1"
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    return Ring(cast=Cast.assemble())


class Case:
    """One report by HTTP: `case.act("verification", {...}, by="front_officer")`; `case.status(...)` for a refusal."""

    def __init__(self, ring: Ring, **words: Any) -> None:
        filed = ring.post("/reports", WORDS | words).json()
        self.ring, self.code, self.secret = ring, filed["code"], filed["secret"]

    def act(self, noun: str, body: Any = None, **by: str) -> dict[str, Any]:
        answer = self.ring.post(f"/reports/{self.code}/{noun}", body, **by)
        assert answer.status_code == 201, (noun, answer.content)
        return answer.json()  # type: ignore[no-any-return]

    def status(self, noun: str, body: Any = None, **by: str) -> int:
        return int(self.ring.post(f"/reports/{self.code}/{noun}", body, **by).status_code)

    def seen(self, by: str) -> int:
        return int(self.ring.get(f"/reports/{self.code}", by=by).status_code)

    def view(self, by: str = "") -> dict[str, Any]:
        who = {"by": by} if by else {"secret": self.secret}
        return self.ring.get(f"/reports/{self.code}", **who).json()  # type: ignore[no-any-return]


def told(code: str, purpose: str = "") -> set[str]:
    while tell.once():
        pass
    notices = Notice.objects.filter(report__code=code, person__isnull=False)
    return set((notices.filter(purpose=purpose) if purpose else notices).values_list("person__login", flat=True))


def listed(ring: Ring, by: str) -> set[str]:
    return {one["code"] for one in ring.get("/reports", by=by).json()["results"]}


def test_a_report_about_the_head_is_worked_by_the_unit_behind_the_heads_back(ring: Ring) -> None:
    case = Case(ring)
    case.act("verification", {"about": {"logins": ["pupr.kepala"]}}, by="front_officer")
    case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="front_officer")
    assert "pupr.kepala" not in told(case.code)
    assert (case.seen("pupr_head"), listed(ring, "pupr_head"), case.seen("pupr_admin")) == (404, set(), 200)
    case.act("acceptance", by="pupr_admin")
    for noun, body in (("response", {"text": ANSWER}), ("approval", {}), ("urgency", {"reason": REASON})):
        assert case.status(noun, body, by="pupr_head") == 404
    recounting.count()
    assert ring.get("/figures", by="pupr_head").json()["received"] == 0
    assert ring.get("/figures", by="pupr_admin").json()["received"] == 1
    case.act("response", {"text": ANSWER}, by="pupr_admin")
    case.act("reopening", {"reason": REASON}, secret=case.secret)
    assert "pupr.kepala" not in told(case.code)
    assert case.view()["state"] == "disposed"


def test_a_report_about_the_front_desk_goes_to_the_inspectorate(ring: Ring) -> None:
    case = Case(ring, unit="diskominfo", about_officials=True)
    assert [case.seen(by) for by in ("front_officer", "front_head", "inspector")] == [404, 404, 200]
    assert not told(case.code) & {"kominfo", "kominfo.kepala"}
    assert case.status("verification", {}, by="front_officer") == 404
    case.act("verification", {}, by="inspector")
    case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="inspector")
    case.act("return", {"reason": REASON}, by="pupr_admin")
    told(case.code)
    of_return = Notice.objects.filter(report__code=case.code, event__kind="returned")
    assert list(of_return.values_list("person__login", flat=True)) == ["inspektorat"]
    case.act("disposition", {"unit": "inspektorat", "instruction": HINT}, by="inspector")
    case.act("acceptance", by="inspector")
    case.act("response", {"text": ANSWER}, by="inspector")
    assert case.view()["state"] == "answered"
    assert not told(case.code) & {"kominfo", "kominfo.kepala"}
    assert (listed(ring, "front_officer"), listed(ring, "inspector")) == (set(), {case.code})


def test_whistleblowing_is_talked_about_by_code_and_key_with_the_inspectorate_alone(ring: Ring) -> None:
    case = Case(ring, visibility=["anonymous"])
    case.act("verification", {"is_whistleblowing": True}, by="front_officer")
    others = ("front_officer", "front_head", "secretary", "regional_head", "pupr_admin", "pupr_head", "engineer")
    assert {by: case.seen(by) for by in others} == dict.fromkeys(others, 404)
    assert told(case.code, "special_received") == {"inspektorat"}
    before = Entry.objects.filter(subject=case.code).count()
    assert case.view("inspector")["body"]
    assert Entry.objects.filter(subject=case.code).count() == before + 1
    case.act("question", {"text": "Siapa lagi yang mengetahuinya?"}, by="inspector")
    case.act("messages", {"text": "Ada dua orang lain di gudang."}, secret=case.secret)
    talk = [(one["from"], one["text"]) for one in case.view("inspector")["messages"]]
    assert talk == [("officer", "Siapa lagi yang mengetahuinya?"), ("reporter", "Ada dua orang lain di gudang.")]
    assert [one["text"] for one in case.view()["messages"]] == [text for _who, text in talk]
    recounting.count()
    counts = {by: ring.get("/figures", by=by).json()["by_class"]["whistleblowing"] for by in ("regional_head", "inspector", "secretary", "front_head")}  # fmt: skip
    assert counts == {"regional_head": 1, "inspector": 1, "secretary": 0, "front_head": 0}
    assert case.status("instruction", {"text": REASON, "unit": "pupr", "due_on": "2027-01-01"}, by="regional_head") == 404  # fmt: skip


def test_sp4n_closes_by_itself_while_the_field_works(ring: Ring) -> None:
    case = Case(ring)
    case.act("verification", {}, by="front_officer")
    case.act("sp4n-link", {"tracking_id": "91648207", "entered_at": "2026-01-05T10:00:00+08:00"}, by="front_officer")
    case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="front_officer")
    case.act("acceptance", by="pupr_admin")
    Sp4n.objects.update(status="Ditutup oleh Sistem", seen_at=timezone.now())
    compare.once()
    view = case.view("pupr_admin")
    assert (view["state"], view["story"][-1]["event"]) == ("in_work", "sp4n_differs")
    assert told(case.code, "sp4n_differs") == {"kominfo", "kominfo.kepala"}
    assert "sp4n-settlement" in case.view("front_officer")["may"]
    case.act("sp4n-settlement", {"note": "SP4N menutup sendiri; pekerjaan tetap jalan."}, by="front_officer")
    assert "sp4n-settlement" not in case.view("front_officer")["may"]
    case.act("response", {"text": ANSWER}, by="pupr_admin")
    case.act("sp4n-answer", {"entered_at": "2026-01-06T10:00:00+08:00"}, by="front_officer")
    case.act("confirmation", secret=case.secret)
    compare.once()
    done = case.view("front_officer")
    assert (done["state"], done["closed_by"]) == ("closed", "reporter")
    assert [line["event"] for line in case.view()["story"] if line["event"] == "sp4n_differs"] == []


def test_one_order_about_three_reports_is_followed_to_its_end(ring: Ring) -> None:
    cases = [Case(ring) for _ in range(3)]
    for case in cases:
        case.act("verification", {}, by="front_officer")
        case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="front_officer")
        case.act("acceptance", by="pupr_admin")
    first, second, third = cases
    due_on = (timezone.localdate() + timedelta(days=7)).isoformat()
    order = {"text": "Selesaikan ketiganya pekan ini.", "unit": "pupr", "due_on": due_on, "indicator": "jalan dapat dilalui", "reports": [second.code, third.code]}  # fmt: skip
    first.act("instruction", order, by="regional_head")
    assert told(first.code, "instructed") == {"pupr.admin", "pupr.kepala", "pupr.penghubung"}
    assert told(second.code, "instructed") == set()
    second.act("instruction-acceptance", by="pupr_liaison")
    assert first.status("instruction-acceptance", by="pupr_admin") == 409
    for case in cases:
        case.act("response", {"text": ANSWER}, by="pupr_admin")
        case.act("confirmation", secret=case.secret)
    third.act("instruction-completion", {"note": "Ketiganya selesai dan dapat dilalui."}, by="pupr_head")
    (shown,) = first.view("regional_head")["instructions"]
    assert (shown["note"], sorted(shown["reports"])) == (
        "Ketiganya selesai dan dapat dilalui.",
        sorted(case.code for case in cases),
    )
    clock = next(one for one in first.view("regional_head")["due"]["promises"] if one["step"] == "instruction")
    assert (clock["state"], clock["due_at"][:10]) == ("met", due_on)
    assert told(first.code, "instruction_moved") == {"bupati"}


def test_the_admin_is_on_leave_and_the_substitute_acts(ring: Ring) -> None:
    builders.absence("pupr.admin", stand_in="pupr.pengganti")
    case = Case(ring)
    case.act("verification", {}, by="front_officer")
    case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="front_officer")
    heard = told(case.code, "disposed")
    assert ("pupr.pengganti" in heard, "pupr.admin" in heard) == (True, False)
    case.act("acceptance", by="pupr_substitute")
    view = case.act("response", {"text": ANSWER}, by="pupr_substitute")
    posts = [line.get("post") for line in view["story"] if line["event"] in ("accepted", "responded")]
    title = Post.objects.get(person__login="pupr.pengganti").title
    assert (view["state"], posts) == ("answered", [title, title])


def test_a_pause_runs_out_while_the_admin_is_away_and_sp4n_has_closed(ring: Ring) -> None:
    case = Case(ring)
    case.act("verification", {}, by="front_officer")
    case.act("sp4n-link", {"tracking_id": "91648207", "entered_at": "2026-01-05T10:00:00+08:00"}, by="front_officer")
    case.act("disposition", {"unit": "pupr", "instruction": HINT}, by="front_officer")
    case.act("acceptance", by="pupr_admin")
    case.act("question", {"text": "Di depan pasar yang mana?"}, by="pupr_admin")
    builders.absence("pupr.admin", stand_in="pupr.pengganti")
    Sp4n.objects.update(status="Ditutup oleh Sistem", seen_at=timezone.now())
    compare.once()
    assert case.view()["state"] == "awaiting_reporter"
    Promise.objects.filter(step="complete_info").update(due_at=timezone.now() - timedelta(seconds=1))
    rounds.run(timezone.now())
    absence.tend(timezone.now())
    view = case.view("pupr_substitute")
    standing = {one["step"]: one["state"] for one in view["due"]["promises"] if one["unit"] is None}
    assert (view["state"], [line["event"] for line in view["story"][-2:]]) == ("in_work", ["resumed", "handed_over"])
    assert standing == {"verify": "met", "respond": "running", "settle": "running", "complete_info": "broken"}
    assert {"pupr.pengganti", "kominfo.kepala"} <= told(case.code)
    assert sorted(one["assignee"] for one in view["tasks"]) == ["kominfo.kepala", "pupr.admin"]
    for task in view["tasks"]:
        by = "front_head" if task["assignee"] == "kominfo.kepala" else "pupr_substitute"
        case.act(f"tasks/{task['id']}/completion", {}, by=by)
    assert "sp4n-settlement" in case.view("front_officer")["may"]
    assert case.act("response", {"text": ANSWER}, by="pupr_substitute")["state"] == "answered"
    assert [one["done_at"] is None for one in case.view("front_head")["tasks"]] == [False, False]
