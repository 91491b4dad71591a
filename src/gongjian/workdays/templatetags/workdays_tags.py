"""``{% unknown_years_warning days %}``: the visible warning for years whose holidays are not known."""

import datetime as dt
from collections.abc import Iterable

from django import template
from django.template.context import Context

from gongjian.web.shapes import Note
from gongjian.workdays import queries, shapes

register = template.Library()


@register.inclusion_tag("workdays/warning.html", takes_context=True)
def unknown_years_warning(context: Context, days: Iterable[dt.date | None]) -> dict[str, Note | None]:
    """Draws a warning if one of these days (blank ones are passed over) lies in a year that is not known; else nothing."""
    return {"note": shapes.unknown_note(queries.unknown_years(d for d in days if d))}
