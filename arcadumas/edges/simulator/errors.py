"""Errors of the Graph API: their codes, HTTP statuses and shapes (Meta: Cloud API error codes)."""

import secrets
from typing import Any

# code: (HTTP status, title)
CODES: dict[int, tuple[int, str]] = {
    0: (401, "AuthException"),
    1: (400, "API Unknown"),
    2: (503, "API Service"),
    3: (500, "API Method"),
    4: (429, "API Too Many Calls"),
    10: (403, "Permission Denied"),
    33: (400, "Parameter value is not valid"),
    100: (400, "Invalid parameter"),
    190: (401, "Access token has expired"),
    200: (403, "API Permission"),
    368: (403, "Temporarily blocked for policies violations"),
    470: (400, "Message failed to send because more than 24 hours have passed"),
    80007: (429, "Rate limit issues"),
    80008: (429, "Too many calls to this WhatsApp Business account"),
    130429: (429, "Rate limit hit"),
    130472: (400, "User's number is part of an experiment"),
    130497: (403, "Business account is restricted from messaging users in this country"),
    131000: (500, "Something went wrong"),
    131005: (403, "Access denied"),
    131008: (400, "Required parameter is missing"),
    131009: (400, "Parameter value is not valid"),
    131016: (503, "Service unavailable"),
    131021: (400, "Recipient cannot be sender"),
    131026: (400, "Message undeliverable"),
    131030: (400, "Recipient phone number not in allowed list"),
    131031: (403, "Account has been locked"),
    131037: (400, "Display name not approved"),
    131042: (400, "Business eligibility payment issue"),
    131044: (400, "Business eligibility payment issue"),
    131045: (500, "Incorrect certificate"),
    131047: (400, "Re-engagement message"),
    131048: (429, "Spam rate limit hit"),
    131049: (400, "Meta chose not to deliver"),
    131050: (400, "User stopped receiving marketing messages"),
    131051: (400, "Unsupported message type"),
    131052: (400, "Media download error"),
    131053: (400, "Media upload error"),
    131056: (429, "Pair rate limit hit"),
    131057: (503, "Account in maintenance mode"),
    131062: (400, "Business-scoped user ID recipients are not supported for this message"),
    131063: (400, "Marketing templates are off"),
    131064: (429, "Messaging limit reached"),
    132000: (400, "Template parameter count mismatch"),
    132001: (404, "Template does not exist"),
    132005: (400, "Template hydrated text too long"),
    132007: (400, "Template format character policy violated"),
    132008: (400, "Template parameter value not valid"),
    132012: (400, "Template parameter format mismatch"),
    132015: (400, "Template is paused"),
    132016: (400, "Template is disabled"),
    132018: (400, "Template parameter text not valid"),
    133016: (429, "Account register deregister rate limit exceeded"),
    135000: (400, "Generic user error"),
    137000: (400, "Identity key mismatch"),
}
# Codes that Meta usually tells only later, in a failed status after a 200.
LATER = frozenset({130472, 131026, 131047, 131049, 131050, 131052, 131053, 137000})


class GraphError(Exception):
    """Refuses a call with one of CODES. `subcode` and `user_message` are for templates under creation."""

    def __init__(self, code: int, details: str = "", *, subcode: int | None = None, status: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
        self.subcode = subcode
        self.status = status or CODES.get(code, (400, ""))[0]

    def shape(self) -> dict[str, Any]:
        title = title_of(self.code)
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details or title},
            "fbtrace_id": secrets.token_urlsafe(16),
        }
        if self.subcode is not None:
            error |= {"error_subcode": self.subcode, "error_user_title": title, "error_user_msg": self.details}
        return {"error": error}


def title_of(code: int) -> str:
    return CODES.get(code, (400, "Generic error"))[1]


def failure(code: int, details: str = "") -> dict[str, Any]:
    """One item of `errors` in a failed status."""
    title = title_of(code)
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details or title},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }
