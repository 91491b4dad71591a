"""Who may look into the ledger, and who may have a person forgotten."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, answer


def read_ledger(actor: Actor, subject: Any = None) -> Answer:
    """The whole ledger is read by those with ``audit.read`` somewhere."""
    return answer(actor.can_anywhere("audit.read"), _("台账核验只对校领导和系统管理员开放。"))


def forget_person(actor: Actor, subject: Any = None) -> Answer:
    """Personal content is wiped by those who manage persons (个人信息保护法 art. 47)."""
    return answer(actor.can("people.manage", ""), _("只有负责人员信息管理的人可以抹去个人信息。"))
