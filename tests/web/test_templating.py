"""The template engine: a missing name is an error, every value is escaped, sentences are translated."""

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.backends.jinja2 import Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe
from jinja2 import DictLoader, UndefinedError

from gongjian.web.drawing import draw, environment
from gongjian.web.pages import PlainPage, render_part
from gongjian.web.shapes import Action, FilterChip, PageHead, Section, Table, Tabs
from tests.given_names import every_name_is_given, lacking

MARKUP = """<b title="x" lang='y'>&</b>"""
ESCAPED = ("&lt;b", "&#34;x", "&quot;x")


def drawn(source: str, **given: object) -> str:
    return environment().from_string(source).render(**given)


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing }}",
        "{% if nothing %}{% endif %}",
        "{% for one in nothing %}{% endfor %}",
        "{{ here.nothing }}",
        "{% if here.nothing %}{% endif %}",
        "{{ here.words.nothing }}",
        "{{ show(nothing) }}",
        "{% call section(nothing) %}{% endcall %}",
        '{{ _("共 %(n)s 件", n=nothing) }}',
    ],
)
def test_a_missing_name_is_an_error(source: str) -> None:
    with pytest.raises(UndefinedError):
        drawn(source, here={"words": "甲"})


def test_a_page_of_components_misses_nothing(rf: RequestFactory) -> None:
    with pytest.raises(UndefinedError):
        get_template("web/page.html").render({"page": PlainPage(PageHead("甲"), [])})


def test_a_name_that_is_asked_for_in_another_branch_is_missed() -> None:
    source = {
        "page": "{% extends 'base' %}{% block a %}{% if no %}{{ far }}{% endif %}{% include 'part' %}{% endblock %}",
        "base": "{% from 'macros' import m %}{{ head }}{% block a %}{% endblock %}{{ m(1) }}{% set own = 1 %}{{ own }}",
        "part": "{% if no %}{{ part }}{% endif %}",
        "macros": "{% macro m(x) %}{{ x }}{% endmacro %}",
    }
    other = environment().overlay(loader=DictLoader(source))
    assert lacking(other, "page", {"no": False, "head": 1}) == ["far", "part"]
    page = Template(other.get_template("page"), engines["jinja2"])
    with every_name_is_given(), pytest.raises(AssertionError, match="page asks for far, part"):
        page.render({"no": False, "head": 1})
    assert page.render({"no": False, "head": 1, "far": 2, "part": 3}) == "111"


@pytest.mark.parametrize(
    "source",
    [
        "{{ words }}",
        '<i title="{{ words }}">',
        "{{ words|linebreaks }}",
        "{{ words|linebreaksbr }}",
        "{{ words|truncatechars(200) }}",
        "{{ [words, words]|join(words) }}",
        "{{ words or '' }}",
        '{{ _("%(name)s的口径", name=words) }}',
        '{{ ngettext("有 %(n)s 处需要修改：", "有 %(n)s 处需要修改：", 2, n=words) }}',
        "{{ show(words) }}",
        "{% call section(words, summary=words, id=words, aside=words) %}{{ words }}{% endcall %}",
        "{% set kept %}{{ words }}{% endset %}{{ kept }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(words) }}",
    ],
)
def test_every_value_is_escaped(source: str) -> None:
    found = drawn(source, words=MARKUP)
    assert "<b" not in found and "'y'" not in found
    assert any(sign in found for sign in ESCAPED)


def test_what_is_safe_already_is_not_escaped_again() -> None:
    assert drawn("{{ words }}", words=mark_safe("<b>甲</b>")) == "<b>甲</b>"
    assert draw(Section("甲", [mark_safe("<p>乙</p>")])).count("<p>乙</p>") == 1
    assert drawn("{% call section('甲') %}<p>{{ words }}</p>{% endcall %}", words="<").count("<p>&lt;</p>") == 1


def test_sentences_are_translated() -> None:
    with translation.override("en"):
        assert drawn('{{ _("跳到正文") }}') == "Skip to the content"
        assert drawn('{{ _("最多 %(n)s 字", n=500) }}') == "At most 500 characters"
        assert drawn('{{ pgettext("brand", "共建") }}') == "Gongjian"
    assert drawn('{{ _("最多 %(n)s 字", n=500) }}') == "最多 500 字"


def test_templates_of_ours_are_found_and_no_others() -> None:
    assert get_template("web/page.html")
    with pytest.raises(TemplateDoesNotExist):
        get_template("web/nothing.html")


def test_forms_of_a_part_carry_the_token_of_the_request(rf: RequestFactory) -> None:
    button = Action("并案", "/a/", method="post")
    part = render_part(rf.get("/"), Table([], [], bulk=[], empty=None))
    assert 'name="csrfmiddlewaretoken"' not in part.content.decode()
    for shape in (button, Section("甲", [button])):
        assert 'name="csrfmiddlewaretoken" value="' in render_part(rf.get("/"), shape).content.decode()
    assert "csrfmiddlewaretoken" not in draw(button)  # without a request there is none


def test_tabs_say_which_page_is_open() -> None:
    found = draw(Tabs("设置", [FilterChip("规则", "/a/", on=True), FilterChip("模板", "/b/")]))
    assert found.count('aria-current="page"') == 1
    assert 'href="/a/" aria-current="page"' in found
