"""Gap-free numbers: taken inside the verb's own transaction, so a number is given only if the verb commits."""

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from .models import NumberSeries


def next_number(series: str) -> int:
    """The next number of *series* (1, 2, 3 …). Call it late in the transaction: others in the same series wait for us."""
    return next_numbers(series, 1)[0]


def next_numbers(series: str, count: int) -> range:
    """The next *many* numbers of *series* in one step, for imports."""
    if not connection.in_atomic_block:
        raise RuntimeError("take_number needs a transaction, or a failed verb would leave a gap")
    if not NumberSeries.objects.filter(name=series).update(last=F("last") + count):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(name=series, last=count)
        except IntegrityError:
            NumberSeries.objects.filter(name=series).update(last=F("last") + count)
    last = NumberSeries.objects.values_list("last", flat=True).get(name=series)
    return range(last - count + 1, last + 1)
