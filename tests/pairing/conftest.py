"""Pairs in every state of their life, and partners outside."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongjian.kernel.clock import local_date
from gongjian.org.models import Unit
from gongjian.pairing import operations, queries
from gongjian.pairing.models import Pair
from gongjian.pairing.operations import ActivityLine, MemberLine, Plan
from tests.cast import Cast

MakePlan = Callable[..., Plan]


@pytest.fixture
def plan(cast: Cast, at: dt.datetime) -> MakePlan:
    """``plan(title=…)``: the student branch with the office branch, two activities, a year."""

    def make(**changes: Any) -> Plan:
        today = local_date(at)
        fields: dict[str, Any] = {
            "title": "热水供应共建",
            "kind": "office-student",
            "goals": "解决浴室热水晚间停供",
            "problems": "浴室热水晚十点后停供",
            "since": today,
            "until": today + dt.timedelta(days=365),
            "members": (MemberLine(cast.branch.pk, "组织学生座谈"), MemberLine(cast.office_branch.pk, "现场检修")),
            "activities": (
                ActivityLine("联合主题党日", today + dt.timedelta(days=20), "明远书院", 0),
                ActivityLine("走访浴室", today + dt.timedelta(days=40), "", None),
            ),
        }
        return Plan(**fields | changes)

    return make


@pytest.fixture
def draft(cast: Cast, plan: MakePlan, at: dt.datetime) -> Pair:
    return fresh(operations.propose(**vars(plan()), actor=cast.secretary, at=at))


@pytest.fixture
def in_signing(cast: Cast, draft: Pair, at: dt.datetime) -> Pair:
    operations.send_for_signing(pair=draft, actor=cast.secretary, at=at + dt.timedelta(hours=1))
    return fresh(draft)


@pytest.fixture
def active(cast: Cast, in_signing: Pair, at: dt.datetime) -> Pair:
    when = at + dt.timedelta(hours=2)
    operations.sign(pair=in_signing, actor=cast.secretary, at=when)
    operations.sign(pair=fresh(in_signing), actor=cast.office_secretary, at=when)
    return fresh(in_signing)


@pytest.fixture
def firm(cast: Cast) -> Unit:
    """A partner outside, without accounts."""
    return Unit.objects.create(
        sort="unit", path="0002/", code="F1", name="启明科技公司", short="启明", kind="partner", partner_kind="firm"
    )


def fresh(pair: Pair) -> Pair:
    """The pair as read anew, with members and signatures."""
    return queries.get_for(Cast.system, pair.pk)
