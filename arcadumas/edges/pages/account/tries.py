"""How often one may try to sign in: by account name and by address, in an hour."""

from django.http import HttpRequest

from arcadumas.base.limits import counting

HOUR = 3_600  # seconds
NAME, BY_NAME = "sign-in-name", 10
ADDRESS, BY_ADDRESS = "sign-in-address", 60  # wrong tries; an office shares one address


def name_of(request: HttpRequest) -> str:
    return request.POST.get("username", "").strip().lower()


def address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def wait(request: HttpRequest) -> int:
    """Seconds until the next try is allowed; 0 when this one is. The try counts against the name at once."""
    return max(counting.peek(ADDRESS, address_of(request), limit=BY_ADDRESS), wait_for(name_of(request)))


def wait_for(name: str) -> int:
    """The same by the name alone: where somebody who is in already types the password again."""
    return counting.take(NAME, name, limit=BY_NAME, seconds=HOUR)


def was_wrong(request: HttpRequest) -> None:
    counting.take(ADDRESS, address_of(request), limit=BY_ADDRESS, seconds=HOUR)


def was_right(request: HttpRequest) -> None:
    """The name's tries are forgotten, the address's are not: one good account must not open the way to others."""
    forget(name_of(request))


def forget(name: str) -> None:
    counting.clear(NAME, name)
