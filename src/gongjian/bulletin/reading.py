"""Counting an opened page once for a browser, without knowing whose it is.

The browser itself remembers, for as long as it stays open, which notices it has been counted for; the server keeps nothing.
"""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import tally

COOKIE = "read_here"
REMEMBERED = 60


def counted(request: HttpRequest, answer: HttpResponse, notice_id: int, day: dt.date) -> HttpResponse:
    """The answer, and one more read, unless this browser has been counted or only fetches ahead."""
    ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    known = [mark for mark in request.COOKIES.get(COOKIE, "").split(".") if mark.isdecimal()]
    if request.method != "GET" or ahead or str(notice_id) in known:
        return answer
    tally.note(notice_id, day)
    answer.set_cookie(
        COOKIE,
        ".".join([*known, str(notice_id)][-REMEMBERED:]),
        path="/bulletin/",
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer
