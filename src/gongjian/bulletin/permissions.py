"""Who may do what with notices and lost items, and why not. Rights come from appointments alone (``Actor.can``).

Predicates about a notice expect its body and authors prefetched (``queries.get_for`` brings them).
"""

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Answer, Predicate, answer, no

from .columns import CALL
from .procedures import FINDING, REVIEWING

if TYPE_CHECKING:
    from .models import LostItem, Notice

WRITE, REVIEW = "bulletin.write", "bulletin.review"
WORK = (WRITE, REVIEW)


class Placed(Protocol):
    """Anything that stands somewhere in the tree of bodies."""

    @property
    def path(self) -> str: ...


def has_written(actor: Actor, notice: "Notice") -> bool:
    """One of the authors (prefetched)."""
    return actor.person_id is not None and any(h.person_id == actor.person_id for h in notice.authors.all())


def may_work(actor: Actor, subject: object = None) -> Answer:
    """Open the desk of the bulletin: write or review for some body."""
    held = any(actor.can_anywhere(c) for c in WORK)
    return answer(held, _("公告由各单位、各支部的书记、负责人、经办人和组织员起草，由负责人和上级党组织审核。"))


def may_write(actor: Actor, body: Placed | None = None) -> Answer:
    """For this body; without a body: for any at all."""
    held = actor.can_anywhere(WRITE) if body is None else actor.can(WRITE, body.path)
    return answer(held, _("只有本单位、本支部的书记、负责人、经办人和组织员可以起草公告。"))


def may_amend(actor: Actor, notice: "Notice") -> Answer:
    """Those who may write for its body, by name: whoever changes a word does not review it."""
    if actor.person_id is None:
        return no(_("起草、送审须由本人登录后进行。"))
    return answer(actor.can(WRITE, notice.body.path), _("只有这篇公告所属单位、支部的起草人可以这样做。"))


def may_review(actor: Actor, notice: "Notice") -> Answer:
    """A second person who may review for the body."""
    if actor.person_id is None:
        return no(_("审核须由本人登录后进行。"))
    if not actor.can(REVIEW, notice.body.path):
        return no(_("只有这篇公告所属单位的负责人、上级党组织书记和管理员可以审核。"))
    return answer(
        not has_written(actor, notice),
        _("您写过这篇公告，须由另一人审核。"),
        REVIEWING,
    )


def may_take_down(actor: Actor, notice: "Notice") -> Answer:
    """Those who write or review for its body."""
    held = actor.person_id is not None and actor.can_any(WORK, notice.body.path)
    return answer(held, _("只有这篇公告所属单位的起草人和审核人可以撤下。"))


def may_join(actor: Actor, notice: "Notice") -> Answer:
    """Anybody signed in, a call only."""
    if notice.column != CALL:
        return no(_("只有行动倡议可以响应。"))
    return answer(actor.person_id is not None, _("请先登录，再响应倡议。"))


def may_subscribe(actor: Actor, subject: object = None) -> Answer:
    """Anybody signed in."""
    return answer(actor.person_id is not None, _("请先登录，再订阅栏目。"))


def may_enter_item(actor: Actor, subject: object = None) -> Answer:
    """Anybody signed in."""
    return answer(actor.person_id is not None, _("请先登录，再登记物品。"))


def may_answer_item(actor: Actor, item: "LostItem") -> Answer:
    """Anybody signed in; the one who entered it answers those who wrote."""
    return answer(actor.person_id is not None, _("请先登录，再与登记人联系。"))


def may_settle_item(actor: Actor, item: "LostItem") -> Answer:
    """The one who entered it."""
    mine = actor.person_id is not None and item.person_id == actor.person_id
    return answer(mine, _("只有登记的人可以确认找回。"), FINDING)


def may_take_item_down(actor: Actor, item: "LostItem") -> Answer:
    """The one who entered it, and reviewers anywhere: an item belongs to no body."""
    mine = actor.person_id is not None and item.person_id == actor.person_id
    return answer(mine or actor.can_anywhere(REVIEW), _("只有登记的人和公告审核人可以撤下。"), FINDING)


def may_expire_item(actor: Actor, item: "LostItem") -> Answer:
    """The clock alone."""
    return answer(actor.is_system, _("到期下架由系统自动进行。"))


PREDICATES: dict[str, Predicate] = {
    "may_write": may_write,
    "may_amend": may_amend,
    "may_review": may_review,
    "may_take_down": may_take_down,
    "may_join": may_join,
    "may_enter_item": may_enter_item,
    "may_answer_item": may_answer_item,
    "may_settle_item": may_settle_item,
    "may_take_item_down": may_take_item_down,
    "may_expire_item": may_expire_item,
}
