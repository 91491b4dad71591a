"""The small store from which the big ones are grown: a large demo university and lives made by the verbs themselves."""

import random
from collections.abc import Callable
from dataclasses import replace

from gongjian.kernel import clock, counters
from gongjian_demo import appeals, bulletin, congress, contests, foundation, matters

SEED = 2026
PAIRS_SCALE = 2  # pairs and offers as in a demo of this scale, however many branches there are


def found(scale: int, lives: int, progress: Callable[[int], None]) -> int:
    """Make the university (scale 25: 3,000 branches, 50,000 persons) and about *lives* matters. Gives how many matters."""
    at = clock.now()
    university = foundation.found(scale=scale, seed=SEED, at=at, step=progress)
    present = foundation.demo_of_store()
    assert present is not None
    made = matters.generate(
        university, min(scale, PAIRS_SCALE), random.Random(f"{SEED}:matters"), at, progress, n=lives
    )
    made += appeals.furnish(university, random.Random(f"{SEED}:appeals"), at)
    bulletin.furnish(university, random.Random(f"{SEED}:bulletin"), at)
    congress.furnish(university, random.Random(f"{SEED}:congress"), at)
    contests.furnish(university, random.Random(f"{SEED}:contests"), at)
    while counters.fold():
        pass
    foundation.note(replace(present, matters=made))
    return made
