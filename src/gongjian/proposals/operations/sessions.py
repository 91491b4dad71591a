"""Sessions of the congress and their delegates."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Words
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log, Rule
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, InAddress, LongText, Option, Pick, Text

from ..models import CongressSession, Delegate
from ..permissions import runs
from ..queries import get_delegate, hosts_for
from .workflows import SESSIONS

ARTICLE = "proposal-rules:15"
RUNS = Rule(runs, ARTICLE)


def _hosts(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return hosts_for(actor)


def _constituencies(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="unit")


Name = Annotated[
    str,
    Text(
        _("届次"),
        _("例如：第三十四届学生代表大会。"),
        limit=60,
        missing=_("请写明届次，例如：第三十四届学生代表大会。"),
    ),
]
OpensOn = Annotated[dt.date, Day(_("征集开始"))]
ClosesOn = Annotated[dt.date, Day(_("征集结束"), _("这一天仍可提交。"))]


def _check(name: str, opens_on: dt.date, closes_on: dt.date, besides: int | None = None) -> None:
    wrong: dict[str, list[Words]] = {}
    if CongressSession.objects.filter(name=name).exclude(pk=besides or 0).exists():
        wrong["name"] = [_("“%(name)s”已经有了。") % {"name": name}]
    if closes_on < opens_on:
        wrong["closes_on"] = [_("征集结束不能早于征集开始。")]
    if wrong:
        raise Malformed(fields=wrong)


def _concluded(session: CongressSession, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Nothing is changed in a session that is over."""
    if session.concluded_on is None:
        return None
    return NotNow(_("%(name)s已经结束，不再变动。") % {"name": session.name}, code="session-concluded")


def _still_collecting(session: CongressSession, actor: Actor, at: dt.datetime) -> NotNow | None:
    """A session is concluded after the last day of collecting."""
    if local_date(at) > session.closes_on:
        return None
    return NotNow(
        _("%(name)s的征集到%(day)s才结束。") % {"name": session.name, "day": session.closes_on.isoformat()},
        authority=rulebook.cite(ARTICLE, on=local_date(at)),
        remedy=_("征集期满以后再结束本届；需要提前的，请先修改征集日期。"),
        code="still-collecting",
    )


@SESSIONS.creation(
    log=Log("proposals.session-opened", _("设立届次"), _("%(host)s设立届次，征集提案%(opens)s至%(closes)s")),
    done=_("届次已设立，请导入代表。"),
    rule=RUNS,
)
def open_session(
    *,
    name: Name,
    host_id: Annotated[
        int, Pick(_("提案委员会所在单位"), _("本届提案由它首先接收，签收以前由它负责。"), options=_hosts)
    ],
    opens_on: OpensOn,
    closes_on: ClosesOn,
    actor: Actor,
    at: dt.datetime,
    step: Transition[CongressSession] = RUNNING,
) -> CongressSession:
    """Enter a session: its proposals are received by the unit *host_id* and collected on these days. proposal-rules:15.

    Raises Refused: not of the committee there, no such unit, the name is taken, the days are turned round.
    """
    host = org.body_rows([host_id]).get(host_id)
    if host is None or host.sort != "unit" or (host.ended and host.ended <= step.today):
        raise Malformed.at("host_id", _("请选择一个在册的单位。"))
    if not actor.can("proposals.run", host.path):
        raise NotAllowed(_("只有提案委员会的人员可以这样做。"), authority=rulebook.cite(ARTICLE, on=step.today))
    _check(name, opens_on, closes_on)
    step.note(opens=opens_on, closes=closes_on, host=host.name)
    return CongressSession.objects.create(name=name, host_id=host.id, opens_on=opens_on, closes_on=closes_on)


@SESSIONS.command(
    log=Log("proposals.session-changed", _("修改届次"), _("征集提案改为%(opens)s至%(closes)s")),
    done=_("已修改。"),
    conditions=(_concluded,),
    rule=RUNS,
)
def change_session(
    *,
    session: CongressSession,
    name: Name,
    opens_on: OpensOn,
    closes_on: ClosesOn,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[CongressSession] = RUNNING,
) -> CongressSession:
    """Change the name or the days of collecting, on record. proposal-rules:15. Raises Refused like ``open_session``, or concluded."""
    _check(name, opens_on, closes_on, session.pk)
    step.note(opens=opens_on, closes=closes_on)
    return step.change(name=name, opens_on=opens_on, closes_on=closes_on)


@SESSIONS.command(
    log=Log("proposals.session-concluded", _("结束本届"), _("本届结束，在办的提案继续办理")),
    done=_("本届已结束，在办的提案继续办理。"),
    conditions=(_concluded, _still_collecting),
    rule=Rule(runs, "proposal-rules:18"),
)
def conclude_session(
    *,
    session: CongressSession,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[CongressSession] = RUNNING,
) -> CongressSession:
    """The congress is over; what is in hand is worked and answered as before. proposal-rules:18.

    Raises Refused: not of the committee, it still collects, or it was concluded before.
    """
    return step.change(concluded_on=step.today)


@SESSIONS.command(
    log=Log("proposals.delegate-entered", _("登记代表"), _("登记代表%(who)s，由%(body)s选举")),
    done=_("代表已登记。"),
    conditions=(_concluded,),
    rule=RUNS,
)
def enter_delegate(
    *,
    session: CongressSession,
    number: Annotated[str, Text(_("学号或工号"), limit=30)],
    constituency_id: Annotated[int, Pick(_("选举单位"), options=_constituencies)],
    since: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
    step: Transition[CongressSession] = RUNNING,
) -> Delegate:
    """Enter one delegate, by student or staff number, serving from today or ``since``. proposal-rules:15.

    Raises Refused: not of the committee, concluded, no such person or body, a delegate already.
    """
    person = people.person_by_number(number)
    body = org.body_rows([constituency_id]).get(constituency_id)
    if body is None:
        raise Malformed.at("constituency_id", _("请选择选举单位。"))
    if Delegate.objects.filter(session=session, person=person).exists():
        raise Malformed.at("number", _("%(name)s已经是本届代表。") % {"name": person.name})
    step.note(who=person.name, body=body.name)
    return Delegate.objects.create(session=session, person=person, constituency_id=body.id, since=since or step.today)


@SESSIONS.command(
    log=Log("proposals.delegate-ended", _("终止代表资格"), _("终止%(who)s的代表资格：%(reason)s")),
    done=_("已终止代表资格。"),
    rule=Rule(runs, ARTICLE, tone="danger"),
)
def end_delegate(
    *,
    session: CongressSession,
    delegate_id: Annotated[int, InAddress(_("代表"))],
    reason: Annotated[
        str,
        LongText(
            _("终止的原因"),
            _("例如：毕业离校、本人辞去。"),
            limit=200,
            rows=2,
            missing=_("请写明终止代表资格的原因。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    step: Transition[CongressSession] = RUNNING,
) -> Delegate:
    """A mandate ends today; what the person has proposed and seconded stays theirs. proposal-rules:15.

    Raises Refused: not of the committee, no delegate of this session, ended before, no reason.
    """
    delegate = get_delegate(session, delegate_id)
    if delegate.until is not None:
        raise NotNow(_("这位代表的资格已经终止。"), code="delegate-ended")
    delegate.until, delegate.reason = max(step.today, delegate.since), reason
    delegate.save(update_fields=["until", "reason"])
    step.note(who=delegate.person.name)
    return delegate
