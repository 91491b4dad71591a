"""The arithmetic of the chain: what is hashed, and in which form. Pure; knows no table.

``content_hash`` covers everything that may one day have to be forgotten (names, label, details) together with a
random salt, so that a wiped content cannot be guessed from its hash. ``link_hash`` covers the place in the chain and
everything that is kept for good, among it the content hash. So a content can be wiped and the chain still verifies.
"""

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import orjson

GENESIS = "0" * 64  # stands before the first entry
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def make_salt() -> str:
    """128 random bits, as 32 hexadecimal digits."""
    return secrets.token_hex(16)


def canonical(label: str, details: Mapping[str, Any]) -> str:
    """Label and details as the one text that is stored and hashed. Dates become ISO words, lazy words their text.

    Raises TypeError if a key is not a string.
    """
    return orjson.dumps({"details": dict(details), "label": label}, default=str, option=orjson.OPT_SORT_KEYS).decode()


def microseconds(at: dt.datetime) -> int:
    """The moment as whole microseconds since 1970: the same number whatever zone the database gives back."""
    return (at - _EPOCH) // _MICROSECOND


def content_hash(
    salt: str, content: str, actor_person_id: int | None, actor_name: str, actor_title: str, authority: str
) -> str:
    """SHA-256 over the salted content: 64 hexadecimal digits."""
    parts = [salt, content, actor_person_id, actor_name, actor_title, authority]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def receipt_hash(code: str, subject_kind: str, subject_id: int, label: str, at: dt.datetime) -> str:
    """SHA-256 over a receipt, which its entry carries. The code's 75 random bits keep it from being guessed."""
    return hashlib.sha256(orjson.dumps([code, subject_kind, subject_id, label, microseconds(at)])).hexdigest()


def body_hash(
    entry_id: int,
    verb: str,
    subject_kind: str,
    subject_id: int,
    at: dt.datetime,
    hash_of_content: str,
    authority: str,
    hash_of_receipt: str,
) -> str:
    """SHA-256 over what is kept for good of an entry, apart from its place. Salted by the content hash: it tells nothing."""
    parts = [entry_id, verb, subject_kind, subject_id, microseconds(at), hash_of_content, authority, hash_of_receipt]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def place_hash(seq: int, prev_hash: str, body: str) -> str:
    """SHA-256 over place, predecessor and body: who knows the bodies alone can follow the chain, and learns nothing."""
    return hashlib.sha256(orjson.dumps([seq, prev_hash, body])).hexdigest()


def link_hash(
    seq: int,
    prev_hash: str,
    entry_id: int,
    verb: str,
    subject_kind: str,
    subject_id: int,
    at: dt.datetime,
    hash_of_content: str,
    authority: str,
    hash_of_receipt: str,
) -> str:
    """``place_hash`` of an entry: 64 hexadecimal digits."""
    body = body_hash(entry_id, verb, subject_kind, subject_id, at, hash_of_content, authority, hash_of_receipt)
    return place_hash(seq, prev_hash, body)


def seal_hash(prev_hash: str, text: bytes, public_key: str, signature: str) -> str:
    """SHA-256 over a seal and the one before it: the seals are a chain of their own."""
    return hashlib.sha256(orjson.dumps([prev_hash, text.decode(), public_key, signature])).hexdigest()


def walk_hash(
    prev_hash: str, number: int, at: dt.datetime, entries: int, seconds: float, sound: bool, findings: object
) -> str:
    """SHA-256 over the outcome of a walk and the one before it."""
    parts = [prev_hash, number, microseconds(at), entries, seconds, sound, findings]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()
