"""Dates as they are met in real files."""
# ruff: noqa: DTZ001 - cells hold moments without a zone

import datetime as dt

import pytest
from django.utils import timezone

from gongjian.spreadsheets.queries import parse_date, parse_datetime


def local(*parts: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(*parts))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2019/8/23 17:06:03", local(2019, 8, 23, 17, 6, 3)),
        ("2017-12-27 16:12:59", local(2017, 12, 27, 16, 12, 59)),
        ("2017-12-27T16:12:59", local(2017, 12, 27, 16, 12, 59)),
        ("2024年3月5日", local(2024, 3, 5)),
        ("2024年3月5日（星期二）14时30分", local(2024, 3, 5, 14, 30)),
        ("２０２４．３．５　下午3:07", local(2024, 3, 5, 15, 7)),
        ("&nbsp;2024-3-5 9:05", local(2024, 3, 5, 9, 5)),
        ("20240305", local(2024, 3, 5)),
        (20240305, local(2024, 3, 5)),
        (43700, local(2019, 8, 23)),
        (43700.712535, local(2019, 8, 23, 17, 6, 3)),
        ("43700.712535", local(2019, 8, 23, 17, 6, 3)),
        (dt.datetime(2024, 3, 5, 1, 2, 3), local(2024, 3, 5, 1, 2, 3)),
        (dt.date(2024, 3, 5), local(2024, 3, 5)),
        ("2024-03-05T00:00:00Z", local(2024, 3, 5, 8)),
    ],
)
def test_written_moments(written: object, meant: dt.datetime) -> None:
    assert parse_datetime(written) == meant
    assert parse_date(written) == timezone.localtime(meant).date()


@pytest.mark.parametrize("blank", [None, "", "  ", "\xa0", "&nbsp;", "—", "/"])
def test_blank_is_no_date(blank: object) -> None:
    assert parse_date(blank) is None


@pytest.mark.parametrize("wrong", ["2024-02-30", "昨天", 12, True, "3/5", "2024-13-01", "99999999", -1.5])
def test_what_is_no_date_is_refused_with_a_sentence(wrong: object) -> None:
    with pytest.raises(ValueError, match="不是可以识别的日期"):
        parse_date(wrong)
