"""What the clock does for messages."""

import datetime as dt

from gongjian.kernel.periodic import daily

from . import operations


@daily("08:00")
def digest(at: dt.datetime) -> int:
    """Each morning, what waits for a person is put into one message."""
    return operations.gather_digests(at=at)
