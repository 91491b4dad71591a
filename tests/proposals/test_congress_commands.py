"""Sessions, delegates and meetings: what their commands refuse, and that nothing has changed then."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongjian.audit.models import Entry
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken
from gongjian.proposals import operations as ops
from gongjian.proposals.models import CongressSession, Delegate, Discussion, Meeting, MeetingUnit
from tests.cast import Cast

from . import scenarios

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ROWS: tuple[Any, ...] = (CongressSession, Delegate, Meeting, MeetingUnit, Discussion, Entry, OutboxEvent)


@pytest.fixture
def c(cast: Cast, at: dt.datetime) -> scenarios.Congress:
    return scenarios.build(cast, at)


def untouched() -> Callable[[], bool]:
    """Whether, when called, no row of the congress, no log entry and no event has changed since."""

    def state() -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in ROWS]

    before = state()
    return lambda: state() == before


def planned(c: scenarios.Congress, at: dt.datetime) -> Meeting:
    number = scenarios.accepted(c, at).number
    return ops.plan_meeting(
        session=c.session,
        title=" 面对面 ",
        starts_at=at + HOUR,
        place="报告厅",
        unit_ids=[c.cast.department.pk],
        numbers=[number, number],
        actor=c.officer,
        at=at,
    )


def held(c: scenarios.Congress, meeting: Meeting, at: dt.datetime, **given: Any) -> Meeting:
    (line,) = meeting.discussions.select_related("proposal__matter")
    said = ops.Said(number=line.proposal.matter.number, said="同意延长。", by="卓立群")
    values: dict[str, Any] = {"came": [c.cast.department.pk], "present": "", "summary": "", "lines": [said]} | given
    return ops.record_meeting(meeting=meeting, **values, actor=c.officer, at=at)


def test_a_session_keeps_its_name_for_itself_and_its_days_in_order(c: scenarios.Congress, at: dt.datetime) -> None:
    other = ops.open_session(
        name="第二届", host_id=c.host.pk, opens_on=at.date(), closes_on=at.date(), actor=c.officer, at=at
    )
    unchanged = untouched()
    with pytest.raises(Malformed) as refused:
        ops.change_session(
            session=other,
            name=f" {c.session.name} ",
            opens_on=at.date(),
            closes_on=at.date() - dt.timedelta(days=1),
            actor=c.officer,
            at=at,
        )
    assert sorted(refused.value.fields) == ["closes_on", "name"]
    with pytest.raises(Malformed, match="60"):
        ops.change_session(
            session=other, name="届" * 61, opens_on=at.date(), closes_on=at.date(), actor=c.officer, at=at
        )
    with pytest.raises(NotAllowed):
        ops.change_session(
            session=other, name="第三届", opens_on=at.date(), closes_on=at.date(), actor=c.proposer, at=at
        )
    assert unchanged()


def test_a_session_is_concluded_after_its_last_day_and_then_changed_no_more(
    c: scenarios.Congress, at: dt.datetime
) -> None:
    session, unchanged = c.session, untouched()
    last = at + (session.closes_on - at.date())
    with pytest.raises(NotNow) as refused:
        ops.conclude_session(session=session, actor=c.officer, at=last)
    assert refused.value.code == "still-collecting"
    assert unchanged()
    ops.conclude_session(session=session, actor=c.officer, at=last + dt.timedelta(days=1))
    assert session.concluded_on == session.closes_on + dt.timedelta(days=1)
    unchanged = untouched()
    late = last + dt.timedelta(days=2)
    days = {"opens_on": session.opens_on, "closes_on": session.closes_on}
    for command in (
        lambda: ops.conclude_session(session=session, actor=c.officer, at=late),
        lambda: ops.change_session(session=session, name="第二届", **days, actor=c.officer, at=late),
        lambda: ops.enter_delegate(
            session=session, number="S001", constituency_id=c.cast.college.pk, actor=c.officer, at=late
        ),
    ):
        with pytest.raises(NotNow) as refused:
            command()
        assert refused.value.code == "session-concluded"
    assert unchanged()


def test_a_stale_page_of_a_session_is_told_who_was_first(c: scenarios.Congress, at: dt.datetime) -> None:
    days = {"opens_on": c.session.opens_on, "closes_on": c.session.closes_on}
    seen = c.session.version
    ops.change_session(session=c.session, name="改名一次", **days, actor=c.officer, at=at, seen=seen)
    unchanged = untouched()
    with pytest.raises(Overtaken, match=c.officer.name):
        ops.change_session(session=c.session, name="改名两次", **days, actor=c.officer, at=at, seen=seen)
    assert unchanged()


def test_a_mandate_ends_once_and_only_in_its_own_session(c: scenarios.Congress, at: dt.datetime) -> None:
    delegate = Delegate.objects.filter(session=c.session).order_by("pk").first()
    assert delegate is not None
    other = ops.open_session(
        name="第二届", host_id=c.host.pk, opens_on=at.date(), closes_on=at.date(), actor=c.officer, at=at
    )
    unchanged = untouched()
    given: dict[str, Any] = {"delegate_id": delegate.pk, "actor": c.officer, "at": at}
    with pytest.raises(NotFound):
        ops.end_delegate(session=other, reason="毕业", **given)
    with pytest.raises(Malformed) as refused:
        ops.end_delegate(session=c.session, reason=" ", **given)
    assert list(refused.value.fields) == ["reason"]
    assert unchanged()
    ops.end_delegate(session=c.session, reason="毕业", **given)
    delegate.refresh_from_db()
    assert (delegate.until, delegate.reason) == (at.date(), "毕业")
    unchanged = untouched()
    with pytest.raises(NotNow) as ended:
        ops.end_delegate(session=c.session, reason="毕业", **given)
    assert ended.value.code == "delegate-ended"
    assert unchanged()


def test_a_meeting_is_planned_with_what_it_needs(c: scenarios.Congress, at: dt.datetime) -> None:
    meeting = planned(c, at)
    assert (meeting.title, meeting.state, meeting.discussions.count()) == ("面对面", "planned", 1)
    unchanged = untouched()
    empty: dict[str, Any] = {"title": " ", "place": "", "unit_ids": [], "numbers": [" "]}
    with pytest.raises(Malformed) as refused:
        ops.plan_meeting(session=c.session, starts_at=at, **empty, actor=c.officer, at=at)
    assert sorted(refused.value.fields) == ["numbers", "place", "title", "unit_ids"]
    full: dict[str, Any] = {"title": "面对面", "place": "报告厅", "unit_ids": [c.cast.department.pk], "numbers": ["无"]}
    with pytest.raises(Malformed, match="没有编号为无"):
        ops.plan_meeting(session=c.session, starts_at=at, **full, actor=c.officer, at=at)
    assert unchanged()


def test_minutes_are_recorded_once_the_meeting_has_begun_and_told_once(c: scenarios.Congress, at: dt.datetime) -> None:
    meeting, unchanged = planned(c, at), untouched()
    with pytest.raises(NotNow) as refused:
        held(c, meeting, at + HOUR - dt.timedelta(seconds=1))
    assert refused.value.code == "meeting-not-yet"
    with pytest.raises(NotNow):
        ops.attach_minutes(meeting=meeting, uploads=(), actor=c.officer, at=at)
    assert unchanged()
    for wrong in ({"came": [c.cast.college.pk]}, {"lines": [ops.Said(number="无", said=" ")]}):
        with pytest.raises(Malformed) as malformed:
            held(c, meeting, at + HOUR, **wrong)
        assert list(malformed.value.fields) == list(wrong)
    assert unchanged()
    events = OutboxEvent.objects.filter(kind="proposals.meeting-recorded")
    assert held(c, meeting, at + HOUR).state == "held"
    held(c, meeting, at + 2 * HOUR, summary="补充")
    assert (events.count(), meeting.summary) == (1, "补充")
    assert Entry.objects.filter(verb="proposals.meeting-recorded").count() == 2


def test_what_was_held_is_not_called_off_and_what_was_called_off_not_held(
    c: scenarios.Congress, at: dt.datetime
) -> None:
    meeting = held(c, planned(c, at), at + HOUR)
    unchanged = untouched()
    with pytest.raises(NotNow, match="已召开"):
        ops.call_off_meeting(meeting=meeting, reason="改期", actor=c.officer, at=at + HOUR)
    assert unchanged()
    other = Meeting.objects.create(session=c.session, title="另一场", starts_at=at, place="报告厅")
    with pytest.raises(NotAllowed):
        ops.call_off_meeting(meeting=other, reason="改期", actor=c.proposer, at=at)
    ops.call_off_meeting(meeting=other, reason="改期", actor=c.officer, at=at)
    assert (other.state, other.reason) == ("called-off", "改期")
    unchanged = untouched()
    with pytest.raises(NotNow):
        ops.record_meeting(
            meeting=other,
            came=[c.cast.department.pk],
            lines=[ops.Said(number="1", said="x", by="y")],
            actor=c.officer,
            at=at + HOUR,
        )
    assert unchanged()
