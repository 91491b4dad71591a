"""Who acts, once per request."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

from gongjian.config.api import refusal_answer
from gongjian.kernel import clock
from gongjian.kernel.actor import GUEST
from gongjian.org.queries import actor_for

JSON = "application/json"


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


class ApiShapeMiddleware:
    """Below ``/api/`` even an unknown address (404) and a wrong method (405) answer in the API's one shape.

    An address with the character NUL, which PostgreSQL does not know, is refused everywhere.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            if request.path.startswith("/api/"):
                return refusal_answer(400)
            raise BadRequest("NUL in the address")
        answer = self.get_response(request)
        spoken = request.resolver_match is not None and answer.headers.get("Content-Type", "").startswith(JSON)
        if request.path.startswith("/api/") and answer.status_code >= 400 and not spoken:
            said = refusal_answer(answer.status_code)
            if "Allow" in answer:
                said["Allow"] = answer["Allow"]
            return said
        return answer
