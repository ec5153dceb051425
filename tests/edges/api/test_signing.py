"""Who may come in: tokens, secrets, how often one may try, and what is never said."""

import logging

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arcadumas.core.organisation import people
from arcadumas.core.organisation.models import Token
from tests import builders
from tests.edges.api.ring import WORDS, Ring, problem

WRONG = "2" * 12


@pytest.mark.parametrize("path", ["/reports", "/me"])
def test_where_no_report_is_named_a_token_is_asked_for(ring: Ring, path: str) -> None:
    response = ring.get(path)
    assert (problem(response), response["WWW-Authenticate"]) == ((401, "api.token"), "Bearer")
    assert problem(ring.get(path, secret=WRONG)) == (401, "api.token")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic a29taW5mbzp4", "nonsense"])
def test_a_bad_token_is_401_everywhere(ring: Ring, header: str) -> None:
    receipt = builders.received()
    path = f"/reports/{receipt.report.code}"
    for response in (
        ring.get("/me", Authorization=header),
        ring.get(path, secret=receipt.secret, Authorization=header),
        ring.post(f"{path}/notes", {"text": "x"}, Authorization=header),
        ring.post("/reports", WORDS, Authorization=header),
        ring.get("/units", Authorization=header),
    ):
        assert problem(response) == (401, "api.token")


def test_a_revoked_token_and_one_of_a_person_who_left_are_401(ring: Ring) -> None:
    ring.token("pupr_admin")
    people.revoke(Token.objects.get(person__login="pupr.admin"))
    assert problem(ring.get("/me", by="pupr_admin"))[0] == 401
    ring.token("pupr_head")
    person = ring.cast.person("pupr_head")
    person.is_active = False
    person.save()
    assert problem(ring.get("/me", by="pupr_head"))[0] == 401


def test_a_secret_opens_its_report_by_header_or_on_a_link_to_read(ring: Ring) -> None:
    receipt = builders.received()
    path = f"/reports/{receipt.report.code}"
    assert ring.get(path, secret=receipt.secret).status_code == 200
    assert ring.get(path, secret=receipt.secret.lower()).status_code == 200
    assert ring.get(f"{path}?secret={receipt.secret}").status_code == 200
    assert problem(ring.post(f"{path}/messages?secret={receipt.secret}", {"text": "Halo"}))[0] == 404


def test_a_code_is_read_in_any_case_and_without_hyphen(ring: Ring) -> None:
    receipt = builders.received()
    for written in (receipt.report.code.lower(), receipt.report.code.replace("-", ""), receipt.report.code):
        assert ring.get(f"/reports/{written}", secret=receipt.secret).json()["code"] == receipt.report.code


def test_nothing_tells_a_missing_report_from_a_wrong_secret(ring: Ring) -> None:
    receipt, other = builders.received(), builders.received()
    wrong = ring.get(f"/reports/{receipt.report.code}", secret=other.secret)
    answers = [wrong, ring.get("/reports/2222-2222", secret=WRONG), ring.get(f"/reports/{receipt.report.code}")]
    assert [problem(answer) for answer in answers] == [(404, "act.not_seen")] * 3
    assert len({answer.content for answer in answers}) == 1


def test_ten_wrong_tries_close_the_code_for_an_hour(ring: Ring) -> None:
    receipt, other = builders.received(), builders.received()
    path = f"/reports/{receipt.report.code}"
    for _try in range(10):
        assert problem(ring.get(path, secret=WRONG))[0] == 404
    locked = ring.get(path, secret=receipt.secret)
    assert problem(locked) == (429, "track.locked")
    assert 3_500 < int(locked["Retry-After"]) <= 3_600
    assert problem(ring.post(f"{path}/messages", {"text": "Halo"}, secret=receipt.secret))[0] == 429
    assert ring.get(path, by="front_officer").status_code == 200
    assert ring.get(f"/reports/{other.report.code}", secret=other.secret).status_code == 200


def test_right_secrets_are_not_counted(ring: Ring) -> None:
    receipt = builders.received()
    path = f"/reports/{receipt.report.code}"
    assert {ring.get(path, secret=receipt.secret).status_code for _try in range(12)} == {200}


def test_a_front_officer_files_in_their_own_name(ring: Ring) -> None:
    code = ring.post("/reports", WORDS, by="front_officer").json()["code"]
    view = ring.get(f"/reports/{code}", by="front_officer").json()
    assert (view["source"], view["story"][0]["post"]) == ("api", ring.cast.front_officer.seats[0].title)
    assert problem(ring.post("/reports", WORDS, by="pupr_admin")) == (403, "act.no_power")


def test_an_address_may_send_so_many_reports_an_hour(ring: Ring, settings: object) -> None:
    settings.INTAKE_LIMIT = 3  # type: ignore[attr-defined]
    assert [ring.post("/reports", WORDS).status_code for _n in range(3)] == [201] * 3
    over = ring.post("/reports", WORDS)
    assert problem(over) == (429, "send.too_often")
    assert 3_500 < int(over["Retry-After"]) <= 3_600
    assert over.json()["detail"].startswith("Many reports have come from this connection. Wait 60 minutes")
    assert ring.post("/reports", WORDS, by="front_officer").status_code == 201
    settings.INTAKE_LIMIT = 0  # type: ignore[attr-defined]
    assert ring.post("/reports", WORDS).status_code == 201


def test_a_repeated_key_is_not_counted(ring: Ring, settings: object) -> None:
    settings.INTAKE_LIMIT = 1  # type: ignore[attr-defined]
    answers = [ring.post("/reports", WORDS, Idempotency_Key="k") for _n in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3


def test_secrets_tokens_and_words_are_in_no_log(ring: Ring, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.handler.setLevel(logging.DEBUG)
    logging.getLogger("django.request").setLevel(logging.DEBUG)
    filed = ring.post("/reports", {**WORDS, "reporter": {"phone": "081234567890"}}, Idempotency_Key="kunci").json()
    ring.get(f"/reports/{filed['code']}?secret={filed['secret']}")
    ring.get(f"/reports/{filed['code']}?secret={WRONG}")
    ring.post(f"/reports/{filed['code']}/confirmation", {}, secret=filed["secret"])
    ring.post(f"/reports/{filed['code']}/nothing?secret={filed['secret']}", {})
    ring.get("/me", by="front_officer")
    hidden = [filed["secret"], WRONG, ring.token("front_officer"), "81234567890", WORDS["title"], "kunci"]
    assert [word for word in hidden if str(word) in caplog.text] == []


def test_the_api_asks_nothing_of_sessions(ring: Ring) -> None:
    ring.token("front_officer")
    with CaptureQueriesContext(connection) as captured:
        ring.get("/me", by="front_officer")
    assert [query["sql"] for query in captured if "session" in query["sql"]] == []
    assert len(captured) == 3  # token, seats, posts


def test_an_ended_post_gives_no_power(ring: Ring) -> None:
    receipt = builders.received()
    ring.token("front_officer")
    with time_machine.travel("2025-12-31T12:00:00+08:00"):
        assert problem(ring.get(f"/reports/{receipt.report.code}", by="front_officer"))[0] == 404
