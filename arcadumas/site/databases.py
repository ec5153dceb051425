"""How PostgreSQL is reached."""

from typing import Any

import dj_database_url

from arcadumas.site.env import refuse


def envdatabase(name: str, url: str) -> dict[str, Any]:
    """How Django reaches PostgreSQL. Statements that are prepared (base/compiled.py) are planned once, from the first time."""
    try:
        found: dict[str, Any] = {**dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)}
    except (ValueError, KeyError):
        refuse(name, "write it as postgresql://user:password@host:port/name")
    if found["ENGINE"] != "django.db.backends.postgresql":
        refuse(name, "only PostgreSQL is supported")
    given = found.get("OPTIONS", {})
    found["OPTIONS"] = {
        **given,
        "connect_timeout": 3, "keepalives_idle": 30, "tcp_user_timeout": 20_000, "application_name": "arcadumas",
        "prepare_threshold": 0, "options": f"{given.get('options', '')} -c plan_cache_mode=force_generic_plan".strip(),
    }  # fmt: skip
    return found
