"""The verbs of this room. Guests come in by this door."""

from ._shape import check
from .adjusting import confirm_adjustment, propose_adjustment, reject_adjustment
from .adopting import adopt, decline, study
from .attaching import attach, raise_with_files
from .closing import claim_solved, confirm_solved, give_verdict, presume, send_back
from .handling import ask_raiser, go_on_unsupplied, reply, report_progress, supply
from .importing import (
    PROBLEMS_BATCH,
    ProblemRow,
    import_batch,
    import_problems,
    preview_problems,
    rows_of,
    tell_apart,
)
from .importing_lists import import_lists, preview_lists
from .lists import DutyLine, MeasureLine, assign, draw_up, hand_back, take
from .opening import approve_opening, ask_opening, read_raiser
from .parking import approve_parking, ask_to_park, refuse_parking, resume
from .planning_lists import plan_lists
from .raising import Found, Raised, mark_duplicate, raise_problem, withdraw
from .urging import inherit, rehome_problems_of, rehome_problems_of_body, release, run_late, supervise, urge

__all__ = [
    "PROBLEMS_BATCH",
    "DutyLine",
    "Found",
    "MeasureLine",
    "ProblemRow",
    "Raised",
    "adopt",
    "approve_opening",
    "approve_parking",
    "ask_opening",
    "ask_raiser",
    "ask_to_park",
    "assign",
    "attach",
    "check",
    "claim_solved",
    "confirm_adjustment",
    "confirm_solved",
    "decline",
    "draw_up",
    "give_verdict",
    "go_on_unsupplied",
    "hand_back",
    "import_batch",
    "import_lists",
    "import_problems",
    "inherit",
    "mark_duplicate",
    "plan_lists",
    "presume",
    "preview_lists",
    "preview_problems",
    "propose_adjustment",
    "raise_problem",
    "raise_with_files",
    "read_raiser",
    "refuse_parking",
    "rehome_problems_of",
    "rehome_problems_of_body",
    "reject_adjustment",
    "release",
    "reply",
    "report_progress",
    "resume",
    "rows_of",
    "run_late",
    "send_back",
    "study",
    "supervise",
    "supply",
    "take",
    "tell_apart",
    "urge",
    "withdraw",
]
