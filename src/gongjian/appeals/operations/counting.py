"""The counters of the app follow the rows: what an appeal has added is kept beside it, the difference is added."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F

from gongjian.kernel import counters
from gongjian.kernel.refused import Overtaken

from .. import queries, tallies
from ..models import Appeal, Learned
from ..queries.routes import stamps

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

TRIES = 3
AT_ONCE = 500


def difference(new: dict[str, int], old: dict[str, int]) -> dict[str, int]:
    """What has to be added to come from *old* to *new*."""
    return {name: n for name in {*new, *old} if (n := new.get(name, 0) - old.get(name, 0))}


@transaction.atomic
def recount(*, matter_id: int) -> bool:
    """Bring the counters up to what the rows of this appeal say now; twice does nothing. False for another kind of matter.

    Raises Overtaken if others were faster three times: the reaction is tried again.
    """
    for _try in range(TRIES):
        appeal = Appeal.objects.select_related("matter").filter(pk=matter_id).first()
        if appeal is None:
            return False
        new = tallies.of(queries.facts_of(appeal))
        if new == appeal.counted:
            return True
        mine = Appeal.objects.filter(pk=matter_id, counts=appeal.counts)
        if mine.update(counted=new, counts=F("counts") + 1):
            counters.add(difference(new, appeal.counted))
            return True
    raise Overtaken("counted at the same time by somebody else")


def recount_now(matter: "Matter") -> None:
    """The same within a verb, for a matter that was just changed."""
    recount(matter_id=matter.pk)


@transaction.atomic
def recount_many(*, matter_ids: Iterable[int]) -> int:
    """The same for many, a few queries for each five hundred. Gives how many had to be counted anew."""
    changed = 0
    ids = list(matter_ids)
    for start in range(0, len(ids), AT_ONCE):
        rows = Appeal.objects.filter(pk__in=ids[start : start + AT_ONCE]).select_related("matter")
        drifted, added = [], []
        for appeal in rows.prefetch_related("matter__replies", "matter__verdicts"):
            new = tallies.of(queries.facts_of(appeal))
            if new != appeal.counted:
                added.append(difference(new, appeal.counted))
                appeal.counted, appeal.counts = new, appeal.counts + 1
                drifted.append(appeal)
        Appeal.objects.bulk_update(drifted, ["counted", "counts"], batch_size=AT_ONCE)
        total: dict[str, int] = {}
        for part in added:
            for name, n in part.items():
                total[name] = total.get(name, 0) + n
        counters.add(total)
        changed += len(drifted)
    return changed


@transaction.atomic
def keep_model(*, name: str, data: bytes, cases: Sequence[int], accuracy: float | None, at: dt.datetime) -> Learned:
    """Keep what the night has learned ("unit", "category") in the place of what was learned before."""
    kept, _made = Learned.objects.update_or_create(
        name=name,
        defaults={"data": data, "cases": list(cases), "examples": len(cases), "accuracy": accuracy, "at": at},
    )
    stamps.invalidate()
    return kept
