"""Reading one's messages."""

from collections.abc import Mapping

from django.db.models import QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound

from . import registry
from .models import Message, Preference
from .permissions import may_have_messages, may_read

MOST_SHOWN = 99


def unread_count(person_id: int | None) -> int:
    """How many announced messages wait to be read, at most 100 (shown as 99+). One query on a partial index.

    Those that wait for the daily digest are not counted: they are to disturb nobody.
    """
    if person_id is None:
        return 0
    waiting = Message.objects.filter(recipient_id=person_id, read_at__isnull=True, digest_on__isnull=True)
    return len(waiting.order_by().values_list("pk")[: MOST_SHOWN + 1])


def _mine(actor: Actor) -> QuerySet[Message]:
    return Message.objects.filter(recipient_id=actor.person_id or 0)


def inbox(actor: Actor, *, unread: bool = False, after: str = "", before: str = "", size: int = 30) -> Page[Message]:
    """The person's messages, latest first; those gathered stand inside their digest. One query.

    Raises NotAllowed for guests.
    """
    permit(may_have_messages, actor, None)
    rows = _mine(actor).filter(digest__isnull=True)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    return page_by_key(rows, ["-at", "-id"], after=after, before=before, size=size)


def get_for(actor: Actor, pk: int) -> Message:
    """One of the person's messages. Raises NotFound for absent ones and those of others."""
    message = Message.objects.filter(pk=pk).first()
    if message is None or not may_read(actor, message):
        raise NotFound()
    return message


def gathered_in(message: Message) -> list[Message]:
    """The messages a digest has taken in, oldest first."""
    return list(Message.objects.filter(digest=message).order_by("at", "id")[:500])


def preferences(actor: Actor) -> Mapping[str, str]:
    """How the person wants each registered kind: immediate, digest (the default) or off. One query.

    Raises NotAllowed for guests.
    """
    permit(may_have_messages, actor, None)
    said = dict(Preference.objects.filter(person_id=actor.person_id or 0).values_list("kind", "way"))
    return {kind: said.get(kind, Preference.Way.DIGEST.value) for kind in registry.kinds()}
