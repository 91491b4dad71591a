"""Gap-free numbers: taken inside the verb's own transaction, so a number is given only if the verb commits."""

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from .models import NumberSeries


def take_number(series: str) -> int:
    """The next number of *series* (1, 2, 3 …). Call it late in the transaction: others in the same series wait for us."""
    return take_numbers(series, 1)[0]


def take_numbers(series: str, many: int) -> range:
    """The next *many* numbers of *series* in one step, for imports."""
    if not connection.in_atomic_block:
        raise RuntimeError("take_number needs a transaction, or a failed verb would leave a gap")
    if not NumberSeries.objects.filter(name=series).update(last=F("last") + many):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(name=series, last=many)
        except IntegrityError:
            NumberSeries.objects.filter(name=series).update(last=F("last") + many)
    last = NumberSeries.objects.values_list("last", flat=True).get(name=series)
    return range(last - many + 1, last + 1)
