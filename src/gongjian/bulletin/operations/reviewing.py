"""The second person: publish, hand back; and taking a published notice down."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import NoticeHandedBack, NoticePublished, NoticeTakenDown
from ..models import Notice
from .workflows import NOTICES


@NOTICES.command(
    log=Log("bulletin.published", _("发布公告"), _("审核通过，予以发布。")),
    event=NoticePublished,
    done=_("已发布。"),
    consequences=(
        _("公告立即公开，不登录也能看到。"),
        _("订阅这一栏目的人会在每日汇总中看到。"),
        _("审核人和时间记入台账。"),
    ),
)
def publish(
    *, notice: Notice, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Notice] = RUNNING
) -> Notice:
    """Let everybody read it; those who subscribed its column will hear of it.

    Raises Refused: without the right to review for its body, by one who wrote on it, not in review. Source: bulletin-rules:3.
    """
    step.note(column=notice.column)
    return step.move(reviewer_id=actor.person_id, published_at=at)


@NOTICES.command(
    log=Log("bulletin.handed-back", _("退回公告"), _("退回修改：%(reason)s")),
    event=NoticeHandedBack,
    done=_("已退回，执笔人会收到您的意见。"),
)
def hand_back(
    *,
    notice: Notice,
    reason: Annotated[
        str, LongText(_("退回原因"), _("写明哪里要改、怎样改。"), limit=300, rows=3, missing=_("请写明要改什么。"))
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Give it back to be amended. Raises Refused: like ``publish``; without a reason. Source: bulletin-rules:4."""
    return step.move(sent_at=None, given_back=reason)


@NOTICES.command(
    log=Log("bulletin.taken-down", _("撤下公告"), _("撤下公告：%(reason)s")),
    event=NoticeTakenDown,
    done=_("已撤下。"),
    consequences=(_("公众不再看到这篇公告，订阅源中也不再列出。"), _("原文、理由和操作人留存备查。")),
)
def take_down(
    *,
    notice: Notice,
    reason: Annotated[str, LongText(_("撤下理由"), limit=300, rows=3, missing=_("请写明撤下的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Show it no more; text and reason are kept.

    Raises Refused: neither writer nor reviewer for its body, not published, without a reason. Source: bulletin-rules:5.
    """
    return step.move(ended_at=at, end_note=reason)
