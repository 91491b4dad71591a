"""The keys by which people without account follow their appeal. Only a keyed hash is stored, as with sealed raisers."""

import base64
import datetime as dt
import hashlib
import hmac
import re
import secrets
import unicodedata
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.keys import kept_secret
from gongjian.kernel.refused import NotFound, NotNow
from gongjian.matters import queries as matters
from gongjian.rulebook import queries as rulebook

from ..models import FollowKey

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SHORTEST_TOKEN = 16  # a form token at least so long makes the same key again on a second click
_SPACE = re.compile(r"\s+")


def _keyed(words: str) -> bytes:
    secret = kept_secret(settings.KEYS_DIR, "appeal-key").encode()
    return hmac.new(secret, words.encode(), hashlib.sha256).digest()


def new_key() -> str:
    """An unguessable key (32 characters), made for one person and one appeal."""
    return secrets.token_urlsafe(24)


def key_for_token(token: str) -> str:
    """The key that belongs to this form: a second click on it is shown the same key. A fresh one without a form token."""
    if len(token) < SHORTEST_TOKEN:
        return new_key()
    return base64.urlsafe_b64encode(_keyed(f"key:{token}")[:24]).decode()


def index_of_key(key: str) -> str:
    """The blind index of a key: 64 hex digits, the same for the same key, not to be turned back."""
    return _keyed(f"index:{key}").hex()


def sender(words: str) -> str:
    """A person or an address as a keyed hash, for the limits against floods."""
    return _keyed(f"sender:{words}").hex()


def plain_words(title: str, text: str) -> str:
    """Title and text in one form: width, capitals and blanks make no difference."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", f"{title}\x1f{text}")).casefold()


def hash_of_plain(plain: str) -> str:
    """The hash of ``plain_words``."""
    return hashlib.sha256(plain.encode()).hexdigest()


def text_hash(title: str, text: str) -> str:
    """The same words give the same hash: width, capitals and blanks make no difference."""
    return hash_of_plain(plain_words(title, text))


def valid_until(matter: "Matter") -> dt.datetime:
    """Until when links to this appeal are good: so many days after its last movement. appeal-rules:11."""
    days = int(rulebook.parameter("appeal-rules:11", "key_days", local_date(matter.moved_at)))
    return matter.moved_at + dt.timedelta(days=days)


def actor_of_key(key: str, at: dt.datetime) -> Actor:
    """The person without account who holds this key, with the voice they raised or joined by.

    Raises NotFound for an unknown key, NotNow after its days.
    """
    row = FollowKey.objects.select_related("matter").filter(index=index_of_key(key)).first() if key else None
    if row is None:
        raise NotFound(_("没有这个跟踪链接。"), remedy=_("请核对链接是否完整，或者凭回执编号查询进度。"))
    if at > valid_until(row.matter):
        raise NotNow(
            _("这个跟踪链接已经过期（%(day)s）。") % {"day": local_date(valid_until(row.matter)).isoformat()},
            code="link-expired",
            authority=rulebook.cite("appeal-rules:11", on=local_date(at)),
            remedy=_("仍可凭回执编号查询进度；事情没有解决的，请重新提出。"),
        )
    return Actor(kind="guest", sealed=row.index)


def matter_of_key(key: str, at: dt.datetime) -> "tuple[Matter, Actor]":
    """The appeal that a key belongs to, with all its page needs, and the Actor who holds the key. Raises as above."""
    actor = actor_of_key(key, at)
    number = FollowKey.objects.values_list("matter__number", flat=True).get(index=actor.sealed)
    return matters.get_for(actor, number), actor
