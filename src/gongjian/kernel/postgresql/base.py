"""Django's backend for PostgreSQL (``ENGINE`` = this package), for statements whose parameters the server binds: the protocol counts them
in 16 bits, and Django 5.2 divides what has more of them only for other databases.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.postgresql import base, features, operations

MOST_PARAMETERS = 2**16 - 1


class DatabaseFeatures(features.DatabaseFeatures):
    """Those of PostgreSQL, with the most parameters of one statement."""

    max_query_params = MOST_PARAMETERS


class DatabaseOperations(operations.DatabaseOperations):
    """Those of PostgreSQL, in batches."""

    def bulk_batch_size(self, fields: Sequence[Any], objs: Iterable[Any]) -> int:
        """How many rows with these fields go into one statement (``bulk_create``, ``bulk_update``, cascading deletes)."""
        return MOST_PARAMETERS // max(1, len(fields))


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection."""

    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
