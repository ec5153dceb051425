"""Register the message templates at the Cloud API: those that are missing there, never one that is."""

import logging
from typing import Any

import httpx
from django.conf import settings

from arcadumas.base.gateways import whatsapp
from arcadumas.base.gateways.whatsapp import Client
from arcadumas.duties.notifications.models import Words
from arcadumas.duties.notifications.texts import meta_template
from arcadumas.duties.notifications.wording import text_of

log = logging.getLogger(__name__)
PAGE = 200


def client() -> Client:
    return Client(
        base_url=settings.WHATSAPP_API_URL,
        version=settings.WHATSAPP_API_VERSION,
        phone_number_id=settings.WHATSAPP_PHONE_NUMBER_ID,
        token=settings.WHATSAPP_TOKEN,
    )


def register(client: Client) -> int:
    """How many were taken up. A refusal is logged and the rest goes on: the text then goes by e-mail."""
    url = f"{client.base_url.rstrip('/')}/{client.version}/{settings.WHATSAPP_BUSINESS_ACCOUNT_ID}/message_templates"
    try:
        there = _there(client, url)
        made = [_make(client, url, body) for body in _wanted() if (body["name"], body["language"]) not in there]
    except httpx.HTTPError as error:
        log.warning("message templates could not be registered: %s", type(error).__name__)
        return 0
    return sum(made)


def _wanted() -> list[dict[str, Any]]:
    rows = Words.objects.filter(is_current=True).exclude(body="").order_by("stem", "language")
    return [meta_template(text_of(row), base_url=settings.BASE_URL) for row in rows]


def _there(client: Client, url: str) -> set[tuple[str, str]]:
    """Name and language of every template of ours that stands there, page by page."""
    found: set[tuple[str, str]] = set()
    after: str | None = None
    while True:
        query = {"fields": "name,language", "limit": str(PAGE), **({"after": after} if after else {})}
        answer = whatsapp.connections(client.base_url).get(
            url, params=query, headers=_headers(client), timeout=client.timeout
        )
        answer.raise_for_status()
        page = answer.json()
        found |= {(row["name"], row["language"]) for row in page.get("data", [])}
        paging = page.get("paging", {})
        after = paging.get("cursors", {}).get("after") if paging.get("next") else None
        if not after:
            return found


def _make(client: Client, url: str, body: dict[str, Any]) -> bool:
    answer = whatsapp.connections(client.base_url).post(
        url, json=body, headers=_headers(client), timeout=client.timeout
    )
    if answer.is_client_error:
        error = whatsapp.error_of(answer)
        log.error("template %s (%s) was refused: %s %s", body["name"], body["language"], error.code, error.detail)
        return False
    answer.raise_for_status()
    return True


def _headers(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.token}"}
