"""Draws shapes, each with its own template, inside of pages, forms and other shapes."""

from functools import cache, lru_cache
from typing import Any, cast

import jinja2
from django.conf import settings
from django.template import engines
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from gongjian.web.shapes import Shape


@cache
def environment() -> jinja2.Environment:
    """The environment of ``settings.TEMPLATES`` (see ``web.templating``)."""
    return cast(Any, engines["jinja2"]).env


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


def draw(shape: Any, csrf_input: object = "") -> SafeString:
    """A shape by its own template, where it is called ``it``; several one after the other; nothing for ``None``.

    Words and atoms are drawn as they are, so that a cell may hold either. ``csrf_input`` is the hidden field for its forms.
    """
    if not shape:
        return SafeString("")
    if isinstance(shape, list | tuple):
        return SafeString("".join(draw(one, csrf_input) for one in shape))
    if not isinstance(shape, Shape):
        return SafeString(conditional_escape(shape))
    return SafeString(environment().get_template(shape.template).render(it=shape, csrf_input=csrf_input))
