"""Dates as people and programs write them: 2019/8/23 17:06:03, 2017-12-27, 2024年3月5日, 43700.5, true date cells."""
# ruff: noqa: DTZ001 - cells hold moments without a zone

import datetime as dt
import re
import unicodedata
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date

_DATE = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_TIME = r"(?P<half>上午|下午|晚上|中午)?\s*(?P<H>\d{1,2})\s*[:时点]\s*(?:(?P<M>\d{1,2})\s*(?:[:分]\s*(?:(?P<S>\d{1,2})(?:\.\d+)?秒?)?)?)?"
_WRITTEN = re.compile(rf"^{_DATE}(?:\s*[（(]?(?:周|星期)[一二三四五六日天][)）]?)?(?:[\sT,]*{_TIME})?$")
_COMPACT = re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<m>\d{2})(?P<d>\d{2})(?:\s*(?P<H>\d{2})(?P<M>\d{2})(?P<S>\d{2})?)?$")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_ZONED = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
LONGEST = 60  # signs of a written moment with its weekday; the pattern is tried on no longer text
EPOCH = dt.datetime(1899, 12, 30)  # Excel's day 0, right for every day after February 1900
DAYS_1904 = 1462  # between that day and day 0 of workbooks that count from 1904
SERIALS = range(10_000, 110_000)  # 1927 … 2201


def _from_serial(number: float, date1904: bool) -> dt.datetime | None:
    if date1904:
        number += DAYS_1904
    if int(number) not in SERIALS:
        return None
    return EPOCH + dt.timedelta(days=int(number), seconds=round((number - int(number)) * 86400))


def _naive(value: Any, date1904: bool = False) -> dt.datetime | None:
    """The moment as written, without zone (aware ones are turned to the school's time); None if it cannot be read."""
    if isinstance(value, dt.datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time.min)
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if isinstance(value, int) or value.is_integer():
            compact = _COMPACT.match(str(int(value)))
            if compact:
                return _made(compact)
        return _from_serial(float(value), date1904)
    text = " ".join(unicodedata.normalize("NFKC", str(value)).replace("&nbsp;", " ").split())
    if len(text) > LONGEST:
        return None
    if _SERIAL.match(text):
        return _from_serial(float(text), date1904)
    if _ZONED.search(text) and "T" in text:
        try:
            return timezone.make_naive(dt.datetime.fromisoformat(text))
        except ValueError:
            return None
    match = _WRITTEN.match(text) or _COMPACT.match(text)
    return _made(match) if match else None


def _made(match: re.Match[str]) -> dt.datetime | None:
    part = match.groupdict()
    hour = int(part.get("H") or 0)
    if part.get("half") in ("下午", "晚上") and hour < 12:
        hour += 12
    try:
        return dt.datetime(
            int(part["y"]), int(part["m"]), int(part["d"]), hour, int(part.get("M") or 0), int(part.get("S") or 0)
        )
    except ValueError:
        return None


def is_blank(value: Any) -> bool:
    """Whether a cell holds nothing (spaces, &nbsp; and dashes that stand for "nothing" included)."""
    return value is None or (
        isinstance(value, str) and value.replace("&nbsp;", "").strip(" \t\r\n\xa0\u3000") in _NOTHING
    )


_NOTHING = frozenset({"", "-", "--", "—", "——", "/", "无"})


def parse_datetime(value: Any, *, date1904: bool = False) -> dt.datetime | None:
    """The aware moment (school time) in a cell; None if the cell is blank. *date1904*: numbers count days from 1904.

    Raises ValueError with a sentence if it cannot be read as a date.
    """
    if is_blank(value):
        return None
    naive = _naive(value, date1904)
    if naive is None:
        raise ValueError(
            _("“%(text)s”不是可以识别的日期，请写成 2026-03-05 或 2026-03-05 14:30。") % {"text": str(value)[:40]}
        )
    return naive.replace(tzinfo=timezone.get_default_timezone())


def parse_date(value: Any, *, date1904: bool = False) -> dt.date | None:
    """The day in a cell; None if the cell is blank. Raises ValueError with a sentence if it cannot be read as a date."""
    if is_blank(value):
        return None
    naive = _naive(value, date1904)
    if naive is None:
        raise ValueError(_("“%(text)s”不是可以识别的日期，请写成 2026-03-05。") % {"text": str(value)[:40]})
    return local_date(naive.replace(tzinfo=timezone.get_default_timezone()))
