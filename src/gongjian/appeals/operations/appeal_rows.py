"""What a file of appeals looks like: its columns, and the row that is made of them."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.matters import operations as matters
from gongjian.matters import queries as all_matters
from gongjian.org import queries as org
from gongjian.spreadsheets.importing import Cells, Field
from gongjian.spreadsheets.queries import fit_title
from gongjian.spreadsheets.titles import TITLES

from .. import queries

NATURES = {
    "咨询": "question",
    "投诉": "complaint",
    "求助": "request",
    "建议": "suggestion",
    "投诉/求助": "complaint",
}
# The nature first: where there is one column 类型, it is that.
FIELDS = (
    Field(code="mark", titles=TITLES["mark"], limit=60),
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
        code="nature",
        titles=TITLES["nature"],
        kind="choice",
        choices=NATURES,
        default="request",
        default_word=gettext_lazy("求助"),
    ),
    Field(
        code="category",
        titles=TITLES["category"],
        kind="choice",
        choices=all_matters.category_of,
        default="other",
        default_word=gettext_lazy("其他"),
    ),
    Field(code="place", titles=TITLES["place"], limit=120),
    Field(code="reply", titles=TITLES["reply"], kind="long"),
    Field(code="replied_at", titles=TITLES["replied_at"], kind="moment", past=True),
    Field(
        code="unit",
        titles=TITLES["handling_unit"],
        kind="lookup",
        resolve=org.units_by_name,
        wrong=gettext_lazy("没有名为“%(value)s”的单位，请填写全称或简称；由受理单位办理的请留空。"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class AppealRow:
    """One appeal of a file, cleaned. ``raised_at`` None: the file does not say when."""

    sheet: str
    row: int
    title: str
    text: str
    raised_at: dt.datetime | None = None
    category: str = "other"
    nature: str = "request"
    place: str = ""
    unit: str = ""
    reply: str = ""
    replied_at: dt.datetime | None = None
    mark: str = ""  # the number it had where it comes from

    @cached_property
    def key(self) -> str:
        """64 hex digits: the same row of the same file again, not the same words sent again on another day."""
        when = self.raised_at.isoformat() if self.raised_at else ""
        return hashlib.sha256(f"appeal\x1f{self.mark}\x1f{when}\x1f{self.plain}".encode()).hexdigest()

    @cached_property
    def plain(self) -> str:
        """Title and text as they are compared: width, capitals and blanks make no difference."""
        return queries.plain_words(self.title, self.text)


def appeal_row(cells: Cells) -> AppealRow | None:
    """The appeal of a row; None if it has a mistake."""
    values = dict(cells.values)
    if not values["text"]:
        return None
    values["title"], values["text"] = fit_title(values["title"], values["text"], matters.LONGEST_TITLE)
    if len(values["text"]) > matters.LONGEST_TEXT:
        cells.refuse("text", _("正文有%(n)d字，不能超过20000字。") % {"n": len(values["text"])})
    if not values["reply"]:
        values["replied_at"] = None
    if values["raised_at"] and values["replied_at"] and values["replied_at"] < values["raised_at"]:
        cells.refuse("replied_at", _("答复时间早于提出时间，请核对。"))
    return AppealRow(sheet=cells.sheet, row=cells.row, **values)
