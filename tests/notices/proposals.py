"""Scenes of a congress: the first delegate proposes, the second and third second, logistics answers."""

import datetime as dt
from functools import partial
from typing import Any

from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.proposals import operations as ops
from gongjian.rulebook import queries as rulebook
from tests.notices.scenes import Order, Setting, scene
from tests.proposals import scenarios


def _order(s: Setting, state: str | Matter, command: Any, actor: Any, **given: Any) -> Order:
    matter = getattr(scenarios, state)(s.c, s.at) if isinstance(state, str) else scenarios.again(state)
    return partial(command, matter=matter, actor=actor, at=s.at, **given)


@scene
def draft_with_co_signers(s: Setting) -> Order:
    given: dict[str, Any] = {"title": scenarios.TITLE, "category": "teaching", **scenarios.PARTS}
    given |= {"session_id": s.c.session.pk, "co_signers": [s.c.persons[3].pk, s.c.persons[4].pk]}
    return partial(ops.draft_proposal, actor=s.c.proposer, at=s.at, **given)


@scene
def invite_seconds(s: Setting) -> Order:
    return _order(s, "drafted", ops.invite_seconds, s.c.proposer)


@scene
def second_for_the_first_time(s: Setting) -> Order:
    return _order(s, "seconding", ops.second, s.c.delegates[1])


@scene
def second_enough(s: Setting) -> Order:
    return _order(s, scenarios.seconded(s.c, s.at, 1), ops.second, s.c.delegates[2])


@scene
def second_once_more(s: Setting) -> Order:
    return _order(s, scenarios.seconded(s.c, s.at, 2), ops.second, s.c.delegates[3])


@scene
def co_sign(s: Setting) -> Order:
    matter = scenarios.drafted(s.c, s.at, co_signers=[s.c.persons[3].pk])
    return _order(s, matter, ops.co_sign, s.c.delegates[3])


@scene
def revise_what_was_seconded(s: Setting) -> Order:
    given = {"title": scenarios.TITLE, "category": "teaching", **scenarios.PARTS}
    return _order(s, "seconded", ops.revise_proposal, s.c.proposer, **given)


@scene
def submit(s: Setting) -> Order:
    return _order(s, "seconded", ops.submit, s.c.proposer)


@scene
def accept_a_proposal(s: Setting) -> Order:
    return _order(s, "submitted", ops.accept, s.c.officer)


@scene
def decline_a_proposal(s: Setting) -> Order:
    reason = str(rulebook.parameter("proposal-rules:3", "reasons", s.day())[0])
    return _order(s, "submitted", ops.decline, s.c.officer, reason=reason, words="属于市政职权。")


@scene
def turn_into_appeal(s: Setting) -> Order:
    return _order(s, "submitted", ops.turn_into_appeal, s.c.officer, reason="没有具体建议")


@scene
def postpone(s: Setting) -> Order:
    matter = scenarios.judge(s.c, scenarios.answered(s.c, s.at, "B"), s.at)
    return _order(s, matter, ops.postpone, s.cast.head, promise_on=s.day(90), reason="设备晚到")


@scene
def sign_the_answer_to_a_proposal(s: Setting) -> Order:
    return _order(s, "to_sign", matters.sign, s.cast.head)


def _meeting(s: Setting, matter: Matter) -> Order:
    given: dict[str, Any] = {"session": s.c.session, "title": "面对面", "place": "报告厅"}
    given |= {"starts_at": s.at - dt.timedelta(hours=1), "unit_ids": [s.cast.department.pk], "numbers": [matter.number]}
    return partial(ops.plan_meeting, actor=s.c.officer, at=s.at, **given)


@scene
def plan_meeting(s: Setting) -> Order:
    return _meeting(s, scenarios.accepted(s.c, s.at))


@scene
def record_meeting(s: Setting) -> Order:
    matter = scenarios.accepted(s.c, s.at)
    meeting = _meeting(s, matter)()
    said = ops.Said(number=matter.number, said="同意延长。", by="卓立群")
    given: dict[str, Any] = {"came": [s.cast.department.pk], "present": "", "summary": "", "lines": [said]}
    return partial(ops.record_meeting, meeting=meeting, actor=s.c.officer, at=s.at, **given)


@scene
def call_off_meeting(s: Setting) -> Order:
    meeting = _meeting(s, scenarios.accepted(s.c, s.at))()
    return partial(ops.call_off_meeting, meeting=meeting, reason="改期", actor=s.c.officer, at=s.at)


@scene
def import_proposals(s: Setting) -> Order:
    rows = [ops.ProposalRow(sheet="a", row=2, title="题目", background="案由")]
    return partial(ops.import_proposals, session=s.c.session, rows=rows, actor=s.c.officer, at=s.at)
