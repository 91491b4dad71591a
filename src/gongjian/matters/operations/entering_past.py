"""Matters that were answered elsewhere long ago, or are still open, entered from a file: bulk statements, true days."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import counters, many
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.numbers import take_numbers
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Overtaken
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


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a row: its matter, with the final answer and the presumed verdict if it has them."""

    matter: Matter
    reply: Reply | None = None
    verdict: Verdict | None = None


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
    limits: dict[dt.date, dt.datetime] = {}

    def until(day: dt.date) -> dt.datetime:
        if day not in limits:
            limits[day] = day_end(clocks.due_date(kind, "verdict", day))
        return limits[day]

    matters, replied = [], []
    numbers = take_numbers(f"{life.prefix}-{today.year}", len(rows))
    for number, row in zip(numbers, rows, strict=True):
        matter = Matter(
            number=f"{life.prefix}-{today.year}-{number:04d}",
            kind=kind,
            title=row.title,
            text=row.text,
            category=row.category,
            source=Matter.Source.IMPORT,
            place=row.place[:120],
            on_behalf_of=row.on_behalf_of[:120],
            public=False,
            state=procedure.start,
            origin_id=row.origin_id,
            holder_id=row.origin_id,
            rule_edition=procedure.edition,
            raised_at=row.raised_at,
            moved_at=at,
            import_key=row.key,
        )
        if row.reply:
            lead = row.lead_id or row.origin_id
            said = max(row.replied_at or row.raised_at, row.raised_at)
            limit = until(local_date(said))
            matter.lead_id = matter.holder_id = lead
            over = limit < at
            matter.state = "closed-presumed" if over else "answered"
            matter.presumed = over
            matter.moved_at = limit if over else said
            matter.ended_at = limit if over else None
            if not over:
                matter.due_at, matter.amber_at, matter.clock_stopped = limit, clocks.amber_at(limit), True
            replied.append((matter, row, said))
        else:
            matter.due_at, matter.amber_at = first_due, first_amber
        matters.append(matter)
    many.insert_many(matters)
    replies, verdicts = _write_custody(matters, replied, first, first_due, at)
    search.put_many(
        source=SUBJECT,
        rows=[(m.pk, [m.number, m.title, m.text, row.reply]) for m, row in zip(matters, rows, strict=True)],
    )
    _count(matters)
    deeds = [
        ledger.Deed(SUBJECT, m.pk, str(m), {"file": file, "row": row.row, "raised_at": m.raised_at.isoformat()})
        for m, row in zip(matters, rows, strict=True)
    ]
    authority = rulebook.cite(next(s for s in procedure.steps if s.target == procedure.start).article)
    ledger.record_many(actor=actor, verb="matters.imported", deeds=deeds, at=at, authority=authority)
    return [Entered(m, replies.get(m.pk), verdicts.get(m.pk)) for m in matters]


def _write_custody(
    matters: Sequence[Matter],
    replied: Sequence[tuple[Matter, Past, dt.datetime]],
    first: str,
    first_due: dt.datetime,
    at: dt.datetime,
) -> tuple[dict[int, Reply], dict[int, Verdict]]:
    """Holders, parts, clocks, answers and presumed verdicts; gives the last two by matter."""
    holdings, involved, started = [], [], []
    for m in matters:
        holdings.append(Holding(matter_id=m.pk, body_id=m.holder_id, since=m.raised_at, until=m.ended_at))
        involved.append(Involved(matter_id=m.pk, body_id=m.origin_id, part=Involved.Part.ORIGIN))
        if m.lead_id:
            involved.append(Involved(matter_id=m.pk, body_id=m.lead_id, part=Involved.Part.LEAD))
        else:
            started.append(Clock(matter_id=m.pk, name=first, started_at=at, due_at=first_due))
    replies, verdicts = [], []
    for m, row, said in replied:
        assert m.lead_id is not None  # what was answered had somebody who answered
        by = row.reply_by or _("原答复")
        replies.append(Reply(matter_id=m.pk, at=said, text=row.reply, by=by[:120], body_id=m.lead_id, final=True))
        if m.ended_at is not None:
            verdicts.append(
                Verdict(matter_id=m.pk, round=1, at=m.ended_at, solved=True, presumed=True, lead_id=m.lead_id)
            )
        else:
            assert m.due_at is not None
            started.append(Clock(matter_id=m.pk, name="verdict", started_at=said, due_at=m.due_at))
    for made in (holdings, involved, started, replies, verdicts):
        many.insert_many(made)
    return {r.matter_id: r for r in replies}, {v.matter_id: v for v in verdicts}


def _count(matters: Sequence[Matter]) -> None:
    """Counters of state and holder; of the months in which they were raised, ended, presumed."""
    changes: Counter[str] = Counter()
    for m in matters:
        changes[tallies.state(m.kind, m.state)] += 1
        changes[tallies.held(m.holder_id, m.kind, m.state)] += 1
        changes.update(tallies.of_month(m.kind, tallies.month(m.raised_at), "raised", {m.origin_id}))
        if m.ended_at is not None:
            month = tallies.month(m.ended_at)
            bodies = {m.origin_id, m.lead_id}
            changes.update(tallies.of_month(m.kind, month, f"ended-{m.state}", bodies))
            changes.update(tallies.of_month(m.kind, month, "verdict-presumed", {m.lead_id}))
    counters.add(changes)
