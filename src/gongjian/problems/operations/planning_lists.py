"""What the three lists, come back from Excel, would do: changes and mistakes by sheet and row. Nothing is written here.

A row carries a mark (行标识): which line it is, and a digest of what was exported. A row that still fits its digest was not
touched; one that was touched while the line changed meanwhile is refused, so that nobody overwrites an adjustment unseen.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Refused
from gongjian.org import queries as org
from gongjian.spreadsheets.queries import RowError, tidy
from gongjian.spreadsheets.writing import cell_text

from .. import queries
from ..models import Duty, Measure
from ..permissions import may_import_lists
from .adjusting import DATES, FIELDS, Line, clean_changes, propose_adjustment
from .lists import MOST_LINES, DutyLine, MeasureLine, check_lists, draw_up
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

CHUNK = 400


@dataclass(frozen=True, kw_only=True)
class ListRow:
    """One row of a sheet that was touched. ``values`` are texts as read (days as ISO, the body by name, the part as code);
    ``columns`` are the headings of the file, for naming the place of a mistake."""

    sheet: str
    row: int
    kind: str  # problem · measure · duty
    number: str
    line_id: int | None = None  # None: a new line
    digest: str = ""
    drop: bool = False
    values: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)

    def wrong(self, sentence: object, name: str = "") -> RowError:
        """A mistake at this row, in the column of this field ("" = the whole row)."""
        return RowError(self.sheet, self.row, self.columns.get(name, ""), str(sentence), self.values.get(name, "")[:60])


@dataclass(frozen=True)
class PlannedChange:
    """One changed value, for the preview: old beside new as people read them."""

    row: ListRow
    action: str  # change · add · drop
    name: str
    old: str
    new: str


@dataclass
class MatterPlan:
    """What the file does to one matter: changes to be proposed, or lists to be drawn up for the first time."""

    matter: "Matter"
    changes: list[dict[str, Any]] = field(default_factory=list)
    lists: dict[str, Any] | None = None


@dataclass
class ListsPlan:
    """What an import would do. With ``errors`` it does nothing at all."""

    matters: list[MatterPlan] = field(default_factory=list)
    shown: list[PlannedChange] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    same: int = 0
    new: int = 0
    changed: int = 0
    dropped: int = 0
    duplicate: int = 0  # rows whose very changes are already proposed and wait for confirmation

    @property
    def counts(self) -> dict[str, int]:
        return {k: getattr(self, k) for k in ("same", "new", "changed", "dropped", "duplicate")}

    @property
    def adjusts(self) -> bool:
        """Whether a reason is needed: something that stands is changed."""
        return any(m.lists is None for m in self.matters)


def shown_values(line: Line, kind: str) -> dict[str, str]:
    """The values of a line as a sheet shows them and gives them back."""
    out: dict[str, str] = {}
    if kind == "problem":
        out["title"] = tidy(cell_text(line.title))  # type: ignore[union-attr]
    for name in FIELDS[kind]:
        value = line.body.name if name == "body" else getattr(line, name)  # type: ignore[union-attr]
        out[name] = value.isoformat() if isinstance(value, dt.date) else tidy(cell_text(value))
    return out


def digest_of(kind: str, number: str, line_id: int | None, values: dict[str, str]) -> str:
    """Ten letters by which a touched row is told from an untouched one."""
    text = json.dumps([kind, number, line_id, sorted(values.items())], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


# --- planning: reads only ---


@dataclass
class _Planner:
    actor: Actor
    at: dt.datetime
    plan: ListsPlan
    bodies: dict[str, Any]

    def error(self, row: ListRow, sentence: object, name: str = "") -> None:
        self.plan.errors.append(row.wrong(sentence, name))

    def body_id(self, row: ListRow) -> int | None:
        """The unit named in the row, by name or short name."""
        name = row.values.get("body", "")
        found = self.bodies.get(name)
        if found is None:
            self.error(row, _("没有名为“%(name)s”的单位或组织，请填写全称或简称。") % {"name": name[:60]}, "body")
            return None
        if found.ended is not None:
            self.error(row, _("“%(name)s”已经撤销，请填写在册的单位。") % {"name": found.name}, "body")
            return None
        if row.kind == "duty" and row.values.get("part") == "lead" and found.sort != "unit":
            self.error(row, _("牵头的必须是一个单位（部处、学院、书院等），不能是党组织。"), "body")
            return None
        return int(found.id)

    def typed(self, row: ListRow, names: Iterable[str]) -> dict[str, Any] | None:
        """The new values as ``propose_adjustment`` wants them; None if the unit is unknown."""
        out: dict[str, Any] = {name: row.values[name] for name in names}
        if "body" in out:
            out["body"] = self.body_id(row)
            if out["body"] is None:
                return None
        return out

    def matter(self, matter: "Matter", rows: list[ListRow]) -> None:
        """Everything the file says of one matter."""
        before = len(self.plan.errors)
        if matter.state == "adopted":
            self._first_lists(matter, rows)
            return
        lines: dict[tuple[str, int], Line] = {("problem", matter.pk): matter}
        lines |= {("measure", m.pk): m for m in matter.measures.all()}
        lines |= {("duty", d.pk): d for d in matter.duties.all()}
        standing = {
            (kind, json.dumps(shown_values(line, kind), sort_keys=True))
            for (kind, _id), line in lines.items()
            if getattr(line, "dropped_on", None) is None
        }
        changes: list[dict[str, Any]] = []
        shown: list[PlannedChange] = []
        first: ListRow | None = None
        for row in rows:
            if row.kind == "problem" and row.line_id is None:  # its number alone says which problem is meant
                row = replace(row, line_id=matter.pk)
            made = self._new_line(row, standing) if row.line_id is None else self._known_line(row, matter, lines)
            if made is not None:
                changes.append(made[0])
                shown += made[1]
                first = first or row
        if first is None or len(self.plan.errors) > before:
            return
        clean = self._allowed(matter, changes, first)
        if clean is None:
            return
        if clean in [a.changes for a in matter.adjustments.all()]:  # only the proposed ones are read
            self.plan.duplicate += len(changes)
            return
        self.plan.matters.append(MatterPlan(matter, changes=changes))
        self.plan.shown += shown
        for action, counter in (("add", "new"), ("change", "changed"), ("drop", "dropped")):
            setattr(self.plan, counter, getattr(self.plan, counter) + sum(c.get("action") == action for c in changes))

    def _allowed(self, matter: "Matter", changes: list[dict[str, Any]], first: ListRow) -> list[dict[str, Any]] | None:
        """The changes made clean; None (and the sentence at the matter's first row) if they may not be proposed."""
        for kind, lines in (("measure", matter.measures.all()), ("duty", matter.duties.all())):
            standing = sum(line.dropped_on is None for line in lines)
            added = sum({"add": 1, "drop": -1}.get(c["action"], 0) for c in changes if c["line"] == kind)
            if added > 0 and standing + added > MOST_LINES:
                self.error(first, _("每张清单最多60行。"))
                return None
        try:
            PROBLEMS.check(propose_adjustment, matter, self.actor, at=self.at)
            return clean_changes(matter, changes, local_date(self.at))
        except Malformed as refused:
            for sentence in [s for sentences in refused.fields.values() for s in sentences]:
                self.error(first, sentence)
        except Refused as refused:
            self.error(first, refused)
        return None

    def _new_line(
        self, row: ListRow, standing: set[tuple[str, str]]
    ) -> tuple[dict[str, Any], list[PlannedChange]] | None:
        if row.drop:
            self.plan.same += 1
            return None
        if (row.kind, json.dumps(row.values, sort_keys=True)) in standing:
            self.error(row, _("清单中已有内容相同的一行，这一行的行标识却是空的。请删去这一行，或填回原来的行标识。"))
            return None
        if row.values.get("part") == "lead":
            self.error(row, _("责任清单只能有一个牵头单位。"), "part")
            return None
        new = self.typed(row, FIELDS[row.kind])
        if new is None:
            return None
        shown = [PlannedChange(row, "add", name, "", row.values[name]) for name in FIELDS[row.kind]]
        return {"line": row.kind, "id": None, "action": "add", "new": new}, shown

    def _known_line(
        self, row: ListRow, matter: "Matter", lines: dict[tuple[str, int], Line]
    ) -> tuple[dict[str, Any], list[PlannedChange]] | None:
        line = lines.get((row.kind, row.line_id or 0))
        if line is None:
            self.error(row, _("行标识与编号对不上。请不要改动行标识；新增的行请把它留空。"))
            return None
        old = shown_values(line, row.kind)
        if isinstance(line, Measure | Duty) and line.dropped_on is not None:
            self.error(row, _("这一行在导出之后已经撤销，请重新导出后再改。"))
            return None
        if row.values.get("title", old.get("title")) != old.get("title"):
            self.error(row, _("难题的标题不能在表格中修改。"), "title")
            return None
        names = [n for n in FIELDS[row.kind] if row.values[n] != old[n] and not self._same_body(row, line, n)]
        if not names and not row.drop:
            self.plan.same += 1
            return None
        if row.digest and row.digest != digest_of(row.kind, matter.number, row.line_id, old):
            self.error(row, _("这一行在导出之后已经由别人调整过，请重新导出，在新的表格上再改。"))
            return None
        if isinstance(line, Duty) and line.part == "lead" and row.drop:
            self.error(row, _("牵头单位不能删除，只能改为另一个单位。"), "drop")
            return None
        if "part" in names and "lead" in (old["part"], row.values["part"]):
            self.error(row, _("牵头与配合、督办之间不能互改，请改牵头一行的单位。"), "part")
            return None
        if row.drop:
            name = "text" if row.kind == "measure" else "task"
            shown = [PlannedChange(row, "drop", name, old[name], "")]
            return {"line": row.kind, "id": line.pk, "action": "drop"}, shown
        new = self.typed(row, names)
        if new is None:
            return None
        shown = [PlannedChange(row, "change", name, old[name], row.values[name]) for name in names]
        return {"line": row.kind, "id": line.pk, "action": "change", "new": new}, shown

    def _same_body(self, row: ListRow, line: Line, name: str) -> bool:
        """A unit written by its short name is the same unit."""
        found = self.bodies.get(row.values["body"]) if name == "body" else None
        return found is not None and isinstance(line, Measure | Duty) and found.id == line.body_id

    def _first_lists(self, matter: "Matter", rows: list[ListRow]) -> None:
        """An adopted problem has no lists yet: goal and new lines of the file are its first lists."""
        before = len(self.plan.errors)
        goal, measures, duties, shown = "", [], [], []
        for row in [r for r in rows if not r.drop]:
            if row.kind == "problem":
                goal = row.values["goal"]
                if row.values.get("title") not in (None, tidy(cell_text(matter.title))):
                    self.error(row, _("难题的标题不能在表格中修改。"), "title")
                names: tuple[str, ...] = ("goal",)
            else:
                new = self.typed(row, FIELDS[row.kind])
                names = FIELDS[row.kind]
                if new is None:
                    continue
                given: dict[str, Any] = {
                    k: dt.date.fromisoformat(v) if k in DATES else v for k, v in new.items() if k != "body"
                }
                if row.kind == "measure":
                    measures.append(MeasureLine(body_id=new["body"], **given))
                else:
                    duties.append(DutyLine(body_id=new["body"], **given))
            shown += [PlannedChange(row, "add", name, "", row.values[name]) for name in names]
        if len(self.plan.errors) > before or not shown:
            return
        try:
            PROBLEMS.check(draw_up, matter, self.actor, at=self.at)
            draw_up.clean({"goal": goal, "measures": measures, "duties": duties})
            check_lists(measures, duties, local_date(self.at))
        except Malformed as refused:
            for sentence in [s for sentences in refused.fields.values() for s in sentences]:
                self.error(rows[0], sentence)
            return
        except Refused as refused:
            self.error(rows[0], refused)
            return
        self.plan.matters.append(MatterPlan(matter, lists={"goal": goal, "measures": measures, "duties": duties}))
        self.plan.shown += shown
        self.plan.new += len({(c.row.sheet, c.row.row) for c in shown})


def _chunks(items: Sequence[str]) -> Iterable[Sequence[str]]:
    return (items[n : n + CHUNK] for n in range(0, len(items), CHUNK))


def _matters(actor: Actor, numbers: Sequence[str]) -> "dict[str, Matter]":
    """The matters with these numbers that this actor may read, with all lines and the adjustments that wait."""
    found: dict[str, Matter] = {}
    for some in _chunks(numbers):
        rows = queries.with_all_lines(actor).filter(number__in=some)
        found |= {m.number: m for m in rows}
    return found


def plan_lists(*, rows: Sequence[ListRow], actor: Actor, at: dt.datetime) -> ListsPlan:
    """What these touched rows would do as things stand now; mistakes by sheet and row. Nothing is written.

    Raises Refused: the actor has no lists to work on anywhere.
    """
    permit(may_import_lists, actor, None)
    plan = ListsPlan()
    by_number: dict[str, list[ListRow]] = {}
    for row in rows:
        by_number.setdefault(row.number, []).append(row)
    bodies: dict[str, Any] = {}
    for names in _chunks(sorted({r.values["body"] for r in rows if r.values.get("body")})):
        bodies |= org.bodies_by_name(names)
    planner = _Planner(actor, at, plan, bodies)
    matters = _matters(actor, list(by_number))
    for number, some in by_number.items():
        matter = matters.get(number)
        if matter is None:
            for row in some:
                planner.error(row, _("没有编号为“%(n)s”的难题，或者您无权查看。") % {"n": number[:30]}, "number")
        elif matter.state not in queries.WITH_LISTS:
            for row in some:
                planner.error(row, _("这件难题还没有立项，或者没有立项就已办结，没有清单可改。"), "number")
        else:
            planner.matter(matter, some)
    plan.errors.sort(key=lambda e: (e.sheet, e.row))
    return plan
