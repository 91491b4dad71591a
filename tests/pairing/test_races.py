"""Several sign in the same moment: each is heard, and the pair begins once. On both databases."""

from functools import partial

import pytest

from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import NotNow
from gongjian.pairing import operations
from gongjian.pairing.models import Pair, PairSignature
from gongjian.pairing.operations import MemberLine
from tests.cast import Cast, build_cast
from tests.conftest import hour_of
from tests.matters.test_races import at_once
from tests.pairing.conftest import fresh

pytestmark = pytest.mark.django_db(transaction=True)
AT = hour_of("2026-03-02 09:00")


def in_signing(cast: Cast) -> Pair:
    pair = operations.propose(
        title="热水共建",
        kind="office-student",
        goals="热水到二十三点",
        since=AT.date(),
        until=AT.date().replace(month=12),
        members=[MemberLine(cast.branch.pk), MemberLine(cast.office_branch.pk)],
        actor=cast.secretary,
        at=AT,
    )
    return operations.send_for_signing(pair=fresh(pair), actor=cast.secretary, at=AT)


def test_two_sides_sign_at_once() -> None:
    cast = build_cast(AT)
    pair = in_signing(cast)
    got = at_once(
        partial(operations.sign, pair=fresh(pair), actor=cast.secretary, at=AT),
        partial(operations.sign, pair=fresh(pair), actor=cast.office_secretary, at=AT),
    )
    assert all(isinstance(g, Pair) for g in got), got
    assert (fresh(pair).state, PairSignature.objects.count()) == ("active", 2)
    assert OutboxEvent.objects.filter(kind="pairing.began").count() == 1


def test_two_clicks_of_one_side_sign_once() -> None:
    cast = build_cast(AT)
    pair = in_signing(cast)
    got = at_once(*(partial(operations.sign, pair=fresh(pair), actor=cast.secretary, at=AT) for _ in range(2)))
    assert sorted(type(g) for g in got if not isinstance(g, Pair)) == [NotNow], got
    assert (fresh(pair).state, PairSignature.objects.count()) == ("signing", 1)
