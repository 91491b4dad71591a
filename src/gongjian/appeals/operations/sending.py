"""Limits against floods, without a third party: so many an hour and a day for a person, and for an address. appeal-rules:16."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date, local_time
from gongjian.kernel.refused import NotNow
from gongjian.rulebook import queries as rulebook

from ..models import Sending
from ..queries.keys import sender

ARTICLE = "appeal-rules:16"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
KEPT = dt.timedelta(days=1, hours=1)


def senders_of(actor: Actor, address: str) -> dict[str, str]:
    """Who sends, as keyed hashes: "person" (or their seal) and "address", whatever is known."""
    found = {}
    if actor.person_id is not None:
        found["person"] = sender(f"person:{actor.person_id}")
    elif actor.sealed:
        found["person"] = sender(f"seal:{actor.sealed}")
    if address:
        found["address"] = sender(f"address:{address}")
    return found


def hold_off(senders: dict[str, str], at: dt.datetime) -> None:
    """Raises NotNow with the hour from which one may send again, if a limit is reached."""
    for sort, who in senders.items():
        for span, word in ((HOUR, "hour"), (DAY, "day")):
            most = int(rulebook.parameter(ARTICLE, f"{sort}_{word}", local_date(at)))
            sent = list(
                Sending.objects.filter(sender=who, at__gt=at - span).order_by("-at", "-id").values_list("at")[:most]
            )
            if len(sent) >= most:
                again = sent[-1][0] + span
                raise NotNow(
                    _("提交得太频繁了，请在%(when)s以后再提交。") % {"when": f"{local_time(again):%m月%d日 %H:%M}"},
                    code="too-many",
                    authority=rulebook.cite(ARTICLE, on=local_date(at)),
                    remedy=_("填写的内容请先保存；情况紧急的请直接打电话。"),
                    details={"again_at": local_time(again).isoformat()},
                )


def sent_before(senders: dict[str, str], words_hash: str, at: dt.datetime) -> Sending | None:
    """The very same words from the same sender within a day."""
    rows = Sending.objects.filter(sender__in=senders.values(), text_hash=words_hash, at__gt=at - DAY)
    return rows.filter(matter__ended_at__isnull=True).select_related("matter").order_by("-at", "-id").first()


def note_sending(senders: dict[str, str], words_hash: str, matter_id: int, at: dt.datetime) -> None:
    """Remember for a day that this was sent."""
    Sending.objects.bulk_create(
        [Sending(sender=who, text_hash=words_hash, matter_id=matter_id, at=at) for who in senders.values()]
    )


@transaction.atomic
def forget_sendings(*, at: dt.datetime) -> int:
    """Forget who sent what more than a day ago. Gives how many lines."""
    gone, _tables = Sending.objects.filter(at__lt=at - KEPT).delete()
    return gone
