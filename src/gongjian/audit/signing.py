"""The key of the seals: Ed25519, made on first use in the data folder's ``keys``, never in the database.

With ``GONGJIAN_SEAL_KEY`` the secret half lies elsewhere, where only the worker can read it; the public half stays
in ``keys``, for all who look whether a seal is ours.
"""

import base64
import datetime as dt
import hashlib
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from gongjian.kernel.keys import kept_secret

from . import chain

PUBLIC_FILE = "ledger-seal.pub"


def _private_key() -> Ed25519PrivateKey:
    place = settings.SEAL_KEY
    if not place.exists() and _public_file().exists():
        raise FileNotFoundError(f"the key of the seals is not at {place}")  # a new one would not fit the old seals
    seed = hashlib.sha256(kept_secret(place.parent, place.name).encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    if not _public_file().exists():
        settings.KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = _public_file().with_name(f"{PUBLIC_FILE}.{os.getpid()}.{secrets.token_hex(4)}.new")
        fresh.write_text(_public_text(key.public_key()))
        fresh.replace(_public_file())
    return key


def _public_file() -> Path:
    return Path(settings.KEYS_DIR) / PUBLIC_FILE


def _public_text(key: Ed25519PublicKey) -> str:
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def public_key() -> str:
    """The public half of this installation's key, as base64. Needs the secret half only where it was never made."""
    try:
        return _public_text(_private_key().public_key())
    except OSError:
        return _public_file().read_text().strip()


def seal_text(number: int, prev_hash: str, seq: int, head_hash: str, at: dt.datetime) -> bytes:
    """What a seal signs: its own number, the hash of the seal before, and the head of the chain at that hour."""
    return f"gongjian-ledger-seal-2|{number}|{prev_hash}|{seq}|{head_hash}|{chain.microseconds(at)}".encode()


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
