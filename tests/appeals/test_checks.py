import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.appeals import checks
from gongjian.appeals.checks import check_reply

REPLIES = Path(__file__).resolve().parents[3] / "shared/data/appeals_with_replies.csv"
GOOD = (
    "同学您好：您反映的东区浴室热水不足的情况属实，原因是二号锅炉的循环泵损坏。后勤保障部已联系厂家，"
    "将于3月12日前更换水泵，更换期间每晚延长供水一小时。如仍有问题，请联系浴室管理员王老师，电话82660000。"
)


def codes(text: str, *earlier: tuple[int, str]) -> set[str]:
    return {finding.code for finding in check_reply(text, earlier)}


def test_a_full_answer_has_no_findings() -> None:
    assert check_reply(GOOD) == []


@pytest.mark.parametrize("text", ["", "   ", "&nbsp;", "。。。！"])
def test_an_empty_reply_is_not_sent(text: str) -> None:
    assert [(f.code, f.blocking) for f in check_reply(text)] == [("empty", True)]


@pytest.mark.parametrize(
    "text",
    [
        "您好，您的留言已收悉，谢谢！",
        "同学您好！感谢您对学校工作的关注和支持，您反映的问题已转有关部门，祝您学习进步！",
        "尊敬的老师：您的来信收悉，我们会高度重视，继续努力，不断改进。",
    ],
)
def test_mere_courtesy_is_not_sent(text: str) -> None:
    assert [(f.code, f.blocking) for f in check_reply(text)] == [("courtesy-only", True)]


def test_a_few_words_are_not_sent() -> None:
    found = check_reply("热水器的水泵坏了，已更换水泵。")
    assert {"too-short"} == {f.code for f in found if f.blocking}


@pytest.mark.parametrize(
    ("without", "code"),
    [
        (("将于3月12日前", ""), "no-date"),
        (("请联系浴室管理员王老师，电话82660000", "可以再说"), "no-contact"),
    ],
)
def test_what_is_missing_is_said_but_does_not_forbid(without: tuple[str, str], code: str) -> None:
    text = GOOD.replace(*without).replace("每晚", "").replace("后勤保障部", "我们")
    found = check_reply(text)
    assert code in {f.code for f in found}
    assert not any(f.blocking for f in found)


def test_no_step_is_said() -> None:
    assert "no-step" in codes(
        "同学您好：浴室热水不足的原因是二号锅炉的循环泵在上周损坏，这种情况以前也出现过几次，属于正常现象。"
    )


@pytest.mark.parametrize(
    "period",
    ["3月12日前", "三个工作日内", "本周五", "下学期", "2026年4月", "2026-04-01", "年底", "暑假", "每周一", "5月上旬"],
)
def test_days_and_periods_are_dates(period: str) -> None:
    assert checks.names_a_date(f"我们将{period}完成更换")


@pytest.mark.parametrize(
    "text",
    ["您于3月2日反映的问题，我们将尽快解决", "我们将尽快更换水泵。2026年3月5日", "今后加强管理", "第3页第12号文件"],
)
def test_the_day_of_the_appeal_or_of_the_letter_is_no_date(text: str) -> None:
    assert not checks.names_a_date(text)


@pytest.mark.parametrize("who", ["029-82660000", "13800000000", "王老师", "后勤保障部", "联系人：李明", "分机 8123"])
def test_persons_telephones_and_offices_are_contacts(who: str) -> None:
    assert checks.names_a_contact(f"如仍有问题，请找{who}")


def test_a_near_copy_of_an_earlier_reply_is_named() -> None:
    copy = GOOD.replace("东区", "西区")
    found = [
        f
        for f in check_reply(copy, [(3, "图书馆自习室的空调已经修好，请放心使用。"), (8, GOOD)])
        if f.code == "near-copy"
    ]
    assert [f.parameters["id"] for f in found] == [8]
    assert 80 <= found[0].parameters["percent"] < 100
    assert not found[0].blocking
    assert "near-copy" not in codes(GOOD, (3, "图书馆自习室的空调已经修好，请放心使用。"))


@given(st.text(max_size=400))
def test_any_text_gets_findings_with_known_codes(text: str) -> None:
    assert codes(text) <= set(checks.CODES)


@pytest.mark.skipif(not REPLIES.exists(), reason="needs ../shared/data")
def test_findings_go_with_the_marks_of_people() -> None:
    """People marked whether a real reply explains anything. Replies without a finding nearly all do; blocked ones do not."""
    with REPLIES.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    mark = next(name for name in rows[0] if name.startswith("标注A"))
    clean, blocked = [], []
    for row in rows:
        found = check_reply(row["答复意见"])
        if not found:
            clean.append(row[mark] == "1")
        elif any(f.blocking for f in found):
            blocked.append(row[mark] == "1")
    assert len(clean) > 500
    assert sum(clean) / len(clean) >= 0.98
    assert sum(blocked) / len(blocked) <= 0.10
