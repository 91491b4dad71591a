"""Scenes of appeals: raised by the student with the students' affairs centre, joined by another, led by logistics."""

from functools import partial
from typing import Any

from gongjian.appeals import operations as ops
from gongjian.appeals import queries
from gongjian.appeals.radar import Alarm as Burst
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.rulebook import queries as rulebook
from tests.appeals import scenarios
from tests.cast import SYSTEM
from tests.matters import shared_scenarios
from tests.notices.scenes import Order, Setting, by_raiser, scene


def _at(s: Setting, state: str, **given: Any) -> Matter:
    """An appeal of the student in this state, which the member has joined."""
    matter: Matter = getattr(scenarios, state)(s.cast, s.at, anonymous=s.sealed, **given)
    return matter


def _joined(s: Setting) -> Matter:
    matter = _at(s, "raised", publish=True)
    ops.join(matter=matter, actor=s.cast.member, at=s.at)
    return scenarios.again(matter)


def _answered(s: Setting) -> Matter:
    matter = _joined(s)
    ops.accept(matter=matter, category="living", answer_class="general", actor=s.cast.receptionist, at=s.at)
    ops.assign(matter=scenarios.again(matter), lead_id=s.cast.department.pk, actor=s.cast.receptionist, at=s.at)
    matters.take(matter=scenarios.again(matter), actor=s.cast.handler, at=s.at)
    ops.answer(matter=scenarios.again(matter), text=scenarios.REPLY, confirmed=True, actor=s.cast.handler, at=s.at)
    return matter


def _order(s: Setting, state: str | Matter, command: Any, part: str, **given: Any) -> Order:
    matter = _at(s, state) if isinstance(state, str) else scenarios.again(state)
    actor = SYSTEM if part == "system" else getattr(s.cast, part)
    return partial(command, matter=matter, actor=actor, at=s.at, **given)


def _raise(s: Setting, text: str) -> Order:
    given: dict[str, Any] = {"title": "三号楼", "text": text, "nature": "request", "anonymous": s.sealed}
    return partial(ops.raise_appeal, actor=s.cast.student, at=s.at, **given)


@by_raiser
def raise_appeal(s: Setting) -> Order:
    return _raise(s, "三层浴室没有热水。")


@by_raiser
def raise_an_appeal_of_danger(s: Setting) -> Order:
    return _raise(s, "有人晕倒了，冒烟")


@by_raiser
def join_an_appeal(s: Setting) -> Order:
    return _order(s, _at(s, "raised", publish=True), ops.join, "member")


@by_raiser
def accept_an_appeal(s: Setting) -> Order:
    return _order(s, _joined(s), ops.accept, "receptionist", category="living", answer_class="general")


@by_raiser
def decline_an_appeal(s: Setting) -> Order:
    reason = rulebook.parameter("appeal-rules:8", "reasons", s.day())[0]
    return _order(s, _joined(s), ops.decline, "receptionist", reason=reason, words="不属于学校的事")


@by_raiser
def assign_an_appeal(s: Setting) -> Order:
    return _order(s, "accepted", ops.assign, "receptionist", lead_id=s.cast.department.pk)


@by_raiser
def hand_an_appeal_back(s: Setting) -> Order:
    matter = _at(s, "assigned", unit=s.cast.other_department)
    return _order(s, matter, ops.hand_back, "other_handler", reason="浴室归后勤")


@by_raiser
def add_co_unit(s: Setting) -> Order:
    given = {"unit_id": s.cast.other_department.pk, "words": "请提供数据"}
    return _order(s, "handling", ops.add_co_unit, "handler", **given)


@by_raiser
def answer_an_appeal(s: Setting) -> Order:
    matter = _joined(s)
    ops.accept(matter=matter, category="living", answer_class="general", actor=s.cast.receptionist, at=s.at)
    ops.assign(matter=scenarios.again(matter), lead_id=s.cast.department.pk, actor=s.cast.receptionist, at=s.at)
    matters.take(matter=scenarios.again(matter), actor=s.cast.handler, at=s.at)
    return _order(s, matter, ops.answer, "handler", text=scenarios.REPLY, confirmed=True)


@by_raiser
def submit_an_answer(s: Setting) -> Order:
    matter = _at(s, "handling", answer_class="complex")
    return _order(s, matter, ops.submit_reply, "handler", text=scenarios.REPLY, confirmed=True)


def _to_sign(s: Setting) -> Matter:
    matter = _at(s, "handling", answer_class="complex")
    ops.submit_reply(matter=matter, text=scenarios.REPLY, confirmed=True, actor=s.cast.handler, at=s.at)
    return matter


@by_raiser
def return_an_answer(s: Setting) -> Order:
    return _order(s, _to_sign(s), matters.return_reply, "head", reason="写清日期")


@by_raiser
def sign_an_answer(s: Setting) -> Order:
    return _order(s, _to_sign(s), matters.sign, "head")


@by_raiser
def judge_the_last_answer(s: Setting) -> Order:
    """The member has judged, the student is the last one: the round closes."""
    matter, verdict = _answered(s), {"solved": True, "satisfied": "yes", "contacted": True}
    ops.give_verdict(matter=scenarios.again(matter), actor=s.cast.member, at=s.at, **verdict)  # type: ignore[arg-type]
    return _order(s, matter, ops.give_verdict, "student", **verdict)


@by_raiser
def remind_who_has_not_judged(s: Setting) -> Order:
    matter, verdict = _answered(s), {"solved": True, "satisfied": "yes", "contacted": True}
    ops.give_verdict(matter=scenarios.again(matter), actor=s.cast.member, at=s.at, **verdict)  # type: ignore[arg-type]
    return _order(s, matter, matters.remind_raiser, "system")


@scene
def bundle(s: Setting) -> Order:
    main = shared_scenarios.handling(s.cast, s.at)
    child = shared_scenarios.opened(s.cast, s.at, actor=s.cast.stranger)
    return _order(s, child, matters.bundle, "system", original=main.number)


@scene
def unbundle(s: Setting) -> Order:
    return _order(s, shared_scenarios.bundled(s.cast, s.at), matters.unbundle, "system", reason="不是同一件事")


@by_raiser
def ask_exclusion(s: Setting) -> Order:
    matter = scenarios.closed(s.cast, s.at, anonymous=s.sealed)
    return _order(s, matter, ops.ask_exclusion, "handler", reason="评价的是另一件事情")


def _excluding(s: Setting) -> Matter:
    matter = scenarios.closed(s.cast, s.at, anonymous=s.sealed)
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=s.cast.handler, at=s.at)
    return matter


@by_raiser
def approve_exclusion(s: Setting) -> Order:
    return _order(s, _excluding(s), ops.approve_exclusion, "leader")


@by_raiser
def refuse_exclusion(s: Setting) -> Order:
    return _order(s, _excluding(s), ops.refuse_exclusion, "leader", reason="是同一件事")


@by_raiser
def lift(s: Setting) -> Order:
    matter = _joined(s)
    given: dict[str, Any] = {"title": "浴室热水", "text": "多件诉求反映没有热水。", "category": "living"}
    given |= {"appeal_ids": [matter.pk], "origin_id": s.cast.branch.pk, "actor": s.cast.receptionist}
    return partial(ops.lift, at=s.at, **given)


@by_raiser
def sound_alarms(s: Setting) -> Order:
    matter = _at(s, "raised")
    burst = Burst(cell=("living", "明远书院"), expected=0.4, seen=3, p_value=0.001, weeks=26, case_ids=[matter.pk])
    return partial(ops.sound_alarms, week="2026-W09", bursts=[burst], at=s.at)


@by_raiser
def publish_summary(s: Setting) -> Order:
    reception = queries.main_reception()
    assert reception is not None
    given: dict[str, Any] = {"topic": "夜间自习", "text": "听听大家。", "opens_on": s.day(), "closes_on": s.day()}
    board = ops.open_board(reception_id=reception.pk, actor=s.cast.receptionist, at=s.at, **given)
    opinion = _at(s, "raised", board_id=board.pk)
    ops.join(matter=opinion, actor=s.cast.member, at=s.at)
    board = queries.get_board(board.pk)
    later = s.at.replace(day=s.at.day + 1)
    ops.summarise_board(board=board, summary="大家赞成。", actor=s.cast.receptionist, at=later)
    return partial(ops.publish_summary, board=queries.get_board(board.pk), actor=s.cast.receptionist, at=later)


@scene
def import_appeals(s: Setting) -> Order:
    rows = [ops.AppealRow(sheet="表", row=2, title="热水", text="没有热水")]
    given: dict[str, Any] = {"rows": rows, "actor": s.cast.administrator}
    return partial(ops.import_appeals, at=s.at, **given)
