"""The matters of the demo: every state is there, every desk has something, and the books agree."""

import datetime as dt
import random

import pytest
from django.db.models import Count, Q

from gongjian.audit import verification
from gongjian.audit.models import Receipt
from gongjian.matters import metrics, queries
from gongjian.matters.models import Assignment, Matter, Verdict
from gongjian.notify.models import Message
from gongjian.org.queries import actor_for
from gongjian.pairing.models import Offer, Pair
from gongjian.people.queries import account_named
from gongjian.problems.models import Adjustment, FieldRecord
from gongjian.problems.procedures import PROBLEM
from gongjian_demo import accounts, foundation, matters
from gongjian_demo.courses import CourseSpec, draw_course
from gongjian_demo.subjects import Teller, bank
from gongjian_demo.university import University

pytestmark = pytest.mark.django_db


@pytest.fixture
def university(at: dt.datetime) -> University:
    return foundation.found(scale=1, seed=1, at=at, step=lambda n: None)


def test_a_small_demo_has_everything(university, at, django_capture_on_commit_callbacks):
    progress: list[int] = []
    made = matters.generate(university, 1, random.Random("7"), at, progress.append, n=60)
    assert made == Matter.objects.count() == 60
    assert sum(progress) == 60

    assert {s.code for s in PROBLEM.states} == set(Matter.objects.values_list("state", flat=True))
    assert set(Adjustment.objects.values_list("state", flat=True)) == {"proposed", "effective", "rejected"}
    assert {"offered", "taken", "handed-back"} <= set(Assignment.objects.values_list("outcome", flat=True))
    assert Verdict.objects.filter(solved=False).exists()
    assert Matter.objects.exclude(sealed_index="").exists()
    assert FieldRecord.objects.exists()
    assert Receipt.objects.exists()
    assert Matter.objects.values("title").distinct().count() == 60
    assert set(Pair.objects.values_list("state", flat=True)) == {"draft", "signing", "active", "concluded", "dissolved"}
    assert Offer.objects.count() >= 18
    assert not Matter.objects.filter(Q(raised_at__gt=at) | Q(moved_at__gt=at)).exists()

    assert metrics.drift() == {}
    open_holdings = Count("holdings", filter=Q(holdings__until__isnull=True))
    for matter in Matter.objects.annotate(now=open_holdings):
        assert matter.now == (1 if matter.is_open else 0), matter
        assert sum(s.seconds for s in queries.custody(matter, at)) == queries.age_seconds(matter, at), matter
    with django_capture_on_commit_callbacks(execute=True):
        pass
    assert verification.walk(at).findings == []

    waits = {}
    for account in accounts.choose(university):
        actor = actor_for(account_named(account.username), at)
        waits[account.username] = {(t.verb, queries.light_of(t.matter, at)) for t in queries.waiting_for(actor)}
    verbs = {name: {verb for verb, _light in found} for name, found in waits.items()}
    assert verbs["student"] >= {"give_verdict", "supply"}
    assert verbs["secretary"] >= {"study", "adopt", "draw_up", "assign"}
    assert verbs["handler"] >= {"take", "claim_solved", "confirm_adjustment"}
    assert {light for verb, light in waits["handler"] if verb == "claim_solved"} >= {"green", "amber", "red"}
    assert verbs["head"] >= {"take", "claim_solved"}
    assert verbs["liaison"] >= {"confirm_solved", "confirm_adjustment", "approve_parking"}
    assert verbs["leader"]
    organiser = actor_for(account_named("organiser"), at)
    assert queries.visible_to(organiser).exists()

    for account in accounts.choose(university):
        unread = Message.objects.filter(recipient_id=account.person_id, read_at__isnull=True).count()
        assert unread <= 12, account.username
    assert Message.objects.filter(read_at__isnull=False).exists()


def test_the_bank_holds_together():
    assert len(bank()) >= 60
    assert len({s.unit for s in bank()}) >= 14
    assert len({s.title for s in bank()}) == len(bank())
    rng = random.Random(3)
    teller = Teller(rng)
    titles = [teller.tell(rng.choice(bank()), "机电学院", "本科生", "2026年3月").title for _n in range(3000)]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 110


def test_replies_take_as_long_as_real_ones():
    """Delays of real texts: median 11.2 days, 35 % within 7, 62 % within 15, 84 % within 30."""
    rng = random.Random(11)
    delays = []
    for _n in range(3000):
        course = draw_course(rng, CourseSpec(end="solved", extra="straight"))
        names = [name for name, _days in course]
        delays.append(sum(days for _name, days in course[: names.index("reply") + 1]))
    delays.sort()

    def share(days: float) -> float:
        return sum(d <= days for d in delays) / len(delays)

    assert 9.5 <= delays[len(delays) // 2] <= 12.5
    assert abs(share(7) - 0.35) < 0.06
    assert abs(share(15) - 0.62) < 0.06
    assert abs(share(30) - 0.84) < 0.06


def test_the_same_seed_draws_the_same_courses():
    one, two = random.Random("9"), random.Random("9")
    assert [draw_course(one, CourseSpec()) for _n in range(40)] == [draw_course(two, CourseSpec()) for _n in range(40)]
