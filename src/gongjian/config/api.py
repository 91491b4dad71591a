"""The API root at ``/api/v1/``. Routers of the apps are hung in here; every refusal is said by one handler.

Every answer that is not a success has one shape: ``{code, sentence, authority, remedy, fields, details}``. Sign in with a
bearer token (``gongjian token``), or with the session of a page together with its CSRF token.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import orjson
from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.security import HttpBearer, SessionAuth

from gongjian.appeals.api import router as appeals_router
from gongjian.audit.api import router as audit_router
from gongjian.bulletin.api import router as bulletin_router
from gongjian.config.openapi import Description
from gongjian.evaluation.api import router as evaluation_router
from gongjian.files.api import router as files_router
from gongjian.insight.api import router as insight_router
from gongjian.kernel import clock
from gongjian.kernel.characters import cleaned_json
from gongjian.kernel.outage import RETRY_AFTER, outage_of
from gongjian.kernel.refused import Citation, Malformed, NotAllowed, NotFound, Refused, Words
from gongjian.matters.api import router as matters_router
from gongjian.notify.api import router as notify_router
from gongjian.org.api import router as org_router
from gongjian.org.queries import actor_for
from gongjian.pairing.api import router as pairing_router
from gongjian.people.api import router as people_router
from gongjian.people.operations import use_token
from gongjian.people.queries import SCOPES, scope_of
from gongjian.problems import api as problems_api
from gongjian.proposals.api import router as proposals_router
from gongjian.rulebook.api import router as rulebook_router
from gongjian.workdays.api import router as workdays_router

log = logging.getLogger("gongjian.api")

HTTP_SENTENCES: Mapping[int, tuple[str, Words]] = {
    400: ("malformed", gettext_lazy("请求的格式不对，应为 JSON。")),
    401: ("not-signed-in", gettext_lazy("请先登录，或在请求头中带上有效的接口令牌。")),
    403: ("not-allowed", gettext_lazy("用登录会话调用接口时，要带上页面的防伪标记。")),
    404: ("not-found", gettext_lazy("没有这个接口地址。")),
    405: ("method-not-allowed", gettext_lazy("这个接口地址不接受这种请求方法。")),
    413: ("too-large", gettext_lazy("请求的内容太大。")),
    500: ("internal", gettext_lazy("系统出现了没有料到的错误，已经记录。请稍后再试。")),
}
# What is wrong with a value, by the validator's word for it.
FIELD_SENTENCES: Mapping[str, Words] = {
    "missing": gettext_lazy("必须填写。"),
    "string_type": gettext_lazy("应为文字。"),
    "string_too_short": gettext_lazy("至少 %(min_length)s 个字。"),
    "string_too_long": gettext_lazy("最多 %(max_length)s 个字。"),
    "string_pattern_mismatch": gettext_lazy("格式不对。"),
    "int_type": gettext_lazy("应为整数。"),
    "int_parsing": gettext_lazy("应为整数。"),
    "int_from_float": gettext_lazy("应为整数。"),
    "float_parsing": gettext_lazy("应为数字。"),
    "bool_parsing": gettext_lazy("应为真或假。"),
    "bool_type": gettext_lazy("应为真或假。"),
    "date_parsing": gettext_lazy("应为日期，例如 2026-11-21。"),
    "date_from_datetime_parsing": gettext_lazy("应为日期，例如 2026-11-21。"),
    "date_type": gettext_lazy("应为日期，例如 2026-11-21。"),
    "datetime_parsing": gettext_lazy("应为日期和时间，例如 2026-11-21T14:30+08:00。"),
    "datetime_from_date_parsing": gettext_lazy("应为日期和时间，例如 2026-11-21T14:30+08:00。"),
    "list_type": gettext_lazy("应为列表。"),
    "dict_type": gettext_lazy("应为对象。"),
    "model_attributes_type": gettext_lazy("应为对象。"),
    "enum": gettext_lazy("不在可选范围内。"),
    "literal_error": gettext_lazy("不在可选范围内，可选：%(expected)s。"),
    "greater_than_equal": gettext_lazy("不小于 %(ge)s。"),
    "less_than_equal": gettext_lazy("不大于 %(le)s。"),
    "greater_than": gettext_lazy("应大于 %(gt)s。"),
    "less_than": gettext_lazy("应小于 %(lt)s。"),
    "too_long": gettext_lazy("最多 %(max_length)s 项。"),
    "too_short": gettext_lazy("至少 %(min_length)s 项。"),
    "extra_forbidden": gettext_lazy("没有这个字段。"),
}


class WordsRenderer(BaseRenderer):
    """orjson; lazy words are said in the language of the request."""

    media_type = "application/json"
    charset = "utf-8"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return to_json(data)


class JsonParser(Parser):
    """Bodies by orjson. The character NUL is in no text that anybody writes, and PostgreSQL keeps none: it is refused here."""

    def parse_body(self, request: HttpRequest) -> Any:
        if b"\\u0000" in request.body:
            raise ValueError("NUL in the body")
        return cleaned_json(orjson.loads(request.body))


class TokenAuth(HttpBearer):
    """``Authorization: Bearer gj_…``; the rights are those of the account, at this moment."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        moment = clock.now()
        row = use_token(token=token, at=moment)
        if row is None:
            raise AuthenticationError()
        _refuse_scope(request, row.scopes)
        account = row.account
        request.token_scopes = frozenset(row.scopes)  # type: ignore[attr-defined]
        request.user = account
        request.actor = actor_for(account, moment)  # type: ignore[attr-defined]
        return account


def _refuse_scope(request: HttpRequest, scopes: Sequence[str]) -> None:
    """Raises NotAllowed if the token was not made for such requests."""
    wanted = scope_of(request.method or "", request.path.partition("/api/v1/")[2])
    if wanted not in scopes:
        raise NotAllowed(
            gettext("这个接口令牌不能用于“%(scope)s”。") % {"scope": SCOPES[wanted]},
            remedy=gettext("请用范围包含它的令牌。"),
            code="token-scope",
            details={"scope": wanted},
        )


MOST_DESCRIBED = 8  # descriptions kept: two languages, with and without a prefix
# What any address may answer when it does not do as asked, and when.
NOT_DONE: Mapping[str, str] = {
    "400": "请求的格式不对",
    "401": "没有登录，或令牌无效",
    "403": "没有权限",
    "404": "没有，或者无权查看",
    "409": "现在不能办理，或有人早了一步",
    "413": "请求的内容太大",
    "422": "填写的内容有误",
    "500": "没有料到的错误",
    "503": "数据库或磁盘暂时不能用，请按 Retry-After 再试",
}
REFUSAL: Mapping[str, Any] = {
    "title": "Refusal",
    "type": "object",
    "required": ["code", "sentence", "authority", "remedy", "fields", "details"],
    "properties": {
        "code": {"type": "string"},
        "sentence": {"type": "string"},
        "authority": {"type": ["object", "null"]},
        "remedy": {"type": "string"},
        "fields": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
        "details": {"type": "object"},
    },
}


class ApiDocs(Swagger):
    """Ninja's page of the description, with a template of our engine: Ninja's own is written for Django's."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """The page; it sends the session's CSRF token with what is tried on it."""
        shown = {**self.settings, "url": self.get_openapi_url(api, kwargs)}
        return render(request, "web/api_docs.html", {"api": api, "swagger_settings": shown})


class HouseAPI(NinjaAPI):
    """Ninja's API, whose description also tells of the answers that are not a success."""

    _described: ClassVar[dict[tuple[str, str], Any]] = {}

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description, made once for each language; each operation has the refusals added, in their one shape."""
        key = (get_language() or "", repr(given))
        if key not in self._described:
            if len(self._described) >= MOST_DESCRIBED:
                self._described.clear()
            self._described[key] = self._describe(**given)
        return self._described[key]

    def _describe(self, **given: Any) -> Any:
        prefix = given.get("path_prefix")
        schema: Any = Description(
            self, self.get_root_path(given.get("path_params") or {}) if prefix is None else prefix
        )
        schema.setdefault("components", {}).setdefault("schemas", {})["Refusal"] = dict(REFUSAL)
        content = {"application/json": {"schema": {"$ref": "#/components/schemas/Refusal"}}}
        for path in schema["paths"].values():
            for operation in path.values():
                answers = operation["responses"]
                known = {str(code) for code in answers}
                for status, words in NOT_DONE.items():
                    if status not in known:
                        answers[status] = {"description": words, "content": content}
        return schema


api = HouseAPI(
    title="gongjian",
    version="1",
    description="提出一件事，一家负责，几家一起解决，由提出的人说是否解决，人人看得见。",
    auth=[TokenAuth(), SessionAuth(csrf=True)],
    renderer=WordsRenderer(),
    parser=JsonParser(),
    docs=ApiDocs(),
    docs_url="/docs",
)


def to_json(data: Any) -> bytes:
    """The bytes of an answer."""
    return orjson.dumps(data, default=_say, option=orjson.OPT_NON_STR_KEYS)


def _say(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Sequence | frozenset | set):
        return list(value)
    return str(value)


def refusal_body(
    *,
    code: str,
    sentence: Words,
    authority: Citation | None = None,
    remedy: Words = "",
    fields: Mapping[str, Sequence[Words]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The one shape of every answer that is not a success."""
    return {
        "code": code,
        "sentence": str(sentence),
        "authority": {
            "key": authority.key,
            "title": authority.title,
            "article": authority.article,
            "words": authority.words,
        }
        if authority
        else None,
        "remedy": str(remedy),
        "fields": {name: [str(s) for s in sentences] for name, sentences in (fields or {}).items()},
        "details": dict(details or {}),
    }


def refusal_answer(status: int) -> HttpResponse:
    """The answer for an HTTP status that no app has words for."""
    code, sentence = HTTP_SENTENCES.get(status, HTTP_SENTENCES[500])
    body = to_json(refusal_body(code=code, sentence=sentence))
    answer = HttpResponse(body, content_type="application/json; charset=utf-8", status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(Refused)
def say_refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal in the one shape, with its own status."""
    if refused.status == 403:
        who = getattr(request, "actor", None)
        log.warning("not allowed: %s %s by account %s", request.method, request.path, getattr(who, "account_id", None))
    body = refusal_body(
        code=refused.code,
        sentence=refused.sentence,
        authority=refused.authority,
        remedy=refused.remedy,
        fields=refused.fields if isinstance(refused, Malformed) else None,
        details=refused.details,
    )
    return api.create_response(request, body, status=refused.status)


@api.exception_handler(ValidationError)
def say_malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Wrong fields, each with a sentence."""
    fields: dict[str, list[Words]] = {}
    for wrong in error.errors:
        place = [str(p) for p in wrong.get("loc", ())]
        name = ".".join(place[2:] or place[1:] or place) or "body"
        words = FIELD_SENTENCES.get(wrong.get("type", ""), gettext_lazy("格式不对。"))
        fields.setdefault(name, []).append(str(words) % (wrong.get("ctx") or {}) if "%(" in str(words) else words)
    return say_refused(request, Malformed(fields=fields))


@api.exception_handler(AuthenticationError)
def say_not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    """401."""
    return refusal_answer(401)


@api.exception_handler(HttpError)
def say_http(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What Ninja refuses by itself."""
    return refusal_answer(error.status_code)


@api.exception_handler(Http404)
def say_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    """404."""
    return say_refused(request, NotFound())


@api.exception_handler(SuspiciousOperation)
def say_too_large(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    """A request that is too large or suspicious."""
    return refusal_answer(413 if "TooBig" in type(error).__name__ else 400)


@api.exception_handler(OverflowError)
def say_no_such_number(request: HttpRequest, error: OverflowError) -> HttpResponse:
    """An id beyond what a database can count to: there is no such row."""
    return say_refused(request, NotFound())


@api.exception_handler(Exception)
def say_unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    """Never a word of the inside; the whole of it in the log. Trouble with database or disk: 503."""
    if outage := outage_of(error):
        log.warning("%s in %s: %s", outage.code, request.method, error)
        answer = to_json(refusal_body(code=outage.code, sentence=outage.sentence, remedy=outage.remedy))
        said = HttpResponse(answer, content_type="application/json; charset=utf-8", status=503)
        said["Retry-After"] = str(RETRY_AFTER)
        return said
    log.exception("unexpected error in %s %s", request.method, request.path)
    got_request_exception.send(sender=None, request=request)
    return refusal_answer(500)


api.add_router("/", people_router, tags=["people"])
api.add_router("/", org_router, tags=["org"])
api.add_router("/workdays", workdays_router)
api.add_router("/rulebook", rulebook_router)
api.add_router("/messages", notify_router)
api.add_router("/ledger", audit_router)
api.add_router("/files", files_router)
assert problems_api.router is matters_router  # the routes of problems hang on it: one address has one router
api.add_router("/matters", matters_router)
api.add_router("/appeals", appeals_router)
api.add_router("/", insight_router)
api.add_router("/pairing", pairing_router)
api.add_router("/proposals", proposals_router)
api.add_router("/bulletin", bulletin_router)
api.add_router("/evaluation", evaluation_router)
