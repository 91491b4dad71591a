"""Who acts, once per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongjian.kernel import clock
from gongjian.kernel.actor import GUEST
from gongjian.org.queries import actor_for


class ActorMiddleware:
    """Puts ``request.actor`` in place: the signed-in person with the rights of this moment, or a guest.

    Guests cost no query; the signed-in three in all (session, account with person, ties).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user
        request.actor = actor_for(account, clock.now()) if account.is_authenticated else GUEST  # type: ignore[attr-defined]
        return self.get_response(request)
