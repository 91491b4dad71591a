"""Figures of the bulletin, each with the sentence that defines it."""

import datetime as dt

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from .models import DayReads

DEFINITION = _("已发布公告被打开的次数；同一浏览器在一次使用中重复打开的只计一次，不记录是谁。")


def reads(since: dt.date, until: dt.date) -> int:
    """How many times notices were read from *since* to *until* (both included). One query over one row a day."""
    return DayReads.objects.filter(day__gte=since, day__lte=until).aggregate(all=Sum("reads"))["all"] or 0


def reads_in_all() -> int:
    """How many times notices were read since the house stands."""
    return DayReads.objects.aggregate(all=Sum("reads"))["all"] or 0
