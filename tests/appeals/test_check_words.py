import pytest
from django.utils import translation

from gongjian.appeals import check_words, checks
from gongjian.appeals.checks import Finding

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
