"""Scenes of pairs, of notices and lost things, and of contests."""

import datetime as dt
from functools import partial
from typing import Any

from gongjian.bulletin import operations as bulletin
from gongjian.bulletin import queries as notices
from gongjian.evaluation import operations as contests
from gongjian.evaluation import queries as evaluation
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from tests.cast import SYSTEM
from tests.evaluation import scenarios as entering
from tests.notices.scenes import Order, Setting, scene

# Pairs: the joint branch begins, the branch of logistics takes part.


def _pair(s: Setting, upto: str) -> Any:
    cast = s.cast
    plan = pairing.Plan(
        title="热水共建",
        kind="office-student",
        goals="热水到二十三点",
        since=s.day(),
        until=s.day(200),
        members=[pairing.MemberLine(cast.branch.pk), pairing.MemberLine(cast.office_branch.pk)],
        activities=[pairing.ActivityLine("走访", s.day(9))],
    )
    made = pairing.propose(**vars(plan), actor=cast.secretary, at=s.at)
    if upto != "draft":
        pairing.send_for_signing(pair=pairs.again(made), actor=cast.secretary, at=s.at)
    for signer in {"half": ("office_secretary",), "active": ("secretary", "office_secretary")}.get(upto, ()):
        pairing.sign(pair=pairs.again(made), actor=getattr(cast, signer), at=s.at)
    return pairs.again(made)


def _of_pair(s: Setting, upto: str, command: Any, part: str, **given: Any) -> Order:
    return partial(command, pair=_pair(s, upto), actor=getattr(s.cast, part), at=s.at, **given)


@scene
def propose_a_pair(s: Setting) -> Order:
    pair = _pair(s, "draft")
    plan = pairing.Plan(
        title="第二次共建",
        kind="office-student",
        goals="热水",
        since=s.day(),
        until=s.day(200),
        members=[pairing.MemberLine(m.body_id) for m in pair.members.order_by("pk")],
        activities=[],
    )
    return partial(pairing.propose, **vars(plan), actor=s.cast.secretary, at=s.at)


@scene
def send_for_signing(s: Setting) -> Order:
    return _of_pair(s, "draft", pairing.send_for_signing, "secretary")


@scene
def sign_a_plan_first(s: Setting) -> Order:
    return _of_pair(s, "signing", pairing.sign, "office_secretary")


@scene
def sign_a_plan_last(s: Setting) -> Order:
    return _of_pair(s, "half", pairing.sign, "secretary")


@scene
def hand_a_plan_back(s: Setting) -> Order:
    return _of_pair(s, "signing", pairing.hand_back, "office_secretary", reason="改期")


@scene
def conclude(s: Setting) -> Order:
    pair = _pair(s, "active")
    pairing.add_outcome(pair=pair, text="热水不断供", actor=s.cast.secretary, at=s.at)
    given = {"summary": "目标已达成。", "actor": s.cast.secretary}
    return partial(pairing.conclude, pair=pairs.again(pair), at=s.at, **given)


@scene
def dissolve(s: Setting) -> Order:
    return _of_pair(s, "active", pairing.dissolve, "office_secretary", reason="撤并")


# Bulletin: the handler writes for logistics, the head publishes; the stranger has subscribed.


def _notice(s: Setting, upto: str) -> Any:
    cast = s.cast
    bulletin.subscribe(columns=["official", "lost"], actor=cast.stranger)
    draft = {"column": "official", "title": "热水供应时间", "text": "供应到二十三点。"}
    made = bulletin.write(**draft, body_id=cast.department.pk, actor=cast.handler, at=s.at)
    if upto != "draft":
        bulletin.send_for_review(notice=notices.again(made), actor=cast.handler, at=s.at)
    if upto == "published":
        bulletin.publish(notice=notices.again(made), actor=cast.head, at=s.at)
    return notices.again(made)


@scene
def send_for_review(s: Setting) -> Order:
    return partial(bulletin.send_for_review, notice=_notice(s, "draft"), actor=s.cast.handler, at=s.at)


@scene
def hand_a_notice_back(s: Setting) -> Order:
    given: dict[str, Any] = {"notice": _notice(s, "sent"), "reason": "写明地点"}
    return partial(bulletin.hand_back, actor=s.cast.head, at=s.at, **given)


@scene
def publish(s: Setting) -> Order:
    return partial(bulletin.publish, notice=_notice(s, "sent"), actor=s.cast.head, at=s.at)


@scene
def take_down(s: Setting) -> Order:
    given: dict[str, Any] = {"notice": _notice(s, "published"), "reason": "有误"}
    return partial(bulletin.take_down, actor=s.cast.head, at=s.at, **given)


def _found(s: Setting) -> dict[str, Any]:
    bulletin.subscribe(columns=["official", "lost"], actor=s.cast.stranger)
    return {"sort": "found", "kind": "bag", "title": "雨伞", "place": "主楼", "day": s.day()}


def _item(s: Setting) -> Any:
    return bulletin.enter_item(**_found(s), actor=s.cast.student, at=s.at)


@scene
def enter_item(s: Setting) -> Order:
    return partial(bulletin.enter_item, **_found(s), actor=s.cast.student, at=s.at)


@scene
def answer_item(s: Setting) -> Order:
    return partial(bulletin.answer_item, item=_item(s), text="是我的", actor=s.cast.member, at=s.at)


@scene
def answer_who_wrote(s: Setting) -> Order:
    item = _item(s)
    bulletin.answer_item(item=item, text="是我的", actor=s.cast.member, at=s.at)
    given: dict[str, Any] = {"item": item, "text": "请来取", "to_id": s.cast.member_person.pk}
    return partial(bulletin.answer_item, actor=s.cast.student, at=s.at, **given)


@scene
def settle_item(s: Setting) -> Order:
    return partial(bulletin.settle_item, item=_item(s), actor=s.cast.student, at=s.at)


@scene
def expire_item(s: Setting) -> Order:
    item = _item(s)
    return partial(bulletin.expire_item, item=item, actor=SYSTEM, at=s.at + dt.timedelta(days=400))


@scene
def take_item_down(s: Setting) -> Order:
    return partial(bulletin.take_item_down, item=_item(s), reason="不实", actor=s.cast.head, at=s.at)


@scene
def take_own_item_down(s: Setting) -> Order:
    return partial(bulletin.take_item_down, item=_item(s), reason="不实", actor=s.cast.student, at=s.at)


# Contests of logistics: the student with a team, the stranger alone; three jurors.


def _contest(s: Setting, command: Any, contest: Any, part: str = "head", **given: Any) -> Order:
    when = given.pop("at", s.at)
    return partial(command, contest=entering.again(contest), actor=getattr(s.cast, part), at=when, **given)


def _entry(s: Setting, command: Any, entry: Any, part: str = "head", **given: Any) -> Order:
    when = given.pop("at", s.at)
    return partial(command, entry=evaluation.again(entry), actor=getattr(s.cast, part), at=when, **given)


@scene
def open_contest(s: Setting) -> Order:
    contest = entering.drafted(s.cast, s.at)
    entering.appoint(s.cast, contest, entering.JURORS, s.at)
    return _contest(s, contests.open_contest, contest)


@scene
def prolong(s: Setting) -> Order:
    contest = entering.opened(s.cast, s.at)
    entering.handed_in(s.cast, contest, s.at, team="S002")
    given = {"closes_on": s.day(25), "judging_until": s.day(40), "reason": "申报较少"}
    return _contest(s, contests.prolong, contest, **given)


@scene
def prolong_the_judging(s: Setting) -> Order:
    contest, _entries, when = entering.judging(s.cast, s.at)
    given = {"closes_on": contest.closes_on, "judging_until": s.day(50), "reason": "评委出差"}
    return _contest(s, contests.prolong, contest, at=when, **given)


@scene
def call_off(s: Setting) -> Order:
    contest, _entries, when = entering.judging(s.cast, s.at)
    return _contest(s, contests.call_off, contest, at=when, reason="停办")


@scene
def hand_in(s: Setting) -> Order:
    contest = entering.opened(s.cast, s.at)
    return _entry(s, contests.hand_in, entering.written(s.cast, contest, s.at, team="S002"), "student")


def _handed_in(s: Setting) -> Any:
    return entering.handed_in(s.cast, entering.opened(s.cast, s.at), s.at, team="S002")


@scene
def return_entry(s: Setting) -> Order:
    return _entry(s, contests.return_entry, _handed_in(s), reason="补充")


@scene
def admit(s: Setting) -> Order:
    return _entry(s, contests.admit, _handed_in(s))


@scene
def turn_down(s: Setting) -> Order:
    return _entry(s, contests.turn_down, _handed_in(s), reason="不符")


@scene
def disqualify(s: Setting) -> Order:
    _contest_row, (entry, _other), when = entering.noticed(s.cast, s.at)
    return _entry(s, contests.disqualify, entry, at=when, reason="抄袭")


@scene
def begin_judging(s: Setting) -> Order:
    contest = entering.opened(s.cast, s.at)
    entering.admitted(s.cast, contest, s.at)
    return _contest(s, contests.begin_judging, contest, at=s.at + dt.timedelta(days=21))


@scene
def assign_juror(s: Setting) -> Order:
    jurors = ("other_head", "other_handler", "leader", "liaison")
    _row, (entry,), when = entering.judging(s.cast, s.at, ["student"], jurors=jurors, jurors_per_entry=3)
    spare = next(j for j in evaluation.jurors_of(entry.contest) if j.person_id == s.cast.liaison_person.pk)
    return _entry(s, contests.assign_juror, entry, at=when, juror_id=spare.pk)


@scene
def notice_results(s: Setting) -> Order:
    contest, entries, when = entering.judging(s.cast, s.at)
    for entry in entries:
        for part in entering.JURORS:
            entering.give(entry, getattr(s.cast, part), (27, 18, 40), when)
    return _contest(s, contests.notice_results, contest, at=when)


@scene
def object_to(s: Setting) -> Order:
    contest, _entries, when = entering.noticed(s.cast, s.at)
    return _contest(s, contests.object_to, contest, "member", at=when, text="有误")


def _objected(s: Setting) -> tuple[Any, Any, dt.datetime]:
    contest, _entries, when = entering.noticed(s.cast, s.at)
    return contest, contests.object_to(contest=contest, text="有误", actor=s.cast.member, at=when), when


@scene
def answer_objection(s: Setting) -> Order:
    contest, objection, when = _objected(s)
    given = {"objection_id": objection.pk, "answer": "成立", "upheld": True}
    return _contest(s, contests.answer_objection, contest, at=when, **given)


@scene
def rejudge(s: Setting) -> Order:
    contest, objection, when = _objected(s)
    _contest(s, contests.answer_objection, contest, at=when, objection_id=objection.pk, answer="成立", upheld=True)()
    return _contest(s, contests.rejudge, contest, at=when, judging_until=s.day(60), reason="重评")


@scene
def settle(s: Setting) -> Order:
    contest, _entries, when = entering.noticed(s.cast, s.at)
    return _contest(s, contests.settle, contest, at=when + dt.timedelta(days=20))


@scene
def transfer(s: Setting) -> Order:
    assert s.c.session  # a congress that takes it
    _contest_row, (entry, _other), when = entering.settled(s.cast, s.at)
    return _entry(s, contests.transfer, entry, at=when)
