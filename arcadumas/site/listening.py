"""May this process listen where it is told to?"""

import time

from arcadumas.base.ports import is_free
from arcadumas.site.env import refuse


def require_port(host: str, port: int) -> None:
    """End with one line when nobody could listen there; a killed predecessor gets a moment to leave."""
    until = time.monotonic() + 3
    try:
        while not is_free(port, host=host):
            if time.monotonic() > until:
                refuse("PORT", f"{port} is in use by another program or not permitted")
            time.sleep(0.1)
    except (OSError, OverflowError):
        refuse("HOST", f"this machine cannot listen on {host}:{port}")
