"""What readers do: join a call, leave it, subscribe columns; and the sums of what was read."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed

from ..columns import BY_CODE
from ..models import DayReads, Joining, Notice, Subscription
from ..permissions import may_subscribe
from ..procedures import PUBLISHED
from ._shape import begin, record


@transaction.atomic
def join(*, notice: Notice, actor: Actor, at: dt.datetime) -> Notice:
    """Join a call to act; a second time changes nothing. The number is shown, no names.

    Raises Refused: not signed in, not a call, not published. Source: bulletin-rules:7.
    """
    line = begin("join", notice, actor, at=at)
    assert actor.person_id is not None
    try:
        with transaction.atomic():
            _row, fresh = Joining.objects.get_or_create(notice=notice, person_id=actor.person_id, defaults={"at": at})
    except IntegrityError:
        fresh = False
    if fresh:
        Notice.objects.filter(pk=notice.pk).update(joined=F("joined") + 1)
        notice.joined += 1
        record("bulletin.joined", notice, line, actor, at)
    return notice


@transaction.atomic
def leave(*, notice: Notice, actor: Actor, at: dt.datetime) -> Notice:
    """Take one's joining back; without one nothing changes. Raises Refused: like ``join``. Source: bulletin-rules:7."""
    line = begin("leave", notice, actor, at=at)
    assert actor.person_id is not None
    gone, _per_model = Joining.objects.filter(notice=notice, person_id=actor.person_id).delete()
    if gone:
        Notice.objects.filter(pk=notice.pk, joined__gt=0).update(joined=F("joined") - 1)
        notice.joined -= 1
        record("bulletin.left", notice, line, actor, at)
    return notice


@transaction.atomic
def subscribe(*, columns: Iterable[str], actor: Actor) -> list[str]:
    """Want to hear of these columns, and of no others. Gives them in order.

    Raises Refused: not signed in, an unknown column. Source: bulletin-rules:10.
    """
    permit(may_subscribe, actor, None)
    assert actor.person_id is not None
    wanted = set(columns)
    if not wanted <= set(BY_CODE):
        raise Malformed.at("columns", _("请在给出的栏目中选择。"))
    mine = Subscription.objects.filter(person_id=actor.person_id)
    mine.exclude(column__in=wanted).delete()
    present = set(mine.values_list("column", flat=True))
    Subscription.objects.bulk_create(
        [Subscription(person_id=actor.person_id, column=c) for c in sorted(wanted - present)], ignore_conflicts=True
    )
    return sorted(wanted)


@transaction.atomic
def add_reads(*, reads: Mapping[int, int], day: dt.date) -> int:
    """Add what was read (notice id → times) to the notices and to the day. Gives the sum. For the tally and imports.

    Ids of absent notices are passed over. Notices in order of id, so that two processes never wait for each other crosswise.
    """
    total = 0
    for notice_id in sorted(reads):
        if Notice.objects.filter(pk=notice_id, state=PUBLISHED).update(reads=F("reads") + reads[notice_id]):
            total += reads[notice_id]
    if total and not DayReads.objects.filter(day=day).update(reads=F("reads") + total):
        try:
            with transaction.atomic():
                DayReads.objects.create(day=day, reads=total)
        except IntegrityError:
            DayReads.objects.filter(day=day).update(reads=F("reads") + total)
    return total
