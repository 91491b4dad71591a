"""Who may keep the calendar."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, answer


def may_edit(actor: Actor, _subject: object) -> Answer:
    """Set days, years and spans: those with ``workdays.edit``. Reading is open to everybody."""
    return answer(actor.can_anywhere("workdays.edit"), _("工作日历由系统管理员维护；您没有这项权限。"))
