"""Winners go into the procedure of proposals."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.audit import queries as ledger
from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Entry
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import NotAllowed, NotNow
from gongjian.matters.models import Matter
from gongjian.proposals.models import Proposal
from tests.cast import Cast
from tests.evaluation.scenarios import noticed, settled
from tests.proposals import scenarios as congress

pytestmark = pytest.mark.django_db


@pytest.fixture
def winner(cast: Cast, at: dt.datetime) -> tuple[Entry, dt.datetime]:
    _contest, (first, _second), when = settled(cast, at, parts=("student", "stranger"))
    return first, when


def test_a_winner_becomes_a_proposal_of_its_leader(
    cast: Cast, at: dt.datetime, winner: tuple[Entry, dt.datetime]
) -> None:
    held = congress.build(cast, at, days=90)
    entry, when = winner
    operations.transfer(entry=entry, actor=cast.head, at=when)
    entry = queries.again(entry)
    matter = Matter.objects.get(number=entry.proposal)
    assert (matter.kind, matter.title, matter.category, matter.source) == ("proposal", entry.title, "living", "contest")
    assert matter.raiser_id == cast.student.person_id and matter.holder_id == held.host.pk
    proposal = Proposal.objects.get(matter=matter)
    assert proposal.session == held.session and proposal.entry_url == reverse("evaluation:entry", args=[entry.number])
    assert proposal.advice == entry.advice and proposal.background == entry.background
    for word in ("明远书院一号楼", "问卷与访谈", "126", entry.findings, entry.analysis):
        assert word in proposal.research
    assert "获一等奖" in proposal.entry_label
    assert "evaluation.transferred" in [e.verb for e in ledger.timeline("evaluation.entry", entry.pk)]
    assert OutboxEvent.objects.filter(kind="evaluation.entry-transferred").count() == 1
    with pytest.raises(NotAllowed, match="已经转入"):
        operations.transfer(entry=entry, actor=cast.head, at=when)
    assert Matter.objects.count() == 1


@pytest.mark.parametrize("part", ["student", "other_head", "leader", "guest"])
def test_only_the_host_transfers(cast: Cast, at: dt.datetime, winner: tuple[Entry, dt.datetime], part: str) -> None:
    congress.build(cast, at, days=90)
    entry, when = winner
    with pytest.raises(NotAllowed):
        operations.transfer(entry=entry, actor=getattr(cast, part), at=when)
    assert not Matter.objects.exists()


def test_without_a_session_nothing_is_transferred(cast: Cast, winner: tuple[Entry, dt.datetime]) -> None:
    entry, when = winner
    with pytest.raises(NotNow, match="届次"):
        operations.transfer(entry=entry, actor=cast.head, at=when)
    assert queries.again(entry).proposal == ""


def test_before_the_end_nothing_is_transferred(cast: Cast, at: dt.datetime) -> None:
    congress.build(cast, at, days=90)
    _contest, entries, when = noticed(cast, at)
    with pytest.raises(NotNow):
        operations.transfer(entry=entries[0], actor=cast.head, at=when)


def test_by_its_page(cast: Cast, at: dt.datetime, frozen: Any) -> None:
    congress.build(cast, at - dt.timedelta(days=1), days=90)
    _contest, (first, _second), _when = settled(cast, at - dt.timedelta(days=45))
    client = Client()
    client.force_login(cast.accounts["head"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("evaluation:transfer", args=[first.number])
    assert url in client.get(reverse("evaluation:entry", args=[first.number])).content.decode()
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 302
    number = queries.again(first).proposal
    page = client.get(reverse("evaluation:entry", args=[first.number])).content.decode()
    assert number and number in page
