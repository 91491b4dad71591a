"""Secrets of this installation: one file each in the data folder's ``keys``, made there (0600) on the first run.

Knows neither settings nor models, so that ``config.settings`` can use it too.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable
from pathlib import Path

NAMES = ("session", "contact", "identity-seal", "sealed-index", "spent-token", "appeal-key", "ledger-seal")
_held: dict[Path, str] = {}


def hold(folder: Path, names: Iterable[str]) -> None:
    """Keep those of these secrets that are there in the memory of this process: if the folder is lost while it runs, it goes on
    with them, instead of making others that would fit nothing afterwards."""
    for name in names:
        with contextlib.suppress(OSError):
            _held[folder / name] = (folder / name).read_text().strip()


def kept_secret(folder: Path, name: str) -> str:
    """The secret *name* in *folder*, made if absent: 48 random bytes as URL-safe text. All processes read the same."""
    path = folder / name
    try:
        return _held.get(path) or path.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        value = secrets.token_urlsafe(48)
        fresh = path.with_name(f"{name}.{os.getpid()}.{secrets.token_hex(4)}.new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(value)
        try:
            os.link(fresh, path)  # the first process wins; all read the same
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
        return path.read_text().strip()
