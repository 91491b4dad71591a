"""The commands on problems. ``COMMANDS`` are those with a page and route made from their arguments; other apps enter here."""

from gongjian.workflow.command import Commands

from .adjusting import confirm_adjustment, propose_adjustment, reject_adjustment
from .adopting import adopt, decline, study
from .closing import claim_solved, confirm_solved, send_back
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
from .lists import DutyLine, MeasureLine, agreed_day, assign, draw_up
from .planning_lists import plan_lists
from .progress import report_progress
from .raising import Found, mark_duplicate, raise_problem

COMMANDS = Commands(
    raise_problem,
    study,
    adopt,
    decline,
    draw_up,
    assign,
    report_progress,
    propose_adjustment,
    confirm_adjustment,
    reject_adjustment,
    claim_solved,
    confirm_solved,
    send_back,
    mark_duplicate,
)
# Those whose page is made from their arguments: the others have lines of a table, or their button beside an adjustment.
PAGES = COMMANDS.on_rows().without("draw_up", "propose_adjustment", "confirm_adjustment", "reject_adjustment")

__all__ = [
    "COMMANDS",
    "PAGES",
    "PROBLEMS_BATCH",
    "DutyLine",
    "Found",
    "MeasureLine",
    "ProblemRow",
    "adopt",
    "agreed_day",
    "assign",
    "claim_solved",
    "confirm_adjustment",
    "confirm_solved",
    "decline",
    "draw_up",
    "import_batch",
    "import_lists",
    "import_problems",
    "mark_duplicate",
    "plan_lists",
    "preview_lists",
    "preview_problems",
    "propose_adjustment",
    "raise_problem",
    "reject_adjustment",
    "report_progress",
    "rows_of",
    "send_back",
    "study",
    "tell_apart",
]
