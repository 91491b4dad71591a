"""Many matters at once from a file, whose raisers nobody knows: as ``open_matter``, in bulk statements."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import bulk_insert, counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.kernel.sequences import next_numbers
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from .. import tallies
from ..models import Clock, Holding, Involved, Matter, Reply
from ..permissions import right
from ..procedures import LIVES, SUBJECT
from . import clocks
from .entering import check_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """One matter whose raiser is not here. ``details`` go into the ledger.

    ``raised_at`` is the text's own day (None: now), ``reply`` what was answered elsewhere, at ``replied_at``.
    """

    key: str
    title: str
    text: str
    category: str = "other"
    place: str = ""
    on_behalf_of: str = ""
    raised_at: dt.datetime | None = None
    reply: str = ""
    replied_at: dt.datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


class EnteredAbsent(NamedTuple):
    """A matter that was made of a row."""

    id: int
    number: str


@transaction.atomic
def open_many(
    *,
    kind: str,
    verb: str,
    rows: Sequence[Absent],
    origin_id: int,
    actor: Actor,
    at: dt.datetime,
    word: str,
    receipts: bool = True,
) -> list[EnteredAbsent]:
    """Enter them in the order given with *origin_id* as first receiver and holder; the caller gets id and number of each.

    None is public, none has a raiser; each has its receipt, if ``receipts``. The clocks start at *at*. All or nothing. Raises Refused: no right to the verb, a row
    that could not be entered by itself, no such body, or another import of the same texts was faster.
    """
    line = LIVES[kind].procedure.step(verb)
    permit(right(line.who), actor, None)
    for row in rows:
        if wrong := check_words(row.title, row.text):
            raise Malformed(fields={k: list(v) for k, v in wrong.items()})
        if row.category not in Matter.Category.values:
            raise Malformed.at("category", _("请选择一个类别。"))
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or (origin.ended and origin.ended <= local_date(at)):
        raise Malformed.at("origin", _("请选择一个在册的接收单位。"))
    if not rows:
        return []
    try:
        with transaction.atomic():
            made = _write(kind, verb, rows, origin.id, at)
    except IntegrityError as error:
        raise Overtaken(
            _("有人同时导入了相同的内容，这次没有导入。"), remedy=_("请重新上传，已导入的会显示为重复。")
        ) from error
    received = {"to": origin.name, "anonymous": False, "source": str(Matter.Source.IMPORT)} if receipts else {}
    new_entries = [
        ledger.NewEntry(SUBJECT, m.id, label, received | dict(row.details), receipt=label if receipts else "")
        for m, row in zip(made, rows, strict=True)
        if (label := f"{m.number} {row.title.strip()}")
    ]
    ledger.record_many(
        actor=actor, verb=word, new_entries=new_entries, at=at, authority=rulebook.cite(line.article, on=local_date(at))
    )
    return made


def _write(kind: str, verb: str, rows: Sequence[Absent], origin_id: int, at: dt.datetime) -> list[EnteredAbsent]:
    life, today = LIVES[kind], local_date(at)
    procedure = life.procedure
    line = procedure.step(verb)
    state = line.target or procedure.start
    started = {m.clock: day_end(clocks.due_date(kind, m.clock, today)) for m in line.clocks if m.action == "start"}
    due = started.get(life.front.get(state, ""))
    series = f"{life.prefix}-{today.year}"
    ids = bulk_insert.reserve_ids(Matter, len(rows))
    numbers = [f"{series}-{number:04d}" for number in next_numbers(series, len(rows))]
    titles, whole = [row.title.strip() for row in rows], [row.text.strip() for row in rows]
    raised = [row.raised_at or at for row in rows]
    replies = [row.reply for row in rows]
    texts = [(pk, words) for pk, *words in zip(ids, numbers, titles, whole, replies, strict=True)]
    with search.preparing(source=SUBJECT, rows=texts) as put_into_search:
        bulk_insert.insert_columns(
            Matter,
            len(rows),
            id=ids,
            kind=kind,
            number=numbers,
            title=titles,
            text=whole,
            category=[row.category for row in rows],
            source=Matter.Source.IMPORT,
            place=[row.place.strip()[:120] for row in rows],
            on_behalf_of=[row.on_behalf_of.strip()[:120] for row in rows],
            public=False,
            state=state,
            origin_id=origin_id,
            holder_id=origin_id,
            import_key=[row.key for row in rows],
            raised_at=raised,
            moved_at=at,
            due_at=due,
            amber_at=clocks.amber_at(due) if due else None,
            clock_stopped=state in life.stopped,
        )
        received = {"matter_id": ids, "body_id": origin_id}
        bulk_insert.insert_columns(Involved, len(ids), **received, part=Involved.Part.ORIGIN)
        bulk_insert.insert_columns(Holding, len(ids), **received, since=raised)
        for name, until in started.items():
            bulk_insert.insert_columns(Clock, len(ids), matter_id=ids, name=name, started_at=at, due_at=until)
        _write_replies([(pk, row) for pk, row in zip(ids, rows, strict=True) if row.reply], origin_id, at)
        put_into_search()
    changes: Counter[str] = Counter(
        {tallies.state(kind, state): len(rows), tallies.held(origin_id, kind, state): len(rows)}
    )
    for month, n in Counter(tallies.month(moment) for moment in raised).items():
        changes.update(tallies.of_month(kind, month, "raised", [origin_id], n))
    counters.add(changes)
    return [EnteredAbsent(pk, number) for pk, number in zip(ids, numbers, strict=True)]


def _write_replies(replied: Sequence[tuple[int, Absent]], origin_id: int, at: dt.datetime) -> None:
    bulk_insert.insert_columns(
        Reply,
        len(replied),
        matter_id=[pk for pk, _row in replied],
        at=[row.replied_at or at for _pk, row in replied],
        text=[row.reply for _pk, row in replied],
        by=_("原答复"),
        body_id=origin_id,
    )
