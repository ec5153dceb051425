"""One report from the door to the reporter's word, by HTTP alone."""

from tests.builders import ANSWER
from tests.edges.api.ring import WORDS, Ring


def test_a_report_goes_from_the_door_to_the_reporters_word(ring: Ring) -> None:
    filed = ring.post("/reports", {**WORDS, "reporter": {"name": "Siti", "phone": "0812 3456 7890"}, "unit": "pupr"})
    assert filed.status_code == 201, filed.content
    receipt = filed.json()
    code, secret = receipt["code"], receipt["secret"]
    assert (receipt["state"], receipt["due"]["next"]["step"], receipt["due"]["next"]["unit"]) == (
        "received",
        "verify",
        None,
    )
    path = f"/reports/{code}"
    acts = [
        ("verification", {"category": "jalan_berlubang"}, "front_officer", "verified"),
        ("disposition", {"unit": "pupr", "instruction": "Mohon ditinjau."}, "front_officer", "disposed"),
        ("acceptance", {}, "pupr_admin", "in_work"),
        ("response", {"text": ANSWER}, "pupr_admin", "answered"),
    ]
    for noun, body, by, state in acts:
        response = ring.post(f"{path}/{noun}", body, by=by)
        assert (response.status_code, response.json()["state"]) == (201, state), response.content
    done = ring.post(f"{path}/confirmation", {}, secret=secret)
    assert done.status_code == 201
    view = done.json()
    assert (view["state"], view["state_label"]) == ("closed", "Closed by the reporter")
    assert [line["event"] for line in view["story"]] == [
        "received", "verified", "disposed", "accepted", "responded", "confirmed", "closed",
    ]  # fmt: skip
    staff = ring.get(path, by="front_officer").json()
    assert (staff["closed_by"], staff["version"], staff["response"]) == (
        "reporter", 7, {"state": "sent", "text": ANSWER, "by": "pupr.admin", "final": True},
    )  # fmt: skip
