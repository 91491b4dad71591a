"""Who acts, once per request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from gongjian.config.api import refusal_answer, say_refused
from gongjian.kernel import clock, idempotency
from gongjian.kernel.actor import GUEST
from gongjian.kernel.characters import SECRETS, cleaned
from gongjian.kernel.refused import NotAllowed
from gongjian.org.queries import actor_for
from gongjian.people.queries import plain_address

JSON = "application/json"


NOTHING = "default-src 'none'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'none'"


class SafeHeaders:
    """What every answer carries, also those given before the other layers are asked (files, ``/healthz``).

    What a signed-in person sees is kept in no cache, unless a view has said for how long it may be.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("X-Frame-Options", "DENY")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Content-Security-Policy", NOTHING)
        if settings.STRICT_TRANSPORT:
            answer.headers.setdefault("Strict-Transport-Security", settings.STRICT_TRANSPORT)
        actor = getattr(request, "actor", GUEST)
        if actor.is_signed_in:
            answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer


class ClientAddress:
    """Behind a server in front, the address of who really asks: the last one that a server of ours has written down.

    Otherwise everybody would share one address, and a stranger's wrong passwords would lock a person out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.PROXIES:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        while said and request.META.get("REMOTE_ADDR") in settings.PROXIES and (address := plain_address(said.pop())):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


class CompressedPages(GZipMiddleware):
    """Pages and JSON go compressed to those who take it: a fifth of the bytes, half a second on a slow phone.

    Files, workbooks and streams are left as they are. Guessing secrets by the length of compressed pages (BREACH) finds the
    CSRF token masked anew in each page, cookies that other sites' pages do not send along, and a length blurred by Django.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Django calls this on the way out."""
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/html", JSON)):
            return response
        return super().process_response(request, response)


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


class CleanText:
    """Takes out of every typed text and searched word what no word contains (``kernel.characters``), before a view reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, given: object) -> None:
        """Django calls this once the address is known; the token of the form has been read by then."""
        if request.method == "POST" and not request.path.startswith("/api/"):
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]


def _cleaned(typed: QueryDict) -> QueryDict:
    if all(name in SECRETS or cleaned(word) == word for name, words in typed.lists() for word in words):
        return typed
    fresh = QueryDict(mutable=True, encoding=typed.encoding)
    for name, words in typed.lists():
        fresh.setlist(name, words if name in SECRETS else [cleaned(word) for word in words])
    fresh._mutable = False
    return fresh


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
        if request.path.startswith("/api/") and "Idempotency-Key" in request.headers:
            with idempotency.request_with_body(request.body):
                answer = self.get_response(request)
        else:
            answer = self.get_response(request)
        spoken = request.resolver_match is not None and answer.headers.get("Content-Type", "").startswith(JSON)
        if request.path.startswith("/api/") and answer.status_code >= 400 and not spoken:
            said = refusal_answer(answer.status_code)
            if "Allow" in answer:
                said["Allow"] = answer["Allow"]
            return said
        return answer


class PasswordFirst:
    """Whoever has a first password from an administrator changes it before anything else; every other page sends there.

    Bearer tokens are not touched: they were made by someone who had signed in.
    """

    FREE = frozenset({"people:change-password", "people:sign-out", "web:set-language"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, given: object) -> HttpResponse | None:
        """Django calls this once the address is known."""
        account = request.user
        if not (account.is_authenticated and account.must_change_password):
            return None
        found = request.resolver_match
        if found is not None and found.view_name in self.FREE:
            return None
        if request.path.startswith("/api/"):
            first = NotAllowed(
                _("请先把初始密码改成自己的密码。"), remedy=_("登录网站后按提示修改。"), code="password-to-change"
            )
            return say_refused(request, first)
        address = reverse("people:change-password")
        return HttpResponseClientRedirect(address) if getattr(request, "htmx", False) else redirect(address)
