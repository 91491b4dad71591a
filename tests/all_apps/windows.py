"""All windows of days in which something may be done: how to try it, its first and its last day (both included)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongjian.appeals import operations as appeals
from gongjian.appeals import queries as appeal_queries
from gongjian.bulletin import operations as bulletin
from gongjian.evaluation import operations as evaluation
from gongjian.evaluation import queries as contests
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.org.models import Affiliation, Appointment, Liaison, Membership
from gongjian.org.models import Unit as OrgUnit
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from gongjian.proposals import operations as proposals
from gongjian.proposals.models import CongressSession, Delegate
from tests.appeals import stories as hearing
from tests.cast import SYSTEM, Cast
from tests.evaluation import stories as entering
from tests.matters import stories as problems
from tests.proposals import stories as congress

Attempt = Callable[[dt.datetime], Any]
DAYS = dt.timedelta(days=1)


@dataclass(frozen=True)
class Window:
    """Tried at a moment, ``attempt`` raises Refused (or gives False) outside; None: no bound on that side."""

    attempt: Attempt
    first: dt.date | None = None
    last: dt.date | None = None


Maker = Callable[[Cast, dt.datetime], Window]
WINDOWS: dict[str, Maker] = {}


def window(maker: Maker) -> Maker:
    WINDOWS[maker.__name__] = maker
    return maker


def _day(at: dt.datetime, n: int = 0) -> dt.date:
    return local_date(at) + n * DAYS


# appeals


def _board(cast: Cast, at: dt.datetime) -> Any:
    return appeals.open_board(
        reception_id=appeal_queries.main_reception().pk,  # type: ignore[union-attr]
        topic="夜间自习",
        text="想听听大家怎样用自习室。",
        opens_on=_day(at, 3),
        closes_on=_day(at, 9),
        actor=cast.receptionist,
        at=at,
    )


@window
def speak_on_a_board(cast: Cast, at: dt.datetime) -> Window:
    board = _board(cast, at)
    given: dict[str, Any] = {"title": "夜里开放", "text": "希望自习室夜里开放。", "nature": "suggestion"}
    return Window(
        lambda now: appeals.raise_appeal(**given, board_id=board.pk, actor=cast.student, at=now),
        board.opens_on,
        board.closes_on,
    )


@window
def a_board_is_shown_as_open(cast: Cast, at: dt.datetime) -> Window:
    board = _board(cast, at)
    return Window(lambda now: board in appeal_queries.boards_open(now), board.opens_on, board.closes_on)


@window
def summarise_a_board(cast: Cast, at: dt.datetime) -> Window:
    board = _board(cast, at)
    given: dict[str, Any] = {"summary": "大家都说好。", "actor": cast.receptionist}
    return Window(
        lambda now: appeals.summarise_board(board=appeal_queries.take_board(board.pk), at=now, **given),
        board.closes_on + DAYS,
    )


@window
def open_a_board_that_closes_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    given: dict[str, Any] = {"topic": "夜间自习", "text": "想听听大家。", "opens_on": _day(at), "closes_on": _day(at, 5)}
    reception = appeal_queries.main_reception()
    assert reception is not None
    return Window(
        lambda now: appeals.open_board(**given, reception_id=reception.pk, actor=cast.receptionist, at=now),
        last=_day(at, 5),
    )


@window
def hand_an_appeal_back(cast: Cast, at: dt.datetime) -> Window:
    matter = hearing.assigned(cast, at, unit=cast.other_department)  # logistics is the default unit, which must take it
    assert matter.due_at is not None
    given: dict[str, Any] = {"reason": "不属于本单位", "actor": cast.other_handler}
    return Window(
        lambda now: appeals.hand_back(matter=hearing.again(matter), at=now, **given), last=local_date(matter.due_at)
    )


# proposals


@window
def draft_a_proposal(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at + 3 * DAYS)
    return Window(lambda now: congress.drafted(c, now), c.session.opens_on, c.session.closes_on)


@window
def second_a_proposal(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    matter = congress.seconding(c, at)
    return Window(
        lambda now: proposals.second(matter=congress.again(matter), actor=c.delegates[3], at=now),
        last=c.session.closes_on,
    )


@window
def sign_a_proposal_jointly(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    matter = congress.drafted(c, at, co_signers=[c.persons[3].pk])
    return Window(
        lambda now: proposals.co_sign(matter=congress.again(matter), actor=c.delegates[3], at=now),
        last=c.session.closes_on,
    )


@window
def submit_a_proposal(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    matter = congress.seconded(c, at)
    return Window(
        lambda now: proposals.submit(matter=congress.again(matter), actor=c.proposer, at=now),
        last=c.session.closes_on,
    )


@window
def propose_as_a_delegate(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    Delegate.objects.filter(person=c.persons[0]).update(since=_day(at, 5), until=_day(at, 9))
    return Window(lambda now: congress.drafted(c, now), _day(at, 5), _day(at, 9))


@window
def conclude_a_session(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    return Window(
        lambda now: proposals.conclude_session(
            session=CongressSession.objects.get(pk=c.session.pk), actor=c.officer, at=now
        ),
        c.session.closes_on + DAYS,
    )


@window
def hand_a_proposal_back(cast: Cast, at: dt.datetime) -> Window:
    c = congress.build(cast, at)
    matter = congress.assigned(c, at)
    assert matter.due_at is not None
    given: dict[str, Any] = {"reason": "应由网络中心", "actor": cast.handler}
    return Window(
        lambda now: matters.hand_back(matter=congress.again(matter), at=now, **given), last=local_date(matter.due_at)
    )


# problems


@window
def hand_a_problem_back(cast: Cast, at: dt.datetime) -> Window:
    matter = problems.assigned(cast, at)
    assert matter.due_at is not None
    given: dict[str, Any] = {"reason": "不属于本单位", "actor": cast.handler}
    return Window(
        lambda now: matters.hand_back(matter=problems.again(matter), at=now, **given), last=local_date(matter.due_at)
    )


@window
def a_study_was_held_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.raised(cast, at), _day(at, 2)
    given: dict[str, Any] = {"held_on": day, "opinion": "情况属实。", "actor": cast.secretary}
    return Window(lambda now: matters.study(matter=problems.again(matter), at=now, **given), day)


@window
def a_study_was_not_held_before_it_was_raised(cast: Cast, at: dt.datetime) -> Window:
    day = _day(at, 4)

    def attempt(raised: dt.datetime) -> Matter:
        matter = problems.raised(cast, raised)
        return matters.study(
            matter=matter, held_on=day, opinion="情况属实。", actor=cast.secretary, at=raised + 20 * DAYS
        )

    return Window(attempt, last=day)


@window
def an_adoption_was_voted_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.studied(cast, at), _day(at, 2)
    given: dict[str, Any] = {"held_on": day, "due": 21, "present": 18, "in_favour": 16, "actor": cast.secretary}
    return Window(lambda now: matters.adopt(matter=problems.again(matter), at=now, **given), day)


@window
def park_until_a_day(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.handling(cast, at), _day(at, 12)
    given: dict[str, Any] = {"reason": "等预算", "plan": "明年", "review_on": day, "actor": cast.handler}
    return Window(lambda now: matters.ask_to_park(matter=problems.again(matter), at=now, **given), last=day - DAYS)


# evaluation


@window
def begin_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at, opens_on=_day(at, 3))
    text = entering.text(at)
    return Window(
        lambda now: evaluation.start_entry(contest=entering.again(contest), text=text, actor=cast.student, at=now),
        contest.opens_on,
        contest.closes_on,
    )


@window
def write_on_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entry, text = entering.written(cast, contest, at), entering.text(at)
    return Window(
        lambda now: evaluation.write_entry(entry=contests.again(entry), text=text, actor=cast.student, at=now),
        last=contest.closes_on,
    )


@window
def hand_an_entry_in(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entry = entering.written(cast, contest, at, research_until=_day(at, 4))  # research ends before
    return Window(
        lambda now: evaluation.hand_in(entry=contests.again(entry), actor=cast.student, at=now),
        _day(at, 4),
        contest.closes_on,
    )


@window
def return_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entry = entering.handed_in(cast, contest, at)
    return Window(
        lambda now: evaluation.return_entry(entry=contests.again(entry), reason="请补充", actor=cast.head, at=now),
        last=contest.closes_on,
    )


@window
def publish_a_charter(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.drafted(cast, at)
    entering.appoint(cast, contest, entering.JURORS, at)
    return Window(
        lambda now: evaluation.open_contest(contest=entering.again(contest), actor=cast.head, at=now),
        last=contest.closes_on,
    )


@window
def begin_the_judging(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entering.admitted(cast, contest, at)
    return Window(
        lambda now: evaluation.begin_judging(contest=entering.again(contest), actor=cast.head, at=now),
        contest.closes_on + DAYS,
        contest.judging_until,
    )


@window
def score_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest, (entry, _other), _when = entering.judging(cast, at)
    return Window(lambda now: entering.give(entry, cast.leader, (20, 10, 30), now), last=contest.judging_until)


@window
def close_the_scores_while_some_are_missing(cast: Cast, at: dt.datetime) -> Window:
    """Before the last day is over, jurors who have not scored are waited for."""
    contest, entries, when = entering.judging(
        cast, at, jurors=("other_head", "other_handler", "leader", "liaison")
    )
    for entry in entries:
        for part in ("other_head", "other_handler", "leader"):
            entering.give(entry, getattr(cast, part), (20, 10, 30), when)
    return Window(
        lambda now: evaluation.notice_results(contest=entering.again(contest), actor=cast.head, at=now),
        contest.judging_until + DAYS,
    )


@window
def object_to_results(cast: Cast, at: dt.datetime) -> Window:
    contest, _entries, _when = entering.noticed(cast, at)
    given: dict[str, Any] = {"text": "调研日期有误", "actor": cast.stranger}
    return Window(
        lambda now: evaluation.object_to(contest=entering.again(contest), at=now, **given), last=contest.notice_until
    )


@window
def settle_a_contest(cast: Cast, at: dt.datetime) -> Window:
    contest, _entries, _when = entering.noticed(cast, at)
    assert contest.notice_until is not None
    return Window(
        lambda now: evaluation.settle(contest=entering.again(contest), actor=cast.head, at=now),
        contest.notice_until + DAYS,
    )


# pairing


def _plan(cast: Cast, at: dt.datetime, *bodies: int) -> pairing.Plan:
    return pairing.Plan(
        title="热水共建",
        kind="office-student",
        goals="热水到二十三点",
        since=_day(at),
        until=_day(at, 60),
        members=[pairing.MemberLine(pk) for pk in bodies],
        activities=[pairing.ActivityLine("走访", _day(at, 9))],
    )


def _drafted(cast: Cast, at: dt.datetime) -> Any:
    plan = _plan(cast, at, cast.branch.pk, cast.office_branch.pk)
    return pairing.propose(plan=plan, actor=cast.secretary, at=at)


@window
def propose_a_pair_until_a_day(cast: Cast, at: dt.datetime) -> Window:
    plan = _plan(cast, at, cast.branch.pk, cast.office_branch.pk)
    return Window(lambda now: pairing.propose(plan=plan, actor=cast.secretary, at=now), last=plan.until)


@window
def send_a_plan_for_signing(cast: Cast, at: dt.datetime) -> Window:
    pair = _drafted(cast, at)
    return Window(
        lambda now: pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=now), last=pair.until
    )


@window
def a_paper_was_signed_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    firm = OrgUnit.objects.create(
        sort="unit", path="0002/", code="F1", name="启明科技公司", short="启明", kind="partner", partner_kind="firm"
    )
    plan = pairing.Plan(**{**vars_of(_plan(cast, at, cast.branch.pk, firm.pk)), "kind": "firm"})
    pair = pairing.propose(plan=plan, actor=cast.secretary, at=at)
    pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=at)
    day = _day(at, 3)

    def attempt(now: dt.datetime) -> Any:
        fresh = pairs.again(pair)
        member = next(m for m in fresh.members.all() if m.body_id == firm.pk)
        given: dict[str, Any] = {"name": "宋远桥", "title": "经理", "signed_on": day, "actor": cast.secretary}
        return pairing.record_signature(pair=fresh, member=member, at=now, **given)

    return Window(attempt, day)


def vars_of(plan: pairing.Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def _active(cast: Cast, at: dt.datetime) -> Any:
    pair = _drafted(cast, at)
    pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=at)
    for signer in (cast.secretary, cast.office_secretary):
        pairing.sign(pair=pairs.again(pair), actor=signer, at=at)
    return pairs.again(pair)


@window
def an_activity_was_held_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    pair, day = _active(cast, at), _day(at, 3)

    def attempt(now: dt.datetime) -> Any:
        given: dict[str, Any] = {"held_on": day, "note": "已走访", "actor": cast.secretary}
        return pairing.hold_activity(pair=pairs.again(pair), activity=pairs.activities_of(pair)[0], at=now, **given)

    return Window(attempt, day)


@window
def make_an_offer_until_a_day(cast: Cast, at: dt.datetime) -> Window:
    text = pairing.OfferText(title="检修", words="热水 浴室", since=_day(at), until=_day(at, 5))
    given: dict[str, Any] = {"body_id": cast.department.pk, "offer": text, "actor": cast.handler}
    return Window(lambda now: pairing.make_offer(at=now, **given), last=_day(at, 5))


# bulletin


def _found(at: dt.datetime, day: dt.date) -> bulletin.Found:
    return bulletin.Found("found", "bag", "雨伞", "主楼", day)


@window
def a_thing_was_found_on_a_day(cast: Cast, at: dt.datetime) -> Window:
    day = _day(at, 3)
    return Window(
        lambda now: bulletin.enter_item(found=_found(at, day), actor=cast.student, at=now), day, day + 366 * DAYS
    )


@window
def a_lost_thing_expires(cast: Cast, at: dt.datetime) -> Window:
    item = bulletin.enter_item(found=_found(at, _day(at)), actor=cast.student, at=at)

    def attempt(now: dt.datetime) -> Any:
        item.refresh_from_db()
        return bulletin.expire_item(item=item, actor=SYSTEM, at=now)

    return Window(attempt, item.expires_on + DAYS)


# org


@window
def an_appointment_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Appointment.objects.filter(person=cast.handler_person).update(since=_day(at, 3), until=_day(at, 9))
    path = cast.department.path
    return Window(lambda now: cast.again("handler", now).can("matters.handle", path), _day(at, 3), _day(at, 9))


@window
def a_liaison_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    rows = Liaison.objects.filter(person=cast.liaison_person)
    rows.update(since=_day(at, 3), until=_day(at, 9))
    Appointment.objects.filter(person=cast.liaison_person).delete()
    path = cast.branch.path
    return Window(lambda now: cast.again("liaison", now).can("matters.supervise", path), _day(at, 3), _day(at, 9))


@window
def a_membership_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Membership.objects.filter(person=cast.member_person).update(since=_day(at, 3), until=_day(at, 9))
    return Window(lambda now: cast.branch.pk in cast.again("member", now).bodies, _day(at, 3), _day(at, 9))


@window
def an_affiliation_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Affiliation.objects.filter(person=cast.stranger_person).update(since=_day(at, 3), until=_day(at, 9))
    return Window(lambda now: cast.other_college.pk in cast.again("stranger", now).bodies, _day(at, 3), _day(at, 9))
