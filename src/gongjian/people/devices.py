"""From where somebody signs in, as the lock after wrong passwords counts it.

A device on which this very account has signed in before is known by a signed cookie, and counted by itself: a stranger at the
same address, or at any other, cannot lock the person out of it. Everybody else is counted by address; of IPv6 by the network of
64 bits, of which one household has as many addresses as it likes.
"""

import hashlib
import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "gongjian.people.device"
SECONDS = 60 * 60 * 24 * 180
DEVICES = ip_network(
    "fd67:6a00::/32"
)  # addresses of nobody: a known device, written as the table of failures can hold it


def cookie_name() -> str:
    """Behind https a name that browsers take from this very host alone."""
    return "__Host-device" if settings.HTTPS else "device"


def plain_address(words: str) -> str:
    """The address in what a server in front has written down: without port, brackets and zone; empty if there is none."""
    words = words.strip().strip('"')
    if words.startswith("["):
        words = words[1:].partition("]")[0]
    elif words.count(":") == 1:
        words = words.partition(":")[0]
    try:
        found = ip_address(words.partition("%")[0])
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def counted_address(request: HttpRequest) -> str:
    """Under which address failures are counted: the known device's own, else the address, of IPv6 its network of 64 bits."""
    if device := _known_device(request):
        return device
    words = plain_address(request.META.get("REMOTE_ADDR", ""))
    if ":" in words:
        return str(ip_network(f"{words}/64", strict=False).network_address)
    return words


def remember(request: HttpRequest, answer: HttpResponse, username: str) -> None:
    """Let this browser be known as one on which the account has signed in."""
    held = _read(request)
    device = held[1] if held and held[0] == username else secrets.token_urlsafe(16)
    answer.set_cookie(
        cookie_name(),
        signing.dumps([username, device], salt=SALT),
        max_age=SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> list[str] | None:
    try:
        held = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    return held if isinstance(held, list) and len(held) == 2 else None


def _known_device(request: HttpRequest) -> str:
    held = _read(request)
    user = getattr(request, "user", None)
    wanted = user.get_username() if user is not None and user.is_authenticated else request.POST.get("username", "")
    if held is None or held[0] != wanted:
        return ""
    digest = hashlib.sha256(f"{held[0]}|{held[1]}".encode()).digest()
    return str(IPv6Address(int(DEVICES.network_address) | int.from_bytes(digest[:12])))
