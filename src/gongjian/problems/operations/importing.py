"""Many problems at once, from a file of real texts: bulk statements instead of one verb a row."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.matters import operations as matters
from gongjian.matters.permissions import may_import
from gongjian.matters.queries import category_of
from gongjian.org import queries as org
from gongjian.spreadsheets.importing import Cells, Field, Importer, Judgement, bring_in, by_key
from gongjian.spreadsheets.queries import fit_title
from gongjian.spreadsheets.titles import TITLES

from .. import events

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


class ProblemImporter(Importer[ProblemRow, int, Judgement[ProblemRow], ProblemsImported]):
    """Texts that become problems, received by a branch (its id)."""

    kind = "matters.problems"
    row_class = ProblemRow
    fields = FIELDS

    def row(self, cells: Cells, scope: int) -> ProblemRow | None:
        values = dict(cells.values)
        if not values["text"]:
            return None
        values["title"], values["text"] = fit_title(values["title"], values["text"], matters.LONGEST_TITLE)
        if len(values["text"]) > matters.LONGEST_TEXT:
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
        return by_key(rows, lambda row: row.key, matters.known_keys)

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
        absent = [
            matters.Absent(
                key=row.key,
                title=row.title,
                text=row.text,
                category=row.category,
                place=row.place,
                on_behalf_of=row.unit,
                raised_at=row.raised_at,
                reply=row.reply,
                replied_at=row.replied_at,
                details={
                    "file": file,
                    "sheet": row.sheet,
                    "row": row.row,
                    "raised_at": (row.raised_at or at).isoformat(),
                },
            )
            for row in new
        ]
        made = matters.open_many(
            kind="problem",
            verb="raise_problem",
            rows=absent,
            origin_id=origin.id,
            actor=actor,
            at=at,
            word="matters.imported",
            receipts=False,
        )
        announce(
            events.ProblemsImported(
                at=at,
                actor_person_id=actor.person_id,
                origin_id=origin.id,
                count=len(made),
                first=made[0].number,
                last=made[-1].number,
            )
        )
        return ProblemsImported(len(made), duplicate, made[0].number, made[-1].number)


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
