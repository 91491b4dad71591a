"""The commands of pairing, from whose list forms, addresses, API routes, buttons and the log's words are made: of pairs, and of offers."""

from gongjian.workflow.command import Commands

from .drafting import ActivityLine, MemberLine, Plan, amend_plan, propose, recall, send_for_signing
from .offering import change_offer, make_offer, withdraw_offer
from .signing import BEGAN, hand_back, record_signature, sign
from .workflows import PAIRS
from .working import add_outcome, call_off_activity, conclude, dissolve, hold_activity, plan_activity

COMMANDS = Commands(
    propose,
    amend_plan,
    send_for_signing,
    sign,
    record_signature,
    hand_back,
    recall,
    plan_activity,
    hold_activity,
    call_off_activity,
    add_outcome,
    conclude,
    dissolve,
)
OFFER_COMMANDS = Commands(make_offer, change_offer, withdraw_offer)

__all__ = [
    "BEGAN",
    "COMMANDS",
    "OFFER_COMMANDS",
    "PAIRS",
    "ActivityLine",
    "MemberLine",
    "Plan",
    "add_outcome",
    "amend_plan",
    "call_off_activity",
    "change_offer",
    "conclude",
    "dissolve",
    "hand_back",
    "hold_activity",
    "make_offer",
    "plan_activity",
    "propose",
    "recall",
    "record_signature",
    "send_for_signing",
    "sign",
    "withdraw_offer",
]
