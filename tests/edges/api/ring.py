"""The API as a caller meets it: JSON in, JSON out, with token or secret."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from arcadumas.core.organisation import people
from arcadumas.core.reports.intake import Receipt
from tests.cast import LOGINS, Cast

REASON = "Alasan yang cukup panjang."
WORDS = {
    "title": "Jalan berlubang di depan pasar",
    "body": "Sudah dua minggu berlubang.",
    "kind": "complaint",
    "visibility": [],
}


@dataclass(kw_only=True)
class Ring:
    """`ring.post("/reports/…", {...}, by="front_officer")`, or `secret=`."""

    cast: Cast
    client: Client = field(default_factory=Client)
    tokens: dict[str, str] = field(default_factory=dict)

    def token(self, role: str) -> str:
        if role not in self.tokens:
            self.tokens[role] = people.add_token(self.cast.person(role))
        return self.tokens[role]

    def headers(self, by: str, secret: str, more: dict[str, str]) -> dict[str, str]:
        own = {"Accept-Language": "en"}
        if by:
            own["Authorization"] = f"Bearer {self.token(by) if by in LOGINS else by}"
        if secret:
            own["Report-Secret"] = secret
        return own | more

    def get(self, path: str, *, by: str = "", secret: str = "", **more: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers(by, secret, _named(more)))

    def post(self, path: str, body: Any = None, *, by: str = "", secret: str = "", raw: bytes | None = None, content_type: str = "application/json", **more: str) -> Any:  # fmt: skip
        sent = raw if raw is not None else json.dumps({} if body is None else body)
        headers = self.headers(by, secret, _named(more))
        return self.client.post(f"/api/v1{path}", sent, content_type=content_type, headers=headers)

    def act(self, receipt: Receipt, noun: str, body: Any = None, **by: str) -> Any:
        return self.post(f"/reports/{receipt.report.code}/{noun}", body, **by)


def _named(more: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in more.items()}


def problem(response: Any) -> tuple[int, str]:
    """Status and code of a refusal, which is always a whole problem."""
    assert response["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert (body["type"], body["status"]) == ("about:blank", response.status_code)
    assert body["title"] and body["detail"].endswith((".", "…")), body
    return response.status_code, body["code"]
