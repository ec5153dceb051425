"""The description of the API (OpenAPI 3.1): what ninja writes, with the problems, headers and ways to sign in that every act has."""

from copy import deepcopy
from functools import lru_cache
from typing import Any

from ninja import NinjaAPI

from arcadumas.edges.api import callers
from arcadumas.edges.api.replies import Problem, ReporterView, StaffView

PROBLEM, JSON = "application/problem+json", "application/json"
SECURITY = {
    "Token": {"type": "http", "scheme": "bearer", "description": "An officer's API token."},
    "Secret": {
        "type": "apiKey",
        "in": "header",
        "name": "Report-Secret",
        "description": "The report's key, for its reporter.",
    },
    "SecretLink": {"type": "apiKey", "in": "query", "name": "secret", "description": "The same, on links to read."},
}
LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "schema": {"type": "string", "examples": ["id", "en"]},
    "description": "Language of sentences; Indonesian unless English is asked for.",
}
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 255},
    "description": "The same key and body within 24 hours get the first answer again.",
}
MATCH = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "examples": ['"5"', "*"]},
    "description": "Act only while this is still the version.",
}
FILE = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {"type": "string", "format": "binary", "description": "JPG, PNG or WebP, at most 10 MB."}
                },
                "additionalProperties": False,
            }
        }
    },
}
TOKEN: list[dict[str, list[str]]] = [{"Token": []}]
SECRET: list[dict[str, list[str]]] = [{"Secret": []}]
READERS: list[dict[str, list[str]]] = [{"Secret": []}, {"SecretLink": []}, {"Token": []}]


def problems(*statuses: int) -> dict[int, Any]:
    return dict.fromkeys(statuses, Problem)


def _operation(
    door: callers.Door, reply: Any, *, status: int, refusals: tuple[int, ...], security: list[dict[str, list[str]]], headers: tuple[Any, ...] = (), tag: str
) -> dict[str, Any]:  # fmt: skip
    extra = {"parameters": [LANGUAGE, *headers], "security": security}
    return {
        "auth": door,
        "response": {status: reply, **problems(*refusals, 503)},
        "openapi_extra": extra,
        "tags": [tag],
        "by_alias": True,
    }


def public_list(reply: Any) -> dict[str, Any]:
    return _operation(callers.LISTS, reply, status=200, refusals=(401, 422), security=[{}], tag="lists")


def staff_read(reply: Any) -> dict[str, Any]:
    return _operation(callers.STAFF, reply, status=200, refusals=(401, 403, 422), security=TOKEN, tag="officers")


def staff_read_of_report(reply: Any) -> dict[str, Any]:
    return _operation(
        callers.STAFF_READER, reply, status=200, refusals=(401, 403, 404, 422, 429), security=TOKEN, tag="officers"
    )


def read_of_report(reply: Any) -> dict[str, Any]:
    return _operation(
        callers.ANY_READER, reply, status=200, refusals=(401, 404, 422, 429), security=READERS, tag="reports"
    )


def file_of_report() -> dict[str, Any]:
    operation = read_of_report(None)
    types = ("image/jpeg", "image/png", "image/webp")
    content = {each: {"schema": {"type": "string", "format": "binary"}} for each in types}
    operation["openapi_extra"]["responses"] = {200: {"content": content}}
    return operation


def filing(reply: Any) -> dict[str, Any]:
    refusals = (400, 401, 403, 409, 413, 415, 422, 429)
    return _operation(
        callers.FILING, reply, status=201, refusals=refusals, security=[{}, *TOKEN], headers=(KEY,), tag="reports"
    )


ACT = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429)


def staff_act(reply: Any = StaffView) -> dict[str, Any]:
    return _operation(
        callers.STAFF_ACT, reply, status=201, refusals=ACT, security=TOKEN, headers=(KEY, MATCH), tag="officers"
    )


def reporter_act(reply: Any = ReporterView) -> dict[str, Any]:
    return _operation(
        callers.REPORTER_ACT,
        reply,
        status=201,
        refusals=ACT,
        security=[*SECRET, *TOKEN],
        headers=(KEY, MATCH),
        tag="reporter",
    )


def upload(reply: Any) -> dict[str, Any]:
    security = [*SECRET, *TOKEN]
    operation = _operation(callers.UPLOAD, reply, status=201, refusals=ACT, security=security, headers=(KEY, MATCH), tag="reports")  # fmt: skip
    operation["openapi_extra"]["requestBody"] = FILE
    return operation


def evidence_upload() -> dict[str, Any]:
    operation = _operation(
        callers.STAFF_UPLOAD, StaffView, status=201, refusals=ACT, security=TOKEN, headers=(KEY, MATCH), tag="officers"
    )
    shape: dict[str, Any] = deepcopy(FILE)
    schema = shape["content"]["multipart/form-data"]["schema"]
    schema["required"] = ["file", "kind"]
    schema["properties"]["kind"] = {"type": "string", "enum": ["before", "after", "other"]}
    operation["openapi_extra"]["requestBody"] = shape
    return operation


@lru_cache(maxsize=1)
def describe(api: NinjaAPI) -> dict[str, Any]:
    schema: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    schema["servers"] = [{"url": "/"}]
    schema["components"]["securitySchemes"] = SECURITY
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            _finish(operation, is_versioned="{code}" in path or method == "post")
    return schema


def _finish(operation: dict[str, Any], *, is_versioned: bool) -> None:
    """Problems have a content type of their own, and a moment to wait where there is one."""
    for parameter in operation["parameters"]:
        parameter["schema"] = _without_null(parameter["schema"])
    for status, response in operation["responses"].items():
        if int(status) >= 400:
            response["content"] = {PROBLEM: response["content"].pop(JSON)}
        elif is_versioned and JSON in response["content"]:  # of a report, and no file of it
            response["headers"] = {"ETag": {"schema": {"type": "string"}, "description": "The report's version."}}
        if int(status) in (429, 503):
            response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A word of a query is absent, never null."""
    kinds = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    return {**kinds[0], **{name: value for name, value in schema.items() if name != "anyOf"}} if kinds else schema
