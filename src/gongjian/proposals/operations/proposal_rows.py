"""What a file of proposals looks like: its columns, and the row that is made of them."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.spreadsheets.importing import Cells, Field
from gongjian.spreadsheets.titles import TITLES

from .texts import CATEGORY_LABELS, LONGEST_PART, LONGEST_TITLE, PARTS, whole_text

# The words of other boards for the five categories, and ours.
CATEGORY_WORDS = {
    "教育教学": "teaching",
    "教育事业": "teaching",
    "教育": "teaching",
    "教学": "teaching",
    "成长成才": "growth",
    "就业": "growth",
    "生活服务": "living",
    "后勤": "living",
    "城乡建设": "living",
    "资源环境": "living",
    "权益维护": "rights",
    "法制建设": "rights",
    "其他": "other",
    "其它": "other",
    **{code: code for code, _label in CATEGORY_LABELS},
}
MOST_SIGNATORIES = 100_000
PART_TOO_LONG = gettext_lazy("案由、调研情况、问题分析、具体建议各请不超过5000字。")
# The parts first: where there are such columns, 案由 is one of them and not the whole text.
FIELDS = (
    Field(
        code="title",
        titles=TITLES["title"],
        required=True,
        blank=gettext_lazy("请填写标题。"),
        limit=LONGEST_TITLE,
        too_long=gettext_lazy("标题请不超过120字，现在是%(n)d字。"),
    ),
    *(Field(code=part, titles=TITLES[part], kind="long") for part in PARTS),
    Field(
        code="category",
        titles=TITLES["category"],
        kind="choice",
        choices=CATEGORY_WORDS,
        default="other",
        default_word=gettext_lazy("其他"),
    ),
    Field(code="form", titles=TITLES["form"], limit=20),
    Field(
        code="signatories",
        titles=TITLES["signatories"],
        kind="number",
        limit=MOST_SIGNATORIES,
        wrong=gettext_lazy("署名人数是0到100000之间的整数。"),
    ),
    Field(code="content", titles=TITLES["text"], kind="long"),
    Field(code="proposer", titles=TITLES["raised_by"], limit=120),
    Field(code="written_at", titles=TITLES["raised_at"], kind="moment"),
)
HEADINGS = {
    "background": ("案由", "提案背景", "背景"),
    "research": ("调研情况", "调查情况", "基本情况"),
    "analysis": ("问题分析", "存在问题", "存在的问题"),
    "advice": ("具体建议", "对策建议", "意见建议"),
}
SPLIT = re.compile("(" + "|".join(word for words in HEADINGS.values() for word in words) + r")\s*[:：]\s*")
NAMED = {word: name for name, words in HEADINGS.items() for word in words}


@dataclass(frozen=True, kw_only=True)
class ProposalRow:
    """One proposal of a file, cleaned and taken apart. ``key`` tells the same text again."""

    sheet: str
    row: int
    title: str
    background: str
    research: str = ""
    analysis: str = ""
    advice: str = ""
    category: str = "other"
    form: str = ""
    signatories: int | None = None
    proposer: str = ""
    written_at: str = ""  # ISO, as the file tells it

    @property
    def parts(self) -> dict[str, str]:
        return {
            "background": self.background,
            "research": self.research,
            "analysis": self.analysis,
            "advice": self.advice,
        }

    @cached_property
    def key(self) -> str:
        """64 hex digits of title and text without spaces, in one form of characters."""
        content = f"proposal\x1f{self.title}\x1f{whole_text(self.parts)}"
        plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", content)).casefold()
        return hashlib.sha256(plain.encode()).hexdigest()


def columns_missing(columns: Mapping[str, int]) -> Sequence[str]:
    """A title and a text, or a title and one of the parts."""
    needed = ["title"] if "advice" in columns or "background" in columns else ["title", "content"]
    return [code for code in needed if code not in columns]


def split_parts(content: str) -> dict[str, str]:
    """A text with headings taken apart; what stands before the first heading, or a text without any, is the 案由."""
    first, *rest = SPLIT.split(content)
    parts = {"background": first.strip(), "research": "", "analysis": "", "advice": ""}
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        name = NAMED[heading]
        parts[name] = f"{parts[name]}\n{text.strip()}".strip()
    return parts


def proposal_row(cells: Cells) -> ProposalRow | None:
    """The proposal of a row; None if it has a mistake."""
    title = cells["title"].replace("\n", " ")
    parts = split_parts(cells["content"])
    parts |= {name: cells[name] for name in PARTS if cells[name]}
    if not any(parts.values()) and not cells.errors:
        cells.refuse("content", _("请填写内容。"))
    if any(len(text) > LONGEST_PART for text in parts.values()):
        cells.refuse("content", PART_TOO_LONG)
    if not parts["background"]:  # a text that begins with its research: the title says what it is about
        parts["background"] = title
    written = cells["written_at"]
    return ProposalRow(
        sheet=cells.sheet,
        row=cells.row,
        title=title,
        category=cells["category"],
        form=cells["form"],
        signatories=cells["signatories"],
        proposer=cells["proposer"],
        written_at=written.isoformat() if written is not None else "",
        **parts,
    )
