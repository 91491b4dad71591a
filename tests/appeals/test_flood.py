"""What is asked first when somebody sends again: the same form, then the same words, then how often they have sent."""

import datetime as dt
from typing import Any

import pytest

from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal, Sending
from gongjian.kernel.refused import NotNow
from gongjian.rulebook import queries as rulebook
from tests.cast import Cast

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


def send(cast: Cast, at: dt.datetime, n: int, **given: Any) -> Any:
    words = {"title": f"第{n}件", "text": f"第{n}件：三层浴室没有热水。", "nature": "complaint", "actor": cast.student}
    return ops.raise_appeal(**words | given, at=at)  # type: ignore[arg-type]


def refusal(cast: Cast, at: dt.datetime, n: int, **given: Any) -> NotNow:
    """The refusal; nothing was written."""
    before = Appeal.objects.count(), Sending.objects.count()
    with pytest.raises(NotNow) as refused:
        send(cast, at, n, **given)
    assert (Appeal.objects.count(), Sending.objects.count()) == before
    return refused.value


@pytest.mark.parametrize("sort", ["person", "address"])
def test_the_same_words_are_recognised_also_when_the_limit_is_reached(sort: str, cast: Cast, at: dt.datetime) -> None:
    most = int(rulebook.parameter("appeal-rules:16", f"{sort}_hour", at.date()))
    given = {"actor": cast.student} if sort == "person" else {"actor": cast.guest, "address": "198.51.100.7"}
    tokens = {"token": "form-of-the-first"}
    first = send(cast, at, 0, **given, **tokens)
    for n in range(1, most):
        send(cast, at + n * MINUTE, n, **given)
    late = at + 50 * MINUTE
    assert refusal(cast, late, most, **given).code == "too-many"
    refused = refusal(cast, late, 0, **given)
    assert (refused.code, refused.details["number"]) == ("raised-before", first.matter.number)
    again = send(cast, late, 0, **given, **tokens)  # a second click on the first form
    assert again.again and again.matter == first.matter
    assert send(cast, at + 61 * MINUTE, most, **given).matter != first.matter
