"""A first password from an administrator is changed before anything else."""

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.people import operations
from gongjian.people.models import Account
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(cast: Cast, client: Client) -> Client:
    Account.objects.filter(username="s001").update(must_change_password=True)
    client.force_login(Account.objects.get(username="s001"))
    return client


@pytest.mark.parametrize("address", ["/", "/desk/", "/matters/", "/account/", "/messages/", "/matters/raise/"])
def test_every_other_page_sends_there(newcomer: Client, address: str) -> None:
    for answer in (newcomer.get(address), newcomer.post(address)):
        if answer.status_code != 404:
            assert (answer.status_code, answer["Location"]) == (302, reverse("people:change-password"))


def test_parts_of_pages_and_the_api_too(newcomer: Client) -> None:
    part = newcomer.get("/", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("people:change-password")
    said = newcomer.get("/api/v1/desk")
    assert (said.status_code, said.json()["code"]) == (403, "password-to-change")


def test_changing_it_opens_the_house(newcomer: Client, cast: Cast) -> None:
    address = reverse("people:change-password")
    assert "初始密码" in newcomer.get(address).content.decode()
    new = "violet-anchor-77"
    changed = newcomer.post(address, {"present": PASSWORD, "password": new, "again": new})
    assert changed.status_code == 302
    assert newcomer.get("/").status_code == 200


@pytest.mark.usefixtures("frozen")
def test_signing_out_and_tokens_go_on(newcomer: Client, cast: Cast) -> None:
    _row, token = operations.make_token(
        account=cast.accounts["student"], label="x", days=3, actor=cast.student, at=cast.at
    )
    header = {"Authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/desk", headers=header).status_code == 200
    assert newcomer.post(reverse("people:sign-out")).status_code == 302
    assert newcomer.get("/").status_code == 200
