"""The contests of the demo: one is over, one takes entries, one is being judged, and the desks have something."""

import datetime as dt
import random
from typing import Any

import pytest

from gongjian.evaluation import queries
from gongjian.evaluation.models import Contest, Entry, Review
from gongjian.kernel.clock import local_date
from gongjian_demo import accounts, contests, foundation

pytestmark = pytest.mark.django_db


def test_the_demo_holds_contests(at: dt.datetime, django_capture_on_commit_callbacks: Any) -> None:
    university = foundation.found(scale=1, seed=1, at=at, step=lambda n: None)
    made = contests.furnish(university, random.Random("7"), at)
    assert made == Entry.objects.count()
    assert contests.furnish(university, random.Random("7"), at) == 0
    assert sorted(Contest.objects.values_list("state", flat=True)) == ["judging", "open", "settled"]
    over = Contest.objects.get(state="settled")
    assert over.entries.filter(state="awarded").count() == 8
    assert over.entries.filter(state="not-awarded").count() == 4
    assert {"body", "declared"} <= set(Review.objects.exclude(exclusion="").values_list("exclusion", flat=True))
    assert set(Entry.objects.values_list("state", flat=True)) >= {"writing", "handed-in", "admitted", "turned-down"}
    today = local_date(at)
    waiting = {
        a.username: queries.waiting_for(university.actor(a.person_id), today) for a in accounts.choose(university)
    }
    assert waiting["leader"] and waiting["head"]
    assert not Entry.objects.filter(handed_in_at__gt=at).exists()
