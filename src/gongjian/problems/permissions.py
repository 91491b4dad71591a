"""Who may do what with a problem, beside what holds for matters of all kinds."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no
from gongjian.matters.permissions import at_origin, handles, supervises

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def may_raise(actor: Actor, matter: object = None) -> Answer:
    """Everybody who is signed in."""
    return answer(actor.is_signed_in or actor.is_system, _("请先登录，再提出事项。"))


adopts = at_origin("matters.adopt", _("只有接收组织的书记或副书记可以登记立项结果。"))
plans = at_origin("matters.plan", _("只有接收组织的书记或副书记可以制定三张清单。"))
assigns = at_origin("matters.assign", _("只有接收组织的书记或副书记可以交办。"))


def may_adjust(actor: Actor, matter: "Matter") -> Answer:
    """The branch that drew up the lists, or the lead."""
    return answer(
        bool(plans(actor, matter)) or bool(handles(actor, matter)),
        _("只有制定清单的组织和主办单位可以提出调整。"),
    )


def confirms_adjustment(actor: Actor, matter: "Matter") -> Answer:
    """The lead's handlers and the supervisors; which side it is for is asked by the verb. problem-rules:9."""
    return answer(
        bool(handles(actor, matter)) or bool(supervises(actor, matter)) or actor.is_system,
        _("调整由主办单位和监督人双方确认。"),
    )


def confirms(actor: Actor, matter: "Matter") -> Answer:
    """The supervisor, who must not be the one who claimed it solved (nobody strikes off their own work)."""
    if not (got := supervises(actor, matter)):
        return got
    claim = matter.claims.order_by("at", "id").last()
    if claim is not None and claim.by_person_id is not None and claim.by_person_id == actor.person_id:
        return no(_("申请销号的人不能自己确认销号，请由另一位监督人确认。"))
    return YES


def may_import_lists(actor: Actor, subject: object = None) -> Answer:
    """Whoever draws up or works on lists somewhere; which matters the file may touch is asked for each of them."""
    return answer(
        actor.can_anywhere("matters.plan") or actor.can_anywhere("matters.handle"),
        _("只有制定清单的组织和主办单位的人可以导入清单。"),
    )


PREDICATES: dict[str, Predicate] = {
    "may_raise": may_raise,
    "adopts": adopts,
    "plans": plans,
    "assigns": assigns,
    "may_adjust": may_adjust,
    "confirms_adjustment": confirms_adjustment,
    "confirms": confirms,
}
