"""Matters that were answered elsewhere long ago, or are still open, entered from a file: bulk statements, true days."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import bulk_insert, counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Overtaken
from gongjian.kernel.sequences import next_numbers
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from .. import tallies
from ..models import Clock, Holding, Involved, Matter, Reply, Verdict
from ..permissions import may_import
from ..procedures import LIVES, SUBJECT
from . import clocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One matter of a file. With a reply it was answered by *lead_id*; without one it is open at its receiving body."""

    key: str
    title: str
    text: str
    raised_at: dt.datetime
    origin_id: int
    lead_id: int | None = None
    category: str = "other"
    place: str = ""
    on_behalf_of: str = ""
    reply: str = ""
    replied_at: dt.datetime | None = None
    reply_by: str = ""
    row: int = 0


@dataclass(slots=True)
class Entered:
    """What became of a row: its matter as it stands, and when it was answered (then by *lead_id*; ended means: as presumed)."""

    id: int
    number: str
    row: Past
    state: str
    holder_id: int
    moved_at: dt.datetime
    due_at: dt.datetime | None
    amber_at: dt.datetime | None
    lead_id: int | None = None
    answered_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None

    @property
    def label(self) -> str:
        """As the matter is shown."""
        return f"{self.number} {self.row.title}"


def known_keys(keys: Sequence[str]) -> dict[str, str]:
    """Which of these keys are there already, with the number of their matter."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), 500):
        rows = Matter.objects.filter(import_key__in=keys[start : start + 500])
        found.update({str(key): number for key, number in rows.values_list("import_key", "number")})
    return found


@transaction.atomic
def enter_past(*, kind: str, rows: Sequence[Past], actor: Actor, at: dt.datetime, file: str = "") -> list[Entered]:
    """Enter them in the order given; the caller gets what was made of each. None is public, none has a raiser who could be asked.

    An answered one waits for a verdict until the limit after its reply; past that it ended then as presumed (counted apart).
    An open one begins its first clock at *at*. Raises Refused: no right, or another import of the same texts was faster.
    """
    permit(may_import, actor, None)
    if not rows:
        return []
    try:
        with transaction.atomic():
            return _enter(kind, rows, actor, at, file)
    except IntegrityError as error:
        raise Overtaken(
            _("有人同时导入了相同的内容，这次没有导入。"), remedy=_("请重新上传，已导入的会显示为重复。")
        ) from error


def _enter(kind: str, rows: Sequence[Past], actor: Actor, at: dt.datetime, file: str) -> list[Entered]:
    life = LIVES[kind]
    procedure = life.procedure
    today = local_date(at)
    first = life.front[procedure.start]
    first_due = day_end(clocks.due_date(kind, first, today))
    first_amber = clocks.amber_at(first_due)
    limits: dict[dt.date, tuple[dt.datetime, dt.datetime]] = {}

    def until(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
        if day not in limits:
            due = day_end(clocks.due_date(kind, "verdict", day))
            limits[day] = (due, clocks.amber_at(due))
        return limits[day]

    entered = []
    series = f"{life.prefix}-{today.year}"
    ids, numbers = bulk_insert.reserve_ids(Matter, len(rows)), next_numbers(series, len(rows))
    for pk, number, row in zip(ids, numbers, rows, strict=True):
        e = Entered(pk, f"{series}-{number:04d}", row, procedure.start, row.origin_id, at, first_due, first_amber)
        if row.reply:
            e.lead_id = e.holder_id = row.lead_id or row.origin_id
            e.answered_at = max(row.replied_at or row.raised_at, row.raised_at)
            limit, amber = until(local_date(e.answered_at))
            if limit < at:
                e.state, e.moved_at, e.ended_at, e.due_at, e.amber_at = "closed-presumed", limit, limit, None, None
            else:
                e.state, e.moved_at, e.due_at, e.amber_at = "answered", e.answered_at, limit, amber
        entered.append(e)
    texts = [(e.id, (e.number, e.row.title, e.row.text, e.row.reply)) for e in entered]
    _write(kind, entered, first, at)
    search.put_many(source=SUBJECT, rows=texts)
    _count(kind, entered)
    new_entries = [
        ledger.NewEntry(
            SUBJECT, e.id, e.label, {"file": file, "row": e.row.row, "raised_at": e.row.raised_at.isoformat()}
        )
        for e in entered
    ]
    authority = rulebook.cite(
        next(s for s in procedure.steps if s.target == procedure.start).article, on=local_date(at)
    )
    ledger.record_many(actor=actor, verb="matters.imported", new_entries=new_entries, at=at, authority=authority)
    return entered


def _write(kind: str, entered: Sequence[Entered], first: str, at: dt.datetime) -> None:
    """The matters with their holders, parts, clocks, answers and presumed verdicts."""
    ids = [e.id for e in entered]
    raised, holders = [e.row.raised_at for e in entered], [e.holder_id for e in entered]
    origins, ended_at = [e.row.origin_id for e in entered], [e.ended_at for e in entered]
    bulk_insert.insert_columns(
        Matter,
        len(ids),
        id=ids,
        number=[e.number for e in entered],
        kind=kind,
        title=[e.row.title for e in entered],
        text=[e.row.text for e in entered],
        category=[e.row.category for e in entered],
        source=Matter.Source.IMPORT,
        place=[e.row.place[:120] for e in entered],
        on_behalf_of=[e.row.on_behalf_of[:120] for e in entered],
        public=False,
        state=[e.state for e in entered],
        origin_id=origins,
        holder_id=holders,
        lead_id=[e.lead_id for e in entered],
        raised_at=raised,
        moved_at=[e.moved_at for e in entered],
        due_at=[e.due_at for e in entered],
        amber_at=[e.amber_at for e in entered],
        ended_at=ended_at,
        presumed=[e.ended_at is not None for e in entered],
        clock_stopped=[e.answered_at is not None and e.ended_at is None for e in entered],
        import_key=[e.row.key for e in entered],
    )
    bulk_insert.insert_columns(Holding, len(ids), matter_id=ids, body_id=holders, since=raised, until=ended_at)
    bulk_insert.insert_columns(Involved, len(ids), matter_id=ids, body_id=origins, part=Involved.Part.ORIGIN)
    waiting = [e for e in entered if e.answered_at is None]
    bulk_insert.insert_columns(
        Clock,
        len(waiting),
        matter_id=[e.id for e in waiting],
        name=first,
        started_at=at,
        due_at=[e.due_at for e in waiting],
    )
    _write_answers([e for e in entered if e.answered_at is not None])


def _write_answers(answered: Sequence[Entered]) -> None:
    ids, leads, said = [e.id for e in answered], [e.lead_id for e in answered], [e.answered_at for e in answered]
    bulk_insert.insert_columns(Involved, len(ids), matter_id=ids, body_id=leads, part=Involved.Part.LEAD)
    unknown = _("原答复")
    bulk_insert.insert_columns(
        Reply,
        len(ids),
        matter_id=ids,
        at=said,
        text=[e.row.reply for e in answered],
        by=[(e.row.reply_by or unknown)[:120] for e in answered],
        body_id=leads,
        final=True,
    )
    over = [e for e in answered if e.ended_at is not None]
    bulk_insert.insert_columns(
        Verdict,
        len(over),
        matter_id=[e.id for e in over],
        round=1,
        at=[e.ended_at for e in over],
        solved=True,
        presumed=True,
        lead_id=[e.lead_id for e in over],
    )
    judged = [e for e in answered if e.ended_at is None]
    bulk_insert.insert_columns(
        Clock,
        len(judged),
        matter_id=[e.id for e in judged],
        name="verdict",
        started_at=[e.answered_at for e in judged],
        due_at=[e.due_at for e in judged],
    )


def _count(kind: str, entered: Sequence[Entered]) -> None:
    """Counters of state and holder; of the months in which they were raised, ended, presumed."""
    raised: Counter[tuple[str, int]] = Counter()
    stand: Counter[tuple[str, int]] = Counter()
    over: Counter[tuple[str, str, int, int | None]] = Counter()
    for e in entered:
        stand[e.state, e.holder_id] += 1
        raised[tallies.month(e.row.raised_at), e.row.origin_id] += 1
        if e.ended_at is not None:
            over[tallies.month(e.ended_at), e.state, e.row.origin_id, e.lead_id] += 1
    changes: Counter[str] = Counter()
    for (state, holder), n in stand.items():
        changes.update({tallies.state(kind, state): n, tallies.held(holder, kind, state): n})
    for (month, origin), n in raised.items():
        changes.update(tallies.of_month(kind, month, "raised", {origin}, n))
    for (month, state, origin, lead), n in over.items():
        changes.update(tallies.of_month(kind, month, f"ended-{state}", {origin, lead}, n))
        changes.update(tallies.of_month(kind, month, "verdict-presumed", {lead}, n))
    counters.add(changes)
