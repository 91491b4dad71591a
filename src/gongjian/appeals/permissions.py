"""Who may do what with appeals, and why not, beyond the rights that all matters share."""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.cache import CachedTable
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

    from .models import Board, Reception

RECEIVE, SUPERVISE = "matters.receive", "matters.supervise"


def _paths() -> tuple[str, ...]:
    rows: Any = apps.get_model(
        "appeals", "Reception"
    )  # asked by name: apps.py reads this file before the tables are there
    return tuple(rows.objects.filter(active=True).order_by("id").values_list("body__path", flat=True))


# Where appeals are received: the right to receive means nothing at a body that does not.
reception_paths: CachedTable[tuple[str, ...]] = CachedTable(_paths)


def receives_somewhere(actor: Actor) -> bool:
    """Whether this actor receives at one of the receiving bodies."""
    return any(actor.can(RECEIVE, path) for path in reception_paths())


def may_appeal(actor: Actor, matter: object = None) -> Answer:
    """Everybody, also without an account: floods are held off by limits, not by rights. appeal-rules:1."""
    return YES


def may_join(actor: Actor, matter: "Matter") -> Answer:
    """Whoever meets the same thing and is not in it already: signed in, or a guest who is given a key. appeal-rules:12."""
    if actor.person_id is not None and matter.raiser_id == actor.person_id:
        return no(_("这是您自己提出的诉求。"))
    if actor.sealed and matter.sealed_index == actor.sealed:
        return no(_("这是您自己提出的诉求。"))
    return answer(not actor.is_system, _("只有遇到同一件事的人可以加入。"))


def may_object(actor: Actor, matter: "Matter") -> Answer:
    """The unit it is offered to, unless it is the default unit, which must take it. appeal-rules:7."""
    there = matter.lead is not None and actor.can("matters.take", matter.lead.path)
    if not there:
        return no(_("只有被派单位的经办人或负责人可以提出异议。"))
    appeal = getattr(matter, "appeal", None)
    return answer(appeal is None or not appeal.forced, _("这是异议后由兜底单位签收办理的，不得再退。"))


# Predicates that the lines of the life name; the matters app asks them by name.
PREDICATES: dict[str, Predicate] = {"may_appeal": may_appeal, "may_join": may_join, "may_object": may_object}


def may_enter_for(actor: Actor, reception: "Reception") -> Answer:
    """Who receives at this body may enter what came by counter, telephone, letter or chat."""
    return answer(actor.can(RECEIVE, reception.body.path), _("只有受理单位的受理人员可以代为登记。"))


def may_enter(actor: Actor, _subject: object = None) -> Answer:
    """Who receives anywhere sees the counter page."""
    return answer(receives_somewhere(actor), _("只有受理单位的受理人员可以代为登记。"))


def may_configure(actor: Actor, _subject: object = None) -> Answer:
    """Receptions are set by the administrators."""
    return answer(actor.can_anywhere("system.manage"), _("只有系统管理员可以设置受理单位。"))


def may_route(actor: Actor, _subject: object = None) -> Answer:
    """Routing rules, templates and emergency contacts: whoever receives for the school, and the administrators."""
    return answer(
        receives_somewhere(actor) or actor.can_anywhere("system.manage"),
        _("只有受理人员和系统管理员可以修改派单规则、答复模板和紧急联系方式。"),
    )


def may_hold_board(actor: Actor, reception: "Reception") -> Answer:
    """The station of the academy: whoever receives there. appeal-rules:18."""
    return answer(actor.can(RECEIVE, reception.body.path), _("只有该书院工作站的受理人员可以开设和归纳议题。"))


def may_settle_board(actor: Actor, board: "Board") -> Answer:
    """The same, for a topic that is there."""
    return may_hold_board(actor, board.reception)


def may_see_radar(actor: Actor, _subject: object = None) -> Answer:
    """Whoever receives or supervises."""
    return answer(
        receives_somewhere(actor) or actor.can_anywhere("matters.read-figures"),
        _("只有受理人员、负责人和校领导可以查看热点。"),
    )


def may_see_rates(actor: Actor, _subject: object = None) -> Answer:
    """Whoever receives, supervises or reads figures sees units and exclusions; the public sees the rates without persons."""
    return answer(
        actor.can_anywhere(RECEIVE) or actor.can_anywhere(SUPERVISE) or actor.can_anywhere("matters.read-figures"),
        _("只有受理人员、监督人、负责人和校领导可以查看明细；公开的三率人人可看。"),
    )


def may_lift(actor: Actor, _subject: object = None) -> Answer:
    """Whoever receives or supervises lifts appeals to a problem. appeal-rules:6."""
    there = any(actor.can(SUPERVISE, path) for path in reception_paths())
    return answer(receives_somewhere(actor) or there, _("只有受理人员和监督人可以把诉求转为难题。"))


def may_import(actor: Actor, _subject: object = None) -> Answer:
    """Those who may take in real texts, anywhere."""
    return answer(actor.can_anywhere("matters.import"), _("只有系统管理员可以批量导入。"))
