"""The route map's arithmetic: every bar lies on the axis, and what was moved shows where it stood first."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from gongjian.web.routemap import RouteLine, RouteMap

days = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31))


@given(st.lists(st.tuples(days, days), min_size=1, max_size=8), days)
def test_every_bar_lies_on_the_axis(spans: list[tuple[dt.date, dt.date]], today: dt.date) -> None:
    drawn = RouteMap([RouteLine("举措", min(a, b), max(a, b)) for a, b in spans], today)
    for _line, bar, _first in drawn.drawn():
        assert float(bar.left) >= 0
        assert float(bar.left) + float(bar.width) <= 100.7
    assert drawn.bounds[0].day == 1
    assert all(0 <= float(t.left) < 100 for t in drawn.ticks())


def test_an_unmoved_line_has_no_first_bar() -> None:
    line = RouteLine("举措", dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    moved = RouteLine("举措", dt.date(2026, 9, 1), dt.date(2026, 10, 30), first_end=dt.date(2026, 9, 30))
    firsts = [first for _l, _b, first in RouteMap([line, moved], dt.date(2026, 9, 10)).drawn()]
    assert firsts[0] is None
    assert firsts[1] is not None


def test_today_is_drawn_only_where_it_lies_on_the_axis() -> None:
    line = RouteLine("举措", dt.date(2026, 9, 1), dt.date(2026, 9, 30))
    assert RouteMap([line], dt.date(2026, 9, 16)).today_left == "50.00"
    assert RouteMap([line], dt.date(2027, 1, 1)).today_left == ""
