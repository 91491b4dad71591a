"""Many problems at once, from a file of real texts: bulk statements instead of one verb a row."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import bulk_insert, counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.kernel.sequences import next_numbers
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search
from gongjian.spreadsheets.operations import ImportBatch, apply_batch, open_batch

from .. import events, tallies
from ..models import Clock, Holding, Involved, Matter, Reply
from ..permissions import may_import
from ..procedures import LIVES, PROBLEM, SUBJECT
from . import clocks

PROBLEMS_BATCH = "matters.problems"  # the kind of its previews
LONGEST_TITLE = 120


@dataclass(frozen=True, kw_only=True)
class ProblemRow:
    """One text of a file, cleaned. ``raised_at`` None: the file does not say when. ``key`` tells the same text again."""

    sheet: str
    row: int
    title: str
    text: str
    raised_at: dt.datetime | None = None
    category: str = "other"
    place: str = ""
    unit: str = ""
    reply: str = ""
    replied_at: dt.datetime | None = None

    @cached_property
    def key(self) -> str:
        """64 hex digits of the title and text without spaces, in one form of characters."""
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", f"{self.title}\x1f{self.text}")).casefold()
        return hashlib.sha256(plain.encode()).hexdigest()

    def with_key(self) -> "ProblemRow":
        """The same, its key made already: where rows are made in another process."""
        assert self.key
        return self


@dataclass(frozen=True, slots=True)
class Sorted:
    """The rows of a file told apart: new ones, and duplicates with the number or row they repeat."""

    new: Sequence[ProblemRow]
    duplicates: Sequence[tuple[ProblemRow, str]]


@dataclass(frozen=True, slots=True)
class ProblemsImported:
    """What an import did: how many became matters, how many were there already."""

    new: int
    duplicate: int
    first: str = ""  # number of the first and of the last new one
    last: str = ""


def tell_apart(rows: Iterable[ProblemRow]) -> Sorted:
    """Which rows are new; a repeated one says what it repeats: a matter's number, or an earlier row of the file."""
    keyed = [(row.key, row) for row in rows]
    known: dict[str, str] = {}
    for start in range(0, len(keyed), 500):
        keys = [key for key, _row in keyed[start : start + 500]]
        present = Matter.objects.filter(import_key__in=keys)
        known.update({str(key): number for key, number in present.values_list("import_key", "number")})
    new, duplicates = [], []
    for key, row in keyed:
        if key in known:
            duplicates.append((row, known[key]))
        else:
            known[key] = _("第%(row)d行") % {"row": row.row}
            new.append(row)
    return Sorted(new, duplicates)


def _origin(origin_id: int, at: dt.datetime) -> org.BodyRow:
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or origin.sort != "organisation" or (origin.ended and origin.ended <= local_date(at)):
        raise Malformed.at("origin", _("请选择一个在册的党支部作为接收组织。"))
    return origin


def _packed(row: ProblemRow) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in asdict(row).items()}


def _unpacked(values: dict[str, Any]) -> ProblemRow:
    moments = {k: dt.datetime.fromisoformat(values[k]) for k in ("raised_at", "replied_at") if values[k]}
    return ProblemRow(**values | moments)


@transaction.atomic
def preview_problems(
    *, rows: Sequence[ProblemRow], data: bytes, name: str, origin_id: int, actor: Actor, at: dt.datetime
) -> ImportBatch:
    """Keep the rows of a file without mistakes until they are confirmed. Raises Refused: without the right, no such origin."""
    permit(may_import, actor, None)
    origin = _origin(origin_id, at)
    payload = {"origin": origin.id, "rows": [_packed(row) for row in rows]}
    counts = {"read": len(rows), "origin": origin.id}
    return open_batch(kind=PROBLEMS_BATCH, data=data, name=name, counts=counts, payload=payload, actor=actor, at=at)


def rows_of(batch: ImportBatch) -> list[ProblemRow]:
    """The rows of a kept preview; none once it is applied."""
    return [_unpacked(values) for values in (batch.payload or {}).get("rows", [])]


@transaction.atomic
def import_problems(
    *,
    rows: Sequence[ProblemRow],
    origin_id: int,
    actor: Actor,
    at: dt.datetime,
    file: str = "",
    batch: ImportBatch | None = None,
) -> ProblemsImported:
    """Make a matter of every row that is not there yet: raised on the text's own day, received by *origin_id* from then on,
    not public, without a raiser (its secretary speaks for the absent one); the study clock starts at *at*.

    All or nothing. Raises Refused: without the right, no such origin, or another import of the same texts was faster.
    """
    permit(may_import, actor, None)
    origin = _origin(origin_id, at)
    if batch is not None:
        apply_batch(batch=batch, actor=actor, at=at)
    sorted_rows = tell_apart(rows)
    new = sorted_rows.new
    if not new:
        return ProblemsImported(0, len(sorted_rows.duplicates))
    try:
        with transaction.atomic():
            made = _write(new, origin.id, at)
    except IntegrityError as error:
        raise Overtaken(
            _("有人同时导入了相同的内容，这次没有导入。"), remedy=_("请重新上传，已导入的会显示为重复。")
        ) from error
    _record(new, made, actor, at, file)
    announce(
        events.ProblemsImported(
            at=at,
            actor_person_id=actor.person_id,
            origin_id=origin.id,
            count=len(made),
            first=made[0][1],
            last=made[-1][1],
        )
    )
    return ProblemsImported(len(made), len(sorted_rows.duplicates), made[0][1], made[-1][1])


@transaction.atomic
def import_batch(*, batch: ImportBatch, actor: Actor, at: dt.datetime) -> ProblemsImported:
    """Import what a preview keeps. Raises like ``import_problems``, and Overtaken if it was imported in between."""
    return import_problems(
        rows=rows_of(batch), origin_id=int(batch.counts["origin"]), actor=actor, at=at, file=batch.name, batch=batch
    )


def _write(rows: Sequence[ProblemRow], origin_id: int, at: dt.datetime) -> list[tuple[int, str]]:
    """The matters with all that belongs to them, found by the search, counted; gives id and number of each."""
    today = local_date(at)
    clock = LIVES["problem"].front[PROBLEM.start]
    due = day_end(clocks.due_date("problem", clock, today))
    series = f"难题-{today.year}"
    numbers = [f"{series}-{number:04d}" for number in next_numbers(series, len(rows))]
    ids, raised = bulk_insert.reserve_ids(Matter, len(rows)), [row.raised_at or at for row in rows]
    texts = [(i, (number, row.title, row.text, row.reply)) for i, number, row in zip(ids, numbers, rows, strict=True)]
    with search.preparing(source=SUBJECT, rows=texts) as put_into_search:
        bulk_insert.insert_columns(
            Matter,
            len(rows),
            id=ids,
            number=numbers,
            kind=Matter.Kind.PROBLEM,
            title=[row.title for row in rows],
            text=[row.text for row in rows],
            category=[row.category for row in rows],
            source=Matter.Source.IMPORT,
            place=[row.place[:120] for row in rows],
            on_behalf_of=[row.unit[:120] for row in rows],
            public=False,
            state=PROBLEM.start,
            origin_id=origin_id,
            holder_id=origin_id,
            raised_at=raised,
            moved_at=at,
            due_at=due,
            amber_at=clocks.amber_at(due),
            import_key=[row.key for row in rows],
        )
        received = {"matter_id": ids, "body_id": origin_id}
        bulk_insert.insert_columns(Holding, len(ids), **received, since=raised)
        bulk_insert.insert_columns(Involved, len(ids), **received, part=Involved.Part.ORIGIN)
        bulk_insert.insert_columns(Clock, len(ids), matter_id=ids, name=clock, started_at=at, due_at=due)
        replied = [(i, row) for i, row in zip(ids, rows, strict=True) if row.reply]
        bulk_insert.insert_columns(
            Reply,
            len(replied),
            matter_id=[i for i, _row in replied],
            at=[row.replied_at or at for _i, row in replied],
            text=[row.reply for _i, row in replied],
            by=_("原答复"),
            body_id=origin_id,
        )
        put_into_search()
    _count(raised, origin_id)
    return list(zip(ids, numbers, strict=True))


def _count(raised: Sequence[dt.datetime], origin_id: int) -> None:
    """Counters of state and holder, and of the months in which the texts were written."""
    state, kind = PROBLEM.start, "problem"
    changes = {tallies.state(kind, state): len(raised), tallies.held(origin_id, kind, state): len(raised)}
    for month, n in Counter(tallies.month(each) for each in raised).items():
        changes |= tallies.of_month(kind, month, "raised", [origin_id], n)
    counters.add(changes)


def _record(
    rows: Sequence[ProblemRow], made: Sequence[tuple[int, str]], actor: Actor, at: dt.datetime, file: str
) -> None:
    new_entries = [
        ledger.NewEntry(
            SUBJECT,
            pk,
            f"{number} {row.title}",
            {"file": file, "sheet": row.sheet, "row": row.row, "raised_at": (row.raised_at or at).isoformat()},
        )
        for (pk, number), row in zip(made, rows, strict=True)
    ]
    authority = rulebook.cite(PROBLEM.step("raise_problem").article, on=local_date(at))
    ledger.record_many(actor=actor, verb="matters.imported", new_entries=new_entries, at=at, authority=authority)
