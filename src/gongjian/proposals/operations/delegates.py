"""The delegates of a session from a file: preview, then all or nothing, and never twice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotNow
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.spreadsheets.operations import ImportBatch, apply_batch, open_batch

from ..models import CongressSession, Delegate
from ..permissions import runs
from .recording import SESSION, note
from .sessions import ARTICLE

DELEGATES_BATCH = "proposals.delegates"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateRow:
    """One row of a file of delegates, as read."""

    sheet: str
    row: int
    number: str
    name: str
    constituency: str


@dataclass(frozen=True, slots=True)
class DelegatesPlan:
    """What a file of delegates would do: new ones with person and body, those who are there, mistakes by row."""

    new: Sequence[tuple[DelegateRow, int, int]]  # row, person id, body id
    same: Sequence[DelegateRow]
    wrong: Sequence[tuple[DelegateRow, str, str]]  # row, column, sentence


def plan_delegates(*, session: CongressSession, rows: Sequence[DelegateRow]) -> DelegatesPlan:
    """Compare a file with what is there. Three queries."""
    persons = people.persons_by_number({r.number for r in rows})
    bodies = org.bodies_by_name({r.constituency for r in rows})
    there = set(Delegate.objects.filter(session=session).values_list("person_id", flat=True))
    new: list[tuple[DelegateRow, int, int]] = []
    same: list[DelegateRow] = []
    wrong: list[tuple[DelegateRow, str, str]] = []
    for row in rows:
        person, body = persons.get(row.number), bodies.get(row.constituency)
        if person is None:
            wrong.append((row, "number", _("没有学号或工号为“%(number)s”的人。") % {"number": row.number[:30]}))
        elif row.name and row.name != person.name:
            wrong.append((row, "name", _("这个学号或工号的人不叫“%(name)s”，请核对。") % {"name": row.name[:30]}))
        elif body is None:
            wrong.append((row, "constituency", _("没有名为“%(name)s”的单位。") % {"name": row.constituency[:60]}))
        elif person.pk in there:
            same.append(row)
        else:
            there.add(person.pk)
            new.append((row, person.pk, body.id))
    return DelegatesPlan(new, same, wrong)


@transaction.atomic
def preview_delegates(
    *, session: CongressSession, rows: Sequence[DelegateRow], data: bytes, name: str, actor: Actor, at: dt.datetime
) -> ImportBatch:
    """Keep the rows of a file until they are confirmed. Raises NotAllowed without the right."""
    permit(runs, actor, session)
    return open_batch(
        kind=DELEGATES_BATCH,
        scope=str(session.pk),
        data=data,
        name=name,
        counts={"read": len(rows)},
        payload={"rows": [asdict(row) for row in rows]},
        actor=actor,
        at=at,
    )


def delegate_rows_of(batch: ImportBatch) -> list[DelegateRow]:
    """The rows of a kept preview; none once it is applied."""
    return [DelegateRow(**values) for values in (batch.payload or {}).get("rows", [])]


@transaction.atomic
def import_delegates(*, session: CongressSession, batch: ImportBatch, actor: Actor, at: dt.datetime) -> int:
    """Enter the delegates of a previewed file. Gives how many are new.

    Raises Refused: without the right, concluded, a row is wrong by now, or the same file was imported before.
    """
    permit(runs, actor, session)
    if session.concluded_on is not None:
        raise NotNow(_("%(name)s已经结束，不再变动。") % {"name": session.name}, code="session-concluded")
    plan = plan_delegates(session=session, rows=delegate_rows_of(batch))
    if plan.wrong:
        raise NotNow(
            _("文件里有%(n)d行已经不对，一行也没有导入。") % {"n": len(plan.wrong)},
            remedy=_("请重新上传，按提示改正。"),
            code="rows-wrong",
        )
    apply_batch(batch=batch, actor=actor, at=at)
    today = local_date(at)
    Delegate.objects.bulk_create(
        [
            Delegate(session=session, person_id=person, constituency_id=body, since=today)
            for _row, person, body in plan.new
        ],
        batch_size=500,
    )
    details = {"file": batch.name, "n": len(plan.new)}
    note("proposals.delegates-imported", SESSION, session, actor, at, ARTICLE, details)
    return len(plan.new)
