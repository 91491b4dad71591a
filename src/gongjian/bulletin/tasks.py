"""What the clock does by itself: lost items leave the board when their days are over."""

import datetime as dt

from gongjian.kernel.actor import system
from gongjian.kernel.clock import local_date
from gongjian.kernel.periodic import daily
from gongjian.kernel.refused import Refused

from . import operations, queries

CLOCK = system("系统·时限")
AT_ONCE = 1000


@daily("01:20")
def expire_items(at: dt.datetime) -> int:
    """Every night. Gives how many have expired."""
    gone = 0
    for item in queries.to_expire(local_date(at), AT_ONCE):
        try:
            operations.expire_item(item=item, actor=CLOCK, at=at)
        except Refused:  # somebody settled it between our reading and our verb
            continue
        gone += 1
    return gone
