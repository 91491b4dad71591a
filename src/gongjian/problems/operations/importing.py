"""Many problems at once, from a file of real texts: bulk statements instead of one verb a row."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters
from gongjian.matters.permissions import may_import
from gongjian.org import queries as org
from gongjian.spreadsheets.operations import ImportBatch, apply_batch, open_batch

from .. import events

PROBLEMS_BATCH = "matters.problems"  # the kind of its previews


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
    known = matters.known_keys([key for key, _row in keyed])
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
    absent = [
        matters.Absent(
            key=row.key,
            title=row.title,
            text=row.text,
            category=row.category,
            place=row.place,
            on_behalf_of=row.unit,
            raised_at=row.raised_at,
            reply=row.reply,
            replied_at=row.replied_at,
            details={
                "file": file,
                "sheet": row.sheet,
                "row": row.row,
                "raised_at": (row.raised_at or at).isoformat(),
            },
        )
        for row in new
    ]
    made = matters.open_many(
        kind="problem",
        verb="raise_problem",
        rows=absent,
        origin_id=origin.id,
        actor=actor,
        at=at,
        word="matters.imported",
        receipts=False,
    )
    announce(
        events.ProblemsImported(
            at=at,
            actor_person_id=actor.person_id,
            origin_id=origin.id,
            count=len(made),
            first=made[0].number,
            last=made[-1].number,
        )
    )
    return ProblemsImported(len(made), len(sorted_rows.duplicates), made[0].number, made[-1].number)


@transaction.atomic
def import_batch(*, batch: ImportBatch, actor: Actor, at: dt.datetime) -> ProblemsImported:
    """Import what a preview keeps. Raises like ``import_problems``, and Overtaken if it was imported in between."""
    return import_problems(
        rows=rows_of(batch), origin_id=int(batch.counts["origin"]), actor=actor, at=at, file=batch.name, batch=batch
    )
