"""What the clock does for files."""

import datetime as dt

from gongjian.kernel.periodic import daily

from . import operations


@daily("03:20")
def drop_old_previews(at: dt.datetime) -> int:
    """Previews that nobody confirmed are forgotten after a week."""
    return operations.drop_old_previews(at=at)
