"""The school keeps its calendar: days, years, spans; on record; only by those who may."""

import datetime as dt

import pytest

from gongjian.audit.queries import latest
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Overtaken
from gongjian.spreadsheets import importing
from gongjian.spreadsheets.operations import ImportBatch
from gongjian.workdays import operations, queries, sheets
from gongjian.workdays.arithmetic import is_workday
from gongjian.workdays.day_import import DAYS, DayRow
from gongjian.workdays.models import AcademicSpan, Day, Term, Year
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ANNIVERSARY = dt.date(2026, 4, 8)  # a Wednesday
NEW_YEAR = dt.date(2026, 1, 1)


def test_a_day_is_set_and_deadlines_follow_at_once(cast: Cast) -> None:
    assert is_workday(ANNIVERSARY, queries.calendar())
    operations.set_day(date=ANNIVERSARY, working=False, name="校庆日", actor=cast.administrator, at=cast.at)
    assert not is_workday(ANNIVERSARY, queries.calendar())
    row = Day.objects.get(date=ANNIVERSARY)
    assert (row.source, row.changed_by_id) == ("school", cast.administrator.person_id)
    entry = latest("workdays.calendar", ANNIVERSARY.toordinal())
    assert entry is not None
    assert "由上班设为放假" in entry.sentence


def test_taking_back_restores_what_was_usual(cast: Cast) -> None:
    for date in (NEW_YEAR, ANNIVERSARY):
        before = is_workday(date, queries.calendar())
        operations.set_day(date=date, working=not before, name="特别安排", actor=cast.administrator, at=cast.at)
        assert is_workday(date, queries.calendar()) is not before
        operations.clear_day(date=date, actor=cast.administrator, at=cast.at)
        assert is_workday(date, queries.calendar()) is before
    assert Day.objects.get(date=NEW_YEAR).source == "package"
    with pytest.raises(NotNow):
        operations.clear_day(date=NEW_YEAR, actor=cast.administrator, at=cast.at)


@pytest.mark.parametrize("part", ["student", "secretary", "head", "leader", "guest"])
def test_others_may_not_and_nothing_changes(cast: Cast, part: str) -> None:
    actor = getattr(cast, part)
    before = (Day.objects.count(), Year.objects.count())
    for verb in (
        lambda: operations.set_day(date=ANNIVERSARY, working=False, name="校庆", actor=actor, at=cast.at),
        lambda: operations.clear_day(date=ANNIVERSARY, actor=actor, at=cast.at),
        lambda: operations.confirm_year(year=2027, note="通知", actor=actor, at=cast.at),
        lambda: importing.keep(DAYS, [], data=b"", name="", scope=2027, actor=actor, at=cast.at),
        lambda: importing.bring_in(DAYS, [], scope=2027, actor=actor, at=cast.at),
        lambda: operations.add_span(
            kind="vacation", name="寒假", since=NEW_YEAR, until=NEW_YEAR, actor=actor, at=cast.at
        ),
    ):
        with pytest.raises(NotAllowed):
            verb()
    assert (Day.objects.count(), Year.objects.count()) == before
    assert is_workday(ANNIVERSARY, queries.calendar())


def test_wrong_input_is_named(cast: Cast) -> None:
    with pytest.raises(Malformed):
        operations.set_day(date=ANNIVERSARY, working=False, name=" ", actor=cast.administrator, at=cast.at)
    with pytest.raises(NotNow):
        operations.set_day(date=NEW_YEAR, working=False, name="元旦", actor=cast.administrator, at=cast.at)
    with pytest.raises(Malformed):
        operations.confirm_year(year=2027, note="", actor=cast.administrator, at=cast.at)


def test_a_year_is_unknown_until_it_is_confirmed(cast: Cast) -> None:
    assert queries.unknown_years([dt.date(2027, 1, 4)]) == (2027,)
    operations.confirm_year(year=2027, note="2027 年放假通知", actor=cast.administrator, at=cast.at)
    assert queries.unknown_years([dt.date(2027, 1, 4)]) == ()
    with pytest.raises(NotNow):
        operations.confirm_year(year=2027, note="通知", actor=cast.administrator, at=cast.at)


def read(cast: Cast, data: bytes, year: int) -> tuple[importing.Reading[DayRow], importing.Judgement[DayRow]]:
    """The rows of a file, compared with what there is."""
    reading = importing.read(DAYS, data, "表.csv", scope=year, at=cast.at)
    judged = importing.judge(DAYS, reading.rows, scope=year, actor=cast.administrator, at=cast.at)
    reading.add_wrong(judged.wrong)
    return reading, judged


def test_export_import_unchanged_changes_nothing(cast: Cast) -> None:
    reading, judged = read(cast, sheets.year_workbook(queries.year_view(2026)), 2026)
    assert (reading.errors, reading.remarks) == ([], [])
    assert judged.counts == {"same": Day.objects.filter(date__year=2026).count()}


SHEET = "日期,上班或放假,名称\n2027-01-01,放假,元旦\n2027/1/2,放假,元旦\n2027年1月3日,上班,元旦调休\n".encode()


def test_a_sheet_is_previewed_then_imported_once(cast: Cast) -> None:
    reading, judged = read(cast, SHEET, 2027)
    assert (reading.errors, judged.counts) == ([], {"new": 3})
    given = {"scope": 2027, "actor": cast.administrator, "at": cast.at}

    def preview() -> ImportBatch:
        return importing.keep(DAYS, reading.rows, data=SHEET, name="2027.csv", **given)

    batch = preview()
    assert not Day.objects.filter(date__year=2027).exists()
    assert importing.confirm(DAYS, batch, **given) == 3
    assert not is_workday(dt.date(2027, 1, 1), queries.calendar())
    assert is_workday(dt.date(2027, 1, 3), queries.calendar())
    assert preview().applied
    with pytest.raises(Overtaken):
        importing.confirm(DAYS, batch, **given)
    entry = latest("workdays.calendar", 2027)
    assert entry is not None
    assert entry.details["count"] == 3


def test_wrong_rows_are_named_by_sheet_and_row(cast: Cast) -> None:
    bad = "日期,上班或放假,名称\n2026-01-01,放假,元旦\n昨天,也许,\n2027-01-04,上班,\n2027-01-04,上班,甲\n2027/1/4,上班,甲\n"
    reading, judged = read(cast, bad.encode(), 2027)
    assert [(e.row, e.column) for e in reading.errors] == [
        (2, "日期"),
        (3, "上班或放假"),
        (3, "日期"),
        (3, "名称"),
        (4, "名称"),
        (6, "日期"),
    ]
    assert judged.counts == {"new": 1}
    with pytest.raises(NotNow):
        importing.bring_in(DAYS, reading.rows, scope=2027, actor=cast.administrator, at=cast.at)
    assert not Day.objects.filter(date__year=2027).exists()


def test_terms_and_vacations(cast: Cast) -> None:
    admin, at = cast.administrator, cast.at
    spring = (dt.date(2026, 2, 23), dt.date(2026, 7, 5))
    term = operations.add_span(
        kind="term", name="2026 年春季学期", since=spring[0], until=spring[1], actor=admin, at=at
    )
    operations.add_span(
        kind="exams", name="期末考试周", since=dt.date(2026, 6, 22), until=spring[1], actor=admin, at=at
    )
    found = queries.academic_spans(dt.date(2026, 7, 1), dt.date(2026, 7, 1))
    assert [s.name for s in found] == ["2026 年春季学期", "期末考试周"]
    assert is_workday(dt.date(2026, 6, 23), queries.calendar())
    for wrong in (
        {"kind": "term", "name": "2026 年春季学期", "since": spring[0], "until": spring[1]},
        {"kind": "exams", "name": "期末考试周", "since": dt.date(2026, 6, 22), "until": spring[1]},
        {"kind": "no-such", "name": "甲", "since": spring[0], "until": spring[1]},
        {"kind": "exams", "name": "甲", "since": spring[1], "until": spring[0]},
    ):
        with pytest.raises(Malformed):
            operations.add_span(**wrong, actor=admin, at=at)
    operations.remove_span(span=term, actor=admin, at=at)
    assert not Term.objects.exists()
    assert AcademicSpan.objects.count() == 1
    assert len(queries.academic_spans(dt.date(2026, 7, 1), dt.date(2026, 7, 1))) == 1
