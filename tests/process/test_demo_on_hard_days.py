"""``./run`` on an empty folder, whatever day it is: the whole demo is founded, small, with the clock on that day.

A few of the hardest days here; GONGJIAN_DEMO_DAYS=1 takes each of 731 days (hours of work), =10 each tenth and the hard ones.
"""

import datetime as dt
import itertools
import os
import random
from typing import Any

import pytest
import time_machine
from django.db.models import Max

from gongjian.appeals.models import Appeal
from gongjian.audit.models import Entry as LedgerEntry
from gongjian.bulletin.models import Notice
from gongjian.evaluation.models import Contest, Entry
from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian.org.queries import actor_for
from gongjian.pairing.models import Pair
from gongjian.people.queries import account_named
from gongjian_demo import accounts, appeals, bulletin, congress, contests, foundation, matters
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db

EVERYDAY = (
    "2026-02-23 01:00",  # the last day of the longest holiday; no working day for nine days
    "2027-01-01 01:00",  # yesterday in UTC, another year; no table of this year
)
HARD = (
    *EVERYDAY,
    "2026-12-01 03:00",
    "2026-12-02 10:00",
    "2026-12-03 10:00",
    "2026-01-01 01:00",
    "2026-02-14 23:30",  # a Saturday that is made up
    "2026-02-15 00:05",
    "2026-02-24 08:01",
    "2026-02-28 12:00",
    "2026-05-05 01:00",
    "2026-09-20 12:00",
    "2026-10-01 01:00",
    "2026-10-07 23:59",
    "2026-10-08 07:59",
    "2026-10-10 18:30",
    "2027-02-06 01:00",
    "2027-10-03 10:00",
    "2027-12-31 23:59",
    "2028-02-29 10:00",
    "2028-03-01 01:00",
)


def chosen() -> list[str]:
    step = os.environ.get("GONGJIAN_DEMO_DAYS", "")
    if not step:
        return list(EVERYDAY)
    days = (dt.date(2026, 1, 1) + dt.timedelta(days=n) for n in itertools.count())
    every = itertools.islice(days, 0, 731, int(step))
    return [*HARD, *(f"{day} {day.toordinal() % 24:02}:{day.toordinal() % 60:02}" for day in every)]


@pytest.mark.parametrize("present", chosen())
def test_the_demo_is_founded(present: str, django_capture_on_commit_callbacks: Any) -> None:
    at = hour_of(present)
    with time_machine.travel(at, tick=False):
        university = foundation.found(scale=1, seed=1, at=at, step=lambda n: None)
        assert matters.generate(university, 1, random.Random("7"), at, lambda n: None, n=40) == 40
        appeals.furnish(university, random.Random("7"), at, many=10, old=20)
        bulletin.furnish(university, random.Random("7"), at)
        congress.furnish(university, random.Random("7"), at)
        contests.furnish(university, random.Random("7"), at)

        for model, field in (
            (Matter, "moved_at"),
            (Appeal, "matter__raised_at"),
            (LedgerEntry, "at"),
            (Notice, "published_at"),
        ):
            assert model._default_manager.aggregate(last=Max(field))["last"] <= at, field
        assert sorted(Contest.objects.values_list("state", flat=True)) == ["judging", "open", "settled"]
        assert Entry.objects.filter(state="awarded").count() == 8
        states = set(Pair.objects.values_list("state", flat=True))
        assert states == {"draft", "signing", "active", "concluded", "dissolved"}
        proposals = set(Matter.objects.filter(kind="proposal").values_list("state", flat=True))
        assert {"draft", "seconding", "submitted", "accepted", "assigned", "handling"} <= proposals
        waiting = {}
        for account in accounts.choose(university):
            actor = actor_for(account_named(account.username), at)
            waiting[account.username] = {t.verb for t in queries.waiting_for(actor)}
        assert waiting["student"] >= {"give_verdict", "supply"}
        assert waiting["secretary"] >= {"study", "adopt", "draw_up", "assign"}
        assert waiting["handler"] >= {"take", "claim_solved"}
