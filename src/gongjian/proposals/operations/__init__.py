"""The commands of this app. Other apps enter here.

``COMMANDS`` are those of the life of a proposal, ``DRAFTING`` begins one, ``SESSION_COMMANDS`` and ``MEETING_COMMANDS`` are
those of congresses and of meetings.
"""

from gongjian.workflow.command import Commands

from .answering import fulfil, postpone, submit_reply
from .checking import HAND_OVERS, HandOver, accept, assign, bundle, decline, hand_over, reasons, turn_into_appeal, units
from .delegates import DELEGATES, DelegateRow, import_delegates
from .drafting import draft_proposal, raise_from_entry, revise_proposal, submit
from .importing import PROPOSALS, ProposalsDone, import_proposals
from .meeting import Said, attach_minutes, call_off_meeting, plan_meeting, record_meeting
from .proposal_rows import ProposalRow
from .recording import MEETING, SESSION
from .seconding import co_sign, invite_seconds, second, take_back_second
from .sessions import change_session, conclude_session, end_delegate, enter_delegate, open_session
from .texts import CATEGORIES, PARTS, category_labels, least_lengths, part_labels
from .workflows import count_support, limit

COMMANDS = Commands(
    revise_proposal,
    co_sign,
    invite_seconds,
    second,
    take_back_second,
    submit,
    accept,
    decline,
    turn_into_appeal,
    bundle,
    assign,
    submit_reply,
    fulfil,
    postpone,
)

DRAFTING = Commands(draft_proposal)
SESSION_COMMANDS = Commands(open_session, change_session, conclude_session, enter_delegate, end_delegate)
MEETING_COMMANDS = Commands(plan_meeting, record_meeting, attach_minutes, call_off_meeting)

__all__ = [
    "CATEGORIES",
    "COMMANDS",
    "DELEGATES",
    "DRAFTING",
    "HAND_OVERS",
    "MEETING",
    "MEETING_COMMANDS",
    "PARTS",
    "PROPOSALS",
    "SESSION",
    "SESSION_COMMANDS",
    "DelegateRow",
    "HandOver",
    "ProposalRow",
    "ProposalsDone",
    "Said",
    "accept",
    "assign",
    "attach_minutes",
    "bundle",
    "call_off_meeting",
    "category_labels",
    "change_session",
    "co_sign",
    "conclude_session",
    "count_support",
    "decline",
    "draft_proposal",
    "end_delegate",
    "enter_delegate",
    "fulfil",
    "hand_over",
    "import_delegates",
    "import_proposals",
    "invite_seconds",
    "least_lengths",
    "limit",
    "open_session",
    "part_labels",
    "plan_meeting",
    "postpone",
    "raise_from_entry",
    "reasons",
    "record_meeting",
    "revise_proposal",
    "second",
    "submit",
    "submit_reply",
    "take_back_second",
    "turn_into_appeal",
    "units",
]
