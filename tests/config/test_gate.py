"""The gate: in order, so many and no more, and a polite word for the rest. On a real server: ``tests/process/test_crowd.py``."""

import threading
from typing import Any

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from gongjian.config.requests.gate import Gate, Turnstile


def test_so_many_in_so_many_waiting_the_rest_at_once() -> None:
    turnstile = Turnstile(at_once=1, waiting=2)
    order: list[int] = []
    assert turnstile.enter(0)

    def come(n: int) -> None:
        if turnstile.enter(20):
            order.append(n)
            turnstile.leave()

    waiting = []
    for n in (1, 2):
        waiting.append(threading.Thread(target=come, args=(n,)))
        waiting[-1].start()
        while turnstile.waiting < n:
            pass
    assert not turnstile.enter(20), "nobody waits behind two"
    turnstile.leave()
    for one in waiting:
        one.join()
    assert order == [1, 2] and turnstile.waiting == 0
    assert turnstile.enter(0)


def test_who_waits_too_long_goes_and_takes_no_place() -> None:
    turnstile = Turnstile(at_once=1, waiting=2)
    assert turnstile.enter(0)
    assert not turnstile.enter(0.01)
    assert turnstile.waiting == 0
    turnstile.leave()
    assert turnstile.enter(0) and not turnstile.enter(0.01)


def test_who_could_not_come_in_in_time_is_told_so_at_once() -> None:
    turnstile = Turnstile(at_once=1, waiting=50)
    for _one in range(200):  # one second each, and one at a time
        assert turnstile.enter(0)
        turnstile.leave(1.0)
    assert turnstile.enter(0)
    waiting = [threading.Thread(target=turnstile.enter, args=(8.0,)) for _n in range(6)]
    for n, one in enumerate(waiting, start=1):
        one.start()
        while turnstile.waiting < n:
            pass
    assert not turnstile.enter(8.0), "six before, a second each, may be nine"
    assert turnstile.waiting == 6
    for _n in range(7):
        turnstile.leave()
    for one in waiting:
        one.join()


def test_without_a_number_there_is_no_gate(settings: Any) -> None:
    settings.AT_ONCE = 0
    with pytest.raises(MiddlewareNotUsed):
        Gate(lambda request: HttpResponse())


def test_the_word_for_the_rest(settings: Any) -> None:
    settings.AT_ONCE, settings.WAITING = 1, 0
    sent_back: list[HttpResponse] = []

    def while_one_is_in(request: HttpRequest) -> HttpResponse:
        ask = RequestFactory().get
        sent_back.extend(
            [passed(ask("/")), passed(ask("/", HTTP_ACCEPT_LANGUAGE="en")), passed(ask("/api/v1/matters"))]
        )
        return HttpResponse("in")

    passed = Gate(while_one_is_in)
    assert passed(RequestFactory().get("/")).content == b"in"
    page, english, machine = sent_back
    for one in sent_back:
        assert (one.status_code, one["Retry-After"], one["Cache-Control"]) == (503, "5", "no-store")
    assert "现在访问的人太多" in page.content.decode() and "现在访问的人太多" not in english.content.decode()
    assert machine["Content-Type"].startswith("application/json") and b'"crowded"' in machine.content


def test_a_fallen_request_gives_its_place_back(settings: Any) -> None:
    settings.AT_ONCE = 1

    def falls(request: HttpRequest) -> HttpResponse:
        raise ValueError

    passed = Gate(falls)
    for _attempt in range(3):
        with pytest.raises(ValueError):
            passed(RequestFactory().get("/"))
    assert passed.turnstile.enter(0)


def test_a_sender_who_goes_away_takes_no_place(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AT_ONCE = 1
    passed = Gate(lambda request: HttpResponse("in"))

    def gone(_stream: object, *_size: int) -> bytes:
        raise OSError

    request = RequestFactory().post("/", {"title": "热水"})
    line = type("Line", (), {"read": gone, "close": lambda _line: None})()
    monkeypatch.setattr(request, "_stream", line)
    assert passed(request).status_code == 400
    assert passed.turnstile.enter(0)
    passed.turnstile.leave()
    assert passed(RequestFactory().post("/", {"title": "热水"})).status_code == 200
