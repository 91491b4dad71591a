"""The bulletin of the demo: every column has something, something waits, and nobody is named in public."""

import datetime as dt
import random
from typing import Any

import pytest
from django.test import Client

from gongjian.bulletin import queries
from gongjian.bulletin.columns import WRITTEN
from gongjian.bulletin.models import DayReads, LostItem, Notice, Subscription
from gongjian_demo import accounts, bulletin, foundation

pytestmark = pytest.mark.django_db


def test_every_column_has_something(at: dt.datetime, django_capture_on_commit_callbacks: Any) -> None:
    university = foundation.found(scale=1, seed=1, at=at, step=lambda n: None)
    made = bulletin.furnish(university, random.Random("7"), at)
    assert made == Notice.objects.count() == len(bulletin.bank()) >= 38
    assert bulletin.furnish(university, random.Random("7"), at) == 0
    assert {n.column for n in queries.published()} == {c.code for c in WRITTEN}
    assert LostItem.objects.count() == len(bulletin.THINGS)
    assert LostItem.objects.filter(cover_id__isnull=False).count() >= 8
    assert Subscription.objects.exists() and sum(DayReads.objects.values_list("reads", flat=True)) > 1000
    assert all(n.joined >= 6 for n in queries.published().filter(column="call"))
    heads = [a for a in accounts.choose(university) if a.part in ("head", "handler")]
    waiting = [w for a in heads for w in queries.waiting_for(university.actor(a.person_id))]
    assert {w.verb for w in waiting} == {"publish", "amend"}
    page = Client().get("/bulletin/").content.decode()
    assert all(str(c.label) in page for c in WRITTEN)
