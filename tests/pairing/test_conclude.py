"""The pair at work and at its end."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from gongjian.audit import queries as ledger
from gongjian.kernel import counters
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.pairing import operations, queries
from gongjian.pairing.models import Outcome, Pair
from tests.cast import Cast
from tests.pairing.conftest import fresh

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_an_activity_is_held_with_its_result(cast: Cast, active: Pair, at: dt.datetime) -> None:
    activity = queries.activities_of(active)[0]
    held = operations.hold_activity(
        pair=active,
        activity_id=activity.pk,
        held_on=local_date(at + 20 * DAY),
        note="师生 40 人参加",
        present=40,
        actor=cast.office_secretary,
        at=at + 21 * DAY,
    )
    assert (held.present, held.note) == (40, "师生 40 人参加")
    assert counters.read(["pairing|activities|held"]) == {"pairing|activities|held": 1}
    with pytest.raises(NotNow):
        operations.call_off_activity(
            pair=fresh(active), activity_id=activity.pk, reason="晚了", actor=cast.secretary, at=at + 22 * DAY
        )


def test_an_activity_is_not_held_before_its_day(cast: Cast, active: Pair, at: dt.datetime) -> None:
    activity = queries.activities_of(active)[0]
    for changes in (
        {"held_on": local_date(at + 5 * DAY)},
        {"held_on": local_date(at - 5 * DAY)},
        {"note": ""},
        {"present": 0},
    ):
        given = {"held_on": local_date(at), "note": "有", "present": 3} | changes
        with pytest.raises(Malformed):
            operations.hold_activity(pair=fresh(active), activity_id=activity.pk, actor=cast.secretary, at=at, **given)  # type: ignore[arg-type]
    assert queries.activities_of(active)[0].held_on is None


def test_activities_are_added_and_called_off(cast: Cast, active: Pair, at: dt.datetime) -> None:
    host = next(m for m in active.members.all() if m.part == "partner")
    made = operations.plan_activity(
        pair=active,
        title="检修开放日",
        day=local_date(at + 60 * DAY),
        host_id=host.body_id,
        actor=cast.secretary,
        at=at + DAY,
    )
    with pytest.raises(Malformed):
        operations.plan_activity(
            pair=fresh(active), title="太晚", day=local_date(at + 900 * DAY), actor=cast.secretary, at=at + DAY
        )
    off = operations.call_off_activity(
        pair=fresh(active), activity_id=made.pk, reason="设备未到", actor=cast.secretary, at=at + 2 * DAY
    )
    assert off.called_off == "设备未到"


def test_a_pair_is_concluded_only_with_an_outcome(cast: Cast, active: Pair, at: dt.datetime) -> None:
    with pytest.raises(NotNow, match="还没有登记成果"):
        operations.conclude(pair=active, summary="完成", actor=cast.secretary, at=at + DAY)
    operations.add_outcome(
        pair=active, text="热水延长至二十三点", served=1200, figures="投诉减少 30 件", actor=cast.secretary, at=at + DAY
    )
    with pytest.raises(Malformed):
        operations.conclude(pair=fresh(active), summary="", actor=cast.secretary, at=at + DAY)
    for part in ("office_secretary", "committee_secretary", "administrator"):
        with pytest.raises(NotAllowed):
            operations.conclude(pair=fresh(active), summary="完成", actor=getattr(cast, part), at=at + DAY)
    ended = operations.conclude(pair=fresh(active), summary="难题已解决", actor=cast.secretary, at=at + 2 * DAY)
    assert (ended.state, ended.ended_at, ended.end_note) == ("concluded", at + 2 * DAY, "难题已解决")
    payload = OutboxEvent.objects.get(kind="pairing.concluded").payload
    assert list(payload["body_ids"]) == [cast.branch.pk, cast.office_branch.pk]
    last = ledger.latest("pairing.pair", ended.pk)
    assert last is not None and (last.verb, "难题已解决" in last.sentence) == ("pairing.concluded", True)


@pytest.mark.parametrize("part", ["secretary", "committee_secretary", "office_secretary"])
def test_an_active_pair_is_dissolved_by_either_side_with_a_reason(
    cast: Cast, active: Pair, at: dt.datetime, part: str
) -> None:
    actor = getattr(cast, part)
    with pytest.raises(Malformed):
        operations.dissolve(pair=active, reason="", actor=actor, at=at + DAY)
    ended = operations.dissolve(pair=fresh(active), reason="一方撤并", actor=actor, at=at + DAY)
    assert ended.state == "dissolved"
    payload = OutboxEvent.objects.get(kind="pairing.dissolved").payload
    assert (payload["was_active"], payload["reason"]) == (True, "一方撤并")
    with pytest.raises(NotNow):
        operations.dissolve(pair=fresh(active), reason="再来", actor=cast.secretary, at=at + DAY)


def test_a_draft_is_given_up_by_its_initiator_only(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    for part in ("office_secretary", "stranger", "member"):
        with pytest.raises(NotAllowed):
            operations.dissolve(pair=fresh(in_signing), reason="不办了", actor=getattr(cast, part), at=at + DAY)
    assert fresh(in_signing).state == "signing"
    operations.dissolve(pair=fresh(in_signing), reason="不办了", actor=cast.secretary, at=at + DAY)
    assert OutboxEvent.objects.get(kind="pairing.dissolved").payload["was_active"] is False
    assert not queries.visible_to(cast.stranger).exists()


def test_strangers_record_nothing(cast: Cast, active: Pair, at: dt.datetime) -> None:
    for part in ("stranger", "committee_secretary", "administrator", "liaison"):
        with pytest.raises(NotAllowed):
            operations.add_outcome(pair=active, text="不是我的", actor=getattr(cast, part), at=at + DAY)
    assert not Outcome.objects.exists()


def test_a_pair_past_its_term_is_to_be_concluded(cast: Cast, active: Pair) -> None:
    assert queries.waiting_for(cast.secretary, active.until).past_term == []
    assert queries.waiting_for(cast.secretary, active.until + DAY).past_term == [active]
    assert queries.waiting_for(cast.office_secretary, active.until + DAY).past_term == []


def test_who_may_give_a_problem_to_a_pair(cast: Cast, active: Pair) -> None:
    choice = [(active.pk, f"{active.number} {active.title}")]
    assert queries.choices_for(cast.office_secretary) == queries.choices_for(cast.committee_secretary) == choice
    assert queries.choices_for(cast.stranger) == []
    assert list(queries.active()) == [active]


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "dissolved", "end_note": "", "ended_at": None},
        {"state": "concluded", "end_note": "好", "ended_at": None},
        {"state": "active", "began_at": None},
        {"state": "draft"},
        {"state": "forgotten"},
        {"until": dt.date(2020, 1, 1)},
    ],
)
def test_impossible_rows_cannot_be_written(active: Pair, impossible: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Pair.objects.filter(pk=active.pk).update(**impossible)


def test_the_figures_are_kept_by_the_verbs(cast: Cast, active: Pair, at: dt.datetime) -> None:
    states = ["pairing|office-student|active", "pairing|office-student|dissolved"]
    assert counters.read(states) == {states[0]: 1} | {states[1]: 0}
    operations.dissolve(pair=active, reason="一方撤并", actor=cast.secretary, at=at + DAY)
    assert counters.read(states) == {states[0]: 0} | {states[1]: 1}
