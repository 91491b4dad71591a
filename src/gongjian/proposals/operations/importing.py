"""Proposals of a session from a file: they wait for the first check, without a raiser; the committee speaks for the absent one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from gongjian.kernel import bulk_insert
from gongjian.kernel.actor import Actor
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.matters import operations as matters
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement, bring_in, by_key

from ..events import ProposalsImported
from ..models import CongressSession, Proposal
from ..permissions import may_bring_in
from .proposal_rows import FIELDS, ProposalRow, columns_missing, proposal_row
from .texts import PARTS, whole_text


@dataclass(frozen=True, slots=True)
class ProposalsDone:
    """What an import did."""

    new: int
    duplicate: int
    first: str = ""
    last: str = ""


def _known(keys: list[str]) -> dict[str, str]:
    rows = Proposal.objects.filter(matter__import_key__in=keys)
    return {str(key): number for key, number in rows.values_list("matter__import_key", "matter__number")}


class ProposalImporter(Importer[ProposalRow, CongressSession, Judgement[ProposalRow], ProposalsDone]):
    """Proposals of a session: submitted, not public, without a raiser. proposal-rules:17."""

    kind = "proposals.proposals"
    row_class = ProposalRow
    fields = FIELDS

    def missing(self, columns: Mapping[str, int], fields: Sequence[Field]) -> list[str]:
        return list(columns_missing(columns))

    def row(self, cells: Cells, scope: CongressSession) -> ProposalRow | None:
        return proposal_row(cells)

    def judge(
        self,
        rows: Sequence[ProposalRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: CongressSession,
        actor: Actor,
        at: dt.datetime,
    ) -> Judgement[ProposalRow]:
        return by_key(rows, lambda row: row.key, _known)

    def permit(self, actor: Actor, scope: CongressSession) -> None:
        permit(may_bring_in, actor, None)

    def write(
        self,
        judged: Judgement[ProposalRow],
        *,
        scope: CongressSession,
        actor: Actor,
        at: dt.datetime,
        file: str,
    ) -> ProposalsDone:
        duplicate = len(judged.of("duplicate"))
        if not judged.new:
            return ProposalsDone(0, duplicate)
        numbers = _bring_in(scope, judged.new, actor, at, file)
        announce(
            ProposalsImported(
                at=at,
                actor_person_id=actor.person_id,
                session_id=scope.pk,
                session=scope.name,
                host_id=scope.host_id,
                count=len(numbers),
                first=numbers[0],
                last=numbers[-1],
            )
        )
        return ProposalsDone(len(numbers), duplicate, numbers[0], numbers[-1])

    def scope_key(self, scope: CongressSession) -> str:
        return str(scope.pk)


PROPOSALS = ProposalImporter()


@transaction.atomic
def import_proposals(
    *, session: CongressSession, rows: Sequence[ProposalRow], actor: Actor, at: dt.datetime, file: str = ""
) -> ProposalsDone:
    """Make a proposal of every row that is not there yet: submitted, not public, without a raiser. proposal-rules:17.

    All or nothing. Raises Refused: without the right, or another import of the same texts was faster.
    """
    return bring_in(PROPOSALS, rows, scope=session, actor=actor, at=at, file=file)


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
