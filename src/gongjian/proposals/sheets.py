"""What files of delegates and of proposals look like, and how they are read."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Malformed
from gongjian.kernel.worker_process import parallel_map
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook
from gongjian.spreadsheets.queries import Record, RowError, SheetRows, is_blank, match_columns, read_workbook, titles_of

from .operations import DelegateRow, ProposalRow

# --- delegates ---

DELEGATE_COLUMNS = titles_of("constituency", number="person_number", name="person_name")


def delegates_template() -> bytes:
    """An empty sheet for delegates."""
    columns = [Column(_("学号或工号"), 16), Column(_("姓名"), 14), Column(_("选举单位"), 30)]
    return write_workbook([Sheet(_("代表"), columns, [])])


@dataclass
class DelegatesRead:
    """The good rows, the mistakes, how many rows in all, the encoding of a .csv."""

    rows: list[DelegateRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    records: dict[tuple[str, int], Record] = field(default_factory=dict)
    read: int = 0
    encoding: str = ""


def read_delegates(data: bytes, filename: str) -> DelegatesRead:
    """The rows of a file of delegates. Raises Malformed: no table, no such columns, no rows."""
    reading = DelegatesRead()
    for sheet in read_workbook(data, filename)[:1]:
        reading.encoding = sheet.encoding
        for record in sheet.records(DELEGATE_COLUMNS, required=["number", "constituency"]):
            reading.read += 1
            number, body = record.text("number"), record.text("constituency")
            if not number:
                reading.errors.append(record.error("number", _("请填写学号或工号。")))
            elif not body:
                reading.errors.append(record.error("constituency", _("请填写选举单位。")))
            else:
                row = DelegateRow(
                    sheet=sheet.name, row=record.number, number=number, name=record.text("name"), constituency=body
                )
                reading.records[sheet.name, record.number] = record
                reading.rows.append(row)
    if not reading.read:
        raise Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))
    return reading


# --- proposals ---

# The parts first: where there are such columns, 案由 is one of them and not the whole text.
PROPOSAL_COLUMNS = titles_of(
    "title",
    "background",
    "research",
    "analysis",
    "advice",
    "category",
    "form",
    "signatories",
    content="text",
    proposer="raised_by",
    written_at="raised_at",
)
# The words of other boards for the five categories.
CATEGORY_WORDS = {
    "教育教学": "teaching",
    "教育事业": "teaching",
    "教育": "teaching",
    "成长成才": "growth",
    "就业": "growth",
    "生活服务": "living",
    "后勤": "living",
    "城乡建设": "living",
    "资源环境": "living",
    "权益维护": "rights",
    "法制建设": "rights",
}
HEADINGS = {
    "background": ("案由", "提案背景", "背景"),
    "research": ("调研情况", "调查情况", "基本情况"),
    "analysis": ("问题分析", "存在问题", "存在的问题"),
    "advice": ("具体建议", "对策建议", "意见建议"),
}
SPLIT = re.compile("(" + "|".join(word for words in HEADINGS.values() for word in words) + r")\s*[:：]\s*")
NAMED = {word: name for name, words in HEADINGS.items() for word in words}
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff]")
LONGEST = {"title": 120, "part": 5000}


@dataclass
class ProposalsRead:
    """The good rows, the mistakes, how many rows in all and with a mistake, the encoding of a .csv."""

    rows: list[ProposalRow] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    read: int = 0
    wrong: int = 0
    encoding: str = ""


def clean(text: str) -> str:
    """One kind of line end, no invisible characters, no padded lines."""
    text = CONTROLS.sub("", text.replace("&nbsp;", " ").replace("\r\n", "\n").replace("\r", "\n"))
    lines = (re.sub(r"[ \t\u3000\xa0]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def split_parts(content: str) -> dict[str, str]:
    """A text with headings taken apart; what stands before the first heading, or a text without any, is the 案由."""
    first, *rest = SPLIT.split(content)
    parts = {"background": first.strip(), "research": "", "analysis": "", "advice": ""}
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        name = NAMED[heading]
        parts[name] = f"{parts[name]}\n{text.strip()}".strip()
    return parts


def _proposal(record: Record) -> tuple[ProposalRow | None, list[RowError]]:
    errors: list[RowError] = []
    title = clean(record.text("title")).replace("\n", " ")
    parts = split_parts(clean(record.text("content")))
    for name in parts:
        if record.has(name) and not is_blank(record.value(name)):
            parts[name] = clean(record.text(name))
    if not title:
        errors.append(record.error("title", _("请填写标题。")))
    elif len(title) > LONGEST["title"]:
        errors.append(record.error("title", _("标题请不超过120字，现在是%(n)d字。") % {"n": len(title)}))
    if not any(parts.values()):
        errors.append(record.error("content", _("请填写内容。")))
    if any(len(text) > LONGEST["part"] for text in parts.values()):
        errors.append(record.error("content", _("案由、调研情况、问题分析、具体建议各请不超过5000字。")))
    signatories = None
    try:
        signatories = record.integer("signatories")
        if signatories is not None and not 0 <= signatories <= 100_000:
            raise ValueError(_("署名人数是0到100000之间的整数。"))
    except ValueError as wrong:
        errors.append(record.error("signatories", wrong))
    try:
        written = record.datetime("written_at")
    except ValueError as wrong:
        errors.append(record.error("written_at", wrong))
        written = None
    if errors:
        return None, errors
    if not parts["background"]:  # a text that begins with its research: the title says what it is about
        parts["background"] = title
    word = record.text("category")
    return (
        ProposalRow(
            sheet=record.sheet.name,
            row=record.number,
            title=title,
            category=CATEGORY_WORDS.get(word, "other"),
            form=record.text("form")[:20],
            signatories=signatories,
            proposer=clean(record.text("proposer"))[:120],
            written_at=written.isoformat() if written is not None else "",
            **parts,
        ).with_key(),
        [],
    )


def _sheets(data: bytes, filename: str) -> list[SheetRows]:
    """The worksheets with a column of titles; else the first one, which then says what is missing."""
    sheets = read_workbook(data, filename)
    return [s for s in sheets if "title" in match_columns(s.headers, PROPOSAL_COLUMNS)] or sheets[:1]


def read_proposals(data: bytes, filename: str) -> ProposalsRead:
    """The rows of a file, cleaned and taken apart, and what is wrong with the others. Raises Malformed: no table, no columns."""
    reading = ProposalsRead()
    for sheet in _sheets(data, filename):
        reading.encoding = reading.encoding or sheet.encoding
        columns = sheet.find_header(PROPOSAL_COLUMNS)
        needed = ["title"] if "advice" in columns or "background" in columns else ["title", "content"]
        for row, errors in parallel_map(_proposal, list(sheet.records(PROPOSAL_COLUMNS, required=needed))):
            reading.read += 1
            reading.errors += errors
            reading.wrong += bool(errors)
            if row is not None:
                reading.rows.append(row)
    if not reading.read:
        raise Malformed.at("file", _("这个文件里没有一行内容。"), code="no-rows", remedy=_("请填写后再上传。"))
    return reading
