"""A refusal is a sentence: what, why, what next; as a page, or as a toast where HTMX asked."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from gongjian.kernel.actor import GUEST, Actor
from gongjian.kernel.refused import Citation, NotAllowed, NotFound, Refused
from gongjian.web.middleware import RefusalMiddleware

pytestmark = pytest.mark.django_db
RULE = Citation("problem-rules:6", "难题销号管理办法", "第六条", "五个工作日内退办。")


def asked(actor: Actor = GUEST, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/matters/1/hand-back/", headers=headers)
    request.actor = actor  # type: ignore[attr-defined]
    request.user = AnonymousUser()
    request.htmx = bool(headers.get("HX-Request"))  # type: ignore[attr-defined]
    request._messages = SimpleNamespace(__iter__=lambda: iter(()))  # type: ignore[attr-defined]
    return request


def shown(request: HttpRequest, refused: Exception) -> Any:
    return RefusalMiddleware(lambda r: None).process_exception(request, refused)  # type: ignore[arg-type, return-value]


@pytest.fixture(autouse=True)
def no_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.contrib.messages.context_processors.get_messages", lambda request: [])


def test_the_page_says_what_why_and_what_next() -> None:
    page = shown(asked(), Refused("退办期限已过。", authority=RULE, remedy="请直接办理。"))
    body = page.content.decode()
    assert page.status_code == 409
    for words in ("退办期限已过。", "《难题销号管理办法》第六条", "五个工作日内退办。", "请直接办理。"):
        assert words in body


def test_absent_and_forbidden_look_the_same() -> None:
    assert shown(asked(), NotFound()).status_code == 404


def test_a_visitor_who_may_not_is_offered_to_sign_in() -> None:
    body = shown(asked(), NotAllowed("只有承办单位可以退办。")).content.decode()
    assert "?next=/matters/1/hand-back/" in body


def test_htmx_gets_a_toast_and_not_a_page() -> None:
    answer = shown(asked(**{"HX-Request": "true"}), NotAllowed("只有承办单位可以退办。"))
    assert answer["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()
    assert answer.status_code == 403


def test_the_way_back_is_only_ever_a_page_of_ours() -> None:
    away = shown(asked(Referer="https://elsewhere.example/trap"), Refused("不行。")).content.decode()
    assert "elsewhere.example" not in away
    here = shown(asked(Referer="http://testserver/matters/?state=open"), Refused("不行。")).content.decode()
    assert "/matters/?state=open" in here


def test_other_errors_are_not_ours() -> None:
    assert shown(asked(), ValueError("x")) is None
