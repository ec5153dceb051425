"""Files: put up, described, fetched, gone."""

import hashlib

from tests.edges.simulator.rig import (
    COMMITTED,
    LINE,
    Caller,
    code_of,
)

pytestmark = COMMITTED


def upload(sim: Caller, content: bytes = b"picture") -> str:
    answer = sim.http.post(
        f"/v26.0/{LINE}/media", headers=sim.bearer, data={"messaging_product": "whatsapp", "type": "image/png"},
        files={"file": ("a.png", content, "image/png")},
    )  # fmt: skip
    media_id: str = answer.json()["id"]
    return media_id


def test_a_file_is_put_up_described_and_fetched(sim: Caller) -> None:
    content = bytes(range(256)) * 9
    found = sim.http.get(f"/v26.0/{upload(sim, content)}", headers=sim.bearer).json()
    assert (found["mime_type"], found["file_size"]) == ("image/png", len(content))
    assert found["sha256"] == hashlib.sha256(content).hexdigest()
    assert sim.http.get(found["url"], headers=sim.bearer).content == content
    assert sim.http.get(found["url"]).status_code == 401


def test_a_link_to_a_file_expires(sim: Caller) -> None:
    media_id = upload(sim)
    sim.fault("media_expired")
    stale = sim.http.get(f"/v26.0/{media_id}", headers=sim.bearer).json()["url"]
    assert sim.http.get(stale, headers=sim.bearer).status_code == 404
    fresh = sim.http.get(f"/v26.0/{media_id}", headers=sim.bearer).json()["url"]
    assert sim.http.get(fresh.replace("sign=", "sign=0"), headers=sim.bearer).status_code == 404


def test_a_file_may_be_gone_or_have_the_wrong_sum(sim: Caller) -> None:
    media_id = upload(sim)
    sim.fault("media_gone")
    assert code_of(sim.http.get(f"/v26.0/{media_id}", headers=sim.bearer)) == (400, 100)
    sim.fault("media_wrong_sha256")
    assert sim.http.get(f"/v26.0/{media_id}", headers=sim.bearer).json()["sha256"] == "0" * 64


def test_a_file_without_content_is_131053(sim: Caller) -> None:
    answer = sim.http.post(
        f"/v26.0/{LINE}/media", headers=sim.bearer, data={"messaging_product": "whatsapp"},
        files={"file": ("a.png", b"", "image/png")},
    )  # fmt: skip
    assert code_of(answer) == (400, 131053)
    assert code_of(sim.http.post(f"/v26.0/{LINE}/media", headers=sim.bearer, content=b"x")) == (400, 100)
