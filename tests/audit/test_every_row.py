"""An intruder at every row and column of the ledger's tables: whatever is changed, deleted, inserted or swapped is found."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongjian.audit import append_only, linking, operations, verification
from gongjian.audit.models import Entry, Head, Receipt, Seal, Verification
from gongjian.kernel import clock

from .conftest import AT, CARETAKER, HANDLER

TABLES: dict[str, type[models.Model]] = {m._meta.db_table: m for m in (Entry, Head, Seal, Receipt, Verification)}
# By the database's clock; it tells how long an entry waits for its link, and nothing once it is linked.
NOT_BOUND = {("audit_entry", "written_at")}
COLUMNS = [
    (table, field.column)
    for table, model in TABLES.items()
    for field in model._meta.concrete_fields
    if (table, field.column) not in NOT_BOUND
]
Row = Mapping[str, Any]


def build(days: int = 3, entries: int = 4) -> None:
    """So many days of actions, every second with a receipt, each day sealed and walked; one person is forgotten."""
    for day in range(days):
        at = AT + dt.timedelta(days=day)
        for n in range(1, entries + 1):
            with transaction.atomic():
                operations.record(
                    actor=HANDLER if n % 4 else CARETAKER,
                    verb="tests.noted",
                    subject_kind="tests.thing",
                    subject_id=n,
                    label=f"第{day}日第{n}件",
                    at=at,
                    authority="《规定》第一条",
                    receipt=f"第{n}件" if n % 2 else "",
                )
        linking.link_waiting()
        if day == 1:
            operations.forget(person_id=9, actor=CARETAKER, reason="本人申请", at=at)
            linking.link_waiting()
        operations.seal(at=at)
        operations.note_verification(report=verification.walk(clock.now()), at=at)
    assert verification.walk(clock.now()).sound


def sound() -> bool:
    return verification.walk(clock.now()).sound


def key_of(table: str) -> str:
    key = TABLES[table]._meta.pk
    assert key is not None
    return str(key.column)


def rows_of(table: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {key_of(table)}")
        names = [c[0] for c in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def put(table: str, row: Row) -> None:
    names = list(row)
    places = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", [row[n] for n in names])


def drop(table: str, row: Row) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {key_of(table)} = %s", [row[key_of(table)]])


def change(table: str, row: Row, column: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key_of(table)} = %s", [value, row[key_of(table)]])


def other(table: str, column: str, value: Any) -> object:
    """Another value that the column takes."""
    field = TABLES[table]._meta.get_field(column.removesuffix("_id") if column == "entry_id" else column)
    match field:
        case models.BooleanField():
            return not value
        case models.JSONField():
            return '[{"kind": "changed"}]'
        case models.FloatField():
            return value + 1
        case models.DateTimeField():
            return "2020-01-01 00:00:00+00:00"
        case models.CharField() | models.TextField():
            text = value or ""
            return ("b" if text[:1] == "a" else "a") + text[1:]
        case _:
            return (value or 0) + 1000


@contextmanager
def undone() -> Iterator[None]:
    """What an intruder does here is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def at_every_row(table: str, act: Callable[[Row], object]) -> list[str]:
    """Do it to each row in turn; gives the rows at which nothing was found. What the database refuses counts as found."""
    unseen = []
    for row in rows_of(table):
        try:
            with undone():
                act(row)
                if sound():
                    unseen.append(f"{table} {row}")
        except IntegrityError:
            continue
    return unseen


@pytest.fixture
def site(db: None) -> None:
    build()
    append_only.lower_walls(connection)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_change_in_any_column_of_any_row_is_found(site: None, table: str, column: str) -> None:
    assert rows_of(table)
    assert at_every_row(table, lambda row: change(table, row, column, other(table, column, row[column]))) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_row_deleted_from_any_table_is_found(site: None, table: str) -> None:
    assert at_every_row(table, lambda row: drop(table, row)) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_row_put_into_any_table_is_found(site: None, table: str) -> None:
    """A copy of each row with another key, and with other values where a value may stand once only."""
    unique = {f.column for f in TABLES[table]._meta.concrete_fields if f.unique}

    def copy(row: Row) -> None:
        fresh = {c: other(table, c, v) if c in unique and v is not None else v for c, v in row.items()}
        if table == "audit_receipt":  # an entry that has none
            fresh["entry_id"] = Entry.objects.filter(receipt="").values_list("pk", flat=True)[0]
        put(table, fresh)

    assert at_every_row(table, copy) == []


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"audit_head"}))
def test_two_rows_of_any_table_that_changed_places_are_found(site: None, table: str) -> None:
    rows, key = rows_of(table), key_of(table)
    for one, two in pairwise(rows):
        with undone():
            for row in (one, two):
                drop(table, row)
            put(table, {**one, key: two[key]})
            put(table, {**two, key: one[key]})
            assert not sound(), (one, two)


@pytest.mark.parametrize("table", sorted(set(TABLES) - {"audit_head"}))
def test_the_last_row_is_missed_even_after_others_have_been_written(site: None, table: str) -> None:
    """Cutting off the end does not heal when the site goes on working."""
    drop(table, rows_of(table)[-2 if table == "audit_receipt" else -1])
    assert not sound()
    later = AT + dt.timedelta(days=9)
    operations.record(actor=HANDLER, verb="tests.noted", subject_kind="tests.thing", subject_id=1, label="x", at=later)
    linking.link_waiting()
    operations.seal(at=later)
    operations.note_verification(report=verification.walk(clock.now()), at=later)
    assert not sound()


def test_a_head_that_was_tampered_with_is_not_healed_by_the_next_entry(site: None) -> None:
    Head.objects.update(seq=3)
    operations.record(actor=HANDLER, verb="tests.noted", subject_kind="t", subject_id=1, label="x", at=AT)
    linking.link_waiting()
    found = verification.walk(clock.now()).findings
    assert found and found[0].kind == "cut-off"


def test_the_sentence_names_the_receipt_the_seal_and_the_walk(site: None) -> None:
    receipt, seal = Receipt.objects.order_by("pk")[0], Seal.objects.order_by("pk")[1]
    for act, words in (
        (lambda: Receipt.objects.filter(pk=receipt.pk).update(label="别的"), receipt.code),
        (lambda: drop("audit_receipt", {"entry_id": receipt.pk}), f"第 {receipt.entry.seq} 号"),
        (lambda: drop("audit_seal", {"number": seal.pk}), "第 2 次封存缺失"),
        (lambda: Verification.objects.filter(pk=2).update(sound=False), "第 2 次核验的记录被改动过"),
    ):
        with undone():
            act()
            assert words in verification.walk(clock.now()).findings[0].sentence


def test_the_outcomes_of_walks_are_only_appended(db: None) -> None:
    build(days=1)
    for attempt in (lambda: Verification.objects.update(sound=True), lambda: Verification.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


class AnyIntrusion(TestCase):
    """Any change of any text or number in any row, of sites of any size."""

    @given(st.integers(1, 3), st.integers(1, 5), st.data())
    def test_is_found(self, days: int, entries: int, data: st.DataObject) -> None:
        build(days, entries)
        append_only.lower_walls(connection)
        table, column = data.draw(st.sampled_from(COLUMNS))
        rows = rows_of(table)
        if not rows:
            return
        row = data.draw(st.sampled_from(rows))
        kind = data.draw(st.sampled_from(["change", "delete"]))
        try:
            with undone():
                if kind == "delete":
                    drop(table, row)
                else:
                    change(table, row, column, other(table, column, row[column]))
                assert not sound(), (kind, table, column, row)
        except IntegrityError:  # the database itself refused
            return
