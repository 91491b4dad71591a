"""The commands of contests and entries: two lists, from which forms, addresses, buttons and the log's words are made."""

from gongjian.workflow.command import Commands

from .checking import admit, disqualify, return_entry, turn_down
from .entering import check_in_time, hand_in, out_of_time, retract, start_entry, still_missing, write_entry
from .judging import AWARD_GIVEN, RESCORED, notice_results, score, settle
from .jury import appoint_juror, assign_juror, begin_judging, declare_conflict, dismiss_juror
from .objecting import answer_objection, object_to, rejudge
from .preparing import (
    AwardLine,
    CriterionLine,
    amend_contest,
    call_off,
    draw_up_contest,
    open_contest,
    prolong,
    set_criteria,
)
from .transferring import transfer
from .workflows import CONTESTS, ENTRIES

CONTEST_COMMANDS = Commands(
    draw_up_contest,
    amend_contest,
    set_criteria,
    appoint_juror,
    dismiss_juror,
    open_contest,
    prolong,
    begin_judging,
    notice_results,
    object_to,
    answer_objection,
    rejudge,
    settle,
    call_off,
)
ENTRY_COMMANDS = Commands(
    start_entry,
    write_entry,
    hand_in,
    return_entry,
    admit,
    turn_down,
    disqualify,
    score,
    declare_conflict,
    assign_juror,
    transfer,
    retract,
)
OTHER_LOGS = (RESCORED, AWARD_GIVEN)

__all__ = [
    "CONTESTS",
    "CONTEST_COMMANDS",
    "ENTRIES",
    "ENTRY_COMMANDS",
    "OTHER_LOGS",
    "AwardLine",
    "CriterionLine",
    "admit",
    "amend_contest",
    "answer_objection",
    "appoint_juror",
    "assign_juror",
    "begin_judging",
    "call_off",
    "check_in_time",
    "declare_conflict",
    "dismiss_juror",
    "disqualify",
    "draw_up_contest",
    "hand_in",
    "notice_results",
    "object_to",
    "open_contest",
    "out_of_time",
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
