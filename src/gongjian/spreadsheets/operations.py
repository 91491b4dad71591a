"""Writing files, and keeping imports between preview and confirmation: what other apps may call."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Overtaken

from .models import ImportBatch
from .papers import Paper, Signature
from .writing import Column, Sheet, write_workbook, write_workbook_to

__all__ = [
    "Column",
    "ImportBatch",
    "Paper",
    "Sheet",
    "Signature",
    "apply_batch",
    "drop_old_previews",
    "open_batch",
    "write_workbook",
    "write_workbook_to",
]
PREVIEWS_LAST = dt.timedelta(days=7)


@transaction.atomic
def open_batch(
    *,
    kind: str,
    data: bytes,
    name: str,
    counts: Mapping[str, int],
    payload: Any,
    actor: Actor,
    at: dt.datetime,
    scope: str = "",
) -> ImportBatch:
    """Keep a preview: what was read from a file (``payload``, JSON-safe) and its counts.

    If the same file was applied before (same kind and scope), that batch is given back: look at ``.applied``.
    """
    digest = hashlib.sha256(data).hexdigest()
    done = ImportBatch.objects.filter(kind=kind, scope=scope, sha256=digest, state="applied").first()
    if done is not None:
        return done
    return ImportBatch.objects.create(
        kind=kind,
        scope=scope,
        sha256=digest,
        name=name[-200:],
        size=len(data),
        counts=dict(counts),
        payload=payload,
        opened_at=at,
        opened_by_id=actor.person_id,
        opened_by=actor.name[:120],
    )


@transaction.atomic
def apply_batch(*, batch: ImportBatch, actor: Actor, at: dt.datetime) -> ImportBatch:
    """Mark the batch applied, in the transaction of the app's own verb; its payload is emptied.

    Raises Overtaken if it, or the same file, was applied in between: the caller's work is undone.
    """
    try:
        with transaction.atomic():
            won = ImportBatch.objects.filter(pk=batch.pk, state="previewed").update(
                state="applied", applied_at=at, applied_by=actor.name[:120], payload={}
            )
    except IntegrityError:
        won = 0
    if not won:
        raise Overtaken(
            _("这份文件已经导入过，没有重复导入。"), code="file-applied-before", remedy=_("请到列表查看导入的结果。")
        )
    batch.state, batch.applied_at, batch.applied_by, batch.payload = "applied", at, actor.name[:120], {}
    return batch


def drop_old_previews(*, at: dt.datetime) -> int:
    """Forget previews that nobody confirmed within a week. Gives how many."""
    _all, per_model = ImportBatch.objects.filter(state="previewed", opened_at__lt=at - PREVIEWS_LAST).delete()
    return sum(per_model.values())
