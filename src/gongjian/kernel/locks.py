"""Named locks held to the end of the transaction, the same under one name on both databases.

PostgreSQL has advisory locks. On SQLite every transaction is IMMEDIATE: whoever is inside one is the only writer,
so inside a transaction the lock is already held.
"""

import hashlib

from django.db import connection


def _key(name: str) -> int:
    """A signed 64-bit number for the name; the same in every process."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _ask(function: str, name: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [_key(name)])
        row = cursor.fetchone()
    return row[0] if row else None


def _inside_transaction(name: str) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError(f"the lock {name!r} is held to the end of a transaction, and there is none")


def try_lock(name: str) -> bool:
    """Take the lock if nobody has it, without waiting. True: it is ours until this transaction ends."""
    _inside_transaction(name)
    if connection.vendor != "postgresql":
        return True
    return bool(_ask("pg_try_advisory_xact_lock", name))


def lock(name: str) -> None:
    """Take the lock, waiting for whoever has it. It is ours until this transaction ends."""
    _inside_transaction(name)
    if connection.vendor == "postgresql":
        _ask("pg_advisory_xact_lock", name)
