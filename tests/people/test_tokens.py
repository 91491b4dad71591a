"""Tokens do what they were made for, end with the account's other ways in, and make no others."""

import pytest
from django.test import Client

from gongjian.kernel import clock
from gongjian.kernel.refused import Malformed
from gongjian.people import operations
from gongjian.people.models import ApiToken, Session
from gongjian.people.scopes import ADMINISTER, ALL, HANDLE, RAISE, READ, scope_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def bearer(cast: Cast, *scopes: str, part: str = "student") -> dict[str, str]:
    actor = getattr(cast, part)
    _row, token = operations.make_token(
        account=cast.accounts[part], label="x", days=30, scopes=scopes, actor=actor, at=clock.now()
    )
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


@pytest.mark.parametrize(
    ("method", "path", "scope"),
    [
        ("GET", "matters", READ),
        ("HEAD", "me", READ),
        ("POST", "matters", RAISE),
        ("POST", "appeals", RAISE),
        ("POST", "matters/难题-2026-0001/give-verdict", RAISE),
        ("POST", "proposals/x/co-sign", RAISE),
        ("POST", "messages/mark-all-read", RAISE),
        ("POST", "matters/x/reply", HANDLE),
        ("POST", "appeals/entered", HANDLE),
        ("POST", "appointments", ADMINISTER),
        ("PUT", "organisations/3/liaison", ADMINISTER),
        ("DELETE", "workdays/days/2026-01-01", ADMINISTER),
        ("POST", "rulebook/", ADMINISTER),
        ("POST", "me/tokens", ADMINISTER),
        ("POST", "something/new", HANDLE),
    ],
)
def test_which_request_needs_which_scope(method: str, path: str, scope: str) -> None:
    assert scope_of(method, path) == scope


def test_a_token_to_read_raises_nothing(cast: Cast, client: Client) -> None:
    only_read = bearer(cast, READ)
    assert client.get("/api/v1/me", **only_read).status_code == 200
    typed = {"title": "热水", "text": "没有热水。", "category": "living", "origin_id": cast.branch.pk}
    answer = client.post("/api/v1/matters", typed, content_type="application/json", **only_read)
    assert (answer.status_code, answer.json()["code"], answer.json()["details"]) == (
        403,
        "token-scope",
        {"scope": "raise"},
    )
    assert "提出" in answer.json()["sentence"]
    both = bearer(cast, READ, RAISE)
    assert client.post("/api/v1/matters", typed, content_type="application/json", **both).status_code == 201


def test_no_token_makes_a_token(cast: Cast, client: Client) -> None:
    every = bearer(cast, *ALL)
    before = ApiToken.objects.count()
    answer = client.post("/api/v1/me/tokens", {"label": "y", "days": 366}, content_type="application/json", **every)
    assert (answer.status_code, answer.json()["code"]) == (403, "token-by-token")
    assert ApiToken.objects.count() == before


def test_without_a_scope_or_with_an_unknown_one_none_is_made(cast: Cast) -> None:
    for scopes in ([], ["everything"]):
        with pytest.raises(Malformed):
            operations.make_token(
                account=cast.accounts["student"], label="x", days=1, scopes=scopes, actor=cast.student, at=clock.now()
            )
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("how", ["reset", "disable"])
def test_tokens_end_with_a_reset_and_with_disabling_for_good(cast: Cast, client: Client, how: str) -> None:
    held = bearer(cast, *ALL)
    other = bearer(cast, *ALL, part="secretary")
    account = cast.accounts["student"]
    if how == "reset":
        operations.reset_password(account=account, actor=cast.system, at=clock.now())
    else:
        operations.disable_account(account=account, reason="离校", actor=cast.system, at=clock.now())
        account.refresh_from_db()
        operations.enable_account(account=account, actor=cast.system, at=clock.now())
    assert client.get("/api/v1/me", **held).status_code == 401
    assert client.get("/api/v1/me", **other).status_code == 200


def test_my_page_shows_scopes_and_last_use(cast: Cast, client: Client) -> None:
    held = bearer(cast, READ, HANDLE)
    client.get("/api/v1/me", **held)
    shown = Client()
    shown.force_login(cast.accounts["student"])
    page = shown.get("/account/").content.decode()
    assert "只读、办理" in page and "最近使用" in page
    (said,) = shown.get("/api/v1/me/tokens").json()
    assert said["scopes"] == ["read", "handle"] and said["last_used_on"] == clock.local_date(clock.now()).isoformat()


def test_the_form_makes_what_was_ticked(cast: Cast, client: Client) -> None:
    client.force_login(cast.accounts["student"])
    assert client.post("/account/tokens/make/", {"label": "x", "days": 3}).status_code in (404, 422)
    assert not ApiToken.objects.exists()


def test_after_a_restore_all_sessions_and_tokens_are_ended_and_listed(cast: Cast, client: Client) -> None:
    held = bearer(cast, READ)
    client.force_login(cast.accounts["secretary"])
    sessions, tokens = operations.end_all_access(at=clock.now())
    assert sessions == 1 and tokens == [f"{cast.accounts['student'].username}：x"]
    assert not Session.objects.exists()
    assert client.get("/api/v1/me").status_code == 401
    assert Client().get("/api/v1/me", **held).status_code == 401
