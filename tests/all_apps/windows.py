"""All windows of days in which something may be done: how to try it, its first and its last day (both included)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gongjian.appeals import operations as appeals
from gongjian.appeals import queries as appeal_queries
from gongjian.kernel.clock import local_date
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.problems import operations as problem_commands
from gongjian.proposals import operations as proposals
from gongjian.proposals.models import CongressSession, Delegate
from tests.appeals import scenarios as hearing
from tests.cast import Cast
from tests.matters import scenarios as problems
from tests.proposals import scenarios as congress

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


def day_of(at: dt.datetime, n: int = 0) -> dt.date:
    return local_date(at) + n * DAYS


# appeals


def _board(cast: Cast, at: dt.datetime) -> Any:
    return appeals.open_board(
        reception_id=appeal_queries.main_reception().pk,  # type: ignore[union-attr]
        topic="夜间自习",
        text="想听听大家怎样用自习室。",
        opens_on=day_of(at, 3),
        closes_on=day_of(at, 9),
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
        lambda now: appeals.summarise_board(board=appeal_queries.get_board(board.pk), at=now, **given),
        board.closes_on + DAYS,
    )


@window
def open_a_board_that_closes_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    given: dict[str, Any] = {
        "topic": "夜间自习",
        "text": "想听听大家。",
        "opens_on": day_of(at),
        "closes_on": day_of(at, 5),
    }
    reception = appeal_queries.main_reception()
    assert reception is not None
    return Window(
        lambda now: appeals.open_board(**given, reception_id=reception.pk, actor=cast.receptionist, at=now),
        last=day_of(at, 5),
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
    Delegate.objects.filter(person=c.persons[0]).update(since=day_of(at, 5), until=day_of(at, 9))
    return Window(lambda now: congress.drafted(c, now), day_of(at, 5), day_of(at, 9))


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
def a_study_was_held_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.raised(cast, at), day_of(at, 2)
    given: dict[str, Any] = {"held_on": day, "opinion": "情况属实。", "actor": cast.secretary}
    return Window(lambda now: problem_commands.study(matter=problems.again(matter), at=now, **given), day)


@window
def a_study_was_not_held_before_it_was_raised(cast: Cast, at: dt.datetime) -> Window:
    day = day_of(at, 4)

    def attempt(raised: dt.datetime) -> Matter:
        matter = problems.raised(cast, raised)
        return problem_commands.study(
            matter=matter, held_on=day, opinion="情况属实。", actor=cast.secretary, at=raised + 20 * DAYS
        )

    return Window(attempt, last=day)


@window
def an_adoption_was_voted_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.studied(cast, at), day_of(at, 2)
    given: dict[str, Any] = {"held_on": day, "due": 21, "present": 18, "in_favour": 16, "actor": cast.secretary}
    return Window(lambda now: problem_commands.adopt(matter=problems.again(matter), at=now, **given), day)


@window
def park_until_aday_of(cast: Cast, at: dt.datetime) -> Window:
    matter, day = problems.handling(cast, at), day_of(at, 12)
    given: dict[str, Any] = {"reason": "等预算", "plan": "明年", "review_on": day, "actor": cast.handler}
    return Window(lambda now: matters.ask_to_park(matter=problems.again(matter), at=now, **given), last=day - DAYS)
