"""The columns of the bulletin as a table. Source: S10 (the six), S36 (how it was solved, models)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words


@dataclass(frozen=True, slots=True)
class NoticeColumn:
    """One column: its code in addresses, its word, what it is for, its icon."""

    code: str
    label: Words
    purpose: Words
    icon: str


OFFICIAL, RIGHTS, CONCERN, CALL, FESTIVAL = "official", "rights", "concern", "call", "festival"
OUTCOME, MODEL, LOST = "outcome", "model", "lost"

# In the order of the page. 失物招领 holds lost items instead of notices.
COLUMNS: tuple[NoticeColumn, ...] = (
    NoticeColumn(OFFICIAL, _("官方通知"), _("各单位发给师生的通知。"), "file"),
    NoticeColumn(RIGHTS, _("权益跟踪"), _("师生权益事项的进展和结果，一件一件跟到底。"), "progress"),
    NoticeColumn(CONCERN, _("问题关注"), _("近期反映较多的问题，现在怎么样、由谁负责。"), "eye"),
    NoticeColumn(LOST, _("失物招领"), _("捡到的、丢失的物品，登记后大家都能看到。"), "search"),
    NoticeColumn(CALL, _("行动倡议"), _("请大家一起做的事，可以响应。"), "users"),
    NoticeColumn(FESTIVAL, _("节日纪念"), _("节日、纪念日的说明和安排。"), "calendar"),
    NoticeColumn(OUTCOME, _("怎么解决的"), _("已经解决的事项：问题是什么，做了什么，现在怎样。"), "check"),
    NoticeColumn(MODEL, _("典型"), _("值得学习的集体、个人和做法。"), "book"),
)
BY_CODE = {c.code: c for c in COLUMNS}
WRITTEN = tuple(c for c in COLUMNS if c.code != LOST)  # those that hold notices


def label_of(code: str) -> Words:
    """The word of a column."""
    return BY_CODE[code].label
