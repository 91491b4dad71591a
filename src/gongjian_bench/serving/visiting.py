"""Signing in as a demo account, and making the requests that the client will send."""

import re
import secrets
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any

import click

from gongjian_demo.accounts import PASSWORD

from .layers import EMPTY, FLOOR, QUERIES, RECORD

HIDDEN = re.compile(r'<input[^>]*name="(csrfmiddlewaretoken|once)"[^>]*value="([^"]*)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
ORDERS = 4000  # of one sort prepared, each with a token of its own


def _header(name: str) -> str:
    return name.removeprefix("HTTP_").replace("_", "-").title()


class Visitor:
    """A person with a session on one server."""

    def __init__(self, port: int, username: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        hidden = self.hidden("/account/sign-in/")
        sent = urllib.parse.urlencode({**hidden, "username": username, "password": PASSWORD}).encode()
        with self.opener.open(f"{self.base}/account/sign-in/", sent, timeout=60) as answer:
            if answer.url.endswith("/sign-in/"):
                raise click.ClickException(f"示范账号 {username} 没有登录成功。")

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the first form on a page."""
        with self.opener.open(f"{self.base}{path}", timeout=60) as answer:
            return dict(HIDDEN.findall(answer.read().decode()))

    def headers(self, **more: str) -> dict[str, str]:
        """What a request carries."""
        cookies = "; ".join(f"{c.name}={c.value}" for c in self.jar)
        return {"Cookie": cookies, "Accept-Encoding": "identity", **more}

    def requests(self, ask: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The page at each of its addresses, or so many orders with their tokens."""
        if not ask["form"]:
            return [{"method": "GET", "path": p, "headers": self.headers()} for p in ask["paths"]]
        hidden = self.hidden(ask["form_at"])
        paths = ask["paths"]
        return [
            {
                "method": "POST",
                "path": paths[n % len(paths)],
                "headers": self.headers(**FORM, Referer=self.base),
                "body": urllib.parse.urlencode({**hidden, **ask["form"], "once": secrets.token_urlsafe(24)}),
            }
            for n in range(ORDERS)
        ]

    def record(self, key: str, request: Mapping[str, Any]) -> tuple[int, int]:
        """Have the server note the statements of this request. Gives how many there were, and the bytes of the answer."""
        headers = {**request["headers"], _header(RECORD): key}
        body = request.get("body")
        asked = urllib.request.Request(
            f"{self.base}{request['path']}", body.encode() if body else None, headers, method=request["method"]
        )
        opener = urllib.request.build_opener(_Stay())
        with opener.open(asked, timeout=60) as answer:
            return int(answer.headers[QUERIES]), len(answer.read())


class _Stay(urllib.request.HTTPRedirectHandler):
    """An order is answered by a redirect: that is the answer."""

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp

    http_error_301 = http_error_303 = http_error_302


def floored(request: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The same request, answered by the floor of its page."""
    return {**request, "headers": {**request["headers"], _header(FLOOR): key}}


def empty() -> dict[str, Any]:
    """The cheapest answer the server can give."""
    return {"method": "GET", "path": "/", "headers": {_header(EMPTY): "1"}}
