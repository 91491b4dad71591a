"""Whose messages are whose."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, answer

if TYPE_CHECKING:
    from .models import Message


def may_have_messages(actor: Actor, _subject: object) -> Answer:
    """Messages are for persons who have signed in."""
    return answer(actor.is_signed_in and actor.person_id is not None, _("消息只对登录的本人显示，请先登录。"))


def may_read(actor: Actor, message: "Message") -> Answer:
    """One reads one's own messages only."""
    return answer(actor.person_id == message.recipient_id, _("这条消息不是发给您的。"))
