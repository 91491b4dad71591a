"""The key of the seals: Ed25519, made on first use in the data folder's ``keys``, never in the database."""

import base64
import datetime as dt
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from gongjian.kernel.keys import kept_secret

from . import chain

KEY_FILE = "ledger-seal"


def _private_key() -> Ed25519PrivateKey:
    seed = hashlib.sha256(kept_secret(settings.KEYS_DIR, KEY_FILE).encode()).digest()
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public_text(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def public_key() -> str:
    """The public half of this installation's key, as base64."""
    return _public_text(_private_key().public_key())


def seal_text(seq: int, head_hash: str, at: dt.datetime) -> bytes:
    """What a seal signs."""
    return f"gongjian-ledger-seal|{seq}|{head_hash}|{chain.microseconds(at)}".encode()


def sign(text: bytes) -> tuple[str, str]:
    """Public key and signature over *text*, both as base64."""
    key = _private_key()
    return _public_text(key.public_key()), base64.b64encode(key.sign(text)).decode()


def is_signed(text: bytes, signature: str, by: str) -> bool:
    """Whether *signature* over *text* was made with the key whose public half is *by*."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(by)).verify(base64.b64decode(signature), text)
    except (InvalidSignature, ValueError):
        return False
    return True
