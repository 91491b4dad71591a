"""The tables that grow with a matter, and the statements that copy lives inside the database: the same on both.

A copy has the ids of its original plus a span, lived some whole days earlier, and stands with other bodies and persons; its
own words come by a small table beside. Everything else is as the verbs wrote it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models

from gongjian.kernel import bulk_insert

from .. import bulk
from . import blocks

MATTER = "matters.Matter"
# What a life consists of.
GROWS = (
    MATTER,
    "matters.Involved",
    "problems.FieldRecord",
    "problems.Study",
    "problems.Resolution",
    "matters.Assignment",
    "matters.Holding",
    "matters.Clock",
    "matters.ClockStop",
    "problems.Measure",
    "problems.Duty",
    "problems.Adjustment",
    "problems.Progress",
    "matters.Reply",
    "matters.Voice",
    "matters.Exchange",
    "problems.Claim",
    "matters.Verdict",
    "matters.Parking",
    "matters.Urge",
    "matters.Opening",
    "appeals.Appeal",
    "appeals.Exclusion",
)
# What points to a matter and is not copied: keys that only one may hold, what is kept for a day, other apps' objects.
STAYS = (
    "appeals.FollowKey",
    "appeals.Sending",
    "appeals.Lift",
    "appeals.Lift_appeals",
    "appeals.Alarm_cases",
    "proposals.Proposal",
)
BESIDE = ("audit_entry", "audit_receipt", "search_document")  # filled through their apps' public interfaces
OWN_WORDS = {
    MATTER: {"number": "number", "title": "title", "text": "text", "place": "place"},
    "appeals.Appeal": {"counted": "counted", "text_hash": "text_hash"},
}
NOTHING = {MATTER: ("import_key", "pairing_id")}  # unique in the school; a pair has a few, not a thousand
PERSONS = {(MATTER, "raiser_id"), ("matters.Voice", "person_id")}
CHOSEN, NEW, BODIES, STUDENTS = "bench_chosen", "bench_new", "bench_bodies", "bench_persons"
COUNTS = "bench_counts"  # what the copies add to the counters
NEW_COLUMNS = ("id", "number", "title", "text", "place", "counted", "text_hash")


@dataclass(frozen=True)
class Growing:
    """One table: how its originals are found, and the words of the statement that copies them."""

    label: str
    table: str
    columns: tuple[str, ...]
    model: type[models.Model]

    @property
    def originals(self) -> str:
        return f"bench_of_{self.table}"


def _model(label: str) -> type[models.Model]:
    return apps.get_model(label)


def _end(field: Any) -> Any:
    while field.remote_field is not None:
        field = field.target_field
    return field


def tables() -> list[Growing]:
    """All tables that grow with matters, the matter first."""
    return [
        Growing(label, m._meta.db_table, tuple(str(f.column) for f in m._meta.local_concrete_fields), m)
        for label in GROWS
        for m in [_model(label)]
    ]


def _way_to_matter(model: type[models.Model]) -> str:
    """The words that join the chosen matters to the rows ``s`` of this table."""
    if model is _model(MATTER):
        return f"JOIN {CHOSEN} c ON c.id = s.id"
    own: dict[str, str] = {}
    for field in model._meta.local_concrete_fields:
        if field.remote_field is not None and field.remote_field.model._meta.label in GROWS:
            own.setdefault(field.remote_field.model._meta.label, str(field.column))
    if MATTER in own:
        return f"JOIN {CHOSEN} c ON c.id = s.{own[MATTER]}"
    label, column = next(iter(own.items()))
    above = _model(label)
    key = str(above._meta.pk.column)
    link = "matter_id"
    return f"JOIN {above._meta.db_table} u ON u.{key} = s.{column} JOIN {CHOSEN} c ON c.id = u.{link}"


def spans() -> dict[str, int]:
    """By how much the ids of each table are raised from one copy to the next."""
    found = {}
    for one in tables():
        last = one.model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        found[one.label] = (last or 0) + 1
    return found


def lay_out(chosen: Sequence[int]) -> None:
    """Put the originals' rows aside: temporary tables, with ``nth`` saying which matter of the chosen a row belongs to."""
    drop()
    key = "PRIMARY KEY"
    bulk.run(
        f"CREATE TEMP TABLE {CHOSEN} (id bigint {key}, nth integer)",
        f"CREATE TEMP TABLE {NEW} (id bigint {key}, number text, title text, text text, place text,"
        f" counted {'jsonb' if bulk.is_postgresql() else 'text'}, text_hash text)",
        # It grows with the store: so it is none of the temporary tables, which SQLite has in memory.
        f"CREATE {'UNLOGGED ' if bulk.is_postgresql() else ''}TABLE {COUNTS} (name varchar(200), amount bigint)",
        f"CREATE TEMP TABLE {BODIES} (old bigint {key}, new bigint)",
        f"CREATE TEMP TABLE {STUDENTS} (old bigint {key}, new bigint)",
    )
    bulk_insert.write_rows(CHOSEN, ("id", "nth"), [(pk, n) for n, pk in enumerate(chosen)])
    for one in tables():
        bulk.run(
            f"CREATE TEMP TABLE {one.originals} AS SELECT s.*, c.nth FROM {one.table} s {_way_to_matter(one.model)}"
            f" ORDER BY s.{one.model._meta.pk.column}"  # so new rows are appended, never put in between
        )


def drop() -> None:
    """Take the tables of the filling away, if there are any."""
    names = [COUNTS, CHOSEN, NEW, BODIES, STUDENTS, *(one.originals for one in tables())]
    bulk.run(*(f"DROP TABLE IF EXISTS {name}" for name in names))


@dataclass(frozen=True)
class Copy:
    """One copy of the chosen: which in turn, how many of them, how many days later (negative: earlier), standing for whom."""

    turn: int
    many: int
    days: int
    bodies: Mapping[int, int]
    persons: Mapping[int, int]


def copy(one: Copy, span_of: Mapping[str, int], new: blocks.Block) -> None:
    """Write the lives of this copy; *new* has a row of ``NEW_COLUMNS`` for each, with the id of the original."""
    bulk.empty(NEW, BODIES, STUDENTS)
    blocks.put(NEW, NEW_COLUMNS, new)
    bulk_insert.write_rows(BODIES, ("old", "new"), list(one.bodies.items()))
    bulk_insert.write_rows(STUDENTS, ("old", "new"), list(one.persons.items()))
    bulk.run(*(statement(growing, one, span_of) for growing in tables()))


def statement(growing: Growing, one: Copy, span_of: Mapping[str, int]) -> str:
    """The words that write one table's rows of this copy."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(c) for c in growing.columns)
    values = ", ".join(_value(growing, f, one, span_of) for f in growing.model._meta.local_concrete_fields)
    words = f" JOIN {NEW} n ON n.id = s.{'id' if growing.label == MATTER else 'matter_id'}"
    return (
        f"INSERT INTO {growing.table} ({names}) SELECT {values} FROM {growing.originals} s"
        f"{words if growing.label in OWN_WORDS else ''} WHERE s.nth < {one.many}"
    )


def _standing_for(body: str, one: Copy) -> str:
    """The words for the body that stands for this one: PostgreSQL finds it faster in a list than in a table."""
    if not bulk.is_postgresql():
        return f"COALESCE((SELECT b.new FROM {BODIES} b WHERE b.old = {body}), {body})"
    stands = ",".join(str(one.bodies.get(n, n)) for n in range(1, max(one.bodies, default=0) + 1))
    return f"COALESCE(('{{{stands}}}'::bigint[])[{body}], {body})"


def _value(growing: Growing, field: Any, one: Copy, span_of: Mapping[str, int]) -> str:
    column = str(field.column)
    if column in OWN_WORDS.get(growing.label, {}):
        return f"n.{OWN_WORDS[growing.label][column]}"
    if column in NOTHING.get(growing.label, ()):
        return "NULL"
    here = f"s.{connection.ops.quote_name(column)}"
    target = field.remote_field.model._meta.label if field.remote_field is not None else ""
    if field.primary_key or target in GROWS:
        # A key that is itself a link (an appeal's) has the ids of what it points to.
        label = growing.label
        while target in GROWS:
            label = target
            pk = _model(target)._meta.pk
            target = pk.remote_field.model._meta.label if pk is not None and pk.remote_field is not None else ""
        return f"{here} + {one.turn * span_of[label]}"
    if target == "org.Body":
        return _standing_for(here, one)
    if (growing.label, column) in PERSONS:
        return f"COALESCE((SELECT b.new FROM {STUDENTS} b WHERE b.old = {here}), {here})"
    if isinstance(field, models.DateTimeField):
        return bulk.later(here, one.days)
    if isinstance(field, models.DateField):
        return bulk.later(here, one.days, day_only=True)
    return here
