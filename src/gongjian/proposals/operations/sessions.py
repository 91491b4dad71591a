"""Sessions of the congress and their delegates."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Words
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook

from ..models import CongressSession, Delegate
from ..permissions import runs
from .recording import SESSION, note

ARTICLE = "proposal-rules:15"


def _checked(name: str, opens_on: dt.date, closes_on: dt.date, besides: int | None = None) -> str:
    wrong: dict[str, list[Words]] = {}
    name = name.strip()
    if not name:
        wrong["name"] = [_("请写明届次，例如：第三十四届学生代表大会。")]
    elif len(name) > 60:
        wrong["name"] = [_("届次请不超过60字。")]
    elif CongressSession.objects.filter(name=name).exclude(pk=besides or 0).exists():
        wrong["name"] = [_("“%(name)s”已经有了。") % {"name": name}]
    if closes_on < opens_on:
        wrong["closes_on"] = [_("征集结束不能早于征集开始。")]
    if wrong:
        raise Malformed(fields=wrong)
    return name


@transaction.atomic
def open_session(
    *, name: str, host_id: int, opens_on: dt.date, closes_on: dt.date, actor: Actor, at: dt.datetime
) -> CongressSession:
    """Enter a session: its proposals are received by the unit *host_id* and collected on these days. proposal-rules:15.

    Raises Refused: not of the committee there, no such unit, the name is taken, the days are turned round.
    """
    host = org.body_rows([host_id]).get(host_id)
    if host is None or host.sort != "unit" or (host.ended and host.ended <= local_date(at)):
        raise Malformed.at("host_id", _("请选择一个在册的单位。"))
    if not actor.can("proposals.run", host.path):
        raise NotAllowed(_("只有提案委员会的人员可以这样做。"), authority=rulebook.cite(ARTICLE, on=local_date(at)))
    name = _checked(name, opens_on, closes_on)
    session = CongressSession.objects.create(name=name, host_id=host.id, opens_on=opens_on, closes_on=closes_on)
    details = {"opens": opens_on.isoformat(), "closes": closes_on.isoformat(), "host": host.name}
    note("proposals.session-opened", SESSION, session, actor, at, ARTICLE, details)
    return session


@transaction.atomic
def change_session(
    *,
    session: CongressSession,
    name: str,
    opens_on: dt.date,
    closes_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> CongressSession:
    """Change the name or the days of collecting, on record. proposal-rules:15. Raises Refused like ``open_session``, or concluded."""
    permit(runs, actor, session)
    if session.concluded_on is not None:
        raise NotNow(_("%(name)s已经结束，不再变动。") % {"name": session.name}, code="session-concluded")
    name = _checked(name, opens_on, closes_on, session.pk)
    session.change(seen=seen, name=name, opens_on=opens_on, closes_on=closes_on)
    details = {"opens": opens_on.isoformat(), "closes": closes_on.isoformat()}
    note("proposals.session-changed", SESSION, session, actor, at, ARTICLE, details)
    return session


@transaction.atomic
def conclude_session(
    *, session: CongressSession, actor: Actor, at: dt.datetime, seen: int | None = None
) -> CongressSession:
    """The congress is over; what is in hand is worked and answered as before. proposal-rules:18.

    Raises Refused: not of the committee, it still collects, or it was concluded before.
    """
    permit(runs, actor, session)
    today = local_date(at)
    if session.concluded_on is not None:
        raise NotNow(_("%(name)s已经结束，不再变动。") % {"name": session.name}, code="session-concluded")
    if today <= session.closes_on:
        raise NotNow(
            _("%(name)s的征集到%(day)s才结束。") % {"name": session.name, "day": session.closes_on.isoformat()},
            authority=rulebook.cite(ARTICLE, on=local_date(at)),
            remedy=_("征集期满以后再结束本届；需要提前的，请先修改征集日期。"),
            code="still-collecting",
        )
    session.change(seen=seen, concluded_on=today)
    note("proposals.session-concluded", SESSION, session, actor, at, "proposal-rules:18")
    return session


@transaction.atomic
def enter_delegate(
    *,
    session: CongressSession,
    number: str,
    constituency_id: int,
    actor: Actor,
    at: dt.datetime,
    since: dt.date | None = None,
) -> Delegate:
    """Enter one delegate, by student or staff number. proposal-rules:15.

    Raises Refused: not of the committee, concluded, no such person or body, a delegate already.
    """
    permit(runs, actor, session)
    if session.concluded_on is not None:
        raise NotNow(_("%(name)s已经结束，不再变动。") % {"name": session.name}, code="session-concluded")
    person = people.person_by_number(number)
    body = org.body_rows([constituency_id]).get(constituency_id)
    if body is None:
        raise Malformed.at("constituency_id", _("请选择选举单位。"))
    if Delegate.objects.filter(session=session, person=person).exists():
        raise Malformed.at("number", _("%(name)s已经是本届代表。") % {"name": person.name})
    delegate = Delegate.objects.create(
        session=session, person=person, constituency_id=body.id, since=since or local_date(at)
    )
    note("proposals.delegate-entered", SESSION, session, actor, at, ARTICLE, {"who": person.name, "body": body.name})
    return delegate


@transaction.atomic
def end_delegate(*, delegate: Delegate, reason: str, actor: Actor, at: dt.datetime) -> Delegate:
    """A mandate ends today; what the person has proposed and seconded stays theirs. proposal-rules:15.

    Raises Refused: not of the committee, ended before, no reason.
    """
    permit(runs, actor, delegate.session)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明终止代表资格的原因。"))
    if delegate.until is not None:
        raise NotNow(_("这位代表的资格已经终止。"), code="delegate-ended")
    delegate.until, delegate.reason = max(local_date(at), delegate.since), reason.strip()[:200]
    delegate.save(update_fields=["until", "reason"])
    details = {"who": delegate.person.name, "reason": reason.strip()}
    note("proposals.delegate-ended", SESSION, delegate.session, actor, at, ARTICLE, details)
    return delegate
