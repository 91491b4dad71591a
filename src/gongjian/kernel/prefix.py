"""The condition "this column begins with …", through the column's index on both databases."""

from django.db import connection
from django.db.models import Q

LAST = chr(0x10FFFF)  # no text that begins with the prefix comes after the prefix with this


def begins(field: str, prefix: str) -> Q:
    """The column *field* begins with *prefix* ("" = always).

    PostgreSQL has an index of its own for that. SQLite reads the whole table for LIKE, unless it is also told the range.
    """
    condition = Q(**{f"{field}__startswith": prefix})  # also for "": an empty Q would vanish beside an ``|``
    if prefix and connection.vendor == "sqlite":
        condition &= Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
    return condition
