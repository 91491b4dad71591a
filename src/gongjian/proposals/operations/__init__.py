"""The commands of this app. Other apps enter here.

``COMMANDS`` are those of the life of a proposal, ``DRAFTING`` begins one, ``SESSION_COMMANDS`` and ``MEETING_COMMANDS`` are
those of congresses and of meetings.
"""

from gongjian.workflow.command import Commands

from .answering import fulfil, postpone, submit_reply
from .checking import HAND_OVERS, HandOver, accept, assign, bundle, decline, hand_over, reasons, turn_into_appeal, units
from .delegates import (
    DELEGATES_BATCH,
    DelegateRow,
    delegate_rows_of,
    import_delegates,
    plan_delegates,
    preview_delegates,
)
from .drafting import draft_proposal, raise_from_entry, revise_proposal, submit
from .importing import (
    PROPOSALS_BATCH,
    ProposalRow,
    ProposalsDone,
    import_proposals,
    import_proposals_batch,
    preview_proposals,
    proposal_rows_of,
    tell_apart,
)
from .meeting import Said, attach_minutes, call_off_meeting, plan_meeting, record_meeting
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
    "DELEGATES_BATCH",
    "DRAFTING",
    "HAND_OVERS",
    "MEETING_COMMANDS",
    "PARTS",
    "PROPOSALS_BATCH",
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
    "delegate_rows_of",
    "draft_proposal",
    "end_delegate",
    "enter_delegate",
    "fulfil",
    "hand_over",
    "import_delegates",
    "import_proposals",
    "import_proposals_batch",
    "invite_seconds",
    "least_lengths",
    "limit",
    "open_session",
    "part_labels",
    "plan_delegates",
    "plan_meeting",
    "postpone",
    "preview_delegates",
    "preview_proposals",
    "proposal_rows_of",
    "raise_from_entry",
    "reasons",
    "record_meeting",
    "revise_proposal",
    "second",
    "submit",
    "submit_reply",
    "take_back_second",
    "tell_apart",
    "turn_into_appeal",
    "units",
]
