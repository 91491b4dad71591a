"""Behind servers of ours in front, who asks has an address of their own; what a stranger says of itself counts for nothing."""

from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gongjian.config.requests.middleware import ClientAddress


@pytest.mark.parametrize(
    ("peer", "said", "address"),
    [
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "10.9.9.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("10.0.0.2", "2001:db8::7, 127.0.0.1", "2001:db8::7"),
        ("127.0.0.1", "10.9.9.9,198.51.100.7:50123", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::7]:50123", "2001:db8::7"),
        ("127.0.0.1", '"[2001:db8::7]:50123"', "2001:db8::7"),
        ("127.0.0.1", "no address", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("198.51.100.9", "198.51.100.7", "198.51.100.9"),
    ],
)
def test_the_last_address_that_a_server_of_ours_wrote_down(settings: Any, peer: str, said: str, address: str) -> None:
    settings.PROXIES = frozenset({"127.0.0.1", "10.0.0.2"})
    seen: list[str] = []

    def see(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    ClientAddress(see)(RequestFactory().get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=said))
    assert seen == [address]


def test_without_servers_in_front_nothing_is_believed(settings: Any) -> None:
    settings.PROXIES = frozenset()
    with pytest.raises(MiddlewareNotUsed):
        ClientAddress(lambda request: HttpResponse())
