"""Windows of days of contests, pairs, the bulletin and the posts that people hold."""

import datetime as dt
from typing import Any

from gongjian.bulletin import operations as bulletin
from gongjian.evaluation import operations as evaluation
from gongjian.evaluation import queries as contests
from gongjian.org.models import Affiliation, Appointment, Liaison, Membership
from gongjian.org.models import Unit as OrgUnit
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from tests.all_apps.windows import DAYS, Window, day_of, window
from tests.cast import SYSTEM, Cast
from tests.evaluation import scenarios as entering

# evaluation


@window
def begin_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at, opens_on=day_of(at, 3))
    text = entering.text(at)
    return Window(
        lambda now: evaluation.start_entry(contest=entering.again(contest), **text, actor=cast.student, at=now),
        contest.opens_on,
        contest.closes_on,
    )


@window
def write_on_an_entry(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entry, text = entering.written(cast, contest, at), entering.text(at)
    return Window(
        lambda now: evaluation.write_entry(entry=contests.again(entry), **text, actor=cast.student, at=now),
        last=contest.closes_on,
    )


@window
def hand_an_entry_in(cast: Cast, at: dt.datetime) -> Window:
    contest = entering.opened(cast, at)
    entry = entering.written(cast, contest, at, research_until=day_of(at, 4))  # research ends before
    return Window(
        lambda now: evaluation.hand_in(entry=contests.again(entry), actor=cast.student, at=now),
        day_of(at, 4),
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
    contest, entries, when = entering.judging(cast, at, jurors=("other_head", "other_handler", "leader", "liaison"))
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
        since=day_of(at),
        until=day_of(at, 60),
        members=[pairing.MemberLine(pk) for pk in bodies],
        activities=[pairing.ActivityLine("走访", day_of(at, 9))],
    )


def _drafted(cast: Cast, at: dt.datetime) -> Any:
    plan = _plan(cast, at, cast.branch.pk, cast.office_branch.pk)
    return pairing.propose(**vars(plan), actor=cast.secretary, at=at)


@window
def propose_a_pair_until_aday_of(cast: Cast, at: dt.datetime) -> Window:
    plan = _plan(cast, at, cast.branch.pk, cast.office_branch.pk)
    return Window(lambda now: pairing.propose(**vars(plan), actor=cast.secretary, at=now), last=plan.until)


@window
def send_a_plan_for_signing(cast: Cast, at: dt.datetime) -> Window:
    pair = _drafted(cast, at)
    return Window(
        lambda now: pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=now), last=pair.until
    )


@window
def a_paper_was_signed_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    firm = OrgUnit.objects.create(
        sort="unit", path="0002/", code="F1", name="启明科技公司", short="启明", kind="partner", partner_kind="firm"
    )
    plan = pairing.Plan(**{**vars(_plan(cast, at, cast.branch.pk, firm.pk)), "kind": "firm"})
    pair = pairing.propose(**vars(plan), actor=cast.secretary, at=at)
    pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=at)
    day = day_of(at, 3)

    def attempt(now: dt.datetime) -> Any:
        fresh = pairs.again(pair)
        given: dict[str, Any] = {"name": "宋远桥", "title": "经理", "signed_on": day, "actor": cast.secretary}
        return pairing.record_signature(pair=fresh, body_id=firm.pk, at=now, **given)

    return Window(attempt, day)


def _active(cast: Cast, at: dt.datetime) -> Any:
    pair = _drafted(cast, at)
    pairing.send_for_signing(pair=pairs.again(pair), actor=cast.secretary, at=at)
    for signer in (cast.secretary, cast.office_secretary):
        pairing.sign(pair=pairs.again(pair), actor=signer, at=at)
    return pairs.again(pair)


@window
def an_activity_was_held_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    pair, day = _active(cast, at), day_of(at, 3)

    def attempt(now: dt.datetime) -> Any:
        given: dict[str, Any] = {"held_on": day, "note": "已走访", "actor": cast.secretary}
        return pairing.hold_activity(
            pair=pairs.again(pair), activity_id=pairs.activities_of(pair)[0].pk, at=now, **given
        )

    return Window(attempt, day)


@window
def make_an_offer_until_aday_of(cast: Cast, at: dt.datetime) -> Window:
    given: dict[str, Any] = {"title": "检修", "words": "热水 浴室", "since": day_of(at), "until": day_of(at, 5)}
    given |= {"body_id": cast.department.pk, "actor": cast.handler}
    return Window(lambda now: pairing.make_offer(at=now, **given), last=day_of(at, 5))


# bulletin


def _found(at: dt.datetime, day: dt.date) -> dict[str, Any]:
    return {"sort": "found", "kind": "bag", "title": "雨伞", "place": "主楼", "day": day}


@window
def a_thing_was_found_on_aday_of(cast: Cast, at: dt.datetime) -> Window:
    day = day_of(at, 3)
    return Window(lambda now: bulletin.enter_item(**_found(at, day), actor=cast.student, at=now), day, day + 366 * DAYS)


@window
def a_lost_thing_expires(cast: Cast, at: dt.datetime) -> Window:
    item = bulletin.enter_item(**_found(at, day_of(at)), actor=cast.student, at=at)

    def attempt(now: dt.datetime) -> Any:
        item.refresh_from_db()
        return bulletin.expire_item(item=item, actor=SYSTEM, at=now)

    return Window(attempt, item.expires_on + DAYS)


# org


@window
def an_appointment_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Appointment.objects.filter(person=cast.handler_person).update(since=day_of(at, 3), until=day_of(at, 9))
    path = cast.department.path
    return Window(lambda now: cast.again("handler", now).can("matters.handle", path), day_of(at, 3), day_of(at, 9))


@window
def a_liaison_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    rows = Liaison.objects.filter(person=cast.liaison_person)
    rows.update(since=day_of(at, 3), until=day_of(at, 9))
    Appointment.objects.filter(person=cast.liaison_person).delete()
    path = cast.branch.path
    return Window(lambda now: cast.again("liaison", now).can("matters.supervise", path), day_of(at, 3), day_of(at, 9))


@window
def a_membership_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Membership.objects.filter(person=cast.member_person).update(since=day_of(at, 3), until=day_of(at, 9))
    return Window(lambda now: cast.branch.pk in cast.again("member", now).bodies, day_of(at, 3), day_of(at, 9))


@window
def an_affiliation_is_in_force(cast: Cast, at: dt.datetime) -> Window:
    Affiliation.objects.filter(person=cast.stranger_person).update(since=day_of(at, 3), until=day_of(at, 9))
    return Window(lambda now: cast.other_college.pk in cast.again("stranger", now).bodies, day_of(at, 3), day_of(at, 9))
