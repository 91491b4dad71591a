"""The one place that reads the clock. Everything else is told the hour (``at=``)."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, UTC. Only faces and tasks may call this; verbs take ``at``."""
    return timezone.now()


def local_date(at: dt.datetime) -> dt.date:
    """The calendar day at the school (``settings.TIME_ZONE``) on which *at* falls; raises ValueError for a naive hour.

    A moment from the database or from ``now`` is in UTC: its own ``.date()`` is yesterday until 8 o'clock in Beijing.
    """
    if at.tzinfo is None:
        raise ValueError("a naive hour has no day at the school")
    return at.astimezone(timezone.get_default_timezone()).date()


def local_time(at: dt.datetime) -> dt.datetime:
    """The same moment by the clock at the school, aware: what is shown or written into a name."""
    return at.astimezone(timezone.get_default_timezone())


def day_end(day: dt.date) -> dt.datetime:
    """The last moment of *day* at the school: a deadline "by the 5th" runs out here, at 23:59:59."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), timezone.get_default_timezone())


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of *day* at the school."""
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())
