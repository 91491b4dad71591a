"""Worked cases of scoring, reckoned by hand: criteria as (most, weight), each juror's points, and what comes out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One entry: what was given, and its score, how many scores were valid, how many were left out."""

    name: str
    criteria: tuple[tuple[int, int], ...]
    points: tuple[tuple[str, ...], ...]
    score: str | None
    valid: int
    dropped: int


ONE = ((100, 100),)
THREE = ((30, 40), (20, 30), (50, 30))
CASES = (
    Case("nobody has scored", ONE, (), None, 0, 0),
    Case("one juror", ONE, (("88",),), "88.00", 1, 0),
    # 27/30*40 + 18/20*30 + 40/50*30 = 36 + 27 + 24
    Case("weights and different maxima", THREE, (("27", "18", "40"),), "87.00", 1, 0),
    Case("the plain mean of three", ONE, (("80",), ("90",), ("94",)), "88.00", 3, 0),
    Case("four keep all", ONE, (("0",), ("80",), ("80",), ("100",)), "65.00", 4, 0),
    # without 60 and 100: (80 + 85 + 90) / 3
    Case("five leave out the ends", ONE, (("60",), ("80",), ("85",), ("90",), ("100",)), "85.00", 5, 2),
    # only one of two equal highest goes: (90 + 95 + 95) / 3 = 93.333
    Case("one of two equal highest", ONE, (("80",), ("95",), ("95",), ("95",), ("90",)), "93.33", 5, 2),
    # (81.25 + 81.24) / 2 = 81.245 → 81.25
    Case("half is rounded up", ((80, 100),), (("65",), ("64.992",)), "81.25", 2, 0),
    # thirds: 1/3 * 100
    Case("thirds are not rounded before the end", ((3, 100),), (("1",), ("1",), ("1",)), "33.33", 3, 0),
    Case("full marks", THREE, (("30", "20", "50"),) * 6, "100.00", 6, 2),
    Case("nothing at all", THREE, (("0", "0", "0"),) * 3, "0.00", 3, 0),
)
# (scores as (score, heaviest, plain)), the ranks they get
RANKS = (
    ((("90", 1, 1), ("80", 1, 1), ("70", 1, 1)), (1, 2, 3)),
    ((("80", 1, 1), ("90", 1, 1), ("80", 1, 1)), (2, 1, 2)),
    ((("80", 1, 5), ("80", 2, 1)), (2, 1)),
    ((("80", 1, 5), ("80", 1, 6), ("79", 9, 9)), (2, 1, 3)),
    ((("80", 1, 1),) * 3 + (("70", 1, 1),), (1, 1, 1, 4)),
)
# (ranks, quotas from the highest award down, which award each gets: index or None)
AWARDED = (
    ((1, 2, 3, 4), (1, 2), (0, 1, 1, None)),
    ((1, 1, 3, 4), (1, 2), (0, 0, 1, None)),  # two firsts: the second award goes on below them
    ((1, 2, 2, 4), (1, 1), (0, 1, 1, None)),  # who shares a rank shares the award
    ((1, 2), (5,), (0, 0)),
    ((), (1,), ()),
)
