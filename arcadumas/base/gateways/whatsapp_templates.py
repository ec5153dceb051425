"""Message templates of a WhatsApp Business account: listed page by page, and applied for (Meta: message_templates).

Only their own words, names and Meta's reasons pass through here; no recipient.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from arcadumas.base.gateways.whatsapp import Client, WhatsAppError, api_error, connections, error_of

PAGE = 100
MOST_PAGES = 100
FIELDS = "id,name,language,status,category,quality_score,rejected_reason,components"
EXISTS = {2388023, 2388024}  # being deleted, or there already
TOO_MANY = {4, 80007, 80008}  # applications an hour, calls an hour
VARIABLE = re.compile(r"\{\{\s*\w+\s*\}\}")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A template as it stands there. `status`, `category` and `quality` in Meta's own words, "" where it says none."""

    id: str
    name: str
    language: str
    status: str
    category: str = ""
    quality: str = ""
    reason: str = ""
    components: list[dict[str, Any]] = field(default_factory=list)


class TemplateError(Exception):
    """An application that was not taken up. `exists`: there is one of that name; `later`: nothing is wrong with it."""

    def __init__(self, detail: str, *, exists: bool = False, later: bool = False) -> None:
        super().__init__(detail)
        self.detail, self.exists, self.later = detail, exists, later


def listed(client: Client, account: str) -> Iterator[Listed]:
    """Every template of the account. Raises WhatsAppError in the middle of it too: then the list is not whole."""
    after: str | None = None
    for _page in range(MOST_PAGES):
        query = {"fields": FIELDS, "limit": str(PAGE), **({"after": after} if after else {})}
        with asking():
            answer = connections(client.base_url).get(
                _url(client, account), params=query, headers=_headers(client), timeout=client.timeout
            )
        if not answer.is_success:
            raise error_of(answer)
        rows, after = _page_of(answer)
        yield from rows
        if not after:
            return
    raise WhatsAppError(kind="permanent", detail="the list of templates does not end")


def apply_for(client: Client, account: str, template: Mapping[str, Any]) -> Listed:
    """Apply for one template. Raises TemplateError with Meta's reason, and WhatsAppError when nothing can be applied for."""
    with asking():
        answer = connections(client.base_url).post(
            _url(client, account), json=dict(template), headers=_headers(client), timeout=client.timeout
        )
    if not answer.is_success:
        raise _refused(answer)
    said = _object(answer)
    if not _text(said.get("id")) or not _text(said.get("status")):
        raise _strange(answer)
    return Listed(
        id=_text(said.get("id")), name=template["name"], language=template["language"],
        status=_text(said.get("status")), category=_text(said.get("category")),
    )  # fmt: skip


def shape_of(components: list[dict[str, Any]]) -> dict[str, Any]:
    """What a message by these components must bring: how many parameters, how long without them, which buttons."""
    body = next((part for part in components if _text(part.get("type")).upper() == "BODY"), {})
    text = _text(body.get("text"))
    buttons = [
        "url" if _text(each.get("type")).upper() == "URL" else "reply"
        for part in components
        if _text(part.get("type")).upper() == "BUTTONS"
        for each in part.get("buttons") or []
    ]
    return {"parameters": len(set(VARIABLE.findall(text))), "fixed": len(VARIABLE.sub("", text)), "buttons": buttons}


def _refused(answer: httpx.Response) -> Exception:
    error, said = error_of(answer), api_error(answer) or {}
    subcode = said.get("error_subcode")
    detail = (
        " ".join(filter(None, (_text(said.get("error_user_title")), _text(said.get("error_user_msg"))))) or error.detail
    )
    if subcode in EXISTS:
        return TemplateError(detail[:300], exists=True)
    if error.code in TOO_MANY or error.kind in {"temporary", "uncertain"}:
        return TemplateError(detail[:300], later=True)
    return error if error.kind == "channel" else TemplateError(detail[:300])


def _page_of(answer: httpx.Response) -> tuple[list[Listed], str | None]:
    page = _object(answer)
    paging = page.get("paging") or {}
    after = (paging.get("cursors") or {}).get("after") if paging.get("next") else None
    rows = [_listed(row) for row in page.get("data") or [] if isinstance(row, dict)]
    return [row for row in rows if row.name and row.language], after


def _listed(row: Mapping[str, Any]) -> Listed:
    quality, components = row.get("quality_score"), row.get("components")
    reason = _text(row.get("rejected_reason"))
    return Listed(
        id=_text(row.get("id")), name=_text(row.get("name")), language=_text(row.get("language")),
        status=_text(row.get("status")), category=_text(row.get("category")),
        quality=_text(quality.get("score")) if isinstance(quality, dict) else "",
        reason="" if reason == "NONE" else reason,
        components=[part for part in components if isinstance(part, dict)] if isinstance(components, list) else [],
    )  # fmt: skip


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError as error:
        raise _strange(answer) from error
    return said if isinstance(said, dict) else {}


def _strange(answer: httpx.Response) -> WhatsAppError:
    return WhatsAppError(kind="uncertain", http=answer.status_code, detail="an answer that is not the API's")


def _text(value: object) -> str:
    """Ids come as strings or as numbers."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _url(client: Client, account: str) -> str:
    return f"{client.base_url.rstrip('/')}/{client.version}/{account}/message_templates"


def _headers(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.token}"}


@contextmanager
def asking() -> Iterator[None]:
    """No answer: an application may have been taken up all the same, which the next list tells."""
    try:
        yield
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError, ValueError) as error:
        raise WhatsAppError(kind="channel", detail="the address or token of the API is malformed") from error
    except httpx.HTTPError as error:
        raise WhatsAppError(kind="temporary", detail=f"no answer ({type(error).__name__})") from error
