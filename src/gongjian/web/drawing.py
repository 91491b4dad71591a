"""Draws shapes: one environment of Jinja2 over the ``jinja2`` folders of all apps.

Pages and forms are Django's templates; the shapes in them (tables, chips, lines of time) are Jinja2's, because they are where
most of a page's marks stand and Jinja2 compiles them. See docs/decisions/jinja2-components.md.
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import jinja2
from django.conf import settings
from django.template import defaultfilters
from django.template.utils import get_app_template_dirs
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from gongjian.web.shapes import Shape

if TYPE_CHECKING:
    from jinja2.runtime import Context

FOLDER = "jinja2"
SECTION = "web/components/section.html"


@lru_cache(maxsize=200)
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite. Without ``label`` it is decoration and hidden from screen readers."""
    href = f"{static('web/dist/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', href)


def school_name() -> str:
    """The school's name as configured."""
    return str(settings.SCHOOL_NAME)


def draw(shape: Any, csrf_token: object = "") -> SafeString:
    """A shape by its own template, where it is called ``it``; several one after the other; nothing for ``None``.

    Words and atoms are drawn as they are, so that a cell may hold either.
    """
    if not shape:
        return SafeString("")
    if isinstance(shape, list | tuple):
        return SafeString("".join(draw(one, csrf_token) for one in shape))
    if not isinstance(shape, Shape):
        return SafeString(conditional_escape(shape))
    return SafeString(environment().get_template(shape.template).render(it=shape, csrf_token=csrf_token))


def draw_section(inside: str, **options: Any) -> SafeString:
    """A part of a page around what is in it; the options are those of the tag ``section``."""
    words = {"title": "", "summary": "", "id": "", "fold": False, "shut": False, "flush": False, "aside": None}
    return SafeString(environment().get_template(SECTION).render({**words, **options, "inside": inside}))


@jinja2.pass_context
def _show(context: "Context", shape: Any) -> SafeString:
    return draw(shape, context.get("csrf_token", ""))


@jinja2.pass_context
def _csrf_input(context: "Context") -> SafeString:
    token = str(context.get("csrf_token", "") or "")
    if token in {"", "NOTPROVIDED"}:
        return SafeString("")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@cache
def environment() -> jinja2.Environment:
    """The environment, made once. A name that is not there is an error, not nothing."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(get_app_template_dirs(FOLDER)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        auto_reload=settings.DEBUG,
    )
    made.globals.update(
        _=gettext, pgettext=pgettext, show=_show, icon=icon, school_name=school_name, csrf_input=_csrf_input
    )
    made.filters.update(
        date=defaultfilters.date,
        floatformat=defaultfilters.floatformat,
        linebreaksbr=defaultfilters.linebreaksbr,
        json_script=json_script,
    )
    return made
