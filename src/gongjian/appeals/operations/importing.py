"""Many appeals at once, from a file with or without replies: bulk statements, true days, twice is once."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel import bulk_insert, counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters
from gongjian.org import queries as org
from gongjian.spreadsheets.importing import Cells, Importer, Judgement, bring_in, by_key
from gongjian.workdays import arithmetic
from gongjian.workdays import queries as workdays

from .. import events, likeness, queries, tallies
from ..models import Appeal
from ..permissions import may_import
from .appeal_rows import FIELDS, AppealRow, appeal_row

SAME = 0.9  # from here on a row is reported as sent again
CANDIDATES = 8
RARE = 12  # so many of the rarest pieces of a title are looked up
LATEST = 50  # and of the rows that have one, so many of the latest


Again = tuple[AppealRow, AppealRow, float]
"""A row that seems to be sent again, the earlier row, and how alike they are."""


@dataclass
class AppealsJudgement(Judgement[AppealRow]):
    """Also: new rows that seem to be sent again."""

    again: Sequence[Again] = ()


@dataclass(frozen=True, slots=True)
class AppealsImported:
    """What an import did; ``again`` are pairs of numbers that seem to be one appeal sent again."""

    new: int
    duplicate: int
    answered: int = 0
    first: str = ""
    last: str = ""
    again: list[tuple[str, str]] = field(default_factory=list)


class AppealImporter(Importer[AppealRow, int | None, AppealsJudgement, AppealsImported]):
    """Appeals, received by a unit (its id; None: the school's reception)."""

    kind = "appeals.appeals"
    row_class = AppealRow
    fields = FIELDS

    def row(self, cells: Cells, scope: int | None) -> AppealRow | None:
        return appeal_row(cells)

    def judge(
        self,
        rows: Sequence[AppealRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: int | None,
        actor: Actor,
        at: dt.datetime,
    ) -> AppealsJudgement:
        judged = by_key(rows, lambda row: row.key, matters.known_keys)
        return AppealsJudgement(judged.results, again=sent_again(judged.new))

    def permit(self, actor: Actor, scope: int | None) -> None:
        permit(may_import, actor, None)

    def kept(self, scope: int | None, at: dt.datetime) -> dict[str, int]:
        return {"origin": _origin(scope)[0]}

    def write(
        self, judged: AppealsJudgement, *, scope: int | None, actor: Actor, at: dt.datetime, file: str
    ) -> AppealsImported:
        return _import(judged, scope, actor, at, file)


APPEALS = AppealImporter()


def sent_again(rows: Sequence[AppealRow]) -> list[Again]:
    """Rows that are nearly the same as an earlier one."""
    return [(rows[n], rows[k], score) for n, k, score in _compared(rows)]


def _compared(rows: Sequence[AppealRow]) -> Iterator[tuple[int, int, float]]:
    """The same by places. Candidates share the rarest pieces of the title or the very text. Pure."""
    glances: list[likeness.Glance] = []
    by_piece: dict[str, list[int]] = {}
    for n, row in enumerate(rows):
        mine = likeness.Glance(row.title, row.text)
        pieces = {mine.title[i : i + 2] for i in range(max(1, len(mine.title) - 1))} | {f"\x1e{mine.body[:200]}"}
        rare = sorted((len(by_piece[p]), p) for p in pieces if p in by_piece)[:RARE]
        shared: Counter[int] = Counter()
        for _often, piece in rare:
            shared.update(by_piece[piece][-LATEST:])
        near = nlargest(CANDIDATES, zip(shared.values(), shared, strict=True))
        worth = [k for _often, k in near if likeness.may_be_the_same(mine, glances[k])]
        candidates = [likeness.Candidate(k, rows[k].title, rows[k].text) for k in worth]
        best = likeness.similar(candidates, row.title, row.text, least=SAME, most=1) if candidates else []
        if best:
            yield n, best[0].id, best[0].score
        glances.append(mine)
        for piece in pieces:
            by_piece.setdefault(piece, []).append(n)


def _origin(origin_id: int | None) -> tuple[int, str]:
    if origin_id is not None:
        row = org.body_rows([origin_id]).get(origin_id)
        if row is None or row.sort != "unit":
            raise Malformed.at("origin", _("请选择一个在册的单位作为受理单位。"))
        return row.id, row.name
    reception = queries.main_reception()
    if reception is not None:
        return reception.body_id, reception.body.name
    units = org.tree(sort="unit")  # nobody has set one: the whole school receives
    if not units:
        raise Malformed.at(
            "origin", _("本校还没有设置受理单位。"), remedy=_("请先设置受理单位，或者写明由哪个单位受理。")
        )
    return units[0].id, units[0].name


@transaction.atomic
def import_appeals(
    *, rows: Sequence[AppealRow], actor: Actor, at: dt.datetime, origin_id: int | None = None, file: str = ""
) -> AppealsImported:
    """Make an appeal of every row that is not there yet, on its own days; none is public, none has a raiser to be asked.

    One with a reply was answered by the unit of its row (else by the receiving one) and ended as presumed when the limit for
    the verdict was over; one without is to be accepted. All or nothing. Raises Refused: without the right, no receiving unit, a
    unit that does not exist, or another import of the same rows was faster.
    """
    return bring_in(APPEALS, rows, scope=origin_id, actor=actor, at=at, file=file)


def _import(
    judged: AppealsJudgement, origin_id: int | None, actor: Actor, at: dt.datetime, file: str
) -> AppealsImported:
    origin, _name = _origin(origin_id)
    new, duplicate = judged.new, len(judged.of("duplicate"))
    if not new:
        return AppealsImported(0, duplicate)
    units = judged.found["unit"]
    past = [
        matters.Past(
            key=row.key,
            title=row.title,
            text=row.text,
            raised_at=row.raised_at or row.replied_at or at,
            origin_id=origin,
            lead_id=units[row.unit].id if row.unit else None,
            category=row.category,
            place=row.place,
            reply=row.reply,
            replied_at=row.replied_at or (row.raised_at or at if row.reply else None),
            row=row.row,
        )
        for row in new
    ]
    entered = matters.enter_past(kind="appeal", rows=past, actor=actor, at=at, file=file)
    same = _write(new, entered, judged.again)
    numbers = {e.id: e.number for e in entered}
    answered = sum(bool(row.reply) for row in new)
    announce(
        events.AppealsImported(
            at=at,
            actor_person_id=actor.person_id,
            origin_id=origin,
            count=len(entered),
            open_count=len(entered) - answered,
            first=entered[0].number,
            last=entered[-1].number,
        )
    )
    pairs = [(numbers[one], numbers[other]) for one, other in same.items()]
    return AppealsImported(len(entered), duplicate, answered, entered[0].number, entered[-1].number, pairs)


def _write(new: Sequence[AppealRow], entered: Sequence[matters.Entered], again: Sequence[Again]) -> dict[int, int]:
    """The rows beside the matters, counted at once; gives which matter seems to be which earlier one sent again."""
    by_row = {(row.sheet, row.row): e.id for row, e in zip(new, entered, strict=True)}
    same = {by_row[row.sheet, row.row]: by_row[other.sheet, other.row] for row, other, _score in again}
    handled = _("随文件导入时已经办理。")
    days = workdays.calendar()
    counted = [tallies.of(_facts(e, days)) for e in entered]
    replied = [e.answered_at is not None for e in entered]
    bulk_insert.insert_columns(
        Appeal,
        len(new),
        matter_id=[e.id for e in entered],
        nature=[row.nature for row in new],
        channel=Appeal.Channel.IMPORT,
        text_hash=[queries.hash_of_plain(row.plain) for row in new],
        resembles_id=[same.get(e.id) for e in entered],
        answer_class=[Appeal.AnswerClass.GENERAL.value if r else "" for r in replied],
        accepted_at=[e.row.raised_at if r else None for e, r in zip(entered, replied, strict=True)],
        routed_by=[Appeal.RoutedBy.PERSON.value if r else "" for r in replied],
        routed_why=[handled if r else "" for r in replied],
        counted=counted,
        counts=1,
    )
    total: Counter[str] = Counter()
    for each in counted:
        total.update(each)
    counters.add(total)
    return same


def _facts(entered: matters.Entered, days: arithmetic.Calendar) -> tallies.Facts:
    """What the counters ask of a row: one answer at most, and where it has ended, one verdict that was presumed."""
    row, said, until = entered.row, entered.answered_at, entered.ended_at
    worked = None
    if said is not None:
        worked = max(0, arithmetic.workdays_between(local_date(row.raised_at), local_date(said), days))
    ended = [tallies.Said(until, entered.lead_id, True, True, None, None)] if until is not None else []
    return tallies.Facts(
        category=row.category,
        place=row.place,
        raised_at=row.raised_at,
        unit_id=entered.lead_id,
        answered_at=said,
        workdays=worked,
        excluded=False,
        verdicts=ended,
    )
