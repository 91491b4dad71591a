"""What the app of a kind writes its life with: the small words of the tables, limits, who is waited for, the ladder.

Nothing here knows a kind or a table: the procedures of the kinds are read before the tables of matters are there.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.procedure import ClockMove, Procedure

SUBJECT = "matters.matter"  # what the ledger, the files and the search call a matter


def start(clock: str) -> ClockMove:
    return ClockMove("start", clock)


def meet(clock: str) -> ClockMove:
    return ClockMove("meet", clock)


def stop(clock: str) -> ClockMove:
    return ClockMove("stop", clock)


def resume(clock: str) -> ClockMove:
    return ClockMove("resume", clock)


def drop(clock: str) -> ClockMove:
    return ClockMove("drop", clock)


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock: what is due, the provision and parameter that say in how many working days."""

    clock: str
    label: str | Promise
    provision: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who is waited for in a state: the holders of a capability at the matter's origin or lead, or the raiser."""

    state: str
    verb: str
    capability: str  # "" = the raiser
    at: str  # "origin" · "lead" · "raiser" (all voices for a verdict) · "chief" (the raiser alone)


@dataclass(frozen=True, kw_only=True)
class Life:
    """One kind of matter: its procedure with all that hangs on it.

    ``prefix`` begins the number (难题-2026-0001), ``front`` says which clock a state is watched by, in the ``stopped``
    states the clock of the work stands still (light: 已停表), ``releases_to`` is where a matter goes whose lead has ended.
    ``again`` is the provision whose parameter ``again_times`` says how often "not solved" has it handled again; with it
    everybody who raised, joined or seconded judges by themselves (``each_voice``), without it the raiser alone.
    ``received_by`` is the capability of those who receive it at its origin ("" = the secretaries of the branch),
    ``speaks_for_absent`` of those who speak there for a raiser who cannot be asked. Replies to a ``graded`` kind say how far
    it is done (A, B, C). ``shared_without_names``: whoever only joined reads it without the names of others.
    """

    procedure: Procedure
    prefix: str
    stages: tuple[tuple[str, str | Promise], ...]
    limits: dict[str, Limit]
    front: dict[str, str]
    stopped: tuple[str, ...]
    waiting: tuple[Waiting, ...]
    with_lead: tuple[str, ...]
    releases_to: str
    work_clock: str
    solved_ends: tuple[str, ...]
    review: str  # provision of parking: its longest time to the review
    speaks_for_absent: str
    again: str = ""
    received_by: str = "matters.receive"
    graded: bool = False
    shared_without_names: bool = False

    @property
    def each_voice(self) -> bool:
        """Whether everybody with a voice judges each answer by themselves."""
        return self.again != ""


def limits(*rows: Limit) -> dict[str, Limit]:
    return {row.clock: row for row in rows}


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the escalation ladder: from so many working days past the deadline on, these people are told.

    ``days_over`` None: the light turned amber. The days of the rungs come from the rulebook (problem-rules:17, ladder).
    """

    step: int | None  # index into the rulebook's ladder; None = amber
    tell: tuple[str, ...]  # "holder" · "head" · "supervisor" · "leader"
    label: str | Promise


LADDER: tuple[Rung, ...] = (
    Rung(None, ("holder",), _("临期提醒")),
    Rung(0, ("holder", "head"), _("到期提醒")),
    Rung(1, ("holder", "head", "supervisor"), _("超期提醒")),
    Rung(2, ("holder", "head", "supervisor", "leader"), _("超期升级")),
)
