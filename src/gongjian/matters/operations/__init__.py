"""The commands that matters of all kinds share, where the kind's life has them, and what the apps of the kinds build theirs with.

``COMMANDS`` have the shared page and route.
"""

from gongjian.workflow.command import Commands

from ..events import MatterAnswered, MatterAssigned, ReplySubmitted, VerdictGiven, VoiceAdded
from .answering import ANSWERED, LONGEST_REPLY, REPLY_SUBMITTED, answer, return_reply, sign, submit_reply
from .attaching import attach, check_attach
from .bundling import bundle, unbundle
from .closing import VERDICT_GIVEN, give_verdict, presume
from .dispatching import ASSIGNED, offer
from .entering import LONGEST_TEXT, LONGEST_TITLE, Raised, check_words, open_matter, raised_again
from .entering_many import Absent, open_many
from .entering_past import Entered, Past, enter_past, known_keys
from .handling import ask_raiser, go_on_unsupplied, reply, supply
from .moving import begin, check, facts, flow, index, involve, move, record, set_due, set_goal
from .opening import approve_opening, ask_opening, read_raiser
from .parking import approve_parking, ask_to_park, refuse_parking, resume
from .taking import hand_back, take
from .urging import (
    inherit,
    rehome_matters_of_body,
    rehome_matters_of_pair,
    release,
    release_if_lead_ended,
    remind_raiser,
    run_late,
    supervise,
    urge,
)
from .voicing import VOICE_ADDED, VOICE_DROPPED, add_voice, drop_voice, take_verdict, voice_of
from .withdrawing import withdraw
from .workflows import Cases
from .writing_up import write_up

COMMANDS = Commands(
    take,
    hand_back,
    reply,
    ask_raiser,
    supply,
    give_verdict,
    ask_to_park,
    approve_parking,
    refuse_parking,
    resume,
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
    "REPLY_SUBMITTED",
    "VERDICT_GIVEN",
    "VOICE_ADDED",
    "VOICE_DROPPED",
    "Absent",
    "Cases",
    "Entered",
    "MatterAnswered",
    "MatterAssigned",
    "Past",
    "Raised",
    "ReplySubmitted",
    "VerdictGiven",
    "VoiceAdded",
    "add_voice",
    "answer",
    "approve_opening",
    "approve_parking",
    "ask_opening",
    "ask_raiser",
    "ask_to_park",
    "attach",
    "begin",
    "bundle",
    "check",
    "check_attach",
    "check_words",
    "drop_voice",
    "enter_past",
    "facts",
    "flow",
    "give_verdict",
    "go_on_unsupplied",
    "hand_back",
    "index",
    "inherit",
    "involve",
    "known_keys",
    "move",
    "offer",
    "open_many",
    "open_matter",
    "presume",
    "raised_again",
    "read_raiser",
    "record",
    "refuse_parking",
    "rehome_matters_of_body",
    "rehome_matters_of_pair",
    "release",
    "release_if_lead_ended",
    "remind_raiser",
    "reply",
    "resume",
    "return_reply",
    "run_late",
    "set_due",
    "set_goal",
    "sign",
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
