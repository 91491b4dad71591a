"""Who belongs where: affiliations to units, memberships in party organisations."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import permissions
from gongjian.org.models import Affiliation, Membership, PartyOrganisation, Unit

from .founding import SUBJECT

if TYPE_CHECKING:
    from gongjian.people.models import Person


@transaction.atomic
def affiliate(
    *, person: "Person", unit: Unit, since: dt.date, main: bool = True, actor: Actor, at: dt.datetime
) -> Affiliation:
    """Enter that a person belongs to a unit (归属); students have a college and an academy, one of them main.

    Raises Refused: without the right to keep members there, or if the person belongs to it already.
    """
    permit(permissions.may_keep_members, actor, unit)
    try:
        with transaction.atomic():
            made = Affiliation.objects.create(person=person, unit=unit, since=since, main=main)
    except IntegrityError as error:
        raise NotNow(
            _("%(person)s已经归属“%(unit)s”。") % {"person": person.name, "unit": unit.name}, code="already-there"
        ) from error
    audit.record(
        actor=actor,
        verb="org.affiliated",
        subject_kind=SUBJECT,
        subject_id=unit.pk,
        label=unit.name,
        at=at,
        details={"person": person.name, "since": since.isoformat()},
    )
    return made


@transaction.atomic
def end_affiliation(*, affiliation: Affiliation, on: dt.date, actor: Actor, at: dt.datetime) -> Affiliation:
    """Close an affiliation; *on* is its last day.

    Raises Refused: without the right to keep members there, if *on* is before it began, or it has ended.
    """
    permit(permissions.may_keep_members, actor, affiliation.unit)
    if on < affiliation.since:
        raise Malformed.at("on", _("止日不能早于起日。"))
    if not Affiliation.objects.filter(pk=affiliation.pk, until__isnull=True).update(until=on):
        raise NotNow(_("这项归属已经结束。"))
    affiliation.until = on
    audit.record(
        actor=actor,
        verb="org.ended-affiliation",
        subject_kind=SUBJECT,
        subject_id=affiliation.unit_id,
        label=affiliation.unit.name,
        at=at,
        details={"person": affiliation.person.name, "on": on.isoformat()},
    )
    return affiliation


@transaction.atomic
def join(
    *,
    person: "Person",
    organisation: PartyOrganisation,
    stage: str,
    since: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> Membership:
    """Enter a person in a party organisation at a stage. A person has one open membership.

    Raises Refused: without the right to keep members there, if the organisation takes no memberships (temporary,
    committees), has ended, or the person has an open membership elsewhere.
    """
    permit(permissions.may_keep_members, actor, organisation)
    if stage not in Membership.Stage.values:
        raise Malformed.at("stage", _("请选择所处阶段。"))
    if organisation.form == PartyOrganisation.Form.TEMPORARY:
        raise NotNow(
            _("临时党支部不转接组织关系，党员的组织关系留在原支部。"),
            remedy=_("请在其所在的常设党支部登记。"),
            code="temporary-takes-no-members",
        )
    if organisation.tier in (PartyOrganisation.Tier.COMMITTEE, PartyOrganisation.Tier.GENERAL_BRANCH):
        raise NotNow(_("组织关系登记到党支部，不登记到党委或党总支。"))
    if organisation.ended is not None and organisation.ended < since:
        raise NotNow(_("“%(name)s”已经撤销。") % {"name": organisation.name})
    present = Membership.objects.filter(person=person, until__isnull=True).select_related("organisation").first()
    if present is not None:
        raise NotNow(
            _("%(person)s的组织关系现在“%(name)s”。") % {"person": person.name, "name": present.organisation.name},
            remedy=_("请先办理转出。"),
            code="already-a-member",
        )
    try:
        with transaction.atomic():
            made = Membership.objects.create(person=person, organisation=organisation, stage=stage, since=since)
    except IntegrityError as error:
        raise NotNow(
            _("%(person)s的组织关系刚刚登记到了别处。") % {"person": person.name}, code="already-a-member"
        ) from error
    audit.record(
        actor=actor,
        verb="org.joined",
        subject_kind=SUBJECT,
        subject_id=organisation.pk,
        label=organisation.name,
        at=at,
        details={"person": person.name, "stage": str(made.get_stage_display()), "since": since.isoformat()},
    )
    return made


@transaction.atomic
def leave(*, membership: Membership, on: dt.date, actor: Actor, at: dt.datetime) -> Membership:
    """Close a membership (moved elsewhere, graduated); *on* is its last day.

    Raises Refused: without the right to keep members there, if *on* is before it began, or it has ended.
    """
    permit(permissions.may_keep_members, actor, membership.organisation)
    if on < membership.since:
        raise Malformed.at("on", _("转出日期不能早于转入日期。"))
    if not Membership.objects.filter(pk=membership.pk, until__isnull=True).update(until=on):
        raise NotNow(_("这项组织关系已经转出。"))
    membership.until = on
    audit.record(
        actor=actor,
        verb="org.left",
        subject_kind=SUBJECT,
        subject_id=membership.organisation_id,
        label=membership.organisation.name,
        at=at,
        details={"person": membership.person.name, "on": on.isoformat()},
    )
    return membership
