"""The commands of the bulletin: two lists, from which forms, addresses, API routes, buttons and the log's words are made."""

from gongjian.workflow.command import Commands

from .finding import answer_item, enter_item, expire_item, settle_item, take_item_down
from .readers import add_reads, join, leave, subscribe
from .reviewing import hand_back, publish, take_down
from .workflows import LOST_ITEMS, NOTICES
from .writing import amend, discard, draft_outcome, recall, send_for_review, write

NOTICE_COMMANDS = Commands(write, amend, send_for_review, recall, publish, hand_back, discard, take_down, join, leave)
ITEM_COMMANDS = Commands(enter_item, answer_item, settle_item, expire_item, take_item_down)

__all__ = [
    "ITEM_COMMANDS",
    "LOST_ITEMS",
    "NOTICES",
    "NOTICE_COMMANDS",
    "add_reads",
    "amend",
    "answer_item",
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
