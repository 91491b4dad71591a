"""A file to be downloaded has its kind, and a name that every browser reads."""

import pytest

from gongjian.web.http import DOCX, XLSX, download


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("workdays-2026.xlsx", 'attachment; filename="workdays-2026.xlsx"'),
        ("结对 共建.xlsx", "attachment; filename*=utf-8''%E7%BB%93%E5%AF%B9%20%E5%85%B1%E5%BB%BA.xlsx"),
    ],
)
def test_a_download_has_its_name(name: str, said: str) -> None:
    answer = download(b"x", name)
    assert (answer.headers["Content-Disposition"], answer.headers["Content-Type"], answer.content) == (said, XLSX, b"x")


def test_a_paper_has_its_own_kind() -> None:
    assert download(b"x", "a.docx", DOCX).headers["Content-Type"] == DOCX
