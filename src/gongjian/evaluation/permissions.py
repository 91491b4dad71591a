"""Who may do what in a contest, and why not. Managing follows from appointments at the host body; judging from the jury.

Predicates about an entry expect its contest with host, its members, and ``my_review`` (``queries.get_entry`` brings them).
"""

from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no

if TYPE_CHECKING:
    from .models import Contest, Entry, Review


class Placed(Protocol):
    """Anything that stands somewhere in the tree of bodies."""

    @property
    def path(self) -> str: ...


MANAGE, ENTER = "evaluation.manage", "evaluation.enter"


def may_draw_up(actor: Actor, body: Placed | None = None) -> Answer:
    """For this body as host; without a body: for any at all."""
    held = actor.can_anywhere(MANAGE) if body is None else actor.can(MANAGE, body.path)
    return answer(held, _("评选由主办单位的负责人、书记或系统管理员组织；您没有这项权限。"))


def may_manage(actor: Actor, contest: "Contest") -> Answer:
    """The head or secretary of the host body, those above, or an administrator."""
    return answer(actor.can(MANAGE, contest.host.path), _("只有主办单位的负责人、书记或系统管理员可以办理这次评选。"))


def may_object(actor: Actor, contest: "Contest") -> Answer:
    """Anybody with a name."""
    return answer(actor.is_signed_in and actor.person_id is not None, _("异议须实名提出，请先登录。"))


def may_enter(actor: Actor, contest: "Contest | None" = None) -> Answer:
    """Persons for a contest of proposals; those who lead a branch for a contest of bodies. Without a contest: for any."""
    if not actor.is_signed_in or actor.person_id is None:
        return no(_("申报须由本人登录后填写。"))
    if contest is not None and contest.kind == "body":
        return answer(actor.can_anywhere(ENTER), _("集体评选由支部书记、副书记代表本支部申报。"))
    return YES


def is_member(actor: Actor, entry: "Entry") -> bool:
    """Whether the actor is of the team."""
    return actor.person_id is not None and any(m.person_id == actor.person_id for m in entry.members.all())


def may_write(actor: Actor, entry: "Entry") -> Answer:
    """The team."""
    return answer(is_member(actor, entry), _("只有申报的团队成员可以修改、提交和撤回。"))


def may_check(actor: Actor, entry: "Entry") -> Answer:
    """Those who manage the contest, unless they are of the team."""
    managed = may_manage(actor, entry.contest)
    if not managed:
        return managed
    return answer(not is_member(actor, entry), _("您是这项申报的团队成员，须由主办单位的其他人办理。"))


def review_of(actor: Actor, entry: "Entry") -> "Review | None":
    """The actor's own review of the entry, if the actor is a juror to whom it was given (or who is excluded)."""
    if actor.person_id is None:
        return None
    return next((r for r in entry.reviews.all() if r.juror.person_id == actor.person_id), None)


def may_score(actor: Actor, entry: "Entry") -> Answer:
    """A juror to whom the entry was given and who is not excluded."""
    review = review_of(actor, entry)
    if review is None:
        return no(_("这项申报没有分派给您评审。"))
    if review.exclusion:
        return no(_("您须回避这项申报，不能评分：%(reason)s") % {"reason": review.reason})
    return YES


def may_transfer(actor: Actor, entry: "Entry") -> Answer:
    """Those who manage, once, and only from a contest of proposals."""
    managed = may_manage(actor, entry.contest)
    if not managed:
        return managed
    if entry.contest.kind != "proposal":
        return no(_("只有提案大赛的申报可以转入提案程序。"))
    return answer(entry.transferred_at is None, _("这项申报已经转入提案程序。"))


def may_read_entry(actor: Actor, entry: "Entry") -> Answer:
    """The team, those who manage, jurors to whom it was given and who are not excluded; once awarded, everybody."""
    review = review_of(actor, entry)
    if review is not None and review.exclusion and entry.state != "awarded" and not is_member(actor, entry):
        return no(_("您须回避这项申报，不能查看：%(reason)s") % {"reason": review.reason})
    if entry.state == "awarded" or actor.is_system or is_member(actor, entry) or may_manage(actor, entry.contest):
        return YES
    return answer(review is not None and entry.state in ("admitted", "scored"), _("这项申报没有公布。"))


def sees_names(actor: Actor, entry: "Entry") -> bool:
    """Whether the team is shown: not to jurors while an anonymous contest is judged, unless they are of the team."""
    if is_member(actor, entry) or actor.is_system:
        return True
    if not actor.is_signed_in:
        return False
    hidden = entry.contest.anonymous and entry.state in ("admitted", "scored") and entry.contest.state != "noticed"
    return not (hidden and review_of(actor, entry) is not None)


PREDICATES: dict[str, Predicate] = {
    "may_draw_up": may_draw_up,
    "may_manage": may_manage,
    "may_object": may_object,
    "may_enter": may_enter,
    "may_write": may_write,
    "may_check": may_check,
    "may_score": may_score,
    "may_transfer": may_transfer,
}
