"""A second click finds the first one's result: form tokens and API idempotency keys, spent in the verb's transaction.

A token is kept as a keyed hash of account and token, for otherwise these rows would name who raised an anonymous matter.
"""

import contextlib
import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from .actor import Actor
from .keys import kept_secret
from .models import SpentToken
from .pruning import prune
from .refused import Malformed, Overtaken


def _key(actor: Actor, kind: str, token: str) -> str:
    secret = kept_secret(settings.KEYS_DIR, "spent-token").encode()
    said = f"{kind}:{actor.account_id or 0}:{token}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


_body: ContextVar[str] = ContextVar("body", default="")


@contextlib.contextmanager
def request_with_body(body: bytes) -> Iterator[None]:
    """Within: a token is spent together with this body, and given again for the same one alone."""
    secret = kept_secret(settings.KEYS_DIR, "spent-token").encode()
    token = _body.set(hmac.new(secret, b"body:" + body, hashlib.sha256).hexdigest())
    try:
        yield
    finally:
        _body.reset(token)


def stored_result(*, actor: Actor, kind: str, token: str) -> int | None:
    """The object id that this token already produced for this actor, or None. Raises Malformed: for a request with another body."""
    if not token:
        return None
    row = SpentToken.objects.filter(key=_key(actor, kind, token)).first()
    if row is None:
        return None
    if row.digest and row.digest != _body.get():
        raise Malformed(
            _("这个 Idempotency-Key 已用于另一个内容不同的请求。"),
            remedy=_("内容不同的请求请换一个 Idempotency-Key。"),
            code="key-reused",
        )
    return row.object_id


def store_result(*, actor: Actor, kind: str, token: str, object_id: int, at: dt.datetime) -> None:
    """Note what the token produced. Raises Overtaken if a twin request spent it in between (the caller's work is undone)."""
    if not token:
        return
    try:
        with transaction.atomic():
            SpentToken.objects.create(
                key=_key(actor, kind, token), kind=kind, object_id=object_id, digest=_body.get(), at=at
            )
    except IntegrityError as error:
        raise Overtaken("这张表单已经提交过一次。", remedy="请到“我提出的”查看结果。", code="already-sent") from error


def prune_tokens(before: dt.datetime) -> int:
    """Take away what was spent before that moment: nobody has such a form open any more. Gives how many."""
    return prune(SpentToken.objects.filter(at__lt=before))
