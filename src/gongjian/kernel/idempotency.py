"""A second click finds the first one's result: form tokens and API idempotency keys, spent in the verb's transaction.

A token is kept as a keyed hash of account and token, for otherwise these rows would name who raised an anonymous matter.
"""

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import IntegrityError, transaction

from .actor import Actor
from .keys import kept_secret
from .models import SpentToken
from .pruning import prune
from .refused import Overtaken


def _key(actor: Actor, kind: str, token: str) -> str:
    secret = kept_secret(settings.KEYS_DIR, "spent-token").encode()
    said = f"{kind}:{actor.account_id or 0}:{token}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()


def stored_result(*, actor: Actor, kind: str, token: str) -> int | None:
    """The object id that this token already produced for this actor, or None."""
    if not token:
        return None
    return SpentToken.objects.filter(key=_key(actor, kind, token)).values_list("object_id", flat=True).first()


def store_result(*, actor: Actor, kind: str, token: str, object_id: int, at: dt.datetime) -> None:
    """Note what the token produced. Raises Overtaken if a twin request spent it in between (the caller's work is undone)."""
    if not token:
        return
    try:
        with transaction.atomic():
            SpentToken.objects.create(key=_key(actor, kind, token), kind=kind, object_id=object_id, at=at)
    except IntegrityError as error:
        raise Overtaken("这张表单已经提交过一次。", remedy="请到“我提出的”查看结果。", code="already-sent") from error


def prune_tokens(before: dt.datetime) -> int:
    """Take away what was spent before that moment: nobody has such a form open any more. Gives how many."""
    return prune(SpentToken.objects.filter(at__lt=before))
