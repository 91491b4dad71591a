"""The verbs of pairing."""

from ._shape import check
from .drafting import ActivityLine, MemberLine, Plan, amend_plan, propose, recall, send_for_signing
from .offering import OfferText, change_offer, make_offer, withdraw_offer
from .signing import hand_back, record_signature, sign
from .working import add_outcome, call_off_activity, conclude, dissolve, hold_activity, plan_activity

__all__ = [
    "ActivityLine",
    "MemberLine",
    "OfferText",
    "Plan",
    "add_outcome",
    "amend_plan",
    "call_off_activity",
    "change_offer",
    "check",
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
