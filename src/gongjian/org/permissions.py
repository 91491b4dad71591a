"""Who may change bodies and appointments, and why not."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, answer

from .models import Body


def may_manage(actor: Actor, body: Body | None) -> Answer:
    """Found, rename and end bodies below this one (None: at the root)."""
    return answer(
        actor.can("org.manage", body.path if body else ""),
        _("设立、更名和撤销单位与党组织，由系统管理员办理；您没有这项权限。"),
    )


def may_appoint(actor: Actor, body: Body) -> Answer:
    """Appoint, end appointments and name liaisons in this body."""
    return answer(
        actor.can("org.appoint", body.path),
        _("任免由上级党委书记或系统管理员办理；您在该单位没有任免权限。"),
    )


def may_read_members(actor: Actor, body: Body) -> Answer:
    """See the members of this body by name."""
    return answer(
        actor.can("org.read-members", body.path),
        _("党员名册属于个人信息，只有该组织的书记、联系委员、组织员和系统管理员可以查看。"),
    )


def may_keep_members(actor: Actor, body: Body) -> Answer:
    """Enter and close memberships and affiliations of this body."""
    return answer(
        actor.can_any(("org.manage", "org.appoint"), body.path),
        _("人员归属与组织关系由上级党委书记或系统管理员登记；您没有这项权限。"),
    )
