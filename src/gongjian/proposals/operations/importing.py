"""Proposals of a session from a file: they wait for the first check, without a raiser; the committee speaks for the absent one."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel import bulk_insert
from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.matters import operations as matters
from gongjian.spreadsheets.operations import ImportBatch, apply_batch, open_batch

from ..events import ProposalsImported
from ..models import CongressSession, Proposal
from ..permissions import may_bring_in
from .texts import PARTS, whole_text

PROPOSALS_BATCH = "proposals.proposals"


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """One proposal of a file, cleaned and taken apart. ``key`` tells the same text again."""

    sheet: str
    row: int
    title: str
    background: str
    research: str = ""
    analysis: str = ""
    advice: str = ""
    category: str = "other"
    form: str = ""
    signatories: int | None = None
    proposer: str = ""
    written_at: str = ""  # ISO, as the file tells it

    @property
    def parts(self) -> dict[str, str]:
        return {
            "background": self.background,
            "research": self.research,
            "analysis": self.analysis,
            "advice": self.advice,
        }

    @cached_property
    def key(self) -> str:
        """64 hex digits of title and text without spaces, in one form of characters."""
        content = f"proposal\x1f{self.title}\x1f{whole_text(self.parts)}"
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", content)).casefold()
        return hashlib.sha256(plain.encode()).hexdigest()

    def with_key(self) -> "ProposalRow":
        """The same, its key made already: where rows are made in another process."""
        assert self.key
        return self


@dataclass(frozen=True, slots=True)
class SortedRows:
    """The rows of a file told apart: new ones, and duplicates with the number or row they repeat."""

    new: Sequence[ProposalRow]
    duplicates: Sequence[tuple[ProposalRow, str]]


@dataclass(frozen=True, slots=True)
class ProposalsDone:
    """What an import did."""

    new: int
    duplicate: int
    first: str = ""
    last: str = ""


def tell_apart(rows: Iterable[ProposalRow]) -> SortedRows:
    """Which rows are new; a repeated one says what it repeats: a proposal's number, or an earlier row of the file."""
    keyed = [(row.key, row) for row in rows]
    known: dict[str, str] = {}
    for start in range(0, len(keyed), 500):
        keys = [key for key, _row in keyed[start : start + 500]]
        present = Proposal.objects.filter(matter__import_key__in=keys)
        known.update({str(key): number for key, number in present.values_list("matter__import_key", "matter__number")})
    new, duplicates = [], []
    for key, row in keyed:
        if key in known:
            duplicates.append((row, known[key]))
        else:
            known[key] = _("第%(row)d行") % {"row": row.row}
            new.append(row)
    return SortedRows(new, duplicates)


@transaction.atomic
def preview_proposals(
    *, session: CongressSession, rows: Sequence[ProposalRow], data: bytes, name: str, actor: Actor, at: dt.datetime
) -> ImportBatch:
    """Keep the rows of a file without mistakes until they are confirmed. Raises NotAllowed without the right."""
    permit(may_bring_in, actor, None)
    return open_batch(
        kind=PROPOSALS_BATCH,
        scope=str(session.pk),
        data=data,
        name=name,
        counts={"read": len(rows)},
        payload={"rows": [asdict(row) for row in rows]},
        actor=actor,
        at=at,
    )


def proposal_rows_of(batch: ImportBatch) -> list[ProposalRow]:
    """The rows of a kept preview; none once it is applied."""
    return [ProposalRow(**values) for values in (batch.payload or {}).get("rows", [])]


@transaction.atomic
def import_proposals(
    *,
    session: CongressSession,
    rows: Sequence[ProposalRow],
    actor: Actor,
    at: dt.datetime,
    file: str = "",
    batch: ImportBatch | None = None,
) -> ProposalsDone:
    """Make a proposal of every row that is not there yet: submitted, not public, without a raiser. proposal-rules:17.

    All or nothing. Raises Refused: without the right, or another import of the same texts was faster.
    """
    permit(may_bring_in, actor, None)
    if batch is not None:
        apply_batch(batch=batch, actor=actor, at=at)
    sorted_rows = tell_apart(rows)
    if not sorted_rows.new:
        return ProposalsDone(0, len(sorted_rows.duplicates))
    numbers = _bring_in(session, sorted_rows.new, actor, at, file)
    announce(
        ProposalsImported(
            at=at,
            actor_person_id=actor.person_id,
            session_id=session.pk,
            session=session.name,
            host_id=session.host_id,
            count=len(numbers),
            first=numbers[0],
            last=numbers[-1],
        )
    )
    return ProposalsDone(len(numbers), len(sorted_rows.duplicates), numbers[0], numbers[-1])


def _bring_in(
    session: CongressSession, rows: Sequence[ProposalRow], actor: Actor, at: dt.datetime, file: str
) -> list[str]:
    absent = [
        matters.Absent(
            key=row.key,
            title=row.title,
            text=whole_text(row.parts),
            category=row.category,
            on_behalf_of=row.proposer,
            details={"file": file, "sheet": row.sheet, "row": row.row, "written_at": row.written_at},
        )
        for row in rows
    ]
    made = matters.open_many(
        kind="proposal",
        verb="bring_in",
        rows=absent,
        origin_id=session.host_id,
        actor=actor,
        at=at,
        word="matters.imported",
    )
    bulk_insert.insert_columns(
        Proposal,
        len(rows),
        matter_id=[m.id for m in made],
        session_id=session.pk,
        signatories=[row.signatories for row in rows],
        form=[row.form[:20] for row in rows],
        publish=False,
        **{name: [row.parts[name] for row in rows] for name in PARTS},
    )
    return [m.number for m in made]


@transaction.atomic
def import_proposals_batch(
    *, session: CongressSession, batch: ImportBatch, actor: Actor, at: dt.datetime
) -> ProposalsDone:
    """Import what a preview keeps. Raises like ``import_proposals``, and Overtaken if it was imported in between."""
    return import_proposals(
        session=session, rows=proposal_rows_of(batch), actor=actor, at=at, file=batch.name, batch=batch
    )
