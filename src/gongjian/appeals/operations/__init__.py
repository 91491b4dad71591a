"""The commands of this app. Other apps call these.

``COMMANDS`` are those of an appeal's life that have their page at ``appeals:<command>``; all others of the life (take,
ask_raiser, supply, sign, bundle, withdraw …) are served by ``matters``. ``OWN_PAGES`` are drawn by a view of their own.
``OPENING`` make an appeal, ``LIFTING`` a problem of several. ``SETTING_COMMANDS`` and ``BOARD_COMMANDS`` are those on rows without a table of states.
"""

from gongjian.workflow.command import Commands

from .answering import Look, answer, look_through, needs_signature, sentence, submit_reply
from .boarding import change_board, open_board, publish_summary, summarise_board
from .configuring import (
    add_contact,
    add_rule,
    add_template,
    change_contact,
    change_rule,
    change_template,
    close_reception,
    set_reception,
)
from .counting import difference, keep_model, recount, recount_many
from .excluding import approve_exclusion, ask_exclusion, refuse_exclusion
from .importing import (
    Again,
    AppealRow,
    AppealsImported,
    import_appeals,
    import_batch,
    preview_appeals,
    rows_of,
    tell_apart,
)
from .lifting import lift, sound_alarms
from .raising import Raised, enter_appeal, raise_appeal, raise_from_proposal
from .receiving import (
    accept,
    accept_and_assign,
    add_co_unit,
    answer_due,
    assign,
    decline,
    default_unit_name,
    hand_back,
    reassign,
)
from .sending import forget_sendings
from .voicing import Joined, give_verdict, join

OWN_PAGES = Commands(accept, assign, answer, submit_reply, give_verdict, join)
COMMANDS = Commands(
    accept,
    decline,
    assign,
    reassign,
    hand_back,
    add_co_unit,
    answer,
    submit_reply,
    give_verdict,
    join,
    ask_exclusion,
    approve_exclusion,
    refuse_exclusion,
)
SETTING_COMMANDS = Commands(
    set_reception,
    close_reception,
    add_rule,
    change_rule,
    add_template,
    change_template,
    add_contact,
    change_contact,
)
OPENING = Commands(raise_appeal, enter_appeal)
LIFTING = Commands(lift)
BOARD_COMMANDS = Commands(open_board, change_board, summarise_board, publish_summary)

__all__ = [
    "BOARD_COMMANDS",
    "COMMANDS",
    "LIFTING",
    "OPENING",
    "OWN_PAGES",
    "SETTING_COMMANDS",
    "Again",
    "AppealRow",
    "AppealsImported",
    "Joined",
    "Look",
    "Raised",
    "accept",
    "accept_and_assign",
    "add_co_unit",
    "add_contact",
    "add_rule",
    "add_template",
    "answer",
    "answer_due",
    "approve_exclusion",
    "ask_exclusion",
    "assign",
    "change_board",
    "change_contact",
    "change_rule",
    "change_template",
    "close_reception",
    "decline",
    "default_unit_name",
    "difference",
    "enter_appeal",
    "forget_sendings",
    "give_verdict",
    "hand_back",
    "import_appeals",
    "import_batch",
    "join",
    "keep_model",
    "lift",
    "look_through",
    "needs_signature",
    "open_board",
    "preview_appeals",
    "publish_summary",
    "raise_appeal",
    "raise_from_proposal",
    "reassign",
    "recount",
    "recount_many",
    "refuse_exclusion",
    "rows_of",
    "sentence",
    "set_reception",
    "sound_alarms",
    "submit_reply",
    "summarise_board",
    "tell_apart",
]
