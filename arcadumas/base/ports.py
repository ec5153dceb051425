"""Ports on the loopback address that nobody has to know."""

import errno
import os
import random
import socket
from pathlib import Path

# Below the range from which systems take the ports of outgoing connections.
FIRST, LAST = 15000, 32000


def is_free(port: int, *, host: str = "127.0.0.1") -> bool:
    """True when a server could listen there now. Raises OSError when the address itself is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise
    return True


def free_port() -> int:
    while not is_free(port := random.randint(FIRST, LAST)):  # noqa: S311
        pass
    return port


def remembered_port(path: Path) -> int:
    """The port written in `path` if it is still free, else a new one, written there."""
    text = path.read_text().strip() if path.exists() else ""
    if text.isdigit() and is_free(int(text)):
        return int(text)
    port = free_port()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")  # others read it meanwhile
    draft.write_text(f"{port}\n")
    draft.replace(path)
    return port
