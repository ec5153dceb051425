"""What only this door refuses: who asks, how the words are packed, and keys that are used twice."""

from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Refusal


class Unknown(Refusal):
    """No token or a bad one (401)."""


class Missing(Refusal):
    """An address that the API does not have (404)."""


class NotAllowed(Refusal):
    """The address has no such method (405)."""


class Unreadable(Refusal):
    """The body is not JSON (400)."""


class Oversized(Refusal):
    """The body is larger than we read (413)."""


class WrongContent(Refusal):
    """The body is of another kind than this act takes (415)."""


class StillRunning(Refusal):
    """The first request with this key has not ended (409)."""


class KeyReused(Refusal):
    """The key was used with another body (422)."""


def no_token() -> Unknown:
    return Unknown("api.token", _("The token is missing or revoked. Ask the operator for a new one."))


def not_json() -> Unreadable:
    return Unreadable(
        "api.json", _("The body is not JSON in UTF-8. Check quotes, commas and braces, then send it again.")
    )


def wrong_content(expected: str) -> WrongContent:
    return WrongContent(
        "api.content_type", _("This address takes {expected}. Set Content-Type and send again."), expected=expected
    )


def oversized(most: int) -> Oversized:
    return Oversized(
        "api.too_large", _("The body may have {most} bytes. Send less, or send files one by one."), most=most
    )
