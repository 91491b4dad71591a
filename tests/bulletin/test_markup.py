"""The text of a notice: a little Markdown, and nothing that does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.bulletin import markup

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[点我](javascript:alert(1))",
    "[点我](JaVaScRiPt:alert(1))",
    "[点我](data:text/html;base64,PHNjcmlwdD4=)",
    "[点我](//evil.example/x)",
    "<javascript:alert(1)>",
    "![图](https://evil.example/pixel.gif)",
    "<a href='x' onclick='y'>z</a>",
    "<style>body{display:none}</style>",
    "# <iframe src=/>",
    "| a |\n|---|\n| <svg onload=alert(1)> |",
    '[x](http://a.example/"onmouseover="alert(1))',
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]


@pytest.mark.parametrize("text", EVIL)
def test_scripts_come_out_harmless(text: str) -> None:
    html = markup.html_of(text)
    tags = html.lower()
    for bad in (
        "<script",
        "<img",
        "<iframe",
        "<svg",
        "<style",
        'href="javascript',
        'href="data',
        'href="//',
        'onclick="',
        " onmouseover",
    ):
        assert bad not in tags, html


@given(st.text(alphabet="<>/=\"'()[]#*-_|:&;!` \nabcjavscriptonload甲", max_size=80))
def test_whatever_is_typed_only_known_tags_come_out(text: str) -> None:
    html = str(markup.html_of(text))
    opened = {piece.split(">")[0].split()[0].strip("/") for piece in html.split("<")[1:]}
    assert opened <= markup.TAGS
    assert "javascript:" not in html.split('href="')[-1].split('"')[0].lower() or 'href="' not in html


def test_what_people_type_stays_what_they_meant() -> None:
    html = markup.html_of(
        "　　各单位：\n    请于周五前报送。\n\n# 安排\n## 细节\n1. 一\n2. 二\n\n> 摘\n\n[见](https://a.example/b)"
    )
    assert "<pre>" not in html and "<code>" not in html
    assert "<br>" in html and "<h2>安排</h2>" in html and "<h3>细节</h3>" in html
    assert "<ol>" in html and "<blockquote>" in html
    assert 'href="https://a.example/b"' in html and 'rel="noopener nofollow"' in html
    assert "5 > 3 且 2 < 4" in markup.html_of("5 > 3 且 2 < 4").replace("&gt;", ">").replace("&lt;", "<")


def test_a_summary_has_no_marks() -> None:
    assert markup.plain("# 安排\n\n**热水**见[表](/x)\n- 南区", 40) == "安排 热水见表 南区"
    assert markup.plain("甲" * 50, 10) == "甲" * 9 + "…"
