"""What appeals and proposals share: voices that each judge, signed replies, bundles, promises, silence."""

import datetime as dt

import pytest

from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Refused
from gongjian.matters import metrics, queries, tasks
from gongjian.matters import operations as ops
from gongjian.matters.models import Holding, Matter, Reply, Verdict, Voice
from gongjian.problems import operations as problem_commands
from tests.cast import SYSTEM, Cast
from tests.matters import shared_scenarios as shared
from tests.matters.by_step import run
from tests.matters.scenarios import again, days

pytestmark = pytest.mark.django_db


def judge(matter: Matter, actor: object, at: dt.datetime, *, solved: bool = True) -> Matter:
    words = "" if solved else "仍然没有暖气"
    ops.give_verdict(
        matter=matter,
        solved=solved,
        satisfaction=5 if solved else 1,
        words=words,
        actor=actor,
        at=at,  # type: ignore[arg-type]
    )
    return again(matter)


def with_voice(matter: Matter, person_id: int, at: dt.datetime, part: str = "joined") -> Matter:
    Voice.objects.create(matter=matter, part=part, person_id=person_id, at=at)
    return again(matter)


def test_an_appeal_runs_from_raised_to_closed(cast: Cast, at: dt.datetime) -> None:
    matter = shared.answered(cast, at)
    assert (matter.state, matter.holder_id) == ("answered", cast.department.pk)
    assert [t.verb for t in queries.waiting_for(cast.student)] == ["give_verdict"]
    matter = judge(matter, cast.student, at)
    assert (matter.state, matter.presumed) == ("closed-confirmed", False)
    assert queries.waiting_for(cast.student) == []
    assert metrics.drift() == {}
    spans = Holding.objects.filter(matter=matter)
    assert sum((h.until - h.since for h in spans if h.until), dt.timedelta()) == matter.ended_at - matter.raised_at


def test_a_reply_is_not_given_before_its_head_signs(cast: Cast, at: dt.datetime) -> None:
    matter = shared.to_sign(cast, at)
    with pytest.raises(NotAllowed):
        ops.sign(matter=matter, actor=cast.handler, at=at)
    assert again(matter).state == "to-sign"
    ops.return_reply(matter=again(matter), reason="请写明日期", actor=cast.head, at=at)
    assert again(matter).state == "handling"
    assert not Reply.objects.filter(matter=matter, final=True).exists()


def test_every_voice_judges_once_and_one_no_has_it_handled_again(cast: Cast, at: dt.datetime) -> None:
    matter = with_voice(shared.answered(cast, at), cast.stranger_person.pk, at)
    matter = judge(matter, cast.student, at)
    assert matter.state == "answered", "the other voice has not spoken"
    with pytest.raises(NotAllowed, match="已经评价"):
        judge(matter, cast.student, at)
    matter = judge(matter, cast.stranger, at, solved=False)
    assert (matter.state, matter.round, matter.holder_id) == ("handling", 2, cast.department.pk)
    run(ops.answer, "answer", ops.ANSWERED, matter=matter, text="更换了水泵，已恢复。", actor=cast.handler, at=at)
    matter = judge(again(matter), cast.stranger, at, solved=False)
    assert matter.state == "answered", "in the last round the others are still heard"
    matter = judge(matter, cast.student, at)
    assert matter.state == "closed-unsolved"
    assert Verdict.objects.filter(matter=matter).count() == 4


def test_the_silent_are_counted_apart(cast: Cast, at: dt.datetime) -> None:
    matter = with_voice(shared.answered(cast, at), cast.stranger_person.pk, at)
    assert tasks.move_on(days(at, 60)) == 1
    matter = again(matter)
    assert (matter.state, matter.presumed) == ("closed-presumed", True)
    assert list(Verdict.objects.filter(matter=matter).values_list("presumed", flat=True)) == [True, True]
    assert metrics.drift() == {}


def test_one_who_spoke_makes_the_end_a_spoken_one(cast: Cast, at: dt.datetime) -> None:
    matter = with_voice(shared.answered(cast, at), cast.stranger_person.pk, at)
    judge(matter, cast.student, at)
    tasks.move_on(days(at, 60))
    assert (again(matter).state, again(matter).presumed) == ("closed-confirmed", False)


def test_a_bundle_is_held_and_answered_as_one_and_each_keeps_a_verdict(cast: Cast, at: dt.datetime) -> None:
    child = shared.bundled(cast, at)
    main = again(child.bundled_into)
    assert (child.state, child.holder_id) == ("bundled", main.holder_id)
    run(ops.answer, "answer", ops.ANSWERED, matter=main, text="已检修。", actor=cast.handler, at=at)
    child = again(child)
    assert (child.state, child.replies.filter(final=True).count()) == ("answered", 1)
    judge(again(main), cast.student, at)
    child = judge(child, cast.stranger, at, solved=False)
    assert (again(main).state, child.state, child.holder_id) == ("closed-confirmed", "handling", cast.department.pk)
    assert metrics.drift() == {}


def test_a_bundle_can_be_taken_apart(cast: Cast, at: dt.datetime) -> None:
    child = shared.bundled(cast, at)
    ops.unbundle(matter=child, reason="不是同一间", actor=SYSTEM, at=at)
    child = again(child)
    assert (child.state, child.bundled_into_id, child.holder_id) == ("raised", None, child.origin_id)


def test_what_is_bundled_is_freed_when_the_main_one_is_taken_back(cast: Cast, at: dt.datetime) -> None:
    child = shared.bundled(cast, at)
    ops.withdraw(matter=again(child.bundled_into), reason="不需要了", actor=cast.student, at=at)
    assert (again(child).state, again(child).holder_id) == ("raised", child.origin_id)
    assert metrics.drift() == {}


def test_it_cannot_be_bundled_into_itself_or_into_what_is_answered(cast: Cast, at: dt.datetime) -> None:
    matter, done = shared.opened(cast, at), shared.answered(cast, at)
    for original, refusal in ((matter.number, Malformed), (done.number, NotNow), ("诉求-2026-9999", Malformed)):
        with pytest.raises(refusal):
            ops.bundle(matter=matter, original=original, actor=SYSTEM, at=at)
        assert again(matter).state == "raised"


@pytest.mark.parametrize(("grade", "state"), [("A", "closed-solved"), ("B", "promised"), ("C", "closed-reference")])
def test_a_proposal_ends_as_its_reply_is_graded(cast: Cast, at: dt.datetime, grade: str, state: str) -> None:
    promise = {"promise_on": at.date() + dt.timedelta(days=90), "promise_by": "卓立群"} if grade == "B" else {}
    matter = shared.answered(cast, at, "proposal", grade, **promise)
    matter = judge(matter, cast.student, at)
    assert matter.state == state
    if grade == "B":
        assert matter.due_at.date() == promise["promise_on"]
        assert [t.verb for t in queries.waiting_for(cast.handler)] == ["fulfil"]


def test_a_promise_needs_its_day_and_its_owner(cast: Cast, at: dt.datetime) -> None:
    matter = shared.handling(cast, at, "proposal")
    for reply in ({"grade": ""}, {"grade": "B"}, {"grade": "B", "promise_on": at.date(), "promise_by": "卓立群"}):
        with pytest.raises(Malformed):
            run(
                ops.submit_reply,
                "submit_reply",
                ops.REPLY_SUBMITTED,
                matter=matter,
                text="列入明年计划。",
                actor=cast.handler,
                at=at,
                **reply,
            )
        assert again(matter).state == "handling" and not Reply.objects.exists()


def test_verbs_of_problems_do_not_touch_other_kinds(cast: Cast, at: dt.datetime) -> None:
    matter = shared.stepped(shared.opened(cast, at), "accept", at)
    with pytest.raises(Refused):
        problem_commands.assign(matter=matter, lead_id=cast.department.pk, actor=SYSTEM, at=at)
    with pytest.raises(Refused):
        problem_commands.decline(
            matter=matter, held_on=at.date(), due=3, present=3, in_favour=0, reason="不", actor=SYSTEM, at=at
        )
    assert again(matter).state == "accepted"


def test_what_a_body_led_goes_back_when_it_ends(cast: Cast, at: dt.datetime) -> None:
    matter = shared.handling(cast, at)
    ops.rehome_matters_of_body(body_id=cast.department.pk, heir_id=None, actor=SYSTEM, at=at)
    assert (again(matter).state, again(matter).holder_id) == ("accepted", matter.origin_id)


def test_who_only_joined_does_not_open_the_files(cast: Cast, at: dt.datetime) -> None:
    matter = with_voice(shared.opened(cast, at), cast.stranger_person.pk, at)
    assert queries.visible_to(cast.stranger).filter(pk=matter.pk).exists()
    readers = {part: queries.may_read_files(cast.actors[part], matter.pk) for part in ("student", "stranger", "member")}
    assert readers == {"student": True, "stranger": False, "member": False}


def test_a_draft_is_read_by_those_who_write_it_alone(cast: Cast, at: dt.datetime) -> None:
    matter = shared.opened(cast, at, "proposal")
    assert matter.state == "draft"
    readers = [part for part in cast.persons if queries.visible_to(cast.actors[part]).filter(pk=matter.pk).exists()]
    assert readers == ["student"]
