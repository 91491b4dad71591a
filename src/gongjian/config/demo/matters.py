"""Two years of matters for the demo university."""

import datetime as dt
import random
from collections.abc import Callable

from .university import University

Progress = Callable[[int], None]


def generate(university: University, scale: int, rng: random.Random, at: dt.datetime, progress: Progress) -> int:
    """Carry matters through their lives, from two years before *at* until *at*. Gives how many.

    *progress* is told how many more are done. The same *rng* gives the same matters.
    """
    return 0
