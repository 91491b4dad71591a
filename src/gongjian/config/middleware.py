"""Who acts, once per request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongjian.kernel.actor import GUEST


class ActorMiddleware:
    """Puts ``request.actor`` in place: the signed-in person with the rights of this moment, or a guest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = GUEST  # type: ignore[attr-defined]
        return self.get_response(request)
