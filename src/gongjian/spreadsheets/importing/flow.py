"""Read, judge, keep for the preview, confirm: the same for every kind of sheet."""

import datetime as dt
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Literal, Protocol, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow, Refused

from ..headers import Matched
from ..models import ImportBatch
from ..operations import apply_batch, open_batch
from ..reading import Record, RowError, SheetRows, read_workbook
from .choosing import Chosen, column_words, columns_missing, match, remark_columns, rows_of_data
from .fields import Cells, Field, read_cells
from .packing import packed, unpacker
from .remarks import Remark, Remarks


class SheetRow(Protocol):
    """What every row says: where it stands."""

    @property
    def sheet(self) -> str: ...
    @property
    def row(self) -> int: ...


R = TypeVar("R", bound=SheetRow)
S = TypeVar("S")  # what the import belongs to: a year, a session, the body that receives
J = TypeVar("J", bound="Judgement[Any]")
D = TypeVar("D")  # what was done
Outcome = Literal["new", "changed", "same", "duplicate"]
KEYS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Result(Generic[R]):
    """What a row would do; ``said``: what it repeats, or what stood there before."""

    row: R
    outcome: Outcome
    said: str = ""


@dataclass(frozen=True, slots=True)
class Wrong(Generic[R]):
    """A row that does not fit what exists: the code of the column, and a sentence."""

    row: R
    code: str
    sentence: str


@dataclass
class Judgement(Generic[R]):
    """The rows of a file compared with what exists. What is wrong is not imported."""

    results: list[Result[R]] = field(default_factory=list)
    wrong: list[Wrong[R]] = field(default_factory=list)
    found: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # of the lookups, by code and by name

    def of(self, outcome: Outcome) -> list[R]:
        """The rows with this outcome, in their order."""
        return [result.row for result in self.results if result.outcome == outcome]

    @property
    def new(self) -> list[R]:
        return self.of("new")

    @property
    def counts(self) -> dict[str, int]:
        """How many of each outcome."""
        return dict(Counter(result.outcome for result in self.results))

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return any(result.outcome in ("new", "changed") for result in self.results)


@dataclass
class Reading(Generic[R]):
    """What was read: the good rows, the mistakes, what else is to be said, how many rows in all, and the encoding of a .csv."""

    rows: list[R] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    read: int = 0
    encoding: str = ""
    records: dict[tuple[str, int], Record] = field(default_factory=dict)
    unreadable: int = 0  # rows with a mistake before they were judged

    @property
    def wrong(self) -> int:
        """How many rows have a mistake."""
        return len({(error.sheet, error.row) for error in self.errors})

    @property
    def untouched(self) -> int:
        """How many rows need nothing, and were not looked at any further."""
        return max(0, self.read - len(self.rows) - self.unreadable)

    def add_wrong(self, wrong: Iterable[Wrong[R]]) -> None:
        """Take in what judging has found wrong, in the order of the file."""
        known = [self.records.get((w.row.sheet, w.row.row)) for w in wrong]
        self.errors += [
            record.error(w.code, w.sentence) if record else RowError(w.row.sheet, w.row.row, "", w.sentence)
            for w, record in zip(wrong, known, strict=True)
        ]
        order = {name: n for n, name in enumerate(dict.fromkeys(sheet for sheet, _row in self.records))}
        self.errors.sort(key=lambda e: (order.get(e.sheet, 0), e.row))


class Importer(ABC, Generic[R, S, J, D]):
    """A kind of sheet: what its columns are, and what an app does with its rows. One object for each kind, without a state."""

    kind: ClassVar[str]  # of the previews that are kept
    row_class: ClassVar[type[Any]]
    fields: Sequence[Field] = ()
    ignored: Sequence[str] = ()  # titles of columns that are there for the reader's eyes
    whole_sheets: bool = (
        False  # a worksheet of this kind that lacks a column refuses the file, instead of being left out
    )

    def fields_of(self, sheet: SheetRows) -> Sequence[Field] | None:
        """The fields of this worksheet; None if it is none of ours."""
        return self.fields

    def missing(self, columns: Mapping[str, int], fields: Sequence[Field]) -> list[str]:
        """The codes of the columns without which the worksheet is none of ours."""
        return [each.code for each in fields if each.required and each.code not in columns]

    @abstractmethod
    def row(self, cells: Cells, scope: S) -> R | None:
        """The row made of its cells; None if it has a mistake (``cells.refuse``) or needs nothing. Asks no database."""

    def compare(self, rows: Sequence[Cells]) -> None:
        """Refuse the rows of a file that contradict one another, before they are judged."""

    @abstractmethod
    def judge(
        self, rows: Sequence[R], found: Mapping[str, Mapping[str, Any]], scope: S, actor: Actor, at: dt.datetime
    ) -> J:
        """Compare the rows with what exists. *found*: the lookups by code and name. Writes nothing."""

    def refusal(self, judged: J) -> Refused:
        """What is said of a file of which a row has become wrong since it was previewed."""
        first = judged.wrong[0]
        return NotNow(
            _("文件里有%(n)d行已经不对，一行也没有导入。")
            % {"n": len({(w.row.sheet, w.row.row) for w in judged.wrong})},
            remedy=_("第%(row)d行：%(sentence)s请改正后重新上传。")
            % {"row": first.row.row, "sentence": first.sentence},
            code="rows-wrong",
        )

    def no_sheet(self) -> Malformed:
        """What is said of a file none of whose worksheets is of this kind."""
        return Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))

    @abstractmethod
    def permit(self, actor: Actor, scope: S) -> None:
        """Raises NotAllowed without the right to import."""

    @abstractmethod
    def write(self, judged: J, *, scope: S, actor: Actor, at: dt.datetime, file: str) -> D:
        """Do what was judged, in the transaction that is open."""

    def title_of(self, code: str) -> str:
        """The usual title of a column; "" for none."""
        return next((each.titles[0] for each in self.fields if each.code == code), "")

    def scope_key(self, scope: S) -> str:
        """To what a kept preview belongs; "" for the whole school."""
        return ""

    def kept(self, scope: S, at: dt.datetime) -> dict[str, int]:
        """What a kept preview must know besides its rows."""
        return {}


def read(importer: Importer[R, S, J, D], data: bytes, name: str, *, scope: S, at: dt.datetime) -> Reading[R]:
    """The rows of a file, and what is wrong with the others.

    Raises Malformed: no table, no worksheet with the columns, no rows.
    """
    reading: Reading[R] = Reading()
    remarks = Remarks()
    made: list[tuple[Cells, R | None]] = []
    for chosen in _choose(importer, read_workbook(data, name), remarks):
        reading.encoding = reading.encoding or chosen.sheet.encoding
        remark_columns(chosen, remarks, importer.ignored)
        for row in rows_of_data(chosen, remarks):
            cells = Cells(Record(chosen.sheet, row, chosen.columns.found), at, remarks)
            read_cells(cells, chosen.fields, chosen.columns.also)
            reading.records[cells.sheet, cells.row] = cells.record
            made.append((cells, importer.row(cells, scope)))
    if not made:
        raise Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))
    importer.compare([cells for cells, _row in made])
    reading.read = len(made)
    for cells, each in made:
        reading.errors += cells.errors
        reading.unreadable += bool(cells.errors)
        if each is not None and not cells.errors:
            reading.rows.append(each)
    reading.remarks = remarks.all()
    return reading


def _choose(importer: Importer[R, S, J, D], sheets: Sequence[SheetRows], remarks: Remarks) -> list[Chosen]:
    """The worksheets with the columns. Those that are hidden, or lack a column, are left out with a remark."""
    chosen, hidden, lacking = [], [], []
    for sheet in sheets:
        fields = importer.fields_of(sheet)
        if fields is None:
            if sheet.visible and any(not row.blank for row in sheet.all_rows):
                remarks.add(sheet.name, _("不是要导入的工作表，没有读取。"))
            continue
        columns = match(sheet, fields)
        missing = importer.missing(columns.found, fields)
        if missing and importer.whole_sheets:
            raise columns_missing(sheet, fields, missing)
        if missing:
            lacking.append((sheet, fields, missing, columns))
        elif sheet.visible:
            chosen.append(Chosen(sheet, fields, columns))
        else:
            hidden.append(sheet)
    if not chosen and hidden:
        raise Malformed.at(
            "file",
            _("工作表『%(sheet)s』是隐藏的，没有读取。") % {"sheet": hidden[0].name},
            code="sheets-hidden",
            remedy=_("请取消隐藏后再上传。"),
        )
    if not chosen and lacking:
        sheet, fields, missing, _columns = max(lacking, key=lambda each: (each[0].visible, len(each[3].found)))
        raise columns_missing(sheet, fields, missing)
    if not chosen:
        raise importer.no_sheet()
    for sheet in hidden:
        remarks.add(sheet.name, _("这个工作表是隐藏的，没有读取（%(n)d行）。") % {"n": len(sheet.rows)})
    for sheet, fields, missing, columns in lacking:
        _remark_lacking(sheet, fields, missing, columns, remarks)
    return chosen


def _remark_lacking(
    sheet: SheetRows, fields: Sequence[Field], missing: Sequence[str], columns: Matched, remarks: Remarks
) -> None:
    if not sheet.visible or not any(not row.blank for row in sheet.all_rows):
        return
    words = {"columns": column_words(fields, missing), "n": len(sheet.rows)}
    if columns.found and sheet.rows:
        remarks.add(sheet.name, _("缺少这些列，没有读取（%(n)d行）：%(columns)s。") % words)
    else:
        remarks.add(sheet.name, _("不是要导入的工作表，没有读取。"))


def judge(importer: Importer[R, S, J, D], rows: Sequence[R], *, scope: S, actor: Actor, at: dt.datetime) -> J:
    """The rows compared with what exists: names that are not found are wrong, the others are judged by the app."""
    found: dict[str, Mapping[str, Any]] = {}
    wrong: list[Wrong[R]] = []
    for each in importer.fields:
        if each.resolve is not None:
            names = {name for row in rows if (name := getattr(row, each.code))}
            found[each.code] = each.resolve(names) if names else {}
            unknown = names - found[each.code].keys()
            wrong += [
                Wrong(row, each.code, each.wrong % {"value": getattr(row, each.code)[:60]})
                for row in rows
                if unknown and getattr(row, each.code) in unknown
            ]
    bad = {(w.row.sheet, w.row.row) for w in wrong}
    good = [row for row in rows if (row.sheet, row.row) not in bad] if bad else rows
    judged = importer.judge(good, found, scope, actor, at)
    judged.found = found
    judged.wrong = [*wrong, *judged.wrong]
    return judged


def by_key(rows: Sequence[R], key: Callable[[R], str], known: Callable[[list[str]], Mapping[str, str]]) -> Judgement[R]:
    """Rows told apart by a key: new ones, and repeated ones with what they repeat.

    *known* gives what there is already, by key (at most 500 at a time): its number; an earlier row of the file counts as well.
    """
    keys = [key(row) for row in rows]
    there: dict[str, str] = {}
    for start in range(0, len(keys), KEYS_AT_ONCE):
        there.update(known(keys[start : start + KEYS_AT_ONCE]))
    judged: Judgement[R] = Judgement()
    for each, row in zip(keys, rows, strict=True):
        if each in there:
            judged.results.append(Result(row, "duplicate", there[each]))
        else:
            there[each] = _("第%(row)d行") % {"row": row.row}
            judged.results.append(Result(row, "new"))
    return judged


@transaction.atomic
def keep(
    importer: Importer[R, S, J, D],
    rows: Sequence[R],
    *,
    data: bytes,
    name: str,
    scope: S,
    actor: Actor,
    at: dt.datetime,
    reading: Reading[R] | None = None,
) -> ImportBatch:
    """Keep the rows of a file without mistakes until they are confirmed; if the same file was imported before, that one is given back.

    Raises Refused: without the right.
    """
    importer.permit(actor, scope)
    about = reading or Reading(rows=list(rows), read=len(rows))
    payload = {
        "rows": [packed(row) for row in rows],
        "encoding": about.encoding,
        "remarks": [[r.sheet, list(r.rows), r.column, r.sentence] for r in about.remarks],
    }
    return open_batch(
        kind=importer.kind,
        scope=importer.scope_key(scope),
        data=data,
        name=name,
        counts={"read": about.read, "untouched": about.untouched, **importer.kept(scope, at)},
        payload=payload,
        actor=actor,
        at=at,
    )


def rows_of(importer: Importer[R, S, J, D], batch: ImportBatch) -> list[R]:
    """The rows of a kept preview; none once it is applied.

    Raises NotNow if it was kept by an earlier version of this program in another form.
    """
    if batch.applied:
        return []
    if not isinstance(batch.payload, dict) or "rows" not in batch.payload:
        raise NotNow(_("这份预览已经过期。"), remedy=_("请重新上传。"), code="preview-outdated")
    unpack = unpacker(importer.row_class)
    return [unpack(values) for values in batch.payload["rows"]]


def remarks_of(batch: ImportBatch) -> list[Remark]:
    """What the preview says of the file besides its rows."""
    payload = batch.payload if isinstance(batch.payload, dict) else {}
    return [Remark(*each) for each in payload.get("remarks", [])]


@transaction.atomic
def bring_in(
    importer: Importer[R, S, J, D],
    rows: Sequence[R],
    *,
    scope: S,
    actor: Actor,
    at: dt.datetime,
    file: str = "",
    batch: ImportBatch | None = None,
    judged: J | None = None,
) -> D:
    """Write the rows, all or nothing; *judged*, if they were judged just now.

    Raises Refused: without the right, or a row does not fit what exists (NotNow).
    """
    importer.permit(actor, scope)
    if judged is None:
        judged = judge(importer, rows, scope=scope, actor=actor, at=at)
        if judged.wrong:
            raise importer.refusal(judged)
    if batch is not None:
        apply_batch(batch=batch, actor=actor, at=at)
    return importer.write(judged, scope=scope, actor=actor, at=at, file=file)


def confirm(importer: Importer[R, S, J, D], batch: ImportBatch, *, scope: S, actor: Actor, at: dt.datetime) -> D:
    """Import what a preview keeps. Raises like ``bring_in``, and Overtaken if it was imported in between."""
    rows = rows_of(importer, batch)
    return bring_in(importer, rows, scope=scope, actor=actor, at=at, file=batch.name, batch=batch)
