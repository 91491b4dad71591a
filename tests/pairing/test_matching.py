"""The matching gives the best assignment there is, does not depend on order, and can say why."""

import datetime as dt
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.pairing.likeness import pieces, shared_words
from gongjian.pairing.matching import (
    STANDARD,
    Cooperation,
    History,
    Need,
    Offer,
    Proposal,
    Weights,
    propose,
)

TODAY = dt.date(2026, 11, 21)
NONE = History(TODAY)
SUBJECTS = ["浴室热水", "食堂价格", "自习教室", "网络信号", "宿舍维修", "校车班次"]
PLACES = ["", "东校区", "西校区"]
SORTS = ["office", "college", "student", "local", "firm", ""]


Judged = dict[tuple[str, str, int], int]


def judge_one_by_one(needs: list[Need], offers: list[Offer], history: History, weights: Weights) -> Judged:
    """The score of every need × offer × slot, asked of ``propose`` itself with all others made unable to take anything.

    All texts stay in the run, because the rarity of a word depends on them; the floor is lowered so that any score shows.
    """
    low = Weights(weights.subject, weights.kind, weights.place, weights.load, weights.history, floor=-1)
    found: Judged = {}
    for offer in offers:
        for slot in range(offer.capacity):
            only = [
                Offer(o.key, o.body_id, o.name, o.words, o.sort, o.place, 1 if o is offer else 0, o.load + slot)
                if o is offer
                else Offer(o.key, o.body_id, o.name, o.words, o.sort, o.place, 0, o.load)
                for o in offers
            ]
            for need in needs:
                # The others keep their words but are bodies of the offer itself, so they cannot take the place.
                others = [
                    n if n is need else Need(n.key, n.title, n.text, offer.body_id, "", n.sort, n.place) for n in needs
                ]
                choice = next(c for c in propose(others, only, history, weights=low).choices if c.need.key == need.key)
                if choice.chosen:
                    found[need.key, offer.key, slot] = choice.chosen.score
    return found


def best_by_trying_all(needs: list[Need], offers: list[Offer], history: History, weights: Weights) -> int:
    """The greatest total over every possible assignment."""
    judged = judge_one_by_one(needs, offers, history, weights)
    best = -1
    for trial in itertools.product([None, *offers], repeat=len(needs)):
        total, used, fits = 0, dict.fromkeys((o.key for o in offers), 0), True
        for need, offer in zip(needs, trial, strict=True):
            if offer is None:
                total += weights.floor
                continue
            mark = judged.get((need.key, offer.key, used[offer.key]))
            if mark is None:
                fits = False
                break
            total += mark
            used[offer.key] += 1
        if fits:
            best = max(best, total)
    return best


def total_by_hand(proposal: Proposal, weights: Weights) -> int:
    return sum(c.chosen.score if c.chosen else weights.floor for c in proposal.choices)


def assert_within_capacity(proposal: Proposal, offers: list[Offer]) -> None:
    taken: dict[str, int] = {}
    for choice in proposal.choices:
        if choice.chosen:
            taken[choice.chosen.offer.key] = taken.get(choice.chosen.offer.key, 0) + 1
            assert choice.chosen.offer.body_id != choice.need.body_id
    for offer in offers:
        assert taken.get(offer.key, 0) <= offer.capacity


needs_drawn = st.lists(
    st.builds(
        Need,
        key=st.just(""),
        title=st.sampled_from(SUBJECTS),
        text=st.sampled_from(["", *SUBJECTS]),
        body_id=st.sampled_from([None, 1, 2, 3]),
        sort=st.sampled_from(SORTS),
        place=st.sampled_from(PLACES),
    ),
    max_size=4,
).map(lambda rows: [Need(f"n{i}", r.title, r.text, r.body_id, "", r.sort, r.place) for i, r in enumerate(rows)])
offers_drawn = st.lists(
    st.builds(
        Offer,
        key=st.just(""),
        body_id=st.integers(1, 5),
        name=st.just("甲"),
        words=st.lists(st.sampled_from(SUBJECTS), max_size=3).map(" ".join),
        sort=st.sampled_from(SORTS),
        place=st.sampled_from(PLACES),
        capacity=st.integers(0, 3),
        load=st.integers(0, 4),
    ),
    max_size=4,
).map(
    lambda rows: [
        Offer(f"o{i}", r.body_id, r.name, r.words, r.sort, r.place, r.capacity, r.load) for i, r in enumerate(rows)
    ]
)
histories = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(1, 5)),
    st.lists(st.builds(Cooperation, st.dates(dt.date(2023, 1, 1), TODAY), st.booleans()), max_size=2).map(tuple),
    max_size=3,
).map(lambda pairs: History(TODAY, pairs))
floors = st.sampled_from([0, 300, 350, 500, 700]).map(lambda floor: Weights(floor=floor))


@settings(max_examples=60, deadline=None)
@given(needs_drawn, offers_drawn, histories, floors)
def test_no_assignment_is_better(needs: list[Need], offers: list[Offer], history: History, weights: Weights) -> None:
    proposal = propose(needs, offers, history, weights=weights)
    assert proposal.total == total_by_hand(proposal, weights) if needs else proposal.total == 0
    assert_within_capacity(proposal, offers)
    if needs:
        assert proposal.total == best_by_trying_all(needs, offers, history, weights)


@pytest.mark.parametrize("size", [(n, o) for n in range(1, 5) for o in range(1, 5)])
def test_every_small_shape_is_solved_as_well_as_by_trying_all(size: tuple[int, int]) -> None:
    """All shapes up to 4 × 4, with capacities 1 and 2, scarce and plenty."""
    drawn = random.Random(size[0] * 10 + size[1])
    for capacities in itertools.product([1, 2], repeat=min(size[1], 2)):
        needs = [Need(f"n{i}", drawn.choice(SUBJECTS), drawn.choice(SUBJECTS), 100 + i) for i in range(size[0])]
        offers = [
            Offer(
                f"o{j}",
                j,
                f"单位{j}",
                " ".join(drawn.sample(SUBJECTS, 2)),
                capacity=capacities[j % len(capacities)],
                load=drawn.randrange(3),
            )
            for j in range(size[1])
        ]
        proposal = propose(needs, offers, NONE)
        assert proposal.total == best_by_trying_all(needs, offers, NONE, STANDARD)


@settings(max_examples=60, deadline=None)
@given(needs_drawn, offers_drawn, histories, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(
    needs: list[Need], offers: list[Offer], history: History, shuffle: random.Random
) -> None:
    first = propose(needs, offers, history)
    needs, offers = needs[:], offers[:]
    shuffle.shuffle(needs)
    shuffle.shuffle(offers)
    assert propose(needs, offers, history) == first


@settings(max_examples=60, deadline=None)
@given(needs_drawn, offers_drawn, histories)
def test_the_next_best_is_never_better_and_another(needs: list[Need], offers: list[Offer], history: History) -> None:
    for choice in propose(needs, offers, history).choices:
        if choice.next_best is None:
            assert choice.difference is None
            continue
        assert choice.difference is not None and choice.difference >= 0
        if choice.chosen:
            assert choice.next_best.offer.key != choice.chosen.offer.key
            assert choice.chosen.score == sum(p.points for p in choice.chosen.parts)


@settings(max_examples=40, deadline=None)
@given(needs_drawn, offers_drawn)
def test_one_more_place_never_makes_it_worse(needs: list[Need], offers: list[Offer]) -> None:
    before = propose(needs, offers, NONE).total
    for at, offer in enumerate(offers):
        wider = Offer(
            offer.key, offer.body_id, offer.name, offer.words, offer.sort, offer.place, offer.capacity + 1, offer.load
        )
        assert propose(needs, [*offers[:at], wider, *offers[at + 1 :]], NONE).total >= before


def test_a_scarce_offer_goes_where_the_whole_gains_most() -> None:
    """Taking the best for the first would leave the second without: the sum decides, not the queue."""
    needs = [
        Need("a", "浴室热水", "浴室热水供应不足"),
        Need("b", "浴室热水", "浴室热水供应不足", place="东校区"),
    ]
    offers = [
        Offer("x", 1, "后勤", "浴室热水供应", place="西校区"),
        Offer("y", 2, "动力", "浴室热水供应", place="东校区"),
    ]
    chosen = {c.need.key: c.chosen.offer.key for c in propose(needs, offers, NONE).choices if c.chosen}
    assert chosen == {"a": "x", "b": "y"}


def test_needs_are_spread_over_equal_offers_before_one_is_loaded_twice() -> None:
    needs = [Need("a", "食堂价格"), Need("b", "食堂价格")]
    offers = [Offer("x", 1, "甲", "食堂价格", capacity=2), Offer("y", 2, "乙", "食堂价格", capacity=2)]
    assert {c.chosen.offer.key for c in propose(needs, offers, NONE).choices if c.chosen} == {"x", "y"}


def test_nobody_is_proposed_without_a_shared_word() -> None:
    (choice,) = propose(
        [Need("a", "校车班次", place="东校区")], [Offer("x", 1, "甲", "实验安全", place="东校区")], NONE
    ).choices
    assert (choice.chosen, choice.why_none) == (None, "nothing-in-common")


def test_a_body_is_not_its_own_partner() -> None:
    (choice,) = propose([Need("a", "校车班次", body_id=7)], [Offer("x", 7, "甲", "校车班次")], NONE).choices
    assert choice.chosen is None


def test_a_full_offer_is_named_as_full() -> None:
    needs = [Need("a", "校车班次", "校车班次"), Need("b", "校车班次", "校车班次")]
    proposal = propose(needs, [Offer("x", 1, "甲", "校车班次")], NONE)
    assert proposal.matched == 1
    assert {c.why_none for c in proposal.choices} == {"", "all-taken"}


def test_good_history_helps_and_fades_and_broken_history_harms() -> None:
    def points(*past: Cooperation) -> int:
        history = History(TODAY, {(1, 2): past})
        (choice,) = propose([Need("a", "校车班次", body_id=1)], [Offer("x", 2, "甲", "校车班次")], history).choices
        assert choice.chosen
        return next(p.points for p in choice.chosen.parts if p.name == "history")

    fresh = points(Cooperation(TODAY, True))
    old = points(Cooperation(TODAY - dt.timedelta(days=730), True))
    broken = points(Cooperation(TODAY, False))
    assert fresh > old > points() > broken


def test_the_same_two_are_known_in_either_order() -> None:
    past = (Cooperation(TODAY, True),)
    assert History(TODAY, {(2, 1): past}).between(1, 2) == past
    assert History(TODAY, {(2, 1): past}).between(None, 2) == ()


def test_words_are_compared_by_two_characters_and_shown_whole() -> None:
    assert pieces("浴室热水，WiFi6问题") == ["浴室", "室热", "热水", "wifi6"]
    assert shared_words("浴室热水停供 WiFi慢", "浴室热水 wifi") == (
        "wifi",
        "浴室热水",
    )


def test_keys_stand_once_and_capacities_are_not_negative() -> None:
    with pytest.raises(ValueError, match="twice"):
        propose([Need("a", "一"), Need("a", "二")], [], NONE)
    with pytest.raises(ValueError, match="negative"):
        propose([], [Offer("x", 1, "甲", "词", capacity=-1)], NONE)
    assert propose([], [], NONE) == Proposal((), 0)
    assert propose([Need("a", "校车班次")], [], NONE).matched == 0
