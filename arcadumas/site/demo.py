"""The demo government."""


def load() -> None:
    """Fill an empty database; a second call changes nothing."""


def accounts() -> str:
    """What `up --demo` prints about signing in."""
    return ""
