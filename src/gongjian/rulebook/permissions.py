"""Who may change the rulebook, and which rules are not the school's to change."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, answer

if TYPE_CHECKING:
    from .models import Regulation


def may_edit(actor: Actor, _subject: object) -> Answer:
    """Enter regulations and amend the school's: those with ``rulebook.edit``. Reading is open to everybody."""
    return answer(actor.can_anywhere("rulebook.edit"), _("制度库由系统管理员维护；您没有这项权限。"))


def may_amend(actor: Actor, regulation: "Regulation") -> Answer:
    """Amend this regulation: not one whose full text was read, for the school does not make it."""
    allowed = may_edit(actor, regulation)
    if not allowed:
        return allowed
    return answer(regulation.mark != "R", _("这是上级制度，已与原文核对，本校不能修订；如有新的版本，请录入新版本。"))
