"""The key of the seals: Ed25519, made on first use in the data folder's ``keys``, never in the database."""

import base64
import datetime as dt
import os

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from . import chain

KEY_FILE = "ledger-seal"


def _private_key() -> Ed25519PrivateKey:
    path = settings.KEYS_DIR / KEY_FILE
    if not path.exists():
        settings.KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{KEY_FILE}.{os.getpid()}.new")
        raw = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(base64.b64encode(raw))
        try:
            os.link(fresh, path)  # the first process wins; all sign with the same key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(path.read_bytes()))


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
