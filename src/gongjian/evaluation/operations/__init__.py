"""The verbs of contests and entries."""

from ._shape import check
from .entering import (
    EntryText,
    admit,
    check_in_time,
    disqualify,
    hand_in,
    retract,
    return_entry,
    start_entry,
    still_missing,
    turn_down,
    write_entry,
)
from .judging import answer_objection, notice_results, object_to, rejudge, score, settle
from .jury import appoint_juror, assign_juror, begin_judging, declare_conflict, dismiss_juror
from .preparing import (
    AwardLine,
    Charter,
    CriterionLine,
    amend_contest,
    call_off,
    draw_up_contest,
    open_contest,
    prolong,
    set_criteria,
)
from .transferring import transfer

__all__ = [
    "AwardLine",
    "Charter",
    "CriterionLine",
    "EntryText",
    "admit",
    "amend_contest",
    "answer_objection",
    "appoint_juror",
    "assign_juror",
    "begin_judging",
    "call_off",
    "check",
    "check_in_time",
    "declare_conflict",
    "dismiss_juror",
    "disqualify",
    "draw_up_contest",
    "hand_in",
    "notice_results",
    "object_to",
    "open_contest",
    "prolong",
    "rejudge",
    "retract",
    "return_entry",
    "score",
    "set_criteria",
    "settle",
    "start_entry",
    "still_missing",
    "transfer",
    "turn_down",
    "write_entry",
]
