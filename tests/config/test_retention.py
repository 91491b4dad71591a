"""What is past its time goes in the night; what is not, stays."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog

from gongjian.config import retention
from gongjian.kernel import pruning
from gongjian.kernel.models import OutboxEvent, SpentToken
from gongjian.kernel.periodic import TASKS
from gongjian.notify.models import Message
from gongjian.people.models import ApiToken, Session
from gongjian.rulebook.queries import parameter
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def session(cast: Cast, at: dt.datetime) -> Any:
    return Session.objects.create(session_key=at.isoformat(), session_data="", expire_date=at, began_at=at)


def log_of(kind: Any) -> Callable[[Cast, dt.datetime], Any]:
    def make(cast: Cast, at: dt.datetime) -> Any:
        more = {"failures_since_start": 1} if kind is AccessAttempt else {}
        row = kind.objects.create(user_agent="x", username=f"{at}", http_accept="", path_info="/", **more)
        kind.objects.filter(pk=row.pk).update(attempt_time=at)
        return row

    return make


def token(cast: Cast, at: dt.datetime) -> Any:
    return ApiToken.objects.create(
        account=cast.accounts["student"], label="x", digest=f"{at:%d%H%M}", expires_at=at,
        created_at=at - dt.timedelta(days=9),
    )  # fmt: skip


def revoked(cast: Cast, at: dt.datetime) -> Any:
    return ApiToken.objects.create(
        account=cast.accounts["student"], label="x", digest=f"r{at:%d%H%M}", revoked_at=at,
        created_at=at - dt.timedelta(days=9), expires_at=at + dt.timedelta(days=4000),
    )  # fmt: skip


def message(cast: Cast, at: dt.datetime) -> Any:
    digest = Message.objects.create(recipient_id=1, kind="x", text="x", at=at)
    Message.objects.create(recipient_id=1, kind="x", text="x", at=at, digest=digest, digest_on=at.date())
    return digest


def event(cast: Cast, at: dt.datetime) -> Any:
    return OutboxEvent.objects.create(kind="x", payload={}, at=at, state="delivered", delivered_at=at)


def form(cast: Cast, at: dt.datetime) -> Any:
    return SpentToken.objects.create(key=f"{at}", kind="x", object_id=1, at=at)


ROWS = [
    ("sessions", session), ("sign-ins", log_of(AccessAttempt)), ("sign-ins", log_of(AccessFailureLog)),
    ("sign-ins", log_of(AccessLog)), ("tokens", token), ("tokens", revoked), ("messages", message),
    ("events", event), ("forms", form),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make"), ROWS)
def test_what_is_past_its_time_goes_and_nothing_else(cast: Cast, name: str, make: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pruning, "BATCH_SIZE", 1)
    article, days, _clear = retention.KEPT[name]
    limit = cast.at - dt.timedelta(days=parameter(article, days, cast.at.date()))
    old, older = make(cast, limit - dt.timedelta(hours=1)), make(cast, limit - dt.timedelta(days=3))
    young = make(cast, limit + dt.timedelta(hours=1))
    gone = retention.clear_old(cast.at)
    assert gone.pop(name) == (4 if name == "messages" else 2)
    assert set(gone.values()) == {0}
    left = set(type(young).objects.values_list("pk", flat=True))
    assert young.pk in left and not {old.pk, older.pk} & left
    assert retention.clear_old(cast.at)[name] == 0


def test_events_that_were_given_up_or_wait_stay(cast: Cast) -> None:
    for state in ("failed", "waiting"):
        OutboxEvent.objects.create(kind="x", payload={}, at=cast.at - dt.timedelta(days=4000), state=state)
    retention.clear_old(cast.at)
    assert OutboxEvent.objects.count() == 2


def test_it_is_done_each_night() -> None:
    assert TASKS["config.retention.clear_old"].hour == dt.time(3, 50)
