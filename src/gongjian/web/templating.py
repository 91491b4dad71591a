"""The template engine: Jinja2 over the ``jinja2`` folders of all apps, with what every template may use.

``settings.TEMPLATES`` names ``make_environment``. See docs/decisions/jinja2-templates.md.
"""

from collections.abc import Callable
from typing import Any

import jinja2
from django.conf import settings
from django.template import defaultfilters
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext, ngettext, npgettext, pgettext
from jinja2.runtime import Context

from gongjian.web.dates import day, when
from gongjian.web.drawing import draw, icon, school_name
from gongjian.web.shapes import Section


def url(name: str, *args: object) -> str:
    """The address of a URL name. Raises NoReverseMatch."""
    return reverse(name, args=args)


def other_languages() -> list[tuple[str, str]]:
    """Code and own name of each language but the present one."""
    return [
        (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES if code != get_language()
    ]


@jinja2.pass_context
def _show(context: Context, shape: Any) -> SafeString:
    return draw(shape, context.get("csrf_input", ""))


@jinja2.pass_context
def _section(context: Context, title: Any, *, caller: Callable[[], str], **options: Any) -> SafeString:
    """``{% call section(_("答复与评价"), summary=line, id="reply", fold=True) %}…{% endcall %}``: a ``Section`` around it."""
    return draw(Section(title, [SafeString(caller())], **options), context.get("csrf_input", ""))


def make_environment(**options: Any) -> jinja2.Environment:
    """The environment for Django's backend. A name that is missing is an error; every value is escaped."""
    made = jinja2.Environment(
        **{**options, "autoescape": True, "undefined": jinja2.StrictUndefined, "extensions": ["jinja2.ext.i18n"]}
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        show=_show,
        section=_section,
        icon=icon,
        school_name=school_name,
        url=url,
        static=static,
        current_language=get_language,
        other_languages=other_languages,
        csrf_input="",  # of a page: its request's; elsewhere there is none
    )
    made.filters.update(
        when=when,
        day=day,
        date=defaultfilters.date,
        floatformat=defaultfilters.floatformat,
        linebreaks=defaultfilters.linebreaks_filter,
        linebreaksbr=defaultfilters.linebreaksbr,
        truncatechars=defaultfilters.truncatechars,
        json_script=json_script,
    )
    return made
