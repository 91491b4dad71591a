"""Whatever anybody orders, in whatever order and hour, these hold after every step of a contest."""

import datetime as dt
import random
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.evaluation import operations as ops
from gongjian.evaluation import queries, scoring
from gongjian.evaluation.models import Contest, Entry, Objection, Review, Score
from gongjian.evaluation.procedures import CONTEST, ENTRY
from gongjian.kernel.refused import Refused
from tests.cast import Cast, build_cast
from tests.conftest import hour_of

from . import scenarios

pytestmark = pytest.mark.django_db
PARTS = ("student", "member", "stranger", "head", "administrator", "other_head", "other_handler", "leader", "liaison")
JURORS = ("other_head", "other_handler", "leader", "liaison", "secretary")
DAY = dt.timedelta(days=1)
STAGES = ("open", "judging", "noticed")
AT = hour_of("2026-03-02 09:00")


class Play:
    """One contest, played by chance."""

    def __init__(self, cast: Cast, at: dt.datetime, seed: int) -> None:
        self.cast, self.draw = cast, random.Random(seed)
        self.done: list[str] = []
        begin = STAGES[seed % len(STAGES)]
        if begin == "open":
            contest, self.at = scenarios.opened(cast, at, jurors=JURORS), at
        else:
            contest, _entries, self.at = getattr(scenarios, begin)(
                cast, at, jurors=JURORS if begin == "judging" else scenarios.JURORS
            )
        self.contest_id = contest.pk

    @property
    def contest(self) -> Contest:
        return queries.get_for(Cast.system, self.contest_id)

    def entry(self) -> Entry | None:
        rows = list(Entry.objects.filter(contest_id=self.contest_id).order_by("id"))
        return queries.again(self.draw.choice(rows)) if rows else None

    def orders(self) -> dict[str, Any]:
        """Every verb with arguments that could do."""
        draw, at, contest = self.draw, self.at, self.contest
        actor = getattr(self.cast, draw.choice(PARTS))
        host: dict[str, Any] = {"contest": contest, "actor": draw.choice([actor, self.cast.head]), "at": at}
        entry = self.entry()
        orders: dict[str, Any] = {
            "start_entry": lambda: ops.start_entry(
                contest=contest, **scenarios.text(at, title=f"第{draw.random()}项"[:20]), actor=actor, at=at
            ),
            "begin_judging": lambda: ops.begin_judging(**host),
            "notice_results": lambda: ops.notice_results(**host),
            "settle": lambda: ops.settle(**host),
            "prolong": lambda: ops.prolong(
                **host, closes_on=contest.closes_on, judging_until=contest.judging_until + 4 * DAY, reason="延期"
            ),
            "object_to": lambda: ops.object_to(
                contest=contest, text="有误", actor=actor, at=at, entry_id=entry.pk if entry else None
            ),
            "rejudge": lambda: ops.rejudge(**host, judging_until=at.date() + 5 * DAY, reason="重评"),
            "call_off": lambda: ops.call_off(**host, reason="停办") if draw.random() < 0.03 else None,
        }
        objection = Objection.objects.filter(contest=contest, answered_at=None).first()
        if objection:
            upheld = draw.random() < 0.5
            orders["answer_objection"] = lambda: ops.answer_objection(
                **host, objection_id=objection.pk, answer="已核对", upheld=upheld
            )
        if entry is None:
            return orders
        one: dict[str, Any] = {"entry": entry, "actor": actor, "at": at}
        by_host = one | {"actor": host["actor"]}
        points = {c.pk: Decimal(draw.randint(0, 2 * c.most)) / 2 for c in queries.criteria_of(contest)}
        juror = getattr(self.cast, draw.choice(JURORS))
        return orders | {
            "write_entry": lambda: ops.write_entry(**one, **scenarios.text(at)),
            "hand_in": lambda: ops.hand_in(**one),
            "retract": lambda: ops.retract(**one),
            "admit": lambda: ops.admit(**by_host),
            "return_entry": lambda: ops.return_entry(**by_host, reason="补正"),
            "turn_down": lambda: ops.turn_down(**by_host, reason="不符"),
            "disqualify": lambda: ops.disqualify(**by_host, reason="不实") if draw.random() < 0.2 else None,
            "score": lambda: ops.score(entry=entry, points=points, actor=juror, at=at),
            "declare_conflict": lambda: (
                ops.declare_conflict(**one | {"actor": juror}, reason="亲属") if draw.random() < 0.2 else None
            ),
        }

    def step(self) -> None:
        """One order, by chance; refused ones change nothing."""
        favoured = {
            "open": ("start_entry", "hand_in", "admit", "begin_judging"),
            "judging": ("score", "score", "score", "notice_results"),
            "noticed": ("object_to", "answer_objection", "settle", "rejudge"),
        }.get(self.contest.state, ())
        orders = self.orders()
        verb = self.draw.choice([v for v in favoured if v in orders] or list(orders))
        if self.draw.random() < 0.4:
            verb = self.draw.choice(list(orders))
        before = (rows(Contest), rows(Entry), rows(Review), rows(Score), rows(Objection))
        try:
            with transaction.atomic():
                orders[verb]()
            self.done.append(verb)
        except Refused:
            assert (rows(Contest), rows(Entry), rows(Review), rows(Score), rows(Objection)) == before, verb
        if self.draw.random() < 0.12:
            self.at += DAY * self.draw.choice((1, 4, 10))

    def holds(self) -> None:
        """The laws."""
        contest = self.contest
        entries = [queries.again(e) for e in contest.entries.all()]
        assert contest.state in {s.code for s in CONTEST.states}
        for entry in entries:
            assert entry.state in {s.code for s in ENTRY.states}
            for review in entry.reviews.all():
                assert not (
                    any(m.person_id == review.juror.person_id for m in entry.members.all()) and not review.exclusion
                )
                if review.scored_at:
                    assert review.scores.count() == 3
            if entry.state in ("scored", "awarded", "not-awarded"):
                assert contest.state in ("noticed", "settled", "called-off")
                assert entry.valid_reviews >= 3 and entry.score is not None
                valid = [r for r in entry.reviews.all() if r.scored_at and not r.exclusion]
                assert len(valid) == entry.valid_reviews
                naive = [
                    sum(s.points / s.criterion.most * s.criterion.weight for s in r.scores.select_related("criterion"))
                    for r in valid
                ]
                naive = sorted(naive)[1:-1] if len(naive) >= 5 else naive
                assert abs(Decimal(sum(naive)) / len(naive) - entry.score) <= Decimal("0.006")
        if contest.state in ("noticed", "settled"):
            standing = [e for e in entries if e.rank and e.state != "turned-down"]
            for one in standing:
                assert one.rank == 1 + sum(1 for o in standing if (o.rank or 0) < (one.rank or 0))
            assert not any(e.state == "admitted" for e in entries)
        if contest.state == "settled":
            assert not Objection.objects.filter(contest=contest, answered_at=None).exists()
            assert all((e.award_id is not None) == (e.state == "awarded") for e in entries)


def rows(model: Any) -> list[Any]:
    return list(model.objects.order_by("pk").values_list())


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10**6))
def test_the_laws_hold_whatever_is_ordered(seed: int) -> None:
    with transaction.atomic():
        play = Play(build_cast(AT), AT, seed)
        for _ in range(24):
            play.step()
        play.holds()
        transaction.set_rollback(True)


@pytest.mark.parametrize("seed", range(len(STAGES)))
def test_chance_gets_on(seed: int) -> None:
    """From every stage something is done, so that the walk above is no walk on the spot."""
    play = Play(build_cast(AT), AT, seed)
    for _ in range(12):
        play.step()
    play.holds()
    assert play.done


def test_a_trimmed_score_is_between_the_lowest_and_the_highest() -> None:
    measures = [scoring.Measure(1, 10, 100)]
    for n in range(1, 9):
        reviews = [{1: Decimal(k)} for k in range(n)]
        score = scoring.result_of(reviews, measures, 5).score
        assert score is not None and 0 <= score <= 10 * (n - 1)
