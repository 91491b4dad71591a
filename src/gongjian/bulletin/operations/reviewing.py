"""The second person: publish, hand back; and taking a published notice down."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce

from ..events import NoticeHandedBack, NoticePublished, NoticeTakenDown
from ..models import Notice
from ._shape import begin, move, record, show, words

MOST_REASON = 300


@transaction.atomic
def publish(*, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """Let everybody read it; those who subscribed its column will hear of it.

    Raises Refused: without the right to review for its body, by one who wrote on it, not in review. Source: bulletin-rules:3.
    """
    line = begin("publish", notice, actor, at=at, seen=seen)
    move(notice, line, reviewer_id=actor.person_id, published_at=at)
    show(notice)
    record("bulletin.published", notice, line, actor, at, {"column": notice.column})
    announce(
        NoticePublished(
            at=at,
            actor_person_id=actor.person_id,
            notice_id=notice.pk,
            number=notice.number,
            column=notice.column,
        )
    )
    return notice


@transaction.atomic
def hand_back(*, notice: Notice, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """Give it back to be amended. Raises Refused: like ``publish``; without a reason. Source: bulletin-rules:4."""
    line = begin("hand_back", notice, actor, at=at, seen=seen)
    reason = words("reason", reason, MOST_REASON, _("请写明要改什么。"))
    move(notice, line, sent_at=None, given_back=reason)
    record("bulletin.handed-back", notice, line, actor, at, {"reason": reason})
    announce(
        NoticeHandedBack(
            at=at, actor_person_id=actor.person_id, notice_id=notice.pk, number=notice.number, reason=reason
        )
    )
    return notice


@transaction.atomic
def take_down(*, notice: Notice, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Notice:
    """Show it no more; text and reason are kept.

    Raises Refused: neither writer nor reviewer for its body, not published, without a reason. Source: bulletin-rules:5.
    """
    line = begin("take_down", notice, actor, at=at, seen=seen)
    reason = words("reason", reason, MOST_REASON, _("请写明撤下的理由。"))
    move(notice, line, ended_at=at, end_note=reason)
    show(notice)
    record("bulletin.taken-down", notice, line, actor, at, {"reason": reason})
    announce(
        NoticeTakenDown(
            at=at, actor_person_id=actor.person_id, notice_id=notice.pk, number=notice.number, reason=reason
        )
    )
    return notice
