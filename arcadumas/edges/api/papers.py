"""The description for programs, and the same for people on one page without a script."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from arcadumas.edges.api.answers import answer
from arcadumas.edges.api.api import api
from arcadumas.edges.api.describing import describe


@csrf_exempt
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    return answer(describe(api))


@csrf_exempt
@require_GET
def docs(request: HttpRequest) -> HttpResponse:
    """In English whatever the language of the reader, as the descriptions of the fields are."""
    return render(request, "api/docs.html", {"operations": operations(describe(api))})


def operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Each act with its fields, in the order of the schema."""
    shapes = schema["components"]["schemas"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "anchor": operation["operationId"],
            "summary": operation.get("description") or operation["summary"],
            "signs_in": [" ".join(each) or "–" for each in operation.get("security", [])],
            "parameters": [each for each in operation["parameters"] if each["in"] != "header"],
            "headers": [each["name"] for each in operation["parameters"] if each["in"] == "header"],
            "fields": _fields(operation, shapes),
            "statuses": sorted(operation["responses"]),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]


def _fields(operation: dict[str, Any], shapes: dict[str, Any]) -> list[dict[str, Any]]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        return _of(_shape(content["schema"], shapes), shapes, "")
    return []


def _of(shape: dict[str, Any], shapes: dict[str, Any], before: str) -> list[dict[str, Any]]:
    found = []
    for name, field in shape.get("properties", {}).items():
        whole = _shape(field, shapes)
        needed = name in shape.get("required", [])
        found.append(
            {"name": before + name, "is_needed": needed, "what": _what(whole), "note": field.get("description", "")}
        )
        found += _of(whole, shapes, f"{before}{name}.")
    return found


def _shape(field: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    """The field itself, the shape it names, or the one kind beside null."""
    if "$ref" in field:
        return dict(shapes[field["$ref"].rpartition("/")[2]])
    kinds = [each for each in field.get("anyOf", []) if each.get("type") != "null"]
    return {**_shape(kinds[0], shapes), **{k: v for k, v in field.items() if k != "anyOf"}} if kinds else field


def _what(field: dict[str, Any]) -> str:
    if "enum" in field:
        return " | ".join(str(value) for value in field["enum"])
    if field.get("type") == "array":
        return f"[{_what(field.get('items', {}))}]"
    limits = [f"{field[name]}" for name in ("minLength", "maxLength", "minimum", "maximum") if name in field]
    kind = str(field.get("format") or field.get("type", ""))
    return f"{kind} {'–'.join(limits)}".strip()
