import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from arcadumas.site.proxies import TrustedProxies


def seen(rf: RequestFactory, *, peer: str, forwarded: str = "", proto: str = "http") -> tuple[str, bool]:
    request = rf.get("/", REMOTE_ADDR=peer, headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": proto})

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    TrustedProxies(view)(request)
    return request.META["REMOTE_ADDR"], request.is_secure()


@pytest.fixture(autouse=True)
def one_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1", "10.0.0.0/8"]


def test_a_trusted_proxy_tells_who_the_visitor_is(rf: RequestFactory) -> None:
    assert seen(rf, peer="127.0.0.1", forwarded="203.0.113.9", proto="https") == ("203.0.113.9", True)


def test_a_stranger_is_not_believed(rf: RequestFactory) -> None:
    assert seen(rf, peer="198.51.100.7", forwarded="203.0.113.9", proto="https") == ("198.51.100.7", False)


def test_what_the_visitor_wrote_before_the_proxy_is_not_believed(rf: RequestFactory) -> None:
    assert seen(rf, peer="127.0.0.1", forwarded="1.2.3.4, 203.0.113.9, 10.1.2.3") == ("203.0.113.9", False)


def test_nonsense_leaves_the_proxys_own_address(rf: RequestFactory) -> None:
    assert seen(rf, peer="127.0.0.1", forwarded="1.2.3.4, unknown") == ("127.0.0.1", False)


def test_without_a_header_the_peer_stays(rf: RequestFactory) -> None:
    assert seen(rf, peer="127.0.0.1") == ("127.0.0.1", False)
