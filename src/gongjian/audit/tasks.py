"""What the clock does to the ledger: link what was left behind, seal the head, walk the chain."""

import datetime as dt

from gongjian.kernel.periodic import daily, each_round

from . import linking, operations, verification


@each_round
def tick() -> int:
    """Link what killed or hurried processes left behind. Gives how many entries were linked; cheap if there are none."""
    return linking.link_waiting()


@daily("02:30")
def seal_head(at: dt.datetime) -> object:
    """Sign the head of the chain."""
    return operations.seal(at=at)


@daily("02:40", lease=dt.timedelta(hours=3))
def walk_chain(at: dt.datetime) -> object:
    """Walk the whole chain and keep the outcome."""
    return operations.note_verification(report=verification.walk(at), at=at)
