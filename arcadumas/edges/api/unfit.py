"""A shape that does not hold, field by field, in words: what the field must be."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError

from arcadumas.base.refusals import Unfit

SENTENCE = gettext_lazy('Field "{field}" must be {expected}. See the example at /api/v1/docs.')

Words = Callable[[Mapping[str, Any]], str]
EXPECTED: dict[str, Words] = {
    "missing": lambda ctx: _("given"),
    "extra_forbidden": lambda ctx: _("left out, because it is not known here"),
    "string_type": lambda ctx: _("text"),
    "string_too_short": lambda ctx: _("at least {n} characters long").format(n=ctx["min_length"]),
    "string_too_long": lambda ctx: _("at most {n} characters long").format(n=ctx["max_length"]),
    "string_pattern_mismatch": lambda ctx: _("an address that begins with https://"),
    "int_type": lambda ctx: _("a whole number"),
    "int_parsing": lambda ctx: _("a whole number"),
    "int_from_float": lambda ctx: _("a whole number"),
    "float_type": lambda ctx: _("a number"),
    "finite_number": lambda ctx: _("a number"),
    "bool_type": lambda ctx: _("true or false"),
    "bool_parsing": lambda ctx: _("true or false"),
    "greater_than_equal": lambda ctx: _("{n} or more").format(n=ctx["ge"]),
    "less_than_equal": lambda ctx: _("{n} or less").format(n=ctx["le"]),
    "literal_error": lambda ctx: _("one of {values}").format(
        values=str(ctx["expected"]).replace("'", "").replace(" or ", ", ")
    ),
    "list_type": lambda ctx: _("a list"),
    "too_long": lambda ctx: _("a list of at most {n}").format(n=ctx["max_length"]),
    "model_type": lambda ctx: _("an object"),
    "model_attributes_type": lambda ctx: _("an object"),
    "day": lambda ctx: _("a date such as 2026-11-24"),
    "moment": lambda ctx: _("a moment with its offset, such as 2026-11-24T14:05:00+08:00"),
}


def unfit(error: ValidationError) -> Unfit:
    return Unfit.together([_one(each) for each in error.errors])


def _one(error: Mapping[str, Any]) -> Unfit:
    words = EXPECTED.get(error["type"])
    expected = words(error.get("ctx", {})) if words else _("of another form")
    code = {"missing": "api.missing", "extra_forbidden": "api.unknown_field"}.get(error["type"], "api.shape")
    field = _field(error["loc"])
    return Unfit(code, SENTENCE, field=field, expected=expected) if field else _whole(code, expected)


def _whole(code: str, expected: str) -> Unfit:
    refusal = Unfit(code, SENTENCE, field="body", expected=expected)
    return refusal


def _field(place: tuple[Any, ...]) -> str:
    """`("body", "body", "place", "lat")` is place.lat; a query word stands under its own name."""
    parts = place[2:] if place[0] in ("body", "form") else place[-1:]
    return ".".join(str(part) for part in parts)
