"""What is withdrawn, taken down, or not public is not found: not by its words in a list, and not in the index where it has no place."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from gongjian.bulletin import operations as bulletin
from gongjian.bulletin import queries as notices
from gongjian.evaluation import operations as contests
from gongjian.evaluation import queries as evaluation
from gongjian.kernel.actor import Actor
from gongjian.matters import operations as matters
from gongjian.matters import queries as found_matters
from gongjian.matters.models import Matter
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from gongjian.proposals import operations as proposals
from gongjian.search.models import Document
from tests.appeals import scenarios as hearing
from tests.cast import SYSTEM, Cast
from tests.evaluation import scenarios as entering
from tests.matters import scenarios as problems
from tests.proposals import scenarios as congress

pytestmark = pytest.mark.django_db
WORD = "鹳雀楼前"  # stands in the title of everything here, and nowhere else
Look = Callable[[Actor], bool]


def in_matters(actor: Actor, at: dt.datetime) -> bool:
    """Among what this person sees of matters, or anybody among the public ones."""
    rows = found_matters.visible_to(actor) | found_matters.public_ones()
    wanted = found_matters.Filter(words=WORD)
    return found_matters.narrowed(rows, wanted, actor=actor, at=at).exists()


def in_notices(actor: Actor, at: dt.datetime) -> bool:
    return bool(notices.page(words=WORD).rows)


def in_items(actor: Actor, at: dt.datetime) -> bool:
    return any(
        notices.items_page(state=state, words=WORD).rows for state in ("open", "settled", "expired", "taken-down")
    )


def in_contests(actor: Actor, at: dt.datetime) -> bool:
    return evaluation.filtered(actor, words=WORD).exists()


def in_pairs(actor: Actor, at: dt.datetime) -> bool:
    return pairs.filtered(actor, words=WORD).exists()


def _notice(cast: Cast, at: dt.datetime) -> Any:
    draft = {"column": "official", "title": WORD, "text": "供应到二十三点。"}
    made = bulletin.write(**draft, body_id=cast.department.pk, actor=cast.handler, at=at)
    bulletin.send_for_review(notice=notices.again(made), actor=cast.handler, at=at)
    return notices.again(made)


def _published(cast: Cast, at: dt.datetime) -> Any:
    made = _notice(cast, at)
    bulletin.publish(notice=notices.again(made), actor=cast.head, at=at)
    return notices.again(made)


def _taken_down(cast: Cast, at: dt.datetime) -> None:
    bulletin.take_down(notice=_published(cast, at), reason="有误", actor=cast.head, at=at)


def _item(cast: Cast, at: dt.datetime) -> Any:
    found = {"sort": "found", "kind": "bag", "title": WORD, "place": "主楼", "day": at.date()}
    return bulletin.enter_item(**found, actor=cast.student, at=at)


def _pair(cast: Cast, at: dt.datetime) -> Any:
    plan = pairing.Plan(
        title=WORD,
        kind="office-student",
        goals="热水",
        since=at.date(),
        until=at.date() + dt.timedelta(days=99),
        members=[pairing.MemberLine(cast.branch.pk), pairing.MemberLine(cast.office_branch.pk)],
        activities=[],
    )
    return pairing.propose(**vars(plan), actor=cast.secretary, at=at)


def _declined(cast: Cast, at: dt.datetime) -> None:
    c = congress.build(cast, at)
    reason = proposals.reasons(at)[0]
    given: dict[str, Any] = {"reason": reason, "words": "属于市政职权。", "actor": c.officer}
    proposals.decline(matter=congress.submitted(c, at, title=WORD), at=at, **given)


# What there is → (how it comes to be, where one looks, who finds it, who does not, whether the index has it).
THINGS: dict[str, tuple[Callable[[Cast, dt.datetime], Any], Any, tuple[str, ...], tuple[str, ...], bool]] = {
    "a notice in review": (_notice, in_notices, (), ("guest", "handler"), False),
    "a published notice": (_published, in_notices, ("guest", "stranger"), (), True),
    "a notice taken down": (_taken_down, in_notices, (), ("guest", "handler", "head"), False),
    "an item on the board": (_item, in_items, ("guest",), (), True),
    "an item taken down": (
        lambda c, at: bulletin.take_item_down(item=_item(c, at), reason="不实", actor=c.head, at=at),
        in_items,
        (),
        ("guest", "student", "head"),
        False,
    ),
    "an item that expired": (
        lambda c, at: bulletin.expire_item(item=_item(c, at), actor=SYSTEM, at=at + dt.timedelta(days=400)),
        in_items,
        (),
        ("guest", "student"),
        False,
    ),
    "a public problem": (lambda c, at: problems.raised(c, at, title=WORD), in_matters, ("guest", "student"), (), True),
    "a problem that is not public": (
        lambda c, at: problems.raised(c, at, title=WORD, public=False),
        in_matters,
        ("student", "secretary"),
        ("guest", "stranger", "handler"),
        True,
    ),
    "an appeal whose raiser wants it public": (
        lambda c, at: hearing.raised(c, at, title=WORD, publish=True),
        in_matters,
        ("guest", "stranger"),
        (),
        True,
    ),
    "an appeal": (
        lambda c, at: hearing.raised(c, at, title=WORD),
        in_matters,
        ("student", "receptionist"),
        ("guest", "stranger", "handler"),
        True,
    ),
    "an anonymous appeal": (
        lambda c, at: hearing.raised(c, at, title=WORD, anonymous=True),
        in_matters,
        ("student", "receptionist"),
        ("guest", "stranger", "member"),
        True,
    ),
    "a drafted proposal": (
        lambda c, at: congress.drafted(congress.build(c, at), at, title=WORD),
        in_matters,
        (),
        ("guest", "stranger", "student"),
        True,
    ),
    "a declined proposal": (_declined, in_matters, (), ("guest", "stranger"), True),
    "a withdrawn appeal that was not public": (
        lambda c, at: matters.withdraw(
            matter=hearing.raised(c, at, title=WORD), reason="不需要了", actor=c.student, at=at
        ),
        in_matters,
        ("student",),
        ("guest", "stranger", "member"),
        True,
    ),
    "a drafted contest": (
        lambda c, at: entering.drafted(c, at, title=WORD),
        in_contests,
        ("head",),
        ("guest", "stranger"),
        True,
    ),
    "a published contest": (lambda c, at: entering.opened(c, at, title=WORD), in_contests, ("stranger",), (), True),
    "a contest called off as a draft": (
        lambda c, at: contests.call_off(
            contest=entering.drafted(c, at, title=WORD), reason="停办", actor=c.head, at=at
        ),
        in_contests,
        ("head",),
        ("guest", "stranger"),
        True,
    ),
    "a drafted pair": (_pair, in_pairs, ("secretary",), ("guest", "stranger"), True),
    "a dissolved draft of a pair": (
        lambda c, at: pairing.dissolve(pair=pairs.again(_pair(c, at)), reason="撤并", actor=c.secretary, at=at),
        in_pairs,
        ("secretary",),
        ("guest", "stranger"),
        True,
    ),
}


@pytest.mark.parametrize("thing", THINGS)
def test_who_finds_it_by_its_words(thing: str, cast: Cast, at: dt.datetime) -> None:
    make, look, finds, misses, indexed = THINGS[thing]
    make(cast, at)
    found = {part: look(getattr(cast, part), at) for part in (*finds, *misses)}
    assert found == dict.fromkeys(finds, True) | dict.fromkeys(misses, False)
    assert Document.objects.filter(text__contains=WORD).exists() == indexed
    assert Matter.objects.filter(title=WORD).count() <= 1
