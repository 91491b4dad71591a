"""Clearing away contents whose rows were never committed."""

import datetime as dt

from gongjian.kernel.periodic import daily

from . import operations


@daily("03:40")
def clear_orphans(at: dt.datetime) -> object:
    """Once a night."""
    return operations.clear_orphans(at=at)
