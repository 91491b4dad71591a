"""The buttons of a row: one filled at most, and it leads to what is possible."""

from gongjian.web.shapes import Action
from gongjian.workflow.pages import one_filled


def tones(*actions: Action) -> list[tuple[str, str]]:
    return [(str(a.label), a.tone) for a in one_filled(actions)]


def test_the_main_button_comes_first_and_no_other_is_filled() -> None:
    shown = (Action("退办", "/b/"), Action("签收", "/t/", tone="primary"), Action("转交", "/a/", tone="primary"))
    assert tones(*shown) == [("签收", "primary"), ("转交", "plain"), ("退办", "plain")]


def test_where_the_main_one_waits_the_next_possible_one_is_filled() -> None:
    shown = (Action("报进度", "/p/"), Action("答复", "/r/"), Action("申请销号", why_not="还有举措没有完成。"))
    assert tones(*shown) == [("报进度", "primary"), ("答复", "plain"), ("申请销号", "plain")]


def test_without_a_main_one_and_without_a_refusal_none_is_filled() -> None:
    assert tones(Action("撤下", "/x/", tone="danger"), Action("答复", "/r/")) == [("撤下", "danger"), ("答复", "plain")]


def test_what_is_dangerous_is_never_made_the_main_one() -> None:
    shown = (Action("撤下", "/x/", tone="danger"), Action("发布", why_not="须由另一人审核。"))
    assert tones(*shown) == [("撤下", "danger"), ("发布", "plain")]
