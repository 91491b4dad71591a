"""The index behind one name: FTS5 on SQLite, tsvector with GIN on PostgreSQL. The tokens are ours on both.

SQLite's index is contentless: it keeps no second copy of the text; taking a row out means telling FTS5 the tokens that
went in, which are made again from the document's text. PostgreSQL gets lexemes and positions as we say, past its parser.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BigIntegerField, BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from gongjian.kernel import bulk_insert

from .models import Document, Fts
from .parts import OBJECT_MASK, PART_BITS, span
from .tokens import Phrase, tokens_of

MANY = 1000


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _vector(text: str) -> str:
    """Lexemes with positions, in PostgreSQL's own notation."""
    places: dict[str, list[int]] = {}
    for place, token in enumerate(tokens_of(text), start=1):
        places.setdefault(token, []).append(place)
    return " ".join(f"'{token}':{','.join(map(str, spots[:255]))}" for token, spots in places.items())


def add(rows: Sequence[Document]) -> None:
    """Write documents, and put them into the index."""
    columns = ["id", "source", "object_id", "text"]
    if _is_postgresql():
        bulk_insert.insert_rows(
            Document, [*columns, "vector"], [(d.id, d.source, d.object_id, d.text, _vector(d.text)) for d in rows]
        )
    else:
        bulk_insert.insert_rows(Document, columns, [(d.id, d.source, d.object_id, d.text) for d in rows])
        _index([(d.id, " ".join(tokens_of(d.text))) for d in rows])


def _index(rows: Sequence[tuple[int, str]]) -> None:
    """Put tokens into FTS5, a row by a statement: before one of many rows it would put away each time what it has."""
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO search_fts (rowid, tokens) VALUES (%s, %s)", rows)


def add_indexed(rows: Sequence[tuple[int, str, int, str, str]]) -> None:
    """Write documents (id, source, object, text) with what is ``index_text`` of each, and put them into the index."""
    if _is_postgresql():
        bulk_insert.write_rows("search_document", ("id", "source", "object_id", "text", "vector"), rows)
    else:
        bulk_insert.write_rows("search_document", ("id", "source", "object_id", "text"), [row[:4] for row in rows])
        _index([(row[0], row[4]) for row in rows])


def index_text(text: str, *, postgresql: bool) -> str:
    """What goes into the index for a text. Asks no database."""
    return _vector(text) if postgresql else " ".join(tokens_of(text))


def remove(rows: Iterable[tuple[int, str]]) -> None:
    """Take (document id, text as it was put in) out of the index. On PostgreSQL it goes with the document's row."""
    if _is_postgresql():
        return
    values = [(pk, " ".join(tokens_of(text))) for pk, text in rows]
    if values:
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO search_fts (search_fts, rowid, tokens) VALUES ('delete', %s, %s)", values)


def empty() -> None:
    """Empty the index, whatever is in it."""
    if not _is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('delete-all')")


def settle() -> None:
    """After much has been put in: merge the index's parts, and let the planner know what is there."""
    with connection.cursor() as cursor:
        if _is_postgresql():
            cursor.execute("ANALYZE search_document")
        else:
            cursor.execute("INSERT INTO search_fts (search_fts) VALUES ('optimize')")
            cursor.execute("ANALYZE search_document")


def _sqlite_query(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"' + (" *" if phrase.open_end else "")


def _postgresql_query(phrase: Phrase) -> str:
    words = [f"'{token}'" for token in phrase.tokens]
    if phrase.open_end:
        words[-1] += ":*"
    return " <-> ".join(words)


def object_ids(source: str, phrase: Phrase) -> "QuerySet[Any, int]":
    """Ids of a source's objects with the phrase in their text; one column, usable as a subquery."""
    first, last = span(source)
    # The raw words name columns without their table: inside a subquery Django gives the table another name.
    if _is_postgresql():
        hit = RawSQL("vector @@ %s::tsquery", [_postgresql_query(phrase)], output_field=BooleanField())
        return Document.objects.filter(hit, source=source).values_list("object_id", flat=True)
    hit = RawSQL("tokens MATCH %s", [_sqlite_query(phrase)], output_field=BooleanField())
    found = RawSQL(f"(rowid >> {PART_BITS}) & {OBJECT_MASK}", [], output_field=BigIntegerField())
    return (
        Fts.objects.filter(hit, rowid__gte=first, rowid__lte=last)
        .annotate(object_id=found)
        .values_list("object_id", flat=True)
    )


INDEX_OF_SQLITE: Sequence[str] = (
    # Our tokens need no folding, and to this tokenizer whatever is not ASCII is a letter: the quickest that takes them as they are.
    "CREATE VIRTUAL TABLE search_fts USING fts5(tokens, content='', columnsize=0, tokenize='ascii')",
    # Much put in by one transaction becomes a few large segments instead of many to be merged.
    f"INSERT INTO search_fts (search_fts, rank) VALUES ('hashsize', {16 * 1024 * 1024})",
)
_POSTGRESQL: Sequence[str] = (
    "ALTER TABLE search_document ADD COLUMN vector tsvector",
    "ALTER TABLE search_document ALTER COLUMN vector SET STATISTICS 500",  # the 5,000 most frequent lexemes (``similarity_query``)
    "CREATE INDEX search_vector ON search_document USING gin (vector)",
)


def migrate_up(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For ``RunPython``: the index table or column."""
    with schema_editor.connection.cursor() as cursor:
        for statement in _POSTGRESQL if schema_editor.connection.vendor == "postgresql" else INDEX_OF_SQLITE:
            cursor.execute(statement)


def migrate_down(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """For ``RunPython``, backwards."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE search_document DROP COLUMN vector")
        else:
            cursor.execute("DROP TABLE search_fts")
