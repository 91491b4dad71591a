"""The verbs of the bulletin."""

from ._shape import check
from .finding import Found, answer_item, enter_item, expire_item, settle_item, take_item_down
from .readers import add_reads, join, leave, subscribe
from .reviewing import hand_back, publish, take_down
from .writing import Draft, amend, discard, draft_outcome, recall, send_for_review, write

__all__ = [
    "Draft",
    "Found",
    "add_reads",
    "amend",
    "answer_item",
    "check",
    "discard",
    "draft_outcome",
    "enter_item",
    "expire_item",
    "hand_back",
    "join",
    "leave",
    "publish",
    "recall",
    "send_for_review",
    "settle_item",
    "subscribe",
    "take_down",
    "take_item_down",
    "write",
]
