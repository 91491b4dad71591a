"""The weekly radar: which kind of appeal at which place came more often than its own past explains. Pure.

Each cell (category × place) has its counts of the past weeks and the cases of this one. What is expected, and how widely
quiet weeks scatter, comes from the past; the alarm is bounded over all cells together (Benjamini–Hochberg), so that a
thousand quiet cells do not give fifty alarms a week. See ``docs/algorithms/radar.md``.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc

Cell = TypeVar("Cell", bound=Hashable)
FALSE_SHARE = 0.05  # in quiet times an alarm in at most so many weeks; else so large a part of the alarms is chance
LEAST_SEEN = 3  # fewer cases are no burst, however quiet it was
FEWEST_WEEKS = 4  # with less of a past nothing is said
PRIOR_WEEKS = 1.0  # each cell's past counts as if one week of an average cell had been seen besides
POOL = 8.0  # how much the scatter of all cells weighs against a cell's own, in weeks


@dataclass(frozen=True, slots=True)
class Alarm(Generic[Cell]):
    """A burst: where, how many were expected and came, how likely chance gives so many, which cases, over how long a past."""

    cell: Cell
    expected: float
    seen: int
    p_value: float
    case_ids: tuple[int, ...]
    weeks: int


def alarms(
    history: Mapping[Cell, Sequence[int]],
    now: Mapping[Cell, Sequence[int]],
    *,
    false_share: float = FALSE_SHARE,
    least: int = LEAST_SEEN,
) -> list[Alarm[Cell]]:
    """The cells with a burst this week, the least likely first.

    *history* has the counts of each week for every cell that is watched (a missing cell was quiet throughout), *now* the
    ids of this week's cases. With fewer than ``FEWEST_WEEKS`` weeks of history there are no alarms.
    """
    weeks = max((len(counts) for counts in history.values()), default=0)
    if weeks < FEWEST_WEEKS:
        return []
    cells = list(dict.fromkeys([*history, *now]))
    past = np.zeros((len(cells), weeks))
    for row, cell in enumerate(cells):
        counts = history.get(cell, ())
        if len(counts):
            past[row, weeks - len(counts) :] = counts
    seen = np.array([len(now.get(cell, ())) for cell in cells])
    expected = _expected(past)
    chance = _chance(past, expected, seen)
    limit = _limit(chance, false_share)
    return [
        Alarm(
            cells[n],
            round(float(expected[n]), 2),
            int(seen[n]),
            float(chance[n]),
            tuple(sorted(now[cells[n]])),
            weeks,
        )
        for n in np.argsort(chance, kind="stable")
        if chance[n] <= limit and seen[n] >= least
    ]


def _expected(past: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of each cell's weeks, drawn a little towards that of all cells."""
    weeks = past.shape[1]
    return np.asarray((past.sum(axis=1) + PRIOR_WEEKS * past.mean()) / (weeks + PRIOR_WEEKS))


def _chance(past: NDArray[np.float64], expected: NDArray[np.float64], seen: NDArray[np.float64]) -> NDArray[np.float64]:
    """For each cell: how likely at least so many cases are, if nothing has changed.

    A negative binomial with the cell's mean; its variance is the scatter of quiet weeks, and of a mean that is itself only
    known from so many weeks.
    """
    weeks = past.shape[1]
    mean = np.maximum(expected, 1e-9)
    average = past.mean(axis=1)
    squares = ((past - average[:, None]) ** 2).sum(axis=1)
    # Variance ÷ mean: of all cells together (quiet ones know nothing of it), and the cell's own where it is larger.
    pooled = max(1.0, float(squares.sum() / max(average.sum() * (weeks - 1), 1e-9)))
    own = squares / np.maximum(average, 1e-9)
    scatter = np.maximum(pooled, (POOL * pooled + own) / (POOL + weeks - 1))
    variance = scatter * mean * (1 + 1 / (weeks + PRIOR_WEEKS))
    share = mean / variance
    # The upper tail of the negative binomial is the incomplete beta function.
    return np.where(seen > 0, betainc(np.maximum(seen, 1), mean * share / (1 - share), 1 - share), 1.0)


def _limit(chance: NDArray[np.float64], false_share: float) -> float:
    """Benjamini–Hochberg: the largest p-value that is still below its rank's part of *false_share*; −1 if none is."""
    ordered = np.sort(chance)
    passing = np.flatnonzero(ordered <= false_share * np.arange(1, len(ordered) + 1) / len(ordered))
    return float(ordered[passing[-1]]) if len(passing) else -1.0
