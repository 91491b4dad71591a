"""Scenes of problems, raised by the student with the joint branch, led by logistics, supervised by the liaison."""

from functools import partial
from typing import Any

from gongjian.matters import operations as ops
from gongjian.matters.models import Matter
from gongjian.problems import operations as problem_commands
from tests.cast import SYSTEM
from tests.matters import scenarios
from tests.notices.scenes import Order, Setting, by_raiser, scene


def _at(s: Setting, state: str) -> Matter:
    matter: Matter = getattr(scenarios, state)(s.cast, s.at, anonymous=s.sealed)
    return matter


def _order(s: Setting, state: str | Matter, command: Any, part: str, **given: Any) -> Order:
    matter = _at(s, state) if isinstance(state, str) else scenarios.again(state)
    actor = SYSTEM if part == "system" else getattr(s.cast, part)
    return partial(command, matter=matter, actor=actor, at=s.at, **given)


@by_raiser
def raise_problem(s: Setting) -> Order:
    given: dict[str, Any] = {"title": scenarios.TITLE, "text": scenarios.TEXT, "category": "living"}
    given |= {"origin_id": s.cast.branch.pk, "anonymous": s.sealed}
    return partial(problem_commands.raise_problem, actor=s.cast.student, at=s.at, **given)


@by_raiser
def study(s: Setting) -> Order:
    return _order(s, "raised", problem_commands.study, "secretary", held_on=s.day(), opinion="属实")


@by_raiser
def adopt(s: Setting) -> Order:
    votes = {"held_on": s.day(), "due": 21, "present": 18, "in_favour": 16}
    return _order(s, "studied", problem_commands.adopt, "secretary", **votes)


@by_raiser
def decline(s: Setting) -> Order:
    votes = {"held_on": s.day(), "due": 21, "present": 18, "in_favour": 3, "reason": "不具代表性"}
    return _order(s, "studied", problem_commands.decline, "secretary", **votes)


@by_raiser
def draw_up(s: Setting) -> Order:
    lists = {"goal": "热水", "measures": scenarios.measures(s.cast, s.at), "duties": scenarios.duties(s.cast, s.at)}
    return _order(s, "adopted", problem_commands.draw_up, "secretary", **lists)


@by_raiser
def assign(s: Setting) -> Order:
    return _order(s, "listed", problem_commands.assign, "secretary", lead_id=s.cast.department.pk)


@by_raiser
def take(s: Setting) -> Order:
    return _order(s, "assigned", ops.take, "handler")


@by_raiser
def hand_back(s: Setting) -> Order:
    return _order(s, "assigned", ops.hand_back, "handler", reason="不属于本单位")


@by_raiser
def report_progress(s: Setting) -> Order:
    matter = _at(s, "handling")
    first = matter.measures.order_by("position")[0].pk
    return _order(s, matter, problem_commands.report_progress, "handler", measure_id=first, percent=40, text="在修")


@by_raiser
def reply(s: Setting) -> Order:
    return _order(s, "handling", ops.reply, "handler", text="已派人检修，下周完成。")


def _adjusted(s: Setting) -> tuple[Matter, int]:
    matter = _at(s, "handling")
    change = {"line": "problem", "id": matter.pk, "action": "change", "new": {"goal": "热水供应到十二点半"}}
    made = problem_commands.propose_adjustment(
        matter=matter, changes=[change], reason="核实", actor=s.cast.handler, at=s.at
    )
    return matter, made.pk


@by_raiser
def propose_adjustment(s: Setting) -> Order:
    matter = _at(s, "handling")
    change = {"line": "problem", "id": matter.pk, "action": "change", "new": {"goal": "热水供应到十二点半"}}
    return _order(s, matter, problem_commands.propose_adjustment, "secretary", changes=[change], reason="核实")


@by_raiser
def confirm_adjustment(s: Setting) -> Order:
    matter, pk = _adjusted(s)  # by the lead, whose own agreement it is
    return _order(s, matter, problem_commands.confirm_adjustment, "liaison", adjustment_id=pk)


@by_raiser
def reject_adjustment(s: Setting) -> Order:
    matter, pk = _adjusted(s)
    return _order(s, matter, problem_commands.reject_adjustment, "liaison", adjustment_id=pk, reason="理由不足")


@by_raiser
def ask_raiser(s: Setting) -> Order:
    return _order(s, "handling", ops.ask_raiser, "handler", question="几层？")


def _waiting(s: Setting) -> Matter:
    matter = _at(s, "handling")
    ops.ask_raiser(matter=matter, question="几层？", actor=s.cast.handler, at=s.at)
    return matter


@by_raiser
def supply(s: Setting) -> Order:
    return _order(s, _waiting(s), ops.supply, "student", text="三层")


@by_raiser
def go_on_unsupplied(s: Setting) -> Order:
    return _order(s, _waiting(s), ops.go_on_unsupplied, "system")


@by_raiser
def claim_solved(s: Setting) -> Order:
    return _order(
        s, "finished", problem_commands.claim_solved, "handler", statement="热水延长到十二点。", evidence="记录"
    )


@by_raiser
def say_solved(s: Setting) -> Order:
    return _order(s, "claimed", ops.give_verdict, "student", solved=True, satisfaction=5)


@by_raiser
def say_not_solved(s: Setting) -> Order:
    return _order(s, "claimed", ops.give_verdict, "student", solved=False, satisfaction=1, words="没有")


@by_raiser
def presume(s: Setting) -> Order:
    return _order(s, "claimed", ops.presume, "system")


@by_raiser
def confirm_solved(s: Setting) -> Order:
    return _order(s, "judged", problem_commands.confirm_solved, "liaison")


@by_raiser
def send_back(s: Setting) -> Order:
    return _order(s, "judged", problem_commands.send_back, "liaison", reason="再看一周")


def _park_asked(s: Setting) -> Matter:
    matter, given = _at(s, "handling"), {"reason": "等预算", "plan": "明年", "review_on": s.day(90)}
    ops.ask_to_park(matter=matter, actor=s.cast.handler, at=s.at, **given)  # type: ignore[arg-type]
    return matter


@by_raiser
def ask_to_park(s: Setting) -> Order:
    given = {"reason": "等预算", "plan": "明年", "review_on": s.day(90)}
    return _order(s, "handling", ops.ask_to_park, "head", **given)


@by_raiser
def approve_parking(s: Setting) -> Order:
    return _order(s, _park_asked(s), ops.approve_parking, "liaison")


@by_raiser
def refuse_parking(s: Setting) -> Order:
    return _order(s, _park_asked(s), ops.refuse_parking, "liaison", reason="预算已有")


@by_raiser
def resume(s: Setting) -> Order:
    matter = _park_asked(s)
    ops.approve_parking(matter=scenarios.again(matter), actor=s.cast.liaison, at=s.at)
    return _order(s, matter, ops.resume, "liaison", reason="预算已下达")


@by_raiser
def mark_duplicate(s: Setting) -> Order:
    first = scenarios.raised(s.cast, s.at, title="热水", actor=s.cast.stranger)
    return _order(s, "raised", problem_commands.mark_duplicate, "secretary", original=first.number)


@by_raiser
def withdraw(s: Setting) -> Order:
    return _order(s, "raised", ops.withdraw, "student", reason="已经解决")


@by_raiser
def urge(s: Setting) -> Order:
    return _order(s, "handling", ops.urge, "student", words="请尽快")


@by_raiser
def urge_what_the_branch_has(s: Setting) -> Order:
    return _order(s, "raised", ops.urge, "student", words="请尽快")


@by_raiser
def supervise(s: Setting) -> Order:
    return _order(s, "handling", ops.supervise, "liaison", words="请抓紧")


@by_raiser
def release(s: Setting) -> Order:
    return _order(s, "handling", ops.release, "system", why="共建解除")


@by_raiser
def inherit(s: Setting) -> Order:
    return _order(s, "raised", ops.inherit, "system", heir_id=s.cast.office_branch.pk)


@scene
def ask_opening(s: Setting) -> Order:
    matter = scenarios.raised(s.cast, s.at, anonymous=True)
    return _order(s, matter, ops.ask_opening, "administrator", reason="涉及人身安全，需要联系本人")


@scene
def approve_opening(s: Setting) -> Order:
    matter = scenarios.raised(s.cast, s.at, anonymous=True)
    ops.ask_opening(matter=matter, reason="涉及人身安全，需要联系本人", actor=s.cast.administrator, at=s.at)
    return _order(s, matter, ops.approve_opening, "other_administrator", reason="同意")


def _late(s: Setting, over: int, *tell: str) -> Order:
    return _order(s, "handling", ops.run_late, "system", rung=1, days_over=over, tell=tell)


@by_raiser
def run_late_at_the_limit(s: Setting) -> Order:
    return _late(s, 0, "holder")


@by_raiser
def run_late_for_the_head(s: Setting) -> Order:
    return _late(s, 2, "holder", "head")


@by_raiser
def run_late_for_the_supervisor(s: Setting) -> Order:
    return _late(s, 3, "head", "supervisor")


@by_raiser
def run_late_for_the_leaders(s: Setting) -> Order:
    return _late(s, 7, "leader")


@by_raiser
def remind_who_judges(s: Setting) -> Order:
    return _order(s, "claimed", ops.remind_raiser, "system")


@by_raiser
def remind_who_was_asked(s: Setting) -> Order:
    return _order(s, _waiting(s), ops.remind_raiser, "system")


@scene
def import_problems(s: Setting) -> Order:
    row = problem_commands.ProblemRow(sheet="诉求", row=2, title="热水", text="热水器经常跳闸。")
    given: dict[str, Any] = {"rows": [row], "origin_id": s.cast.branch.pk, "actor": s.cast.administrator}
    return partial(problem_commands.import_problems, at=s.at, **given)


@by_raiser
def assign_to_a_unit_without_handler(s: Setting) -> Order:
    """Where nobody handles, the head gets the message."""
    s.cast.handler_person.appointments.all().update(until=s.day(-1), since=s.day(-90))
    return _order(s, "listed", problem_commands.assign, "secretary", lead_id=s.cast.department.pk)


@by_raiser
def ask_to_park_without_a_liaison(s: Setting) -> Order:
    """Without a liaison whoever may supervise there gets the message."""
    matter = _at(s, "handling")
    s.cast.liaison_person.liaisons.all().delete()
    given = {"reason": "等预算", "plan": "明年", "review_on": s.day(90)}
    return _order(s, matter, ops.ask_to_park, "head", **given)
