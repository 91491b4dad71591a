"""The names of this app's counters, spelled once: by state, by holder, by month, by body and month."""

import datetime as dt
from collections.abc import Iterable, Sequence

from gongjian.kernel.clock import local_date
from gongjian.kernel.prefix import LAST

PREFIXES = ("matters|", "matters-held|", "matters-flow|", "matters-flow-of|")


def state(kind: str, state: str) -> str:
    """How many matters of this kind are in this state."""
    return f"matters|{kind}|{state}"


def held(body_id: int, kind: str, state: str) -> str:
    """How many of them this body holds."""
    return f"matters-held|{body_id}|{kind}|{state}"


def month(at: dt.datetime) -> str:
    """The month of a moment at the school, "2026-03"."""
    day = local_date(at)
    return f"{day.year}-{day.month:02d}"


def flow(kind: str, month: str, what: str) -> str:
    """How often this happened in the month: "raised", "ended-declined", "verdict-5" …"""
    return f"matters-flow|{kind}|{month}|{what}"


def flow_of(body_id: int, kind: str, month: str, what: str) -> str:
    """How often it happened to this body."""
    return f"matters-flow-of|{body_id}|{kind}|{month}|{what}"


def ranges(kind: str, months: Sequence[str], body_ids: Iterable[int]) -> list[tuple[str, str]]:
    """Where all counters of a kind lie: its states, what happened in these months (from the first to the last), the same of
    each of these bodies, and what each holds.
    """
    fronts = [f"matters|{kind}|", *(f"matters-held|{body}|{kind}|" for body in body_ids)]
    found = [(front, front + LAST) for front in fronts]
    if months:
        flows = [f"matters-flow|{kind}|", *(f"matters-flow-of|{body}|{kind}|" for body in body_ids)]
        found += [(f"{front}{min(months)}|", f"{front}{max(months)}|{LAST}") for front in flows]
    return found


def of_month(kind: str, month: str, what: str, body_ids: Iterable[int | None], n: int = 1) -> dict[str, int]:
    """One happening as changes of the counters: the school's, and once for each body."""
    return {flow(kind, month, what): n} | {flow_of(body, kind, month, what): n for body in body_ids if body}
