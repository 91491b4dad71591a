"""Whether the keys in the folder are those this database was written with: their digests are kept in the database.

A store whose keys are gone would otherwise make new ones without a word: contacts and anonymous raisers could never be opened
again, seals would not fit, and everything would look well.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from .keys import NAMES, kept_secret
from .models import KeyDigest
from .refused import NotNow
from .text import bracketed, listed


@dataclass(frozen=True, slots=True)
class KeyTrouble:
    """A key that is not there, or is another one than the store was written with."""

    name: str
    missing: bool

    def __str__(self) -> str:
        return bracketed(self.name, _("缺失") if self.missing else _("不是原来的"))


def fingerprint(secret: str) -> str:
    """A digest of 48 random bytes; whoever has it cannot find them."""
    return hashlib.sha256(f"gongjian-key|{secret}".encode()).hexdigest()[:32]


def _seal_is_apart() -> bool:
    return bool(settings.SEAL_KEY.parent != Path(settings.KEYS_DIR))


def _secret(name: str) -> str:
    """What the digest is made of; empty if there is none. Of a seal key that lies apart the public half is looked at."""
    if name == "session" and (given := os.environ.get("GONGJIAN_SECRET_KEY")):
        return given
    place = Path(settings.KEYS_DIR) / ("ledger-seal.pub" if name == "ledger-seal" and _seal_is_apart() else name)
    try:
        return place.read_text().strip()
    except OSError:
        return ""


def digests() -> dict[str, str]:
    """The keys that are there, each as its digest."""
    return {name: fingerprint(secret) for name in NAMES if (secret := _secret(name))}


def troubles() -> list[KeyTrouble]:
    """The keys that are missing or wrong. One query; empty for a store that has not been used yet."""
    wanted = dict(KeyDigest.objects.values_list("name", "digest"))
    here = digests()
    return [KeyTrouble(n, n not in here) for n in NAMES if n in wanted and here.get(n) != wanted[n]]


def settle() -> None:
    """Note the keys of a store in use that are not noted yet, made now if they have never been needed. Raises NotNow: a
    noted key is missing or wrong."""
    refuse_wrong_keys()
    noted = set(KeyDigest.objects.values_list("name", flat=True))
    for name in NAMES:
        if name not in noted and not (name == "ledger-seal" and _seal_is_apart()):
            kept_secret(Path(settings.KEYS_DIR), name)
    fresh = [KeyDigest(name=name, digest=digest) for name, digest in digests().items() if name not in noted]
    KeyDigest.objects.bulk_create(fresh, ignore_conflicts=True)


def accept() -> None:
    """Take the keys that are here for the right ones from now on: after a restore, or when the old ones are lost for good."""
    KeyDigest.objects.all().delete()
    settle()


def refuse_wrong_keys() -> None:
    """Raises NotNow with what to do, if a key is missing or wrong."""
    if wrong := troubles():
        raise NotNow(
            _("密钥不齐或不对：%(names)s。") % {"names": listed(wrong)},
            remedy=_(
                "请停止服务，把原来的 keys 文件夹放回 %(folder)s；"
                "密钥确实丢失时运行 gongjian keys --accept，此后联系方式、匿名提出人和以前的封存都不能再打开或核验。"
            )
            % {"folder": settings.DATA_DIR},
            code="keys-wrong",
        )
