"""The commands on matters. ``COMMANDS`` are those with the shared page and route; other apps enter here."""

from gongjian.workflow.command import Commands

from ..events import MatterAnswered, MatterAssigned, ReplySubmitted, VerdictGiven, VoiceAdded
from .adjusting import confirm_adjustment, propose_adjustment, reject_adjustment
from .adopting import adopt, decline, study
from .answering import ANSWERED, LONGEST_REPLY, REPLY_SUBMITTED, answer, return_reply, sign, submit_reply
from .attaching import attach, check_attach, raise_with_files
from .bundling import bundle, unbundle
from .closing import VERDICT_GIVEN, claim_solved, confirm_solved, give_verdict, presume, send_back
from .dispatching import offer
from .entering import LONGEST_TEXT, LONGEST_TITLE, Raised, open_matter, raised_before
from .entering_many import Absent, open_many
from .entering_past import Entered, Past, enter_past, known_keys
from .handling import ask_raiser, go_on_unsupplied, reply, report_progress, supply
from .importing import PROBLEMS, ProblemRow, ProblemsImported, import_problems
from .importing_lists import ListsImported, import_lists
from .lists import ASSIGNED, DutyLine, MeasureLine, assign, draw_up, hand_back, take
from .moving import begin, check, facts, flow, index, involve, move, record
from .opening import approve_opening, ask_opening, read_raiser
from .parking import approve_parking, ask_to_park, refuse_parking, resume
from .planning_lists import plan_lists
from .raising import Found, mark_duplicate, raise_problem, withdraw
from .urging import (
    inherit,
    rehome_problems_of,
    rehome_problems_of_body,
    release,
    remind_raiser,
    run_late,
    supervise,
    urge,
)
from .voicing import VOICE_ADDED, VOICE_DROPPED, add_voice, drop_voice, take_verdict, voice_of
from .workflows import Cases
from .writing_up import write_up

COMMANDS = Commands(
    study,
    adopt,
    decline,
    assign,
    take,
    hand_back,
    report_progress,
    reply,
    ask_raiser,
    supply,
    claim_solved,
    give_verdict,
    confirm_solved,
    send_back,
    ask_to_park,
    approve_parking,
    refuse_parking,
    resume,
    mark_duplicate,
    withdraw,
    urge,
    supervise,
    ask_opening,
    approve_opening,
    sign,
    return_reply,
    bundle,
    unbundle,
)
BY_SYSTEM = Commands(go_on_unsupplied, presume)

__all__ = [
    "ANSWERED",
    "ASSIGNED",
    "BY_SYSTEM",
    "COMMANDS",
    "LONGEST_REPLY",
    "LONGEST_TEXT",
    "LONGEST_TITLE",
    "PROBLEMS",
    "REPLY_SUBMITTED",
    "VERDICT_GIVEN",
    "VOICE_ADDED",
    "VOICE_DROPPED",
    "Absent",
    "Cases",
    "DutyLine",
    "Entered",
    "Found",
    "ListsImported",
    "MatterAnswered",
    "MatterAssigned",
    "MeasureLine",
    "Past",
    "ProblemRow",
    "ProblemsImported",
    "Raised",
    "ReplySubmitted",
    "VerdictGiven",
    "VoiceAdded",
    "add_voice",
    "adopt",
    "answer",
    "approve_opening",
    "approve_parking",
    "ask_opening",
    "ask_raiser",
    "ask_to_park",
    "assign",
    "attach",
    "begin",
    "bundle",
    "check",
    "check_attach",
    "claim_solved",
    "confirm_adjustment",
    "confirm_solved",
    "decline",
    "draw_up",
    "drop_voice",
    "enter_past",
    "facts",
    "flow",
    "give_verdict",
    "go_on_unsupplied",
    "hand_back",
    "import_lists",
    "import_problems",
    "index",
    "inherit",
    "involve",
    "known_keys",
    "mark_duplicate",
    "move",
    "offer",
    "open_many",
    "open_matter",
    "plan_lists",
    "presume",
    "propose_adjustment",
    "raise_problem",
    "raise_with_files",
    "raised_before",
    "read_raiser",
    "record",
    "refuse_parking",
    "rehome_problems_of",
    "rehome_problems_of_body",
    "reject_adjustment",
    "release",
    "remind_raiser",
    "reply",
    "report_progress",
    "resume",
    "return_reply",
    "run_late",
    "send_back",
    "sign",
    "study",
    "submit_reply",
    "supervise",
    "supply",
    "take",
    "take_verdict",
    "unbundle",
    "urge",
    "voice_of",
    "withdraw",
    "write_up",
]
