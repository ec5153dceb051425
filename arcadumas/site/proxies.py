"""Behind a proxy we trust, the visitor's own address and scheme take the place of the proxy's."""

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class TrustedProxies:
    """Believes X-Forwarded-For and X-Forwarded-Proto of the addresses and networks in TRUSTED_PROXIES, of nobody else.

    Of several addresses the last one that is no proxy of ours counts: what stands before it anybody may have written.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = [ip_network(each, strict=False) for each in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self.trusted and self.is_trusted(request.META.get("REMOTE_ADDR", "")):
            self.unwrap(request)
        return self.get_response(request)

    def unwrap(self, request: HttpRequest) -> None:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        for hop in reversed(hops):
            if not is_address(hop):
                break
            request.META["REMOTE_ADDR"] = hop
            if not self.is_trusted(hop):
                break
        if request.META.get("HTTP_X_FORWARDED_PROTO") == "https":
            request.META["wsgi.url_scheme"] = "https"

    def is_trusted(self, address: str) -> bool:
        return is_address(address) and any(ip_address(address) in network for network in self.trusted)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
