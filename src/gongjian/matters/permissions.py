"""Who may do what with a matter, and why not. The law of the app on one screen.

Every predicate takes (actor, matter) and is named in ``procedures``; the same answer hides the button, explains the
tooltip and guards the verb. Rights come from appointments alone (``Actor.can``).
"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import YES, Answer, Predicate, answer, no
from gongjian.kernel.refused import Words

from . import registry
from .procedures import LIVES

if TYPE_CHECKING:
    from .models import Matter


def speaks_for_absent(actor: Actor, matter: "Matter") -> bool:
    """An imported matter has no raiser who could be asked: whom its life names at the receiving body speaks in their place
    (problem-rules:12), and the ledger says who did.
    """
    absent = matter.source == "import" and matter.raiser_id is None and not matter.sealed_index
    return absent and actor.is_signed_in and actor.can(LIVES[matter.kind].speaks_for_absent, matter.origin.path)


def is_raiser(actor: Actor, matter: "Matter") -> Answer:
    """The one who raised it, by name or by the blind index of the sealed raiser; or who speaks for an absent one."""
    named = matter.raiser_id is not None and actor.person_id == matter.raiser_id
    sealed = bool(matter.sealed_index) and actor.sealed == matter.sealed_index
    return answer(named or sealed or speaks_for_absent(actor, matter), _("只有提出人本人可以这样做。"))


def has_voice(actor: Actor, matter: "Matter") -> Answer:
    """Whoever raised it, joined or seconded it, and has not judged this round yet; or who speaks for an absent raiser."""
    mine = [
        v
        for v in matter.voices.all()
        if (v.person_id is not None and v.person_id == actor.person_id)
        or (v.sealed_index and v.sealed_index == actor.sealed)
    ]
    if speaks_for_absent(actor, matter):
        return YES
    if not mine:
        return no(_("只有提出人、联名人、同诉人和附议人可以评价。"))
    return answer(any(v.judged_round < matter.round for v in mine), _("您已经评价过这一次答复。"))


def is_system(actor: Actor, matter: "Matter") -> Answer:
    """The clock by itself: nobody presses a button for this step."""
    return answer(actor.is_system, _("这一步由系统按时限自动进行。"))


def at_origin(capability: str, why_not: Words) -> Predicate:
    """The predicate "holds this capability at the body that received the matter"."""

    def check(actor: Actor, matter: "Matter") -> Answer:
        return answer(actor.can(capability, matter.origin.path), why_not)

    return check


def at_lead(capability: str, why_not: Words) -> Predicate:
    """The predicate "holds this capability at the unit that leads the matter"."""

    def check(actor: Actor, matter: "Matter") -> Answer:
        return answer(matter.lead is not None and actor.can(capability, matter.lead.path), why_not)

    return check


studies = at_origin("matters.study", _("只有接收组织的书记、副书记或支委可以登记研究情况。"))
receives = at_origin("matters.receive", _("只有受理单位的受理人员可以这样做。"))
signs = at_lead("matters.sign-off", _("只有主办单位的负责人可以签发答复。"))
takes = at_lead("matters.take", _("只有被交办单位的经办人或负责人可以签收或退办。"))
handles = at_lead("matters.handle", _("只有主办单位的经办人或负责人可以这样做。"))
supervises = at_origin("matters.supervise", _("只有联系委员、上级党组织书记或校领导可以监督这件事项。"))


def bundles(actor: Actor, matter: "Matter") -> Answer:
    """Whoever receives, or the unit that works on it. appeal-rules:12."""
    return answer(
        bool(receives(actor, matter)) or bool(handles(actor, matter)),
        _("只有受理人员和主办单位可以并案或撤销并案。"),
    )


def works_on(actor: Actor, matter: "Matter") -> Answer:
    """The lead and the helping units."""
    if handles(actor, matter):
        return YES
    helping = any(actor.can("matters.handle", row.body.path) for row in matter.involved.all() if row.part == "help")
    return answer(helping, _("只有主办单位和协办单位的经办人可以报进度。"))


def may_resume(actor: Actor, matter: "Matter") -> Answer:
    """The lead or a supervisor, for a parked matter. problem-rules:15."""
    return answer(
        bool(handles(actor, matter)) or bool(supervises(actor, matter)),
        _("只有主办单位或监督人可以恢复办理。"),
    )


def may_attach(actor: Actor, matter: "Matter") -> Answer:
    """Whoever works on it, the branch, and the raiser."""
    return answer(
        any(ask(actor, matter) for ask in (is_raiser, studies, receives, works_on)),
        _("只有提出人、接收组织、主办和协办单位可以上传附件。"),
    )


def may_urge(actor: Actor, matter: "Matter") -> Answer:
    """The raiser, and whoever holds the right at the origin or the lead (secretary, organiser, liaison, head, leader)."""
    if is_raiser(actor, matter) or actor.can("matters.urge", matter.origin.path):
        return YES
    return answer(
        matter.lead is not None and actor.can("matters.urge", matter.lead.path),
        _("只有提出人、接收组织、监督人和单位负责人可以催办。"),
    )


def opens_sealed(actor: Actor, matter: "Matter") -> Answer:
    """Those who may open a seal at the origin; that it takes two of them is asked by the verb. problem-rules:18."""
    if not matter.sealed_index:
        return no(_("这件事项是实名提出的，没有可开封的内容。"))
    if not matter.sealed_raiser:
        return no(_("提出人没有登录，系统里没有可开封的内容。"))
    return answer(
        actor.can("matters.open-sealed", matter.origin.path),
        _("只有上级党组织书记和系统管理员可以办理开封，并且需要两个人。"),
    )


def may_import(actor: Actor, subject: object = None) -> Answer:
    """Those who may take in real texts, anywhere."""
    return answer(actor.can_anywhere("matters.import"), _("只有系统管理员可以批量导入。"))


def may_read_figures(actor: Actor, subject: object = None) -> Answer:
    """Those who may see figures of bodies, anywhere; public figures are another page."""
    return answer(actor.can_anywhere("matters.read-figures"), _("只有负责人、监督人、组织员和校领导可以查看汇总数字。"))


def may_write_up(actor: Actor, matter: "Matter") -> Answer:
    """Whoever writes the bulletin for the leading unit."""
    held = matter.lead is not None and actor.can("bulletin.write", matter.lead.path)
    return answer(held, _("只有能替主办单位写公告的人可以这样做。"))


def may_read(actor: Actor, matter: "Matter") -> Answer:
    """Whoever has to do with it: the raiser, involved bodies and those above them. Public progress is another page."""
    if actor.is_system or is_raiser(actor, matter):
        return YES
    paths = [row.body.path for row in matter.involved.all()]
    return answer(any(actor.can("matters.read", path) for path in paths), _("这件事项不在您的职责范围内。"))


def knows_persons(actor: Actor, matter: "Matter") -> bool:
    """Whoever only joined reads it without the names of others where the life says so. appeal-rules:15."""
    return not LIVES[matter.kind].shared_without_names or bool(may_read(actor, matter))


def _nobody(actor: Actor, matter: object = None) -> Answer:
    return answer(actor.is_system, _("这一步还没有启用。"))


def right(name: str) -> Predicate:
    """The predicate of this name, from here or from the app of the kind; without that app only the system may."""
    return PREDICATES.get(name) or registry.predicate(name) or _nobody


PREDICATES: dict[str, Predicate] = {
    "has_voice": has_voice,
    "receives": receives,
    "signs": signs,
    "bundles": bundles,
    "is_raiser": is_raiser,
    "is_system": is_system,
    "studies": studies,
    "takes": takes,
    "handles": handles,
    "works_on": works_on,
    "supervises": supervises,
    "may_resume": may_resume,
    "may_urge": may_urge,
    "opens_sealed": opens_sealed,
}
