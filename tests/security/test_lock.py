"""The lock after wrong passwords: by known device, else by address; for changing one's password as for signing in."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from gongjian.people import devices
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
TRIES = settings.AXES_FAILURE_LIMIT


def typed(cast: Cast, password: str = "wrong") -> dict[str, str]:
    return {"username": cast.accounts["student"].username, "password": password}


def lock(cast: Cast, **where: Any) -> None:
    stranger = Client(**where)
    for _ in range(TRIES + 1):
        last = stranger.post(SIGN_IN, typed(cast))
    assert last.status_code == 429


def test_a_stranger_at_the_same_address_does_not_lock_a_known_device_out(cast: Cast) -> None:
    mine = Client()
    assert mine.post(SIGN_IN, typed(cast, PASSWORD)).status_code == 302
    mine.post("/account/sign-out/")
    lock(cast)
    assert Client().post(SIGN_IN, typed(cast, PASSWORD)).status_code == 429
    assert mine.post(SIGN_IN, typed(cast, PASSWORD)).status_code == 302


def test_a_known_device_has_no_more_tries_than_others(cast: Cast) -> None:
    mine = Client()
    mine.post(SIGN_IN, typed(cast, PASSWORD))
    mine.post("/account/sign-out/")
    for _ in range(TRIES + 1):
        last = mine.post(SIGN_IN, typed(cast))
    assert last.status_code == 429
    assert mine.post(SIGN_IN, typed(cast, PASSWORD)).status_code == 429
    assert Client().post(SIGN_IN, typed(cast, PASSWORD)).status_code == 302


def test_a_cookie_made_up_or_of_another_account_helps_nobody(cast: Cast) -> None:
    other = Client()
    other.post(SIGN_IN, {"username": cast.accounts["secretary"].username, "password": PASSWORD})
    stolen = other.cookies["device"].value
    lock(cast)
    for value in (stolen, "made-up", stolen[:-2]):
        client = Client()
        client.cookies["device"] = value
        assert client.post(SIGN_IN, typed(cast, PASSWORD)).status_code == 429


def test_addresses_of_one_ipv6_network_are_one(cast: Cast) -> None:
    for n in range(TRIES + 1):
        last = Client(REMOTE_ADDR=f"2001:db8:1:2::{n + 1}").post(SIGN_IN, typed(cast))
    assert last.status_code == 429
    assert Client(REMOTE_ADDR="2001:db8:1:3::1").post(SIGN_IN, typed(cast, PASSWORD)).status_code == 302


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("198.51.100.7:4711", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::"),
        ("[2001:db8:1:2:3::4]:443", "2001:db8:1:2::"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::"),
    ],
)
def test_how_an_address_is_counted(said: str, address: str) -> None:
    assert devices.counted_address(RequestFactory().get("/", REMOTE_ADDR=said)) == address


def test_changing_the_password_is_limited_as_signing_in(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["student"])
    new = {"password": "ein-ganz-neues-wort", "again": "ein-ganz-neues-wort"}
    for _ in range(TRIES + 1):
        last = client.post("/account/change-password/", {"present": "wrong", **new})
    assert last.status_code == 429
    assert client.post("/account/change-password/", {"present": PASSWORD, **new}).status_code == 429
    cast.accounts["student"].refresh_from_db()
    assert cast.accounts["student"].check_password(PASSWORD)


def test_the_right_password_changes_it(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["student"])
    new = {"password": "ein-ganz-neues-wort", "again": "ein-ganz-neues-wort"}
    assert client.post("/account/change-password/", {"present": "wrong", **new}).status_code == 422
    assert client.post("/account/change-password/", {"present": PASSWORD, **new}).status_code == 302


def test_signing_out_clears_cached_pages_and_drafts(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["student"])
    assert client.post("/account/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
