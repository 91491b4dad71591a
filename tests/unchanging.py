"""Tables that hardly any test changes are read once for all tests: regulations and calendar, as the prepared database has them.

Every statement of the tests' connection is looked at. As soon as one writes to such a table, the table is read from the database
again, until what was written has been rolled back.
"""

from collections.abc import Callable
from typing import Any

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE", "COPY", "WITH")
_written: set[str] = set()  # prefixes of tables
_known: dict[str, Any] = {}  # what was read while nothing had been written
_prefixes: set[str] = set()


def watch(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
    """For ``connection.execute_wrapper``: notes which of the tables a statement may write to."""
    text = str(sql)
    if text.lstrip()[:8].upper().startswith(WRITES):
        _written.update(prefix for prefix in _prefixes if prefix in text)
    return execute(sql, *rest)


def loading(load: Callable[[], Any], prefix: str) -> Callable[[], Any]:
    """The same as *load*, from memory while no table with this prefix has been written to."""
    _prefixes.add(prefix)

    def read() -> Any:
        if prefix in _written:
            return load()
        if prefix not in _known:
            _known[prefix] = load()
        return _known[prefix]

    return read


def rolled_back() -> None:
    """The tables are again as the prepared database has them."""
    _written.clear()


def forget() -> None:
    """The tables have been emptied for good (by a test that commits)."""
    _known.clear()
