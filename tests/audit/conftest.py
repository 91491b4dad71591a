"""Words and hands for the ledger's tests."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection

from gongjian.audit import ledger_verbs, linking, operations
from gongjian.audit.models import Entry
from gongjian.kernel.actor import Actor, Grant

AT = dt.datetime(2026, 9, 3, 6, 30, tzinfo=dt.UTC)
HANDLER = Actor(account_id=1, person_id=7, name="林知行", title="后勤保障部 · 经办人")
CARETAKER = Actor(
    account_id=2,
    person_id=9,
    name="管理员",
    title="示范大学 · 系统管理员",
    grants=frozenset({Grant("people.manage", ""), Grant("audit.read", "")}),
)

ledger_verbs.register("tests.noted", "记下", "%(actor)s 记下了 %(label)s，%(what)s")

Note = Callable[..., Entry]


@pytest.fixture
def note(db: None) -> Note:
    """Records one action about a thing; ``note(3, what="…")``; with ``receipt="…"`` a receipt of that label is given."""

    def make(subject_id: int = 1, actor: Actor = HANDLER, receipt: str = "", **details: object) -> Entry:
        return operations.record(
            actor=actor,
            verb="tests.noted",
            subject_kind="tests.thing",
            subject_id=subject_id,
            label=f"事项{subject_id}",
            at=AT + dt.timedelta(minutes=subject_id),
            details=details,
            receipt=receipt,
        )

    return make


@pytest.fixture
def left_unlinked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries stay unlinked, as after a process was killed between commit and linking."""
    monkeypatch.setitem(linking.WAYS, connection.vendor, lambda: None)
