"""Template tags that every app may use: ``show``, ``section``, ``icon``, ``capture``, ``when``, ``day``."""

import datetime as dt
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.clock import local_date, local_time
from gongjian.web.drawing import draw, draw_section, icon, school_name

register = template.Library()

WEEKDAYS = [
    gettext_lazy("周一"),
    gettext_lazy("周二"),
    gettext_lazy("周三"),
    gettext_lazy("周四"),
    gettext_lazy("周五"),
    gettext_lazy("周六"),
    gettext_lazy("周日"),
]


@register.simple_tag(takes_context=True)
def show(context: Context, shape: Any) -> SafeString:
    """Draw a shape with its own template; several one after the other; nothing for ``None``; words and atoms as they are."""
    return draw(shape, context.get("csrf_token", ""))


register.simple_tag(icon)
register.simple_tag(school_name)


@register.filter
def when(value: dt.datetime | dt.date | None) -> str:
    """ "2026-11-21（周六）14:30"; a plain date has no hour; nothing gives "—"."""
    if not value:
        return "—"
    if isinstance(value, dt.datetime):
        moment = value if timezone.is_aware(value) else timezone.make_aware(value)
        date = local_date(moment)
        return _("%(date)s（%(weekday)s）%(time)s") % {
            "date": date.isoformat(),
            "weekday": WEEKDAYS[date.weekday()],
            "time": f"{local_time(moment):%H:%M}",
        }
    return _("%(date)s（%(weekday)s）") % {"date": f"{value:%Y-%m-%d}", "weekday": WEEKDAYS[value.weekday()]}


@register.filter
def day(value: dt.datetime | dt.date | None) -> str:
    """ "2026-11-21", for tables; nothing gives "—"."""
    if not value:
        return "—"
    if isinstance(value, dt.datetime):
        value = local_date(value if timezone.is_aware(value) else timezone.make_aware(value))
    return f"{value:%Y-%m-%d}"


class CaptureNode(template.Node):
    """Renders its inside once and keeps it under a name, so that a block can be shown twice."""

    def __init__(self, nodelist: NodeList, name: str) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: Context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).strip())
        return ""


@register.tag
def capture(parser: Parser, token: Token) -> CaptureNode:
    """``{% capture name %}…{% endcapture %}``."""
    words = token.split_contents()
    if len(words) != 2:
        raise template.TemplateSyntaxError("capture takes one name")
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return CaptureNode(nodelist, words[1])


class SectionNode(template.Node):
    """A part of a page with a heading, folded on phones."""

    def __init__(self, nodelist: NodeList, title: FilterExpression, options: dict[str, FilterExpression]) -> None:
        self.nodelist = nodelist
        self.title = title
        self.options = options

    def render(self, context: Context) -> str:
        inside = SafeString(self.nodelist.render(context))
        values: dict[str, Any] = {k: v.resolve(context) for k, v in self.options.items()}
        return draw_section(inside, title=self.title.resolve(context), **values)


@register.tag
def section(parser: Parser, token: Token) -> SectionNode:
    """``{% section "答复与评价" summary="已答复，待评价" id="reply" fold=True aside=more %}…{% endsection %}``.

    ``summary`` stands beside the heading (and alone when folded); ``fold=True``: folded on phones at first; ``shut=True``: folded everywhere at first;
    ``aside``: a shape or atom at the right end of the heading; ``flush=True``: the inside brings its own margins.
    """
    words = token.split_contents()
    if len(words) < 2:
        raise template.TemplateSyntaxError("section takes a title")
    title = parser.compile_filter(words[1])
    options = token_kwargs(words[2:], parser)
    nodelist = parser.parse(("endsection",))
    parser.delete_first_token()
    return SectionNode(nodelist, title, options)
