"""What the demo changes in the environment, and what it refuses: nobody outside may hear from a demo."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from arcadumas.base.ports import remembered_port
from arcadumas.base.secretfiles import made_once
from arcadumas.site import mark
from arcadumas.site.env import envbool, envint, envsecret


def choose(state: Path) -> dict[str, str]:
    """The environment of a demo: its ways out lead to the simulator, but for what the operator has set."""
    http_port = remembered_port(state / "run" / "simulator-http.port")
    smtp_port = remembered_port(state / "run" / "simulator-smtp.port")
    wanted = {
        "WHATSAPP_API_URL": f"http://127.0.0.1:{http_port}",
        "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
        "WHATSAPP_BUSINESS_ACCOUNT_ID": "200000000000002",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "EMAIL_FROM": "Arcadumas <aduan@demo.test>",
        "EMAIL_REPLY_TO": "balas+{token}@demo.test",
    }
    for name in ("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        wanted[name] = made_once(state / "secrets" / name.lower())
    chosen = {name: value for name, value in wanted.items() if not envsecret(name)}
    return chosen | {
        "ARCADUMAS_DEMO": "1",
        "ARCADUMAS_SIMULATOR_URL": f"http://127.0.0.1:{http_port}",
        "ARCADUMAS_SIMULATOR_HTTP_PORT": str(http_port),
        "ARCADUMAS_SIMULATOR_SMTP_PORT": str(smtp_port),
        "ARCADUMAS_WEB_URL": f"http://127.0.0.1:{envint('PORT', 8000)}",
    }


def guard(url: str, *, demo: bool) -> None:
    """Raises ImproperlyConfigured for a demo on a database of real work, or one that would send to real people.

    A database that holds a demo is held to the second rule also when it is run without --demo.
    """
    is_demo = mark.is_demo(url)
    if demo and not is_demo and not mark.is_empty(url):
        raise ImproperlyConfigured(
            "Basis data ini tidak dibuat oleh --demo. Pakai basis data kosong, atau jalankan tanpa --demo. / "
            "This database was not made by --demo. Use an empty one, or start without --demo."
        )
    if (demo or is_demo) and not envbool("DEMO_SEND"):
        for name in ("WHATSAPP_API_URL", "FONNTE_API_URL", "WAHA_API_URL", "QONTAK_API_URL", "EMAIL_URL"):
            _require_loopback(name)


# Where a way out leads when only its token is set.
UNSAID = {
    "WHATSAPP_API_URL": ("WHATSAPP_TOKEN", "https://graph.facebook.com"),
    "FONNTE_API_URL": ("FONNTE_TOKEN", "https://api.fonnte.com"),
    "QONTAK_API_URL": ("QONTAK_TOKEN", "https://service-chat.qontak.com"),
}


def _require_loopback(name: str) -> None:
    value = envsecret(name)
    token, unsaid = UNSAID.get(name, ("", ""))
    if not value and token and envsecret(token):
        value = unsaid
    if value and not is_loopback(urlsplit(value).hostname or ""):
        raise ImproperlyConfigured(
            f"{name} mengarah ke luar komputer ini, padahal basis data ini berisi demo dan nomornya mungkin milik "
            f"orang. Kosongkan {name}, atau isi DEMO_SEND=yes bila memang dikehendaki. / "
            f"{name} leads outside this computer, but this database holds the demo and its numbers may belong to "
            f"someone. Unset {name}, or set DEMO_SEND=yes if you mean it."
        )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.rstrip(".").lower() == "localhost"
