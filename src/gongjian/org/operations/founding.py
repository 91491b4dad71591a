"""Founding, renaming and ending bodies."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.sequences import next_number
from gongjian.org import permissions, queries
from gongjian.org.events import BodyEnded
from gongjian.org.models import STEP, Appointment, Body, Host, Liaison, Membership, PartyOrganisation, Unit

MOST_HOSTS = 5  # 支部工作条例：联合党支部覆盖单位一般不超过 5 个
SUBJECT = "org.body"


def path_series(parent_path: str) -> str:
    """The number series from which the children of this path take their step."""
    return f"org.path|{parent_path}"


def step(number: int) -> str:
    """One step of a path: 12 → "0012/"."""
    return f"{number:0{STEP}d}/"


def _new_path(parent: Body | None) -> str:
    """A path no other child has or will have: founders under the same parent wait for one another."""
    base = parent.path if parent else ""
    number = next_number(path_series(base))
    if number >= 10**STEP:
        raise NotNow(_("该单位之下的单位已满，不能再增加。"), remedy=_("请先设立一个中间层级。"))
    return base + step(number)


def _name_is_free(parent: Body | None, name: str, besides: int | None = None) -> None:
    if not name.strip():
        raise Malformed.at("name", _("请填写名称。"))
    twins = Body.objects.filter(parent=parent, name=name, ended__isnull=True)
    if besides is not None:
        twins = twins.exclude(pk=besides)
    if twins.exists():
        raise Malformed.at("name", _("同一上级之下已经有“%(name)s”。请核对，或换一个名称。") % {"name": name})


def _stands(parent: Body | None, day: dt.date) -> None:
    if parent is not None and parent.ended is not None and parent.ended < day:
        raise NotNow(
            _("“%(name)s”已于 %(day)s 撤销，不能在其下设立。") % {"name": parent.name, "day": parent.ended.isoformat()}
        )


def _code(code: str, sort: str, path: str) -> str:
    made = code or f"{sort[0].upper()}{path.rstrip('/').replace('/', '.')}"
    if Body.objects.filter(code=made).exists():
        raise Malformed.at("code", _("代码“%(code)s”已被使用，请换一个。") % {"code": made})
    return made


@transaction.atomic
def found_unit(
    *,
    parent: Body | None,
    kind: str,
    name: str,
    short: str = "",
    code: str = "",
    place: str = "",
    duties: str = "",
    partner_kind: str = "",
    founded: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Unit:
    """Enter a unit below *parent* (``None`` only for the university itself, by the system).

    Raises Refused: without org.manage there, if a sibling has the name, the code is taken, the parent has ended or is
    a party organisation, or a partner does not say which kind it is.
    """
    permit(permissions.may_manage, actor, parent)
    if kind not in Unit.Kind.values:
        raise Malformed.at("kind", _("请选择单位类别。"))
    if (kind == Unit.Kind.PARTNER) != bool(partner_kind) or (partner_kind and partner_kind not in Unit.PartnerKind):
        raise Malformed.at("partner_kind", _("校外单位要写明属于哪一类；校内单位不填这一项。"))
    if parent is not None and parent.sort != Body.Sort.UNIT:
        raise Malformed.at("parent", _("单位的上级只能是单位，不能是党组织。"))
    day = founded or clock.local_date(at)
    _stands(parent, day)
    _name_is_free(parent, name)
    path = _new_path(parent)
    unit = Unit.objects.create(
        sort=Body.Sort.UNIT,
        parent=parent,
        path=path,
        code=_code(code, Body.Sort.UNIT, path),
        name=name,
        short=short or name[:30],
        place=place,
        duties=duties,
        kind=kind,
        partner_kind=partner_kind,
        founded=founded,
    )
    audit.record(
        actor=actor,
        verb="org.founded-unit",
        subject_kind=SUBJECT,
        subject_id=unit.pk,
        label=unit.name,
        at=at,
        details={"kind": str(unit.get_kind_display()), "parent": parent.name if parent else ""},
    )
    return unit


def _may_stand_below(parent: Body, tier: str) -> bool:
    """Three tiers: committee below the university or a committee, general branch below a committee, branch below
    either, group below a branch."""
    unit, organisation = queries.parts_of(parent)
    if unit is not None:
        return unit.kind == Unit.Kind.UNIVERSITY and tier == PartyOrganisation.Tier.COMMITTEE
    above = organisation.tier if organisation else ""
    tiers = PartyOrganisation.Tier
    return bool(
        {
            tiers.COMMITTEE: above == tiers.COMMITTEE,
            tiers.GENERAL_BRANCH: above == tiers.COMMITTEE,
            tiers.BRANCH: above in (tiers.COMMITTEE, tiers.GENERAL_BRANCH),
            tiers.GROUP: above == tiers.BRANCH,
        }[tiers(tier)]
    )


def _check_form(form: str, hosts: Sequence[Unit], day: dt.date, planned_end: dt.date | None, purpose: str) -> None:
    if form == PartyOrganisation.Form.JOINT:
        kinds = [h.kind for h in hosts]
        if Unit.Kind.COLLEGE not in kinds or Unit.Kind.ACADEMY not in kinds:
            raise Malformed.at("hosts", _("师生联合党支部依托学院和书院共同设立，请至少各选一个。"))
    if len(hosts) > MOST_HOSTS:
        raise Malformed.at(
            "hosts", _("一个党组织覆盖的单位一般不超过 %(most)s 个，请分设或减少。") % {"most": MOST_HOSTS}
        )
    if form == PartyOrganisation.Form.TEMPORARY:
        wrong: dict[str, list[str]] = {}
        if planned_end is None or planned_end <= day:
            wrong["planned_end"] = [_("临时党组织要写明预定撤销日期，且晚于成立日期。")]
        if not purpose.strip():
            wrong["purpose"] = [_("临时党组织要写明设立事由。")]
        if wrong:
            raise Malformed(fields=wrong)  # type: ignore[arg-type]
    elif planned_end is not None:
        raise Malformed.at("planned_end", _("只有临时党组织才填写预定撤销日期。"))


@transaction.atomic
def found_organisation(
    *,
    parent: Body,
    tier: str,
    name: str,
    form: str = "regular",
    hosts: Sequence[Unit] = (),
    short: str = "",
    code: str = "",
    place: str = "",
    students: bool = False,
    founded: dt.date | None = None,
    planned_end: dt.date | None = None,
    purpose: str = "",
    actor: Actor,
    at: dt.datetime,
) -> PartyOrganisation:
    """Found a party organisation below *parent* (the first committee: below the university).

    Raises Refused: without org.manage there, if the tier does not fit below the parent, a joint branch has no college
    or no academy, a temporary one has no end or purpose, or the name is taken.
    """
    permit(permissions.may_manage, actor, parent)
    if tier not in PartyOrganisation.Tier.values:
        raise Malformed.at("tier", _("请选择层级。"))
    if form not in PartyOrganisation.Form.values:
        raise Malformed.at("form", _("请选择形式。"))
    if not _may_stand_below(parent, tier):
        raise Malformed.at(
            "parent",
            _(
                "“%(tier)s”不能设在“%(parent)s”之下：党委设在学校或上级党委之下，党总支设在党委之下，党支部设在党委或党总支之下，党小组设在党支部之下。"
            )
            % {"tier": PartyOrganisation.Tier(tier).label, "parent": parent.name},
        )
    day = founded or clock.local_date(at)
    _check_form(form, hosts, day, planned_end, purpose)
    _stands(parent, day)
    _name_is_free(parent, name)
    path = _new_path(parent)
    organisation = PartyOrganisation.objects.create(
        sort=Body.Sort.ORGANISATION,
        parent=parent,
        path=path,
        code=_code(code, Body.Sort.ORGANISATION, path),
        name=name,
        short=short or name[:30],
        place=place,
        tier=tier,
        form=form,
        students=students,
        founded=day,
        planned_end=planned_end,
        purpose=purpose,
    )
    Host.objects.bulk_create([Host(organisation=organisation, unit=unit) for unit in hosts])
    audit.record(
        actor=actor,
        verb="org.founded-organisation",
        subject_kind=SUBJECT,
        subject_id=organisation.pk,
        label=organisation.name,
        at=at,
        details={
            "tier": str(organisation.get_tier_display()),
            "form": str(organisation.get_form_display()),
            "parent": parent.name,
            "hosts": "、".join(h.name for h in hosts),
            "purpose": purpose,
        },
    )
    return organisation


@transaction.atomic
def rename(*, body: Body, name: str, short: str = "", actor: Actor, at: dt.datetime) -> Body:
    """Give a body another name; the old one stays in the ledger.

    Raises Refused: without org.manage there, or if a sibling has the name.
    """
    permit(permissions.may_manage, actor, body)
    _stands(body, clock.local_date(at))
    _name_is_free(body.parent, name, besides=body.pk)
    old = body.name
    body.name, body.short = name, short or name[:30]
    body.save(update_fields=["name", "short"])
    audit.record(
        actor=actor,
        verb="org.renamed",
        subject_kind=SUBJECT,
        subject_id=body.pk,
        label=name,
        at=at,
        details={"old": old, "new": name},
    )
    return body


@transaction.atomic
def end_body(*, body: Body, on: dt.date, reason: str, actor: Actor, at: dt.datetime) -> Body:
    """End a body from the day after *on*: its posts and liaison end with it. Announces BodyEnded.

    Raises Refused: without org.manage there, for the root, in the future, with standing bodies below, with members
    whose membership has not been moved, or if it has ended already.
    """
    permit(permissions.may_manage, actor, body)
    if body.parent_id is None:
        raise NotNow(_("学校本身不能撤销。"))
    if on > clock.local_date(at):
        raise Malformed.at("on", _("撤销日期不能晚于今天。"))
    if body.founded and on < body.founded:
        raise Malformed.at("on", _("撤销日期不能早于成立日期。"))
    if not reason.strip():
        raise Malformed.at("reason", _("请写明撤销的理由或文件。"))
    if Body.objects.filter(parent=body, ended__isnull=True).exists():
        raise NotNow(
            _("“%(name)s”之下还有单位或党组织，不能撤销。") % {"name": body.name}, remedy=_("请先撤销或改隶下级。")
        )
    open_members = Membership.objects.filter(organisation_id=body.pk, until__isnull=True).count()
    if open_members:
        raise NotNow(
            _("“%(name)s”还有 %(n)s 名党员的组织关系没有转出，不能撤销。") % {"name": body.name, "n": open_members},
            remedy=_("请先办理组织关系转接。"),
        )
    if not Body.objects.filter(pk=body.pk, ended__isnull=True).update(ended=on):
        raise NotNow(_("“%(name)s”已经撤销。") % {"name": body.name})
    body.ended = on
    still = Q(until__isnull=True) | Q(until__gt=on)
    Appointment.objects.filter(still, body=body, since__lte=on).update(until=on, ended_reason=reason[:120])
    Appointment.objects.filter(body=body, since__gt=on).delete()  # never came into force
    Liaison.objects.filter(still, organisation_id=body.pk, since__lte=on).update(until=on)
    audit.record(
        actor=actor,
        verb="org.ended-body",
        subject_kind=SUBJECT,
        subject_id=body.pk,
        label=body.name,
        at=at,
        details={"on": on.isoformat(), "reason": reason},
    )
    announce(
        BodyEnded(at=at, actor_person_id=actor.person_id, body_id=body.pk, sort=body.sort, parent_id=body.parent_id)
    )
    return body
