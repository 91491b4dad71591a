"""The lives of matters under the engine: what every change of a matter brings with it (holder, clocks, counters, bundles)."""

import datetime as dt
from typing import Any

from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import Predicate
from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import NotFound
from gongjian.workflow.command import Command
from gongjian.workflow.engine import Transition, Workflow

from ..models import Matter
from ..permissions import right
from ..procedures import PROCEDURES, SUBJECT
from .moving import face_of, move, overtaken


class Cases(Workflow[Matter]):
    """Matters of some kinds. A command is not there for matters of other kinds, nor where a kind's table has no such step."""

    def __init__(self, *, app: str, kinds: tuple[str, ...]) -> None:
        super().__init__(app=app, model=Matter, subject=SUBJECT)
        self.kinds = kinds

    def procedure_of(self, row: Matter | None) -> Procedure:
        return PROCEDURES[row.kind if row is not None else self.kinds[0]]

    def applies(self, command: Command[..., Any], row: Any) -> bool:
        return isinstance(row, Matter) and row.kind in self.kinds and PROCEDURES[row.kind].has(command.name)

    def step_of(self, command: Command[..., Any]) -> Step:
        tables = (PROCEDURES[kind] for kind in self.kinds)
        return next(table.step(command.name) for table in tables if table.has(command.name))

    def right(self, name: str) -> Predicate:
        return right(name)

    def facts(self, row: Matter) -> dict[str, Any]:
        return {"matter_id": row.pk, "number": row.number, "title": row.title, "lead_id": row.lead_id}

    def shown_as(self, actor: Actor, row: Matter) -> Actor:
        return face_of(actor, row)

    def check(
        self,
        command: Command[..., Any],
        row: Matter | None,
        actor: Actor,
        *,
        at: dt.datetime,
        seen: int | None = None,
        by_right_only: bool = False,
    ) -> Step:
        if row is not None and not self.applies(command, row):
            raise NotFound()
        return super().check(command, row, actor, at=at, seen=seen, by_right_only=by_right_only)

    def overtaken(self, row: Matter) -> Any:
        return overtaken(row)

    def change(self, step: Transition[Matter], target: str, fields: dict[str, Any]) -> None:
        holder_id, due = fields.pop("holder_id", None), fields.pop("due", None)
        move(step.row, step.line, at=step.at, target=target, holder_id=holder_id, due=due, **fields)


CASES = Cases(app="matters", kinds=tuple(PROCEDURES))


__all__ = ["CASES", "Cases"]
