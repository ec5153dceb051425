import json
import os

import psycopg
import pytest
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from arcadumas.site import away
from arcadumas.site.away import DatabaseAway, failed, unavailable


def test_a_program_is_told_in_problem_json_when_to_come_back(rf: RequestFactory) -> None:
    with translation.override("en"):
        answer = unavailable(rf.get("/api/v1/reports"))
    assert (answer.status_code, answer["Retry-After"], answer["Content-Type"]) == (503, "5", "application/problem+json")
    assert json.loads(answer.content) == {
        "type": "about:blank",
        "title": "The service is away for a moment",
        "status": 503,
        "detail": "The database cannot be reached, so nothing was saved. Try again in 5 seconds.",
        "code": "unavailable",
    }


def test_a_visitor_gets_a_page_that_needs_no_database(rf: RequestFactory) -> None:
    with translation.override("en"):
        answer = unavailable(rf.get("/lapor/"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "<h1>The service is away for a moment</h1>" in answer.content.decode()


@pytest.mark.parametrize("error", [OperationalError("gone"), InterfaceError("closed")])
def test_a_database_that_leaves_during_a_request_is_no_fault_of_the_code(rf: RequestFactory, error: Exception) -> None:
    answer = DatabaseAway(lambda request: HttpResponse()).process_exception(rf.get("/"), error)
    assert answer is not None
    assert answer.status_code == 503


def test_other_errors_are_left_to_the_last_handler(rf: RequestFactory) -> None:
    assert DatabaseAway(lambda request: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize(("error", "status"), [(OperationalError("gone"), 503), (ValueError("a bug"), 500)])
def test_the_last_handler_tells_a_lost_database_from_a_bug(rf: RequestFactory, error: Exception, status: int) -> None:
    try:
        raise error
    except (OperationalError, ValueError):
        assert failed(rf.get("/")).status_code == status


class Away:
    """A connection to a database that is away."""

    tries = 0
    hangs = 0.0  # seconds that a try takes
    connection = None

    def close_if_health_check_failed(self) -> None:
        """Nothing to close."""

    def ensure_connection(self) -> None:
        self.tries += 1
        away.time.sleep(self.hangs)
        raise OperationalError("connection refused")


class Clock:
    """Stands still unless somebody waits: on a busy machine a try at once takes as long as one that hangs."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Away:
    connection = Away()
    monkeypatch.setattr(away, "time", Clock())
    monkeypatch.setattr(away, "connection", connection)
    monkeypatch.setattr(away, "PATIENCE", 0.2)
    monkeypatch.setattr(away, "_outage", {"hopeless_until": 0.0, "known_until": 0.0})
    return connection


def seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


def test_the_first_request_of_an_outage_waits_and_the_next_is_answered_at_once(
    rf: RequestFactory, nowhere: Away
) -> None:
    middleware = DatabaseAway(seen)
    assert middleware(rf.get("/")).status_code == 503
    first, nowhere.tries = nowhere.tries, 0
    assert middleware(rf.get("/")).status_code == 503
    assert (first > 1, nowhere.tries) == (True, 1)


@pytest.mark.parametrize(
    ("path", "asked", "before", "sentence"),
    [
        ("/", {}, "en", "Layanan"),
        ("/", {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}, "id", "The service is away"),
        ("/", {"HTTP_COOKIE": "bahasa=en"}, "id", "The service is away"),
        ("/api/v1/units", {"HTTP_ACCEPT_LANGUAGE": "en"}, "id", "The service is away"),
        ("/api/v1/units", {}, "en", "Layanan"),
    ],
)
def test_it_speaks_the_language_of_whoever_asks(
    rf: RequestFactory, nowhere: Away, path: str, asked: dict[str, str], before: str, sentence: str
) -> None:
    with translation.override(before):
        told = DatabaseAway(seen)(rf.get(path, **asked)).content.decode()
        assert (sentence in told, translation.get_language()) == (True, before)


def test_behind_a_try_that_hung_nobody_hangs_too(rf: RequestFactory, nowhere: Away) -> None:
    middleware, nowhere.hangs = DatabaseAway(seen), 0.25
    assert middleware(rf.get("/")).status_code == 503
    nowhere.tries = 0
    assert [middleware(rf.get("/")).status_code for _n in range(5)] == [503] * 5
    assert nowhere.tries == 0


def test_where_tries_are_refused_at_once_its_return_is_seen_at_once(
    rf: RequestFactory, nowhere: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    middleware = DatabaseAway(seen)
    assert [middleware(rf.get("/")).status_code for _n in range(2)] == [503, 503]
    monkeypatch.setattr(nowhere, "ensure_connection", lambda: None)
    assert middleware(rf.get("/")).content == b"seen"


def test_a_second_later_one_try_is_made_without_waiting(rf: RequestFactory, nowhere: Away) -> None:
    middleware = DatabaseAway(seen)
    middleware(rf.get("/"))
    away._outage["hopeless_until"], nowhere.tries = 0.0, 0
    assert (middleware(rf.get("/")).status_code, nowhere.tries) == (503, 1)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_whoever_asks_how_we_are_is_let_through(rf: RequestFactory, nowhere: Away, path: str) -> None:
    assert DatabaseAway(seen)(rf.get(path)).content == b"seen"


@pytest.mark.django_db
def test_with_a_database_nothing_changes(rf: RequestFactory) -> None:
    assert DatabaseAway(seen)(rf.get("/")).content == b"seen"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_connection_used_a_moment_ago_is_believed_until_the_server_hangs_up() -> None:
    connection.ensure_connection()
    away._is_sound()
    assert away._is_sound()
    with psycopg.connect(os.environ["DATABASE_URL"], dbname=connection.settings_dict["NAME"], autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 2000)", [connection.connection.info.backend_pid])
    assert not away._is_sound()
    connection.close()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_that_lay_idle_is_asked_first(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    away._is_sound()
    monkeypatch.setattr(away, "BELIEVED", -1.0)
    assert not away._is_sound()
