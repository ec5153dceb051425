"""The description against the API itself: what is made up from it gets no fault, and nothing that is not described."""

from typing import Any

import pytest
from django.test.client import ClientHandler
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as rules

from arcadumas.edges.api.api import api
from arcadumas.edges.api.describing import describe
from tests import builders
from tests.edges.api.ring import Ring

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("schema"), pytest.mark.filterwarnings("default")]
OFFICERS = {"acceptance": "pupr_admin", "return": "pupr_admin", "draft": "pupr_admin", "response": "pupr_admin",
            "approval": "pupr_head", "draft-rejection": "pupr_head", "extension": "pupr_head", "restoration": "front_head", "opening": "secretary"}  # fmt: skip
REPORTERS = {"messages", "confirmation", "rating", "reopening", "nothing-more", "withdrawal", "attachments"}
# What a case needs to get in is put in its place; a made-up If-Match would hide everything behind 412.
REPLACED = ("Authorization", "Report-Secret", "If-Match")
EACH = rules(
    max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
OPERATIONS = [(method, path) for path, methods in describe(api)["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def schema() -> Any:
    """Schemathesis is loaded only where it is used: it takes its time."""
    import schemathesis

    found = schemathesis.openapi.from_dict(describe(api))
    found.app = application
    return found


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Django's test handler, which keeps the test's connection, as a server would call it."""
    response = ClientHandler()(environ)
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


def checks() -> list[Any]:
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks as known

    return [
        not_a_server_error,
        known.status_code_conformance,
        known.content_type_conformance,
        known.response_headers_conformance,
        known.response_schema_conformance,
        known.negative_data_rejection,
    ]


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=[f"{method}-{path[8:]}" for method, path in OPERATIONS])
def test_nothing_made_up_from_the_description_breaks_it(
    ring: Ring, schema: Any, settings: Any, method: str, path: str, mode: str
) -> None:
    from schemathesis import GenerationMode

    settings.INTAKE_LIMIT = 0
    receipt = builders.in_work(ring.cast, phone="081234567890")
    noun, expected = path.rpartition("/")[2], checks()
    own = (
        {"Report-Secret": receipt.secret}
        if noun in REPORTERS
        else {"Authorization": f"Bearer {ring.token(OFFICERS.get(noun, 'front_officer'))}"}
    )

    @EACH
    @given(case=schema[path][method].as_strategy(generation_mode=GenerationMode(mode)))
    def holds(case: Any) -> None:
        if "code" in (case.path_parameters or {}):
            case.path_parameters["code"] = receipt.report.code
        case.headers = {key: value for key, value in (case.headers or {}).items() if key not in REPLACED} | own
        answer = case.call()
        assert answer.status_code < 500
        case.validate_response(answer, checks=expected)

    holds()
