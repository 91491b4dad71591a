"""A throw-away database beside the configured one, for measurements that must not touch real records."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection


@contextlib.contextmanager
def temp_database() -> Iterator[None]:
    """A database of our own beside the configured one, with all tables, gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        old_name = connection.settings_dict["NAME"]
        test = connection.settings_dict.setdefault("TEST", {})
        if connection.vendor == "sqlite":
            test["NAME"] = str(Path(folder) / "bench.sqlite3")
        else:
            test["NAME"] = f"{old_name}_bench"
        _close_pool()
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            _close_pool()
            connection.creation.destroy_test_db(old_name, verbosity=0)


def _close_pool() -> None:
    connection.close()
    close = getattr(connection, "close_pool", None)
    if close:
        close()
