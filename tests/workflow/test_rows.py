"""Lines as one argument of a command: each value of each line has its limits, on the page and in the API."""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from gongjian.workflow.fields import Day, Number, Text, WrongValue
from gongjian.workflow.rows import Rows, row_field


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a tour."""

    place: Annotated[str, Text("地点", limit=4)]
    day: Annotated[dt.date, Day("日期")]
    people: Annotated[int | None, Number("人数", least=1, most=9)] = None


STOPS = Rows("行程", row=Stop, most=2)
DAY = dt.date(2026, 3, 2)


def test_lines_come_as_objects_or_as_mappings_and_are_cleaned() -> None:
    expected = (Stop("主楼", DAY), Stop("食堂", DAY, 3))
    assert STOPS.clean([Stop(" 主楼 ", DAY), Stop("食堂", DAY, 3)], required=True) == expected
    given: list[dict[str, Any]] = [{"place": " 主楼 ", "day": DAY}, {"place": "食堂", "day": DAY, "people": 3}]
    assert STOPS.clean(given, required=True) == expected


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([Stop("主楼", DAY), Stop("", DAY)], "第 2 行“地点”：请填写这一项。"),
        ([Stop("第一教学楼", DAY)], "第 1 行“地点”：最多 4 字，现在 5 字。"),
        ([Stop("主楼", DAY, 0)], "第 1 行“人数”"),
        ([{"place": "主楼"}], "第 1 行“日期”"),
        ([Stop("主楼", DAY)] * 3, "最多 2 行，现在 3 行。"),
        ([], "请至少填写一行。"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(wrong: list[Any], said: str) -> None:
    with pytest.raises(WrongValue) as refused:
        STOPS.clean(wrong, required=True)
    assert str(refused.value.sentence).startswith(said)


def test_lines_may_be_left_out_where_they_are_not_required() -> None:
    assert STOPS.clean(None, required=False) == ()


def test_the_schema_has_the_limits_and_refuses_unknown_names() -> None:
    schema: TypeAdapter[Any] = TypeAdapter(STOPS.json_type(Any, "tours_plan_stops"))
    good = {"place": "主楼", "day": "2026-03-02", "people": 9}
    (line,) = schema.validate_python([good])
    assert STOPS.clean([line.model_dump()], required=True) == (Stop("主楼", DAY, 9),)
    for changes in ({"place": "第一教学楼"}, {"people": 10}, {"person": 1}):
        with pytest.raises(ValidationError):
            schema.validate_python([good | changes])
    assert STOPS.json_limits() == {"max_length": 2}


def test_the_log_keeps_lines_without_what_is_empty() -> None:
    assert STOPS.logged((Stop("主楼", DAY),)) == [{"place": "主楼", "day": "2026-03-02"}]


def test_the_form_field_of_a_line_has_its_limit() -> None:
    shown = row_field(Stop, "place", required=False)
    assert (shown.label, shown.required, shown.max_length) == ("地点", False, 4)  # type: ignore[attr-defined]


def test_lines_of_one_class_have_a_schema_for_each_command() -> None:
    names = {STOPS.json_type(Any, name).__args__[0].__name__ for name in ("tours_plan_stops", "tours_amend_stops")}
    assert names == {"ToursPlanStopsLine", "ToursAmendStopsLine"}
