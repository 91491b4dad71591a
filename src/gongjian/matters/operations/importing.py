"""Many problems at once, from a file of real texts: bulk statements instead of one verb a row."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.audit import operations as ledger
from gongjian.kernel import bulk_insert, counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import day_end, local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.kernel.sequences import next_numbers
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement, bring_in, by_key
from gongjian.spreadsheets.queries import fit_title
from gongjian.spreadsheets.titles import TITLES

from .. import events, tallies
from ..choices import category_of
from ..models import Clock, Holding, Involved, Matter, Reply
from ..permissions import may_import
from ..procedures import LIVES, PROBLEM, SUBJECT
from . import clocks
from .entering import LONGEST_TEXT

LONGEST_TITLE = 120


FIELDS = (
    Field(code="title", titles=TITLES["title"]),
    Field(
        code="text",
        titles=TITLES["text"],
        kind="long",
        required=True,
        blank=gettext_lazy("正文是空的，请写明事由。"),
    ),
    Field(code="raised_at", titles=TITLES["raised_at"], kind="moment", past=True),
    Field(
        code="category",
        titles=TITLES["category"],
        kind="choice",
        choices=category_of,
        default="other",
        default_word=gettext_lazy("其他"),
    ),
    Field(code="place", titles=TITLES["place"], limit=120),
    Field(code="reply", titles=TITLES["reply"], kind="long"),
    Field(code="replied_at", titles=TITLES["replied_at"], kind="moment", past=True),
    Field(code="unit", titles=TITLES["raising_unit"], limit=120),
)


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


@dataclass(frozen=True, slots=True)
class ProblemsImported:
    """What an import did: how many became matters, how many were there already."""

    new: int
    duplicate: int
    first: str = ""  # number of the first and of the last new one
    last: str = ""


def _origin(origin_id: int, at: dt.datetime) -> org.BodyRow:
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or origin.sort != "organisation" or (origin.ended and origin.ended <= local_date(at)):
        raise Malformed.at("origin", _("请选择一个在册的党支部作为接收组织。"))
    return origin


def _known(keys: list[str]) -> dict[str, str]:
    rows = Matter.objects.filter(import_key__in=keys)
    return {str(key): number for key, number in rows.values_list("import_key", "number")}


class ProblemImporter(Importer[ProblemRow, int, Judgement[ProblemRow], ProblemsImported]):
    """Texts that become problems, received by a branch (its id)."""

    kind = "matters.problems"
    row_class = ProblemRow
    fields = FIELDS

    def row(self, cells: Cells, scope: int) -> ProblemRow | None:
        values = dict(cells.values)
        if not values["text"]:
            return None
        values["title"], values["text"] = fit_title(values["title"], values["text"], LONGEST_TITLE)
        if len(values["text"]) > LONGEST_TEXT:
            cells.refuse("text", _("正文有%(n)d字，不能超过20000字。") % {"n": len(values["text"])})
        if not values["reply"]:
            values["replied_at"] = None
        return ProblemRow(sheet=cells.sheet, row=cells.row, **values)

    def judge(
        self,
        rows: Sequence[ProblemRow],
        found: Mapping[str, Mapping[str, Any]],
        scope: int,
        actor: Actor,
        at: dt.datetime,
    ) -> Judgement[ProblemRow]:
        return by_key(rows, lambda row: row.key, _known)

    def permit(self, actor: Actor, scope: int) -> None:
        permit(may_import, actor, None)

    def kept(self, scope: int, at: dt.datetime) -> dict[str, int]:
        return {"origin": _origin(scope, at).id}

    def write(
        self, judged: Judgement[ProblemRow], *, scope: int, actor: Actor, at: dt.datetime, file: str
    ) -> ProblemsImported:
        origin = _origin(scope, at)
        new, duplicate = judged.new, len(judged.of("duplicate"))
        if not new:
            return ProblemsImported(0, duplicate)
        try:
            with transaction.atomic():
                made = _write(new, origin.id, at)
        except IntegrityError as error:
            raise Overtaken(
                _("有人同时导入了相同的内容，这次没有导入。"), remedy=_("请重新上传，已导入的会显示为重复。")
            ) from error
        _record(new, made, actor, at, file)
        announce(
            events.ProblemsImported(
                at=at,
                actor_person_id=actor.person_id,
                origin_id=origin.id,
                count=len(made),
                first=made[0][1],
                last=made[-1][1],
            )
        )
        return ProblemsImported(len(made), duplicate, made[0][1], made[-1][1])


PROBLEMS = ProblemImporter()


@transaction.atomic
def import_problems(
    *, rows: Sequence[ProblemRow], origin_id: int, actor: Actor, at: dt.datetime, file: str = ""
) -> ProblemsImported:
    """Make a matter of every row that is not there yet: raised on the text's own day, received by *origin_id* from then on,
    not public, without a raiser (its secretary speaks for the absent one); the study clock starts at *at*.

    All or nothing. Raises Refused: without the right, no such origin, or another import of the same texts was faster.
    """
    return bring_in(PROBLEMS, rows, scope=origin_id, actor=actor, at=at, file=file)


def _write(rows: Sequence[ProblemRow], origin_id: int, at: dt.datetime) -> list[tuple[int, str]]:
    """The matters with all that belongs to them, found by the search, counted; gives id and number of each."""
    today = local_date(at)
    clock = LIVES["problem"].front[PROBLEM.start]
    due = day_end(clocks.due_date("problem", clock, today))
    series = f"难题-{today.year}"
    numbers = [f"{series}-{number:04d}" for number in next_numbers(series, len(rows))]
    ids, raised = bulk_insert.reserve_ids(Matter, len(rows)), [row.raised_at or at for row in rows]
    texts = [(i, (number, row.title, row.text, row.reply)) for i, number, row in zip(ids, numbers, rows, strict=True)]
    bulk_insert.insert_columns(
        Matter,
        len(rows),
        id=ids,
        number=numbers,
        kind=Matter.Kind.PROBLEM,
        title=[row.title for row in rows],
        text=[row.text for row in rows],
        category=[row.category for row in rows],
        source=Matter.Source.IMPORT,
        place=[row.place[:120] for row in rows],
        on_behalf_of=[row.unit[:120] for row in rows],
        public=False,
        state=PROBLEM.start,
        origin_id=origin_id,
        holder_id=origin_id,
        raised_at=raised,
        moved_at=at,
        due_at=due,
        amber_at=clocks.amber_at(due),
        import_key=[row.key for row in rows],
    )
    received = {"matter_id": ids, "body_id": origin_id}
    bulk_insert.insert_columns(Holding, len(ids), **received, since=raised)
    bulk_insert.insert_columns(Involved, len(ids), **received, part=Involved.Part.ORIGIN)
    bulk_insert.insert_columns(Clock, len(ids), matter_id=ids, name=clock, started_at=at, due_at=due)
    replied = [(i, row) for i, row in zip(ids, rows, strict=True) if row.reply]
    bulk_insert.insert_columns(
        Reply,
        len(replied),
        matter_id=[i for i, _row in replied],
        at=[row.replied_at or at for _i, row in replied],
        text=[row.reply for _i, row in replied],
        by=_("原答复"),
        body_id=origin_id,
    )
    search.put_many(source=SUBJECT, rows=texts)
    _count(raised, origin_id)
    return list(zip(ids, numbers, strict=True))


def _count(raised: Sequence[dt.datetime], origin_id: int) -> None:
    """Counters of state and holder, and of the months in which the texts were written."""
    state, kind = PROBLEM.start, "problem"
    changes = {tallies.state(kind, state): len(raised), tallies.held(origin_id, kind, state): len(raised)}
    for month, n in Counter(tallies.month(each) for each in raised).items():
        changes |= tallies.of_month(kind, month, "raised", [origin_id], n)
    counters.add(changes)


def _record(
    rows: Sequence[ProblemRow], made: Sequence[tuple[int, str]], actor: Actor, at: dt.datetime, file: str
) -> None:
    new_entries = [
        ledger.NewEntry(
            SUBJECT,
            pk,
            f"{number} {row.title}",
            {"file": file, "sheet": row.sheet, "row": row.row, "raised_at": (row.raised_at or at).isoformat()},
        )
        for (pk, number), row in zip(made, rows, strict=True)
    ]
    authority = rulebook.cite(PROBLEM.step("raise_problem").article, on=local_date(at))
    ledger.record_many(actor=actor, verb="matters.imported", new_entries=new_entries, at=at, authority=authority)
