"""Whether a list is short enough to be named row by row, so that no planner has to guess how long it is."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from . import replica


def materialised_ids(found: "QuerySet[Any, int]", limit: int) -> list[int] | None:
    """The ids if there are fewer than *many*, else None. One query that reads no more than *many* rows.

    PostgreSQL is told to materialise: seeing the limit it would rather read the table than the index.
    """
    if replica.place().vendor != "postgresql":
        ids = list(found[:limit])
    else:
        try:
            statement, values = found.query.sql_with_params()
        except EmptyResultSet:  # the conditions exclude one another
            return []
        with replica.place().cursor() as cursor:
            cursor.execute(f"WITH hits AS MATERIALIZED ({statement}) SELECT * FROM hits LIMIT %s", [*values, limit])
            ids = [row[0] for row in cursor.fetchall()]
    return ids if len(ids) < limit else None
