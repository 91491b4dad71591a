"""Who may not judge whom: one and the same body, or one above the other. Pure: ties in, the tie that is in the way out."""

from collections.abc import Iterable, Sequence

from gongjian.org.queries import Tie

STEP = 5  # characters of one step of a path: "0001/"


def is_whole_school(tie: Tie) -> bool:
    """The university, and the school's own committee: everybody is below them, so they are in nobody's way."""
    depth = len(tie.path) // STEP
    return depth <= 1 or (depth == 2 and tie.sort == "organisation")


def narrow(ties: Iterable[Tie]) -> list[Tie]:
    """The ties that count."""
    return [t for t in ties if not is_whole_school(t)]


def in_the_way(juror: Sequence[Tie], entrants: Sequence[Tie]) -> Tie | None:
    """The juror's body that is one of the entrants' bodies, or above or below one; None if there is none."""
    theirs = narrow(entrants)
    for tie in narrow(juror):
        if any(tie.path.startswith(t.path) or t.path.startswith(tie.path) for t in theirs):
            return tie
    return None
