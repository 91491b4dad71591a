"""Sending, reading, gathering into digests."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction

from gongjian.kernel import clock
from gongjian.kernel.actor import Actor

from .models import Message, Preference

LONGEST = 400
DIGEST_KIND = "notify.digest"


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
    persons = set(to)
    if actor is not None and actor.person_id is not None:
        persons.discard(actor.person_id)
    if not persons:
        return 0
    wishes: dict[int, str] = {}
    if not urgent:
        wishes = dict(Preference.objects.filter(kind=kind, person_id__in=persons).values_list("person_id", "way"))
    today = clock.local_date(at)
    rows = []
    for person in sorted(persons):
        way = Preference.Way.IMMEDIATE if urgent else wishes.get(person, Preference.Way.DIGEST)
        if way == Preference.Way.OFF:
            continue
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
