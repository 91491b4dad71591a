"""The delegates of a session from a file: preview, then all or nothing, and never twice."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotNow
from gongjian.org import queries as org
from gongjian.people import queries as people
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement, Result, Wrong, bring_in
from gongjian.spreadsheets.titles import TITLES

from ..models import CongressSession, Delegate
from ..permissions import runs
from .recording import SESSION, note
from .sessions import ARTICLE

FIELDS = (
    Field(
        code="constituency",
        titles=TITLES["constituency"],
        kind="lookup",
        required=True,
        blank=gettext_lazy("请填写选举单位。"),
        resolve=org.bodies_by_name,
        wrong=gettext_lazy("没有名为“%(value)s”的单位。"),
    ),
    Field(
        code="number",
        titles=TITLES["person_number"],
        kind="lookup",
        required=True,
        blank=gettext_lazy("请填写学号或工号。"),
        resolve=people.persons_by_number,
        wrong=gettext_lazy("没有学号或工号为“%(value)s”的人。"),
    ),
    Field(code="name", titles=TITLES["person_name"]),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegateRow:
    """One row of a file of delegates, as read."""

    sheet: str
    row: int
    number: str
    name: str
    constituency: str


class DelegateImporter(Importer[DelegateRow, CongressSession, Judgement[DelegateRow], int]):
    """The delegates of a session: person and body are looked up; those who are there already stay."""

    kind = "proposals.delegates"
    row_class = DelegateRow
    fields = FIELDS

    def row(self, cells: Cells, scope: CongressSession) -> DelegateRow | None:
        return DelegateRow(sheet=cells.sheet, row=cells.row, **cells.values)

    def judge(
        self,
        rows: Sequence[DelegateRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: CongressSession,
        actor: Actor,
        at: dt.datetime,
    ) -> Judgement[DelegateRow]:
        there = set(Delegate.objects.filter(session=scope).values_list("person_id", flat=True))
        judged: Judgement[DelegateRow] = Judgement()
        for row in rows:
            person = found["number"][row.number]
            if row.name and row.name != person.name:
                words = _("这个学号或工号的人不叫“%(name)s”，请核对。") % {"name": row.name[:30]}
                judged.wrong.append(Wrong(row, "name", words))
            else:
                judged.results.append(Result(row, "same" if person.pk in there else "new"))
                there.add(person.pk)
        return judged

    def permit(self, actor: Actor, scope: CongressSession) -> None:
        permit(runs, actor, scope)

    def write(
        self,
        judged: Judgement[DelegateRow],
        *,
        scope: CongressSession,
        actor: Actor,
        at: dt.datetime,
        file: str,
    ) -> int:
        if scope.concluded_on is not None:
            raise NotNow(_("%(name)s已经结束，不再变动。") % {"name": scope.name}, code="session-concluded")
        persons, bodies, today = judged.found["number"], judged.found["constituency"], local_date(at)
        Delegate.objects.bulk_create(
            [
                Delegate(
                    session=scope,
                    person_id=persons[row.number].pk,
                    constituency_id=bodies[row.constituency].id,
                    since=today,
                )
                for row in judged.new
            ],
            batch_size=500,
        )
        note("proposals.delegates-imported", SESSION, scope, actor, at, ARTICLE, {"file": file, "n": len(judged.new)})
        return len(judged.new)

    def scope_key(self, scope: CongressSession) -> str:
        return str(scope.pk)


DELEGATES = DelegateImporter()


@transaction.atomic
def import_delegates(
    *, session: CongressSession, rows: Sequence[DelegateRow], actor: Actor, at: dt.datetime, file: str = ""
) -> int:
    """Enter the delegates of a file. Gives how many are new.

    Raises Refused: without the right, concluded, or a row is wrong: then nobody is entered.
    """
    return bring_in(DELEGATES, rows, scope=session, actor=actor, at=at, file=file)
