import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.appeals import likeness
from gongjian.appeals.likeness import Candidate, similar

HOT = Candidate(
    1,
    "东区浴室晚上没有热水",
    "东区浴室每天晚上九点以后就没有热水了，下课回来洗不了澡，希望能延长供水时间到十一点，或者分楼层错峰供水。",
)
AIR = Candidate(2, "自习室空调不制冷", "图书馆三楼自习室的空调已经坏了两个星期，天气很热，没有人来修。")
LATE = Candidate(3, "食堂关门太早", "做完实验八点多去食堂，已经没有饭了，希望二食堂能开到九点。")
WATER = Candidate(4, "西区浴室水温不稳", "西区浴室的水忽冷忽热，高峰时段尤其明显。")
ALL = [HOT, AIR, LATE, WATER]


def ids(title: str, body: str = "") -> list[int]:
    return [a.id for a in similar(ALL, title, body)]


def test_the_same_again_is_first_and_called_the_same() -> None:
    found = similar(ALL, HOT.title, HOT.body)
    assert (found[0].id, found[0].same) == (1, True)
    assert found[0].score >= 0.95


def test_width_blanks_and_punctuation_make_no_difference() -> None:
    found = similar(ALL, "  东区浴室，晚上没有热水！！ ", "")
    assert (found[0].id, found[0].same) == (1, True)


def test_a_near_copy_under_another_title_is_found() -> None:
    body = HOT.body.replace("每天晚上", "最近每晚").replace("希望", "恳请")
    found = similar(ALL, "请解决洗澡问题", body)
    assert found[0].id == 1
    assert found[0].by_body > 0.6
    assert not found[0].same


def test_a_typed_title_of_a_few_words_is_enough() -> None:
    assert ids("浴室没热水")[0] == 1
    assert ids("空调坏了")[0] == 2


def test_a_part_of_a_long_text_is_found_in_it() -> None:
    assert similar(ALL, "", HOT.body[:60] + HOT.body[:40])[0].id == 1


def test_what_has_nothing_in_common_is_not_shown() -> None:
    assert ids("校园卡补办流程", "请问校园卡丢失以后到哪里补办，需要带什么证件？") == []
    assert ids("", "") == []
    assert similar([], "热水", "") == []


def test_the_newest_of_equals_comes_first() -> None:
    copies = [Candidate(n, HOT.title, HOT.body) for n in (7, 9, 8)]
    assert [a.id for a in similar(copies, HOT.title, HOT.body)] == [9, 8, 7]


def test_fifty_copies_and_texts_of_twenty_thousand_characters() -> None:
    copies = [Candidate(n, HOT.title, HOT.body * 400) for n in range(50)]
    found = similar(copies, HOT.title, HOT.body * 400)
    assert len(found) == 5
    assert all(a.same for a in found)


def test_the_earlier_text_that_was_copied_is_named() -> None:
    texts = [(1, HOT.body), (2, AIR.body)]
    assert likeness.nearest_copy(texts, AIR.body.replace("三楼", "五楼"), least=0.6) is not None
    copied = likeness.nearest_copy(texts, AIR.body)
    assert copied == (2, 1.0)
    assert likeness.nearest_copy(texts, LATE.body) is None
    assert likeness.nearest_copy(texts, "") is None


@pytest.mark.parametrize(("text", "same"), [("Ａ 区，3号楼。", "a区3号楼"), ("&nbsp;热水\n", "热水"), ("😀", "")])
def test_plain_texts(text: str, same: str) -> None:
    assert likeness.plain(text) == same


@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=60), st.text(max_size=200))
def test_scores_are_shares_and_order_does_not_matter(t1: str, b1: str, t2: str, b2: str) -> None:
    candidates = [Candidate(1, t2, b2), HOT]
    found = similar(candidates, t1, b1, least=0.0)
    assert all(0 <= a.score <= 1 and 0 <= a.by_title <= 1.0001 and 0 <= a.by_body <= 1 for a in found)
    assert found == similar(candidates[::-1], t1, b1, least=0.0)
