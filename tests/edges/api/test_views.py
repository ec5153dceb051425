"""What each reader is shown of a report, to the field."""

import pytest

from arcadumas.core.handling import ask, giveback
from arcadumas.core.reports.models import Promise, Report
from tests import builders
from tests.builders import ANSWER
from tests.core.handling.acts import tomorrow
from tests.edges.api.ring import REASON, WORDS, Ring

REPORTERS = [
    "attachments", "body", "category", "closed_by", "code", "due", "group", "kind", "linked", "may", "messages", "occurred_on", "part_of", "parts", "place", "rating", "received_at", "referral", "sp4n",
    "state", "state_label", "story", "title", "unit", "visibility",
]  # fmt: skip
LISTED = sorted(
    {*REPORTERS, "class", "closed_by", "is_urgent", "reporter", "source", "version"}
    - {"messages", "story", "group", "linked", "part_of", "parts", "rating", "referral"}
)
STAFF = sorted(
    {
        *LISTED,
        "dispositions",
        "linked",
        "messages",
        "response",
        "story",
        "tasks",
        "instructions",
        "answer_parts",
        "rating",
        "referral",
        "part_of",
        "parts",
        "kin",
    }
)


def test_the_reporters_view_is_exact(ring: Ring) -> None:
    receipt = builders.disposed(
        ring.cast, name="Siti", category="jalan_berlubang", village="63.04.05", place_text="Depan pasar"
    )
    report = receipt.report
    view = ring.get(f"/reports/{report.code}", secret=receipt.secret).json()
    assert sorted(view) == REPORTERS
    story = view.pop("story")
    promises = view["due"].pop("promises")
    settle = Promise.objects.get(report=report, step="settle")
    assert [sorted(promise) for promise in promises] == [
        ["amount", "basis", "counted_in", "due_at", "met_at", "rule", "starts_at", "state", "step", "unit", "verified"]
    ] * 3
    assert [(one["step"], one["unit"], one["state"]) for one in promises] == [
        ("verify", None, "met"), ("respond", None, "running"), ("settle", None, "running"),
    ]  # fmt: skip
    received_at = view.pop("received_at")
    assert (received_at[-6:], view["due"]["next"].pop("at")[10:]) == ("+08:00", "T23:59:59+08:00")
    assert view == {
        "code": report.code, "kind": "complaint", "title": report.title, "body": report.body, "category": "jalan_berlubang",
        "visibility": [], "occurred_on": None, "state": "disposed", "state_label": "Passed on",
        "place": {"lat": None, "lon": None, "village": "63.04.05", "text": "Depan pasar"},
        "unit": {"code": "pupr", "name": report.unit.name}, "due": {"next": {"step": "respond", "unit": None}},
        "sp4n": None, "messages": [], "attachments": [], "may": ["withdrawal", "messages", "attachments"],
        "closed_by": None, "group": None, "referral": None, "rating": None, "linked": [], "part_of": None, "parts": [],
    }  # fmt: skip
    assert [sorted(line) for line in story] == [
        ["at", "event", "seq", "text"], ["at", "event", "seq", "text", "unit"], ["at", "event", "seq", "text", "unit"],
    ]  # fmt: skip
    assert settle.amount == promises[-1]["amount"]


def test_the_staff_view_is_exact(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, name="Siti", phone="081234567890")
    view = ring.get(f"/reports/{receipt.report.code}", by="pupr_admin").json()
    assert sorted(view) == STAFF
    more = {
        name: view[name]
        for name in (
            "version",
            "class",
            "source",
            "is_urgent",
            "reporter",
            "closed_by",
            "tasks",
            "instructions",
            "response",
        )
    }
    assert more == {
        "version": 4, "class": "complaint", "source": "api", "is_urgent": False, "closed_by": None, "tasks": [], "instructions": [], "response": None,
        "reporter": {"has_name": True, "has_phone": True, "has_email": False},
    }  # fmt: skip
    (disposition,) = view["dispositions"]
    assert {name: disposition[name] for name in ("unit", "role", "state", "instruction")} == {
        "unit": "pupr", "role": "lead", "state": "accepted", "instruction": "Mohon ditinjau.",
    }  # fmt: skip
    assert sorted({one["unit"] for one in view["due"]["promises"] if one["unit"]}) == ["diskominfo", "pupr"]
    assert view["may"][:4] == ["response", "draft", "return", "question"]
    assert {"notes", "disclosure"} < set(view["may"])


def test_inner_promises_are_not_shown_to_the_reporter(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    staff = ring.get(f"/reports/{receipt.report.code}", by="front_officer").json()["due"]
    public = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()["due"]
    assert (staff["next"]["step"], staff["next"]["unit"]) == ("accept", "pupr")
    assert (public["next"]["step"], public["next"]["unit"]) == ("respond", None)
    assert [one for one in public["promises"] if one["unit"]] == []


def test_the_reporters_identity_is_in_no_staff_view(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, name="Siti Contoh", phone="081234567890", email="siti@example.com")
    text = ring.get(f"/reports/{receipt.report.code}", by="front_officer").content.decode()
    assert [word for word in ("Siti Contoh", "81234567890", "siti@example.com") if word in text] == []


def test_officers_names_are_not_shown_to_the_reporter(ring: Ring) -> None:
    receipt = builders.answered(ring.cast)
    ring.get(f"/reports/{receipt.report.code}", by="pupr_head")
    text = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).content.decode()
    people = [getattr(ring.cast, role) for role in ("front_officer", "pupr_admin")]
    assert [actor.name for actor in people if actor.name in text or f'"{actor.login}"' in text] == []


def test_messages_are_letters_and_sent_answers_in_the_order_of_time(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast)
    ring.act(receipt, "question", {"text": "Di depan pasar yang mana?"}, by="pupr_admin")
    ring.act(receipt, "messages", {"text": "Pasar Handil Bakti, hubungi 081234567890."}, secret=receipt.secret)
    view = ring.act(receipt, "response", {"text": ANSWER}, by="pupr_admin").json()
    shown = [(each["from"], each["text"], each.get("unit")) for each in view["messages"]]
    assert shown == [
        ("officer", "Di depan pasar yang mana?", "pupr"),
        ("reporter", shown[1][1], None),
        ("officer", ANSWER, "pupr"),
    ]
    assert "81234567890" not in shown[1][1]
    public = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()
    assert [each["text"] for each in public["messages"]] == [each["text"] for each in view["messages"]]


def test_a_question_stops_the_citizens_clocks(ring: Ring) -> None:
    receipt = builders.received()
    view = ring.act(receipt, "question", {"text": "Di depan pasar yang mana?"}, by="front_officer").json()
    assert view["due"]["next"]["step"] == "complete_info"
    assert {one["step"]: one["state"] for one in view["due"]["promises"]} == {
        "verify": "paused", "settle": "paused", "complete_info": "running",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["secretary", "regional_head", "inspector"])
def test_what_may_be_listed_but_not_read_has_no_words(ring: Ring, role: str) -> None:
    receipt = builders.in_work(ring.cast, is_confidential=True, name="Siti", place_text="Depan pasar")
    ring.act(receipt, "messages", {"text": "Sudah ada yang jatuh."}, secret=receipt.secret)
    ring.act(receipt, "draft", {"text": ANSWER}, by="pupr_admin")
    response = ring.get(f"/reports/{receipt.report.code}", by=role)
    view = response.json()
    hidden = [view[name] for name in ("title", "body", "messages", "attachments", "place", "occurred_on")]
    assert (hidden, view["state"], view["unit"]["code"], view["response"]["text"]) == (
        [None] * 6,
        "in_work",
        "pupr",
        None,
    )
    words = [
        receipt.report.body,
        receipt.report.title,
        "Sudah ada yang jatuh.",
        ANSWER,
        "Mohon ditinjau.",
        "Depan pasar",
    ]
    assert [word for word in words if word in response.content.decode()] == []
    own = (
        {"classification"} if role == "inspector" else {"instruction", "notes"}
    )  # the oversight that it may set, by its mark alone
    assert set(view["may"]) == {"opening", "urgency"} | own


def test_a_unit_that_helps_with_a_confidential_report_may_what_the_acts_let_it(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, is_confidential=True)
    ring.act(receipt, "disposition", {"unit": "63.04.05", "instruction": "", "role": "support"}, by="front_officer")
    view = ring.get(f"/reports/{receipt.report.code}", by="alalak_admin").json()
    assert (view["title"], view["body"]) == (None, None)
    assert set(view["may"]) == {"part-acceptance", "answer-part", "tasks", "evidence", "inspection", "notes"}
    bodies = {
        "part-acceptance": {},
        "answer-part": {"text": ANSWER},
        "tasks": {"title": "Tinjau lokasi"},
        "notes": {"text": "Sudah."},
    }
    for noun, body in bodies.items():
        assert ring.act(receipt, noun, body, by="alalak_admin").status_code == 201


def test_a_unit_instructed_about_a_confidential_report_reads_the_order_and_nothing_else_of_it(ring: Ring) -> None:
    receipt = builders.in_work(ring.cast, is_confidential=True)
    order = {
        "text": "Tutup lubang itu.",
        "unit": "63.04.05",
        "due_on": tomorrow().isoformat(),
        "indicator": "jalan rata",
    }
    assert ring.act(receipt, "instruction", order, by="regional_head").status_code == 201

    def read(by: str) -> tuple[object, ...]:
        view = ring.get(f"/reports/{receipt.report.code}", by=by).json()
        (given,) = view["instructions"]
        assert view["body"] is None
        return given["text"], given["indicator"]

    assert [read(by) for by in ("alalak_admin", "alalak_head", "regional_head")] == [
        ("Tutup lubang itu.", "jalan rata")
    ] * 3
    assert [read(by) for by in ("secretary", "inspector")] == [(None, None)] * 2


def test_after_a_return_the_unit_sees_that_line_alone(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    code = receipt.report.code
    giveback.give_back(code, by=ring.cast.pupr_admin, reason="Ini jalan desa, bukan kabupaten.", cause="village")
    ring.act(receipt, "disposition", {"unit": "63.04.05", "instruction": "Mohon ditinjau."}, by="front_officer")
    view = ring.get(f"/reports/{code}", by="pupr_admin").json()
    assert [line["event"] for line in view["story"]] == ["returned"]
    assert [view[name] for name in ("title", "body", "messages", "attachments", "unit", "category")] == [None] * 6
    assert ([one["unit"] for one in view["dispositions"]], view["due"], view["may"]) == (
        ["pupr"], {"next": None, "promises": []}, [],
    )  # fmt: skip
    assert "63.04.05" not in ring.get(f"/reports/{code}", by="pupr_admin").content.decode()


def test_a_whistleblowers_words_are_for_the_inspectorate_alone(ring: Ring) -> None:
    receipt = builders.received(is_anonymous=True)
    ring.act(receipt, "verification", {"is_whistleblowing": True}, by="front_officer")
    seen = {role: ring.get(f"/reports/{receipt.report.code}", by=role).status_code for role in ("inspector", "secretary", "regional_head", "front_head")}  # fmt: skip
    assert seen == {"inspector": 200, "secretary": 404, "regional_head": 404, "front_head": 404}
    assert ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()["body"] == receipt.report.body


def test_the_first_look_of_the_unit_is_kept(ring: Ring) -> None:
    receipt = builders.disposed(ring.cast)
    path = f"/reports/{receipt.report.code}"
    ring.get(path, by="front_officer")
    assert ring.get(path, by="front_officer").json()["dispositions"][0]["seen_at"] is None
    ring.get(path, by="pupr_member")
    first = ring.get(path, by="front_officer").json()["dispositions"][0]["seen_at"]
    ring.get(path, by="pupr_admin")
    assert first is not None
    assert ring.get(path, by="front_officer").json()["dispositions"][0]["seen_at"] == first


def test_a_closed_report_says_by_whom_and_why(ring: Ring) -> None:
    receipt = builders.answered(ring.cast)
    ring.act(receipt, "closing", {"reason": REASON}, by="front_officer")
    view = ring.get(f"/reports/{receipt.report.code}", secret=receipt.secret).json()
    assert (view["state_label"], view["story"][-1]["text"], view["story"][-1]["reason"]) == (
        "Closed by an officer", "Closed by an officer.", REASON,
    )  # fmt: skip
    assert (view["due"]["next"], view["may"]) == (None, ["messages", "reopening", "rating"])


def test_sentences_come_in_the_language_asked_for(ring: Ring) -> None:
    receipt = builders.received()
    path = f"/reports/{receipt.report.code}"
    labels = [
        ring.get(path, secret=receipt.secret, Accept_Language=each).json()["state_label"]
        for each in ("id", "en", "fr", "en-GB")
    ]
    assert labels == ["Diterima", "Received", "Diterima", "Received"]


def test_an_answered_report_can_be_asked_for_its_rating_once(ring: Ring) -> None:
    receipt = builders.answered(ring.cast)
    path = f"/reports/{receipt.report.code}"
    assert ring.get(path, secret=receipt.secret).json()["may"] == [
        "messages",
        "attachments",
        "confirmation",
        "reopening",
        "rating",
    ]
    ring.act(receipt, "rating", {"stars": 5}, secret=receipt.secret)
    assert "rating" not in ring.get(path, secret=receipt.secret).json()["may"]


def test_a_reply_goes_on_where_the_question_stopped(ring: Ring) -> None:
    receipt = builders.received()
    ask.ask(receipt.report.code, by=ring.cast.front_officer, text="Di depan pasar yang mana?")
    view = ring.act(receipt, "messages", {"text": "Pasar Handil Bakti."}, secret=receipt.secret).json()
    assert (view["state"], view["story"][-1]["event"]) == ("received", "reporter_replied")


def test_a_rating_stands_in_both_views_with_its_words_for_who_reads(ring: Ring) -> None:
    receipt = builders.answered(ring.cast)
    ring.act(receipt, "rating", {"stars": 4, "comment": "Cepat."}, secret=receipt.secret)
    place = f"/reports/{receipt.report.code}"
    given = {"stars": 4, "comment": "Cepat."}
    assert (ring.get(place, secret=receipt.secret).json()["rating"], ring.get(place, by="pupr_admin").json()["rating"]) == (given, given)  # fmt: skip
    Report.objects.filter(pk=receipt.report.pk).update(is_confidential=True)
    assert ring.get(place, by="secretary").json()["rating"] == {"stars": 4, "comment": None}


def test_a_referral_is_shown_with_what_is_known_of_it(ring: Ring) -> None:
    receipt, bare = builders.received(), builders.received(is_confidential=True)
    more = {"reference": "K-2026/118", "contact": "https://pln.co.id"}
    sent = ring.act(receipt, "referral", {"to": "PLN", "note": REASON, **more}, by="front_officer")
    assert sent.json()["referral"] == {"to": "PLN", **more}
    path = f"/reports/{receipt.report.code}"
    assert ring.get(path, secret=receipt.secret).json()["referral"] == {"to": "PLN", **more}
    ring.act(bare, "referral", {"to": "PLN", "note": REASON, "reference": "K1"}, by="front_officer")
    other = f"/reports/{bare.report.code}"
    assert ring.get(other, secret=bare.secret).json()["referral"] == {"to": "PLN", "reference": "K1", "contact": None}
    assert ring.get(other, by="secretary").json()["referral"] == {"to": "PLN", "reference": None, "contact": None}
    assert ring.get(f"/reports/{builders.received().report.code}", by="secretary").json()["referral"] is None


def test_a_report_of_danger_is_answered_with_the_numbers_to_call(ring: Ring) -> None:
    burning = ring.post("/reports", WORDS | {"title": "Rumah tetangga kebakaran"}).json()
    assert burning["emergency"][0] == {"number": "112", "label": "all emergencies"}
    assert "emergency" not in ring.post("/reports", WORDS).json()
