"""The text of a proposal: its four parts, its category, and when it is complete."""

import datetime as dt
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, Words
from gongjian.rulebook import queries as rulebook

from ..models import Proposal

# The five of proposal-rules:1, in its order.
CATEGORY_LABELS: tuple[tuple[str, Words], ...] = (
    ("teaching", gettext_lazy("教育教学")),
    ("growth", gettext_lazy("成长成才")),
    ("living", gettext_lazy("生活服务")),
    ("rights", gettext_lazy("权益维护")),
    ("other", gettext_lazy("其他")),
)
CATEGORIES = tuple(code for code, _label in CATEGORY_LABELS)
PARTS = ("background", "research", "analysis", "advice")
LONGEST_PART = 5000
LONGEST_TITLE = 120


def part_labels() -> dict[str, str]:
    """The words of the four parts."""
    return {
        "background": _("案由"),
        "research": _("调研情况"),
        "analysis": _("问题分析"),
        "advice": _("具体建议"),
    }


def category_labels() -> list[tuple[str, str]]:
    """The five categories of a proposal: code and word. proposal-rules:1."""
    return [(code, str(label)) for code, label in CATEGORY_LABELS]


def whole_text(parts: Mapping[str, str]) -> str:
    """The four parts as one text, as the search and the papers read it."""
    labels = part_labels()
    return "\n\n".join(f"{labels[name]}：{parts[name]}" for name in PARTS if parts.get(name))


def check_text(title: str, category: str, parts: Mapping[str, str], on: dt.date) -> None:
    """Raises Malformed for words that no proposal may begin with: none, too long, no such category. proposal-rules:1."""
    wrong: dict[str, list[Words]] = {}
    if not title.strip():
        wrong["title"] = [_("请写明案名，一件提案只写一件事。")]
    elif len(title.strip()) > LONGEST_TITLE:
        wrong["title"] = [_("案名请不超过120字。")]
    if category not in CATEGORIES:
        wrong["category"] = [_("请从五个类别中选择一个。")]
    if not parts["background"].strip():
        wrong["background"] = [_("请写明案由；其余部分可以以后补充。")]
    for name, label in part_labels().items():
        if len(parts.get(name, "")) > LONGEST_PART:
            wrong[name] = [_("%(part)s请不超过%(n)d字，更长的材料请作为附件。") % {"part": label, "n": LONGEST_PART}]
    if wrong:
        raise Malformed(fields=wrong, authority=rulebook.cite("proposal-rules:1", on=on))


def least_lengths(at: dt.datetime) -> dict[str, int]:
    """The fewest characters of each part by the rules of that day. proposal-rules:1."""
    day = local_date(at)
    return {name: int(rulebook.parameter("proposal-rules:1", f"{name}_least", day)) for name in PARTS}


def require_complete(proposal: Proposal, at: dt.datetime) -> None:
    """Raises Malformed where a part is shorter than the rules ask. proposal-rules:1."""
    labels, wrong = part_labels(), {}
    for name, least in least_lengths(at).items():
        length = len("".join(getattr(proposal, name).split()))
        if length < least:
            words = {"part": labels[name], "least": least, "n": length}
            wrong[name] = [_("%(part)s不少于%(least)d字，现在是%(n)d字。") % words]
    if wrong:
        raise Malformed(
            _("提案还不完整：%(what)s") % {"what": "".join(line for lines in wrong.values() for line in lines)},
            fields={name: list(lines) for name, lines in wrong.items()},
            authority=rulebook.cite("proposal-rules:1", on=local_date(at)),
            remedy=_("请先修改提案，补充完整。"),
            code="proposal-incomplete",
        )
