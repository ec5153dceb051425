"""The page's line to the running simulator: its control API, over HTTP."""

from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arcadumas.base.refusals import Refusal

PATIENCE = 10.0  # seconds


class Away(Refusal):
    """The simulator does not answer, or does not do what it was asked."""


def act(name: str, body: dict[str, Any] | None = None, *, method: str = "POST") -> dict[str, Any]:
    """One call of /control/<name>. Raises Away."""
    headers = {"Control-Token": settings.WHATSAPP_TOKEN}
    url = f"{settings.SIMULATOR_URL}/control/{name}"
    try:
        answer = httpx.request(method, url, json=body, headers=headers, timeout=PATIENCE, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        text = _("The simulator does not answer. Start the demo again, then try once more.")
        raise Away("simulator.away", text) from error
    if answer.status_code != httpx.codes.OK:
        raise Away("simulator.refused", _("The simulator could not do that. Reload the page and check what you typed."))
    found: dict[str, Any] = answer.json()
    return found
