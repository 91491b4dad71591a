"""What is encrypted, and with which key. Each purpose has its own key, kept apart in the data folder's ``keys``.

contact        phone and mail at rest (AES-256-GCM)
identity-seal  who stands behind an anonymous matter (AES-256-GCM): opened by two persons together
sealed-index   the blind index by which a person finds their own anonymous matters (HMAC-SHA-256)
"""

import hashlib
import hmac
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from gongjian.kernel.keys import kept_secret

CONTACT = "contact"
IDENTITY = "identity-seal"
INDEX = "sealed-index"
NONCE = 12


@lru_cache(maxsize=16)
def _key(folder: Path, purpose: str) -> bytes:
    return hashlib.sha256(kept_secret(folder, purpose).encode()).digest()


def key_for(purpose: str) -> bytes:
    """32 bytes of key for this purpose."""
    return _key(settings.KEYS_DIR, purpose)


def encrypt(purpose: str, words: str) -> bytes:
    """Nonce and ciphertext; the same words give another blob each time."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key_for(purpose)).encrypt(nonce, words.encode(), purpose.encode())


def decrypt(purpose: str, blob: bytes) -> str:
    """The words again. Raises ValueError if the blob was not made with this purpose's key, or was changed."""
    try:
        return AESGCM(key_for(purpose)).decrypt(blob[:NONCE], blob[NONCE:], purpose.encode()).decode()
    except InvalidTag as error:
        raise ValueError(f"not a blob of {purpose}") from error


def blind_index(number: int) -> str:
    """64 hex digits: always the same for the same number, and not to be turned back without the key."""
    return hmac.new(key_for(INDEX), str(number).encode(), hashlib.sha256).hexdigest()


def masked_phone(phone: str) -> str:
    """138****1234; shorter numbers keep only their last two digits."""
    if len(phone) >= 9:
        return f"{phone[:3]}****{phone[-4:]}"
    return "*" * max(len(phone) - 2, 0) + phone[-2:] if phone else ""


def masked_email(email: str) -> str:
    """z***@example.cn."""
    name, at, domain = email.partition("@")
    return f"{name[:1]}***@{domain}" if at else ""
