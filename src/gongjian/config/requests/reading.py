"""Which pages may be a moment old, and so may be read from a replica of the database.

The rule: **pages that show many things to many people, and figures; never one thing, never one's own things, never a form**.
And never to somebody who wrote anything in the last half minute: who has just done something must see it done.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse

from gongjian.kernel import replica
from gongjian.kernel.outage import outage_of

MAY_BE_OLD = frozenset(
    {
        "insight:home",
        "insight:figures",
        "insight:figures-export",
        "matters:public",
        "matters:list",
        "matters:export",
        "problems:lists",
        "problems:lists-export",
        "bulletin:home",
        "bulletin:column",
        "bulletin:feed",
        "bulletin:column-feed",
        "bulletin:lost",
        "evaluation:list",
        "pairing:list",
        "pairing:export",
        "org:list",
        "org:tree",
        "org:export",
        "rulebook:list",
    }
)
WROTE = "wrote"  # a cookie without a name of anybody in it
WROTE_SECONDS = 30
assert WROTE_SECONDS > replica.BEHIND_AT_MOST


class ReadFromReplica:
    """Not in use where there is no replica. What fails there is asked once more, of the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not replica.is_configured():
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with replica.reading(False):
            answer = self.get_response(request)
        if request.method not in {"GET", "HEAD", "OPTIONS"}:
            answer.set_cookie(WROTE, "1", max_age=WROTE_SECONDS, secure=settings.HTTPS, httponly=True, samesite="Lax")
        return answer

    def process_view(self, request: HttpRequest, view: object, args: object, given: object) -> None:
        """Django calls this once the address is known. Who asks, and what they may see, was read from the primary."""
        found = request.resolver_match
        asked = request.method in {"GET", "HEAD"} and found is not None and found.view_name in MAY_BE_OLD
        if asked and WROTE not in request.COOKIES and replica.WATCH.usable():
            replica.allow(True)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Trouble while the replica was read: these pages only read, so they are simply made again."""
        found = request.resolver_match
        if found is None or not replica.is_read() or outage_of(error) is None:
            return None
        replica.WATCH.fell(error)
        replica.allow(False)
        answer: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return answer
