"""The one place that reads the clock. Everything else is told the hour (``at=``)."""

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, UTC. Only faces and tasks may call this; verbs take ``at``."""
    return timezone.now()


def local_date(at: dt.datetime) -> dt.date:
    """The calendar day at the school (``settings.TIME_ZONE``) on which *at* falls."""
    return at.astimezone(timezone.get_default_timezone()).date()


def day_end(day: dt.date) -> dt.datetime:
    """The last moment of *day* at the school: a deadline "by the 5th" runs out here, at 23:59:59."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), timezone.get_default_timezone())


def day_start(day: dt.date) -> dt.datetime:
    """The first moment of *day* at the school."""
    return dt.datetime.combine(day, dt.time.min, timezone.get_default_timezone())
