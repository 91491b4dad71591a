"""Taking away many old rows: a few at a time, so that nobody waits and memory stays small."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

BATCH_SIZE = 500


def prune(rows: "QuerySet[Any]") -> int:
    """Delete all of *rows*, in short transactions. Gives how many rows of this table went; stopped, it goes on next time."""
    gone = 0
    while ids := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH_SIZE]):
        with transaction.atomic():
            gone += rows.model._default_manager.filter(pk__in=ids).delete()[1].get(rows.model._meta.label, 0)
    return gone
