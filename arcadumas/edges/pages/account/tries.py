"""How often one may try to sign in: by account name and by address, in an hour."""

from django.http import HttpRequest

from arcadumas.base.limits import counting

HOUR = 3_600  # seconds
BY_NAME = 10
BY_ADDRESS = 60  # an office shares one address


def wait(request: HttpRequest) -> int:
    """Seconds until the next try is allowed; 0 when this one is. Counts the try."""
    name = request.POST.get("username", "").strip().lower()
    address = request.META.get("REMOTE_ADDR", "")
    return max(
        counting.take("sign-in-name", name, limit=BY_NAME, seconds=HOUR),
        counting.take("sign-in-address", address, limit=BY_ADDRESS, seconds=HOUR),
    )
