"""Moments and days as pages, sheets and papers write them."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.clock import local_date, local_time

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]


def when(value: dt.datetime | dt.date | None) -> str:
    """ "2026-11-21（周六）14:30"; a plain date has no hour; nothing gives "—"."""
    if not value:
        return "—"
    if isinstance(value, dt.datetime):
        moment = value if timezone.is_aware(value) else timezone.make_aware(value)
        date = local_date(moment)
        return _("%(date)s（%(weekday)s）%(time)s") % {
            "date": date.isoformat(),
            "weekday": WEEKDAYS[date.weekday()],
            "time": f"{local_time(moment):%H:%M}",
        }
    return _("%(date)s（%(weekday)s）") % {"date": f"{value:%Y-%m-%d}", "weekday": WEEKDAYS[value.weekday()]}


def day(value: dt.datetime | dt.date | None) -> str:
    """ "2026-11-21", for tables; nothing gives "—"."""
    if not value:
        return "—"
    if isinstance(value, dt.datetime):
        value = local_date(value if timezone.is_aware(value) else timezone.make_aware(value))
    return f"{value:%Y-%m-%d}"
