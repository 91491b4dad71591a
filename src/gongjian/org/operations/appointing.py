"""Appointments and liaisons: who holds a post, for which term, and who answers for which branch."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.locks import lock
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Overtaken
from gongjian.org import permissions, queries
from gongjian.org.models import Appointment, Body, Liaison, PartyOrganisation
from gongjian.org.procedures import HELD_BY_ONE, POSTS, Post

from .founding import SUBJECT

if TYPE_CHECKING:
    from gongjian.people.models import Person

LIAISON_POSTS = ("party-committee-secretary", "party-committee-member")


def _fits(post: Post, body: Body) -> None:
    if body.sort not in post.held_in:
        raise Malformed.at(
            "post",
            _("“%(post)s”不能设在%(sort)s里。") % {"post": post.label, "sort": Body.Sort(body.sort).label},
        )
    unit, organisation = queries.parts_of(body)
    kind = unit.kind if unit else organisation.tier if organisation else ""
    if post.kinds and kind not in post.kinds:
        raise Malformed.at("post", _("“%(body)s”不设“%(post)s”这一职务。") % {"body": body.name, "post": post.label})


def _term(body: Body, since: dt.date, until: dt.date | None) -> dt.date | None:
    """The end of the term; in a temporary organisation no later than its own end."""
    if until is not None and until < since:
        raise Malformed.at("until", _("任期的止日不能早于起日。"))
    if (body.founded and since < body.founded) or (body.ended and since > body.ended):
        raise Malformed.at("since", _("任期的起日不在“%(body)s”存续期间。") % {"body": body.name})
    _unit, organisation = queries.parts_of(body)
    if organisation is not None and organisation.planned_end is not None:
        return min(until, organisation.planned_end) if until else organisation.planned_end
    return until


def _overlapping(since: dt.date, until: dt.date | None) -> Q:
    begun = Q(since__lte=until) if until else Q()
    return begun & (Q(until__isnull=True) | Q(until__gte=since))


@transaction.atomic
def appoint(
    *,
    person: "Person",
    body: Body,
    post: str,
    since: dt.date,
    until: dt.date | None = None,
    sent_by: Body | None = None,
    actor: Actor,
    at: dt.datetime,
) -> Appointment:
    """Appoint a person to a post for a term; ``sent_by`` makes it a secondment (挂职), which an organiser always is.

    Raises Refused: without org.appoint there, for oneself, if the post is not held in such a body, the term does not
    fit the body's, the person holds the post already, or another one holds a post that only one can hold.
    """
    permit(permissions.may_appoint, actor, body)
    if actor.person_id == person.pk:
        raise NotAllowed(_("不能给自己任职。"), remedy=_("请由另一位有任免权限的人办理。"), code="own-appointment")
    known = POSTS.get(post)
    if known is None:
        raise Malformed.at("post", _("请选择职务。"))
    _fits(known, body)
    if person.anonymised_at is not None:
        raise Malformed.at("person", _("此人的资料已经注销，不能任职。"))
    if post == "organiser" and sent_by is None:
        raise Malformed.at("sent_by", _("组织员由派出单位选派，请填写派出单位。"))
    if sent_by is not None and sent_by.pk == body.pk:
        raise Malformed.at("sent_by", _("派出单位与挂职单位不能相同。"))
    until = _term(body, since, until)
    lock(f"org.body|{body.pk}")
    others = Appointment.objects.filter(_overlapping(since, until), body=body, post=post)
    if others.filter(person=person).exists():
        raise NotNow(
            _("%(person)s在这段时间已经任%(body)s%(post)s。")
            % {"person": person.name, "body": body.name, "post": known.label}
        )
    if post in HELD_BY_ONE:
        present = others.select_related("person").first()
        if present is not None:
            raise NotNow(
                _("%(body)s%(post)s现由%(person)s担任，同一时间只能一人担任。")
                % {"body": body.name, "post": known.label, "person": present.person.name},
                remedy=_("请先办理免职，或把任期错开。"),
                code="post-is-held",
            )
    made = Appointment.objects.create(person=person, body=body, post=post, since=since, until=until, sent_by=sent_by)
    audit.record(
        actor=actor,
        verb="org.appointed",
        subject_kind=SUBJECT,
        subject_id=body.pk,
        label=body.name,
        at=at,
        details={
            "person": person.name,
            "post": str(known.label),
            "since": since.isoformat(),
            "until": until.isoformat() if until else "",
            "sent_by": sent_by.name if sent_by else "",
        },
    )
    return made


@transaction.atomic
def end_appointment(
    *, appointment: Appointment, on: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> Appointment:
    """End a term; *on* is its last day.

    Raises Refused: without org.appoint there, if *on* is before the term began, it has ended already, or without a
    reason; Overtaken if another one changed it first.
    """
    permit(permissions.may_appoint, actor, appointment.body)
    if on < appointment.since:
        raise Malformed.at("on", _("免职日期不能早于任职日期。"))
    if not reason.strip():
        raise Malformed.at("reason", _("请写明理由或文件。"))
    if appointment.until is not None and appointment.until <= on:
        raise NotNow(_("这项任职已于 %(day)s 到期，不需要再免。") % {"day": appointment.until.isoformat()})
    changed = (
        Appointment.objects.filter(pk=appointment.pk, until=appointment.until)
        if appointment.until
        else (Appointment.objects.filter(pk=appointment.pk, until__isnull=True))
    )
    if not changed.update(until=on, ended_reason=reason[:120]):
        raise Overtaken(_("有人比您早一步改动了这项任职。"), remedy=_("请看最新情况。"))
    appointment.until, appointment.ended_reason = on, reason[:120]
    audit.record(
        actor=actor,
        verb="org.ended-appointment",
        subject_kind=SUBJECT,
        subject_id=appointment.body_id,
        label=appointment.body.name,
        at=at,
        details={
            "person": appointment.person.name,
            "post": str(POSTS[appointment.post].label),
            "on": on.isoformat(),
            "reason": reason,
        },
    )
    return appointment


@transaction.atomic
def set_liaison(
    *, person: "Person", organisation: PartyOrganisation, since: dt.date, actor: Actor, at: dt.datetime
) -> Liaison:
    """Make a committee member answerable for a branch (联系委员); who was so before is relieved the day before.

    Raises Refused: without org.appoint there, if the person holds no post in a committee above the branch, or is the
    liaison already.
    """
    permit(permissions.may_appoint, actor, organisation)
    above = queries.ancestors(organisation.path)[:-1]
    serves = Appointment.objects.filter(
        _overlapping(since, since), person=person, post__in=LIAISON_POSTS, body__path__in=above
    )
    if not serves.exists():
        raise Malformed.at(
            "person",
            _("联系委员由上级党委（总支）的委员担任，%(person)s不是。") % {"person": person.name},
        )
    lock(f"org.body|{organisation.pk}")
    former = Liaison.objects.filter(organisation=organisation, until__isnull=True).select_related("person").first()
    if former is not None:
        if former.person_id == person.pk:
            raise NotNow(_("%(person)s已经是这个组织的联系委员。") % {"person": person.name})
        former.until = max(former.since, since - dt.timedelta(days=1))
        former.save(update_fields=["until"])
    try:
        with transaction.atomic():
            made = Liaison.objects.create(person=person, organisation=organisation, since=since)
    except IntegrityError as error:
        raise Overtaken(_("有人比您早一步指定了联系委员。"), remedy=_("请看最新情况。")) from error
    audit.record(
        actor=actor,
        verb="org.set-liaison",
        subject_kind=SUBJECT,
        subject_id=organisation.pk,
        label=organisation.name,
        at=at,
        details={
            "person": person.name,
            "since": since.isoformat(),
            "former": former.person.name if former else "",
        },
    )
    return made


@transaction.atomic
def end_liaison(*, liaison: Liaison, on: dt.date, actor: Actor, at: dt.datetime) -> Liaison:
    """Relieve a liaison; *on* is the last day. The branch then has none until another is set.

    Raises Refused: without org.appoint there, if *on* is before the tie began, or it has ended.
    """
    permit(permissions.may_appoint, actor, liaison.organisation)
    if on < liaison.since:
        raise Malformed.at("on", _("止日不能早于起日。"))
    if not Liaison.objects.filter(pk=liaison.pk, until__isnull=True).update(until=on):
        raise NotNow(_("这项联系关系已经结束。"))
    liaison.until = on
    audit.record(
        actor=actor,
        verb="org.ended-liaison",
        subject_kind=SUBJECT,
        subject_id=liaison.organisation_id,
        label=liaison.organisation.name,
        at=at,
        details={"person": liaison.person.name, "on": on.isoformat()},
    )
    return liaison
