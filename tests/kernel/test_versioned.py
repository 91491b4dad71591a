"""Two writers on one row, for every table that has a version: the second is refused and overwrites nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from gongjian.kernel.models import Versioned
from gongjian.kernel.refused import Overtaken
from tests.cast import Cast
from tests.walls.fixtures import Props

pytestmark = pytest.mark.django_db
TABLES = sorted((m for m in apps.get_models() if issubclass(m, Versioned)), key=lambda m: m._meta.label)
# Table → how a row comes to be, and the field on which the two writers meet.
ROWS: dict[str, tuple[Callable[[Props], Any], str]] = {
    "appeals.Board": (lambda s: s["received"].board.pk, "topic"),
    "appeals.EmergencyContact": (lambda s: s["received"].contact.pk, "name"),
    "appeals.Reception": (lambda s: s["received"].reception.pk, "version"),
    "appeals.ReplyTemplate": (lambda s: s["received"].template.pk, "title"),
    "appeals.RoutingRule": (lambda s: s["received"].rule.pk, "words"),
    "bulletin.LostItem": (lambda s: s["lost_thing"].pk, "title"),
    "bulletin.Notice": (lambda s: s["notice_drafted"].pk, "title"),
    "evaluation.Contest": (lambda s: _pk(s, "evaluation.Contest", s["contest"].drafted.number), "title"),
    "evaluation.Entry": (lambda s: _pk(s, "evaluation.Entry", s["contest"].written.entry), "title"),
    "problems.Adjustment": (lambda s: s["problem"].adjusted.change, "reason"),
    "matters.Matter": (lambda s: s["problem"].raised.pk, "title"),
    "pairing.Offer": (lambda s: s["offer"].pk, "title"),
    "pairing.Pair": (lambda s: _pk(s, "pairing.Pair", s["drafted"].number), "title"),
    "proposals.CongressSession": (lambda s: s["proposal"].session.pk, "name"),
    "proposals.Meeting": (lambda s: s["proposal"].meeting.pk, "title"),
}


def _pk(stage: Props, label: str, number: str) -> int:
    return int(apps.get_model(label)._default_manager.get(number=number).pk)


def two(table: type[Model], stage: Props) -> tuple[Any, Any]:
    """The same row as two people have read it."""
    pk = ROWS[table._meta.label][0](stage)
    return table._default_manager.get(pk=pk), table._default_manager.get(pk=pk)


def as_stored(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = type(row)._default_manager.filter(pk=row.pk).values().get()
    return found


@pytest.mark.parametrize("table", TABLES, ids=lambda m: m._meta.label)
def test_the_second_writer_is_refused_and_overwrites_nothing(table: type[Model], cast: Cast) -> None:
    first, second = two(table, Props(cast))
    field = ROWS[table._meta.label][1]
    given = {} if field == "version" else {field: "第一人写的"}
    first.change(**given)
    stored = as_stored(first)
    assert stored["version"] == first.version == second.version + 1
    with pytest.raises(Overtaken):
        second.change(**({} if field == "version" else {field: "第二人写的"}))
    assert as_stored(first) == stored


@pytest.mark.parametrize("table", TABLES, ids=lambda m: m._meta.label)
def test_a_stale_page_changes_nothing(table: type[Model], cast: Cast) -> None:
    row, _other = two(table, Props(cast))
    stored = as_stored(row)
    with pytest.raises(Overtaken):
        row.change(seen=row.version - 1)
    with pytest.raises(Overtaken):
        row.change(seen=row.version + 1)
    assert as_stored(row) == stored
    row.change(seen=row.version)
    assert as_stored(row)["version"] == stored["version"] + 1


def test_every_table_with_a_version_has_its_row_here() -> None:
    assert {m._meta.label for m in TABLES} == set(ROWS)
