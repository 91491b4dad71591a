import pytest
from django.utils import translation

from gongjian.appeals import check_words, checks
from gongjian.appeals.checks import Finding
from gongjian.appeals.radar import Alarm

PARAMETERS = {"length": 8, "least": 30, "id": 5, "percent": 91}


@pytest.mark.parametrize("code", checks.CODES)
def test_every_finding_has_a_sentence_of_its_own(code: str) -> None:
    with translation.override("zh-hans"):
        said = {c: check_words.sentence(Finding(c, parameters=PARAMETERS)) for c in checks.CODES}
    assert said[code].endswith("。")
    assert len(set(said.values())) == len(checks.CODES)


def test_the_copied_reply_is_named() -> None:
    with translation.override("zh-hans"):
        assert "诉求-2026-0031" in check_words.sentence(Finding("near-copy", parameters=PARAMETERS), "诉求-2026-0031")


@pytest.mark.parametrize(
    ("chance", "words"), [(0.004, "250"), (1 / 12345, "12,000"), (1e-30, "一百万以上"), (0.0, "一百万以上")]
)
def test_an_alarm_is_said_in_plain_words(chance: float, words: str) -> None:
    with translation.override("zh-hans"):
        said = check_words.alarm_sentence(Alarm("热水", 1.25, 9, chance, (1, 2), 26))
    assert f"大约 {words} 周" in said
    assert "本周 9 件" in said
    assert "前 26 周" in said
