"""Sending, reading, gathering into digests."""

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.pruning import prune
from gongjian.kernel.refused import Malformed

from . import registry
from .models import Message, Preference
from .permissions import may_have_messages

LONGEST = 400


_late: ContextVar[bool] = ContextVar("late", default=False)


@contextlib.contextmanager
def gathering_late() -> Iterator[None]:
    """Within: what is sent comes late, after a long stop of the worker. It waits for one digest for each person, whatever the
    person's wish and however urgent; ``gather_digests`` makes none before the end."""
    token = _late.set(True)
    try:
        yield
    finally:
        _late.reset(token)


@transaction.atomic
def send(
    *,
    to: Iterable[int],
    kind: str,
    text: str,
    url: str,
    at: dt.datetime,
    actor: Actor | None,
    urgent: bool = False,
) -> int:
    """Send one message to these persons (ids), never to the one who acts and never twice to one.

    Gathered in the daily digest unless the person wants this kind at once; not sent to those who do not want it.
    Urgent ones go to everybody at once. Gives how many were sent. Two queries.
    """
    late = _late.get()
    urgent = urgent and not late
    persons = set(to)
    if actor is not None and actor.person_id is not None:
        persons.discard(actor.person_id)
    if not persons:
        return 0
    preferences: dict[int, str] = {}
    if not urgent:
        said = Preference.objects.filter(kind=registry.preference_kind(kind), person_id__in=persons)
        preferences = dict(said.values_list("person_id", "way"))
    today = clock.local_date(at)
    rows = []
    for person in sorted(persons):
        way = Preference.Way.IMMEDIATE if urgent else preferences.get(person, Preference.Way.DIGEST)
        if way == Preference.Way.OFF:
            continue
        if late:
            way = Preference.Way.DIGEST
        rows.append(
            Message(
                recipient_id=person,
                kind=kind,
                text=text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
                url=url,
                at=at,
                urgent=urgent,
                digest_on=today if way == Preference.Way.DIGEST else None,
            )
        )
    Message.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def mark_read(*, messages: Iterable[int], actor: Actor, at: dt.datetime) -> int:
    """Mark these of the actor's own messages (ids) read; a digest takes what it has gathered with it.

    Gives how many were unread. Ids of other persons' messages change nothing. Raises NotAllowed for guests.
    """
    permit(may_have_messages, actor, None)
    mine = Message.objects.filter(recipient_id=actor.person_id or 0, read_at__isnull=True)
    ids = list(messages)
    return mine.filter(Q(pk__in=ids) | Q(digest_id__in=ids)).update(read_at=at)


@transaction.atomic
def mark_all_read(*, actor: Actor, at: dt.datetime) -> int:
    """Mark all messages of the actor that came up to now read. Gives how many. Raises NotAllowed for guests."""
    permit(may_have_messages, actor, None)
    return Message.objects.filter(recipient_id=actor.person_id or 0, read_at__isnull=True, at__lte=at).update(
        read_at=at
    )


@transaction.atomic
def set_preferences(*, preferences: Mapping[str, str], actor: Actor) -> None:
    """Say how the person wants messages of these kinds. Urgent ones always come at once.

    Raises Refused: for guests, unknown kinds or ways.
    """
    permit(may_have_messages, actor, None)
    for kind, way in preferences.items():
        if kind not in registry.kinds() or way not in Preference.Way.values:
            raise Malformed.at(kind, _("请在给出的方式中选择。"))
        Preference.objects.update_or_create(person_id=actor.person_id or 0, kind=kind, defaults={"way": way})


@transaction.atomic
def _gather_for(person: int, at: dt.datetime) -> bool:
    waiting = Message.objects.filter(
        recipient_id=person, digest_on__isnull=False, digest__isnull=True, read_at__isnull=True, at__lte=at
    )
    ids = list(waiting.order_by("id").values_list("pk", flat=True)[:500])
    if not ids:
        return False
    digest = Message.objects.create(
        recipient_id=person,
        kind=registry.DIGEST,
        text=ngettext("每日汇总：%(count)d 条消息", "每日汇总：%(count)d 条消息", len(ids)) % {"count": len(ids)},
        at=at,
    )
    Message.objects.filter(pk__in=ids, digest__isnull=True).update(digest=digest)
    return True


def gather_digests(*, at: dt.datetime) -> int:
    """Put what waits for each person into one digest, person by person; doing it again makes no second one.

    Gives how many digests were made.
    """
    if _late.get():
        return 0
    waiting = Message.objects.filter(digest_on__isnull=False, digest__isnull=True, read_at__isnull=True, at__lte=at)
    persons = list(waiting.order_by("recipient_id").values_list("recipient_id", flat=True).distinct())
    return sum(_gather_for(person, at) for person in persons)


def prune_messages(*, before: dt.datetime) -> int:
    """Take away messages from before that moment, read or not. Gives how many. For the clock."""
    return prune(Message.objects.filter(at__lt=before))
