"""Templates are compiled once in a process: no form, and no page that was opened before, compiles one again."""

import jinja2
import pytest
from django import forms
from django.forms.renderers import get_default_renderer
from django.test import Client

from gongjian.matters.models import Matter
from gongjian.web.drawing import environment
from gongjian.web.forms import FileInput, FilesField, Form, Renderer, SearchSelect, VerbForm
from tests.cast import Cast
from tests.matters import scenarios

Compiled = list[str]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> Compiled:
    """The names of what is compiled from here on, and each new environment of Jinja2."""
    found: Compiled = []
    made, compile_ = jinja2.Environment.__init__, jinja2.Environment.compile

    def making(self: jinja2.Environment, *args: object, **kwargs: object) -> None:
        found.append("an environment")
        made(self, *args, **kwargs)  # type: ignore[arg-type]

    def compiling(self: jinja2.Environment, source: str, name: str | None = None, *args: object, **kwargs: object):
        found.append(str(name))
        return compile_(self, source, name, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "__init__", making)
    monkeypatch.setattr(jinja2.Environment, "compile", compiling)
    return found


class Everything(VerbForm):
    """A form with each sort of widget."""

    line = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    tick = forms.BooleanField()
    choice = forms.ChoiceField(choices=[("a", "甲"), ("b", "乙")], widget=forms.RadioSelect)
    search = forms.ChoiceField(choices=[("a", "甲")], widget=SearchSelect)
    several = forms.MultipleChoiceField(choices=[("a", "甲")], widget=forms.CheckboxSelectMultiple)
    day = forms.DateField()
    file = forms.FileField(widget=FileInput)
    files = FilesField()


class Another(Form):
    line = forms.CharField()


def test_forms_share_one_renderer() -> None:
    renderer = get_default_renderer()
    assert isinstance(renderer, Renderer)
    assert {id(form.renderer) for form in (Everything(), Everything({}), Another())} == {id(renderer)}
    formset = forms.formset_factory(Another, extra=2)()
    assert {id(form.renderer) for form in (formset, *formset.forms)} == {id(renderer)}


def test_forms_compile_templates_once(compiled: Compiled) -> None:
    def draw() -> str:
        return f"{Everything({}, seen=1)}{Another()}{forms.formset_factory(Another, extra=1)()}"

    draw()
    compiled.clear()
    for _n in range(5):
        assert 'type="radio"' in draw()
    assert compiled == []


def test_what_is_compiled_is_seen(compiled: Compiled) -> None:
    class Fresh(Form):
        default_renderer = Renderer  # a class: made for every form
        line = forms.CharField()

    for _n in range(2):
        compiled.clear()
        str(Fresh())
        assert "an environment" in compiled and "django/forms/widgets/text.html" in compiled
    compiled.clear()
    environment().from_string("{{ it }}")
    assert len(compiled) == 1


@pytest.mark.django_db
def test_pages_compile_templates_once(cast: Cast, at, frozen, client: Client, compiled: Compiled) -> None:
    number = Matter.objects.get(pk=scenarios.handling(cast, at).pk).number
    pages: list[tuple[str, str]] = [
        ("leader", "/matters/?state=handling"),
        ("leader", "/matters/?q=热水"),
        ("handler", f"/matters/{number}/"),
        ("handler", f"/matters/{number}/reply/"),
        ("handler", "/desk/"),
        ("student", "/matters/raise/"),
        ("leader", "/figures/"),
        ("leader", "/appeals/rates/"),
    ]

    for part, path in pages:
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        assert client.get(path).status_code == 200, path
        compiled.clear()
        assert client.get(path).status_code == 200
        assert compiled == [], path
