"""What the bench's servers can do on demand of a header: tell the statements of a page, and answer with its floor.

The floor of a page is the same server, session and rights check and the same statements with the same values, its rows put
into the answer by string formatting. A request without these headers is not touched.
"""

import json
import pickle
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

RECORD, FLOOR, EMPTY = "HTTP_X_BENCH_RECORD", "HTTP_X_BENCH_FLOOR", "HTTP_X_BENCH_EMPTY"
QUERIES = "X-Bench-Queries"
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET ", "PRAGMA")
ROW = "<tr>%s</tr>\n"
CELL = "<td>%s</td>"
PAGE = "<!doctype html><html><head><title>%s</title></head><body><table>\n%s</table></body></html>"

Statement = tuple[str, Any, bool]


def kept_in(key: str) -> Path:
    """Where the statements of a page are noted, for all processes of the server."""
    return settings.DATA_DIR / "bench" / f"{key}.pickle"


def _plain(value: Any) -> Any:
    """A statement's value in a form that can be noted in a file."""
    if isinstance(value, memoryview):
        return bytes(value)
    if type(value).__name__ == "Jsonb":  # psycopg's wrapper has a function in it
        return json.dumps(value.obj)
    return value


def _plain_all(params: Any, many: bool) -> Any:
    if many:
        return [_plain_all(row, False) for row in params]
    return tuple(_plain(v) for v in params) if isinstance(params, tuple | list) else params


class Notes:
    """Every statement of one request."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self.before_view = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(NOT_COUNTED):
            self.statements.append((sql, _plain_all(params, many), many))
        return execute(sql, params, many, context)


class Around:
    """Outermost: the empty answer, and the notes. What a recorded POST has written is taken back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if EMPTY in request.META:
            return HttpResponse("ok")
        key = request.META.get(RECORD)
        if not key:
            return self.get_response(request)
        request.bench_notes = notes = Notes()  # type: ignore[attr-defined]
        with connection.execute_wrapper(notes):
            if request.method == "POST":
                with transaction.atomic():
                    answer = self.get_response(request)
                    transaction.set_rollback(True)
            else:
                answer = self.get_response(request)
        path = kept_in(key)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(pickle.dumps((notes.statements[notes.before_view :], len(notes.statements))))
        answer[QUERIES] = str(len(notes.statements))
        return answer


class Inside:
    """Innermost: the floor instead of the view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._known: dict[str, list[Statement]] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, given: object) -> HttpResponse | None:
        """Django calls this once the address is known and everybody is who they are."""
        notes = getattr(request, "bench_notes", None)
        if notes is not None:
            notes.before_view = len(notes.statements)
        key = request.META.get(FLOOR)
        if not key:
            return None
        if key not in self._known:
            self._known[key] = pickle.loads(kept_in(key).read_bytes())[0]
        if request.method == "POST":
            with transaction.atomic():
                body = floor(key, self._known[key])
                transaction.set_rollback(True)
        else:
            body = floor(key, self._known[key])
        return HttpResponse(body)


def floor(title: str, statements: list[Statement]) -> str:
    """The rows of these statements as one page, by string formatting."""
    out: list[str] = []
    with connection.cursor() as cursor:
        for sql, params, many in statements:
            if many:
                cursor.executemany(sql, params)
                continue
            cursor.execute(sql, params)
            if cursor.description:
                out.extend(ROW % "".join([CELL % escape(str(v)) for v in row]) for row in cursor.fetchall())
    return PAGE % (title, "".join(out))
