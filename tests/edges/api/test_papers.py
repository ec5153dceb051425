"""The description holds what is answered, and is readable without a script."""

import re
from typing import Any

import pytest
from django.urls import get_resolver

from arcadumas.core.handling.close import CAUSES as CLOSE_CAUSES
from arcadumas.core.handling.giveback import CAUSES as RETURN_CAUSES
from arcadumas.core.reports.models import ReportKind, State
from arcadumas.edges.api import shapes
from tests.edges.api.ring import Ring


def description(ring: Ring) -> dict[str, Any]:
    response = ring.get("/openapi.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()  # type: ignore[no-any-return]


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, each) for path, methods in schema["paths"].items() for method, each in methods.items()]


def test_it_is_openapi_3_1_and_names_every_address(ring: Ring) -> None:
    schema = description(ring)
    assert schema["openapi"] == "3.1.0"
    patterns = next(one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/").url_patterns
    ours = {"/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(one.pattern)) for one in patterns}
    assert set(schema["paths"]) == ours - {"/api/v1/openapi.json", "/api/v1/docs", "/api/v1/"}


def test_every_refusal_is_described_as_a_problem(ring: Ring) -> None:
    for path, method, operation in operations(description(ring)):
        refused = {status: response for status, response in operation["responses"].items() if int(status) >= 400}
        kinds = {kind for response in refused.values() for kind in response["content"]}
        assert kinds == {"application/problem+json"}, path
        assert "503" in refused
        if method == "post" and "{code}" in path:
            assert sorted(refused) == ["400", "401", "403", "404", "409", "412", "413", "415", "422", "429", "503"], (
                path
            )


def test_names_of_operations_are_short_and_differ(ring: Ring) -> None:
    names = [operation["operationId"] for _path, _method, operation in operations(description(ring))]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"(create|list|show)_[a-z0-9_]+", name)] == []


def test_every_reference_leads_somewhere(ring: Ring) -> None:
    response = ring.get("/openapi.json")
    named = set(re.findall(r'"#/components/schemas/(\w+)"', response.content.decode()))
    assert named - set(response.json()["components"]["schemas"]) == set()


def test_the_page_reads_without_a_script(ring: Ring) -> None:
    response = ring.get("/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert "script" not in response["Content-Security-Policy"].replace("script-src 'self'", "")
    assert (page.count("<script"), page.count("style="), "http:" in page) == (0, 0, False)
    missing = [path for path in description(ring)["paths"] if path not in page]
    assert missing == []


def literals(annotation: Any) -> set[str]:
    parts = getattr(annotation, "__args__", ())
    return {part for part in parts if isinstance(part, str)} | {word for part in parts for word in literals(part)}


def test_the_closed_lists_are_those_of_verbs_and_models() -> None:
    fields = {
        "kind": (shapes.ReportIn, set(ReportKind.values)),
        "state": (shapes.ReportFilters, set(State.values)),
    }
    assert {name: literals(model.model_fields[name].annotation) for name, (model, _values) in fields.items()} == {
        name: values for name, (_model, values) in fields.items()
    }
    assert literals(shapes.ReturnIn.model_fields["cause"].annotation) == set(RETURN_CAUSES)
    assert literals(shapes.ClosingIn.model_fields["cause"].annotation) == set(CLOSE_CAUSES)


@pytest.mark.parametrize(
    ("method", "path", "is_told"),
    [("get", "/api/v1/reports/{code}", True), ("get", "/api/v1/reports/{code}/notifications", True),
     ("post", "/api/v1/reports", True), ("post", "/api/v1/reports/{code}/notes", True),
     ("get", "/api/v1/reports", False), ("get", "/api/v1/me", False), ("get", "/api/v1/figures", False),
     ("get", "/api/v1/units", False), ("get", "/api/v1/reports/{code}/attachments/{key}", False)],
)  # fmt: skip
def test_a_version_is_promised_where_one_is_sent(ring: Ring, method: str, path: str, is_told: bool) -> None:
    responses = description(ring)["paths"][path][method]["responses"]
    told = [response for status, response in responses.items() if int(status) < 300]
    assert [("ETag" in response.get("headers", {})) for response in told] == [is_told]
