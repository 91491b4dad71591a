"""Template tags that every app may use: ``show``, ``section``, ``icon``, ``capture``, ``when``, ``day``."""

from typing import Any

from django import template
from django.template.backends.utils import csrf_input_lazy
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils.safestring import SafeString

from gongjian.web.dates import day as day
from gongjian.web.dates import when as when
from gongjian.web.drawing import draw, icon, school_name
from gongjian.web.shapes import Section

register = template.Library()


@register.simple_tag(takes_context=True)
def show(context: Context, shape: Any) -> SafeString:
    """Draw a shape with its own template; several one after the other; nothing for ``None``; words and atoms as they are."""
    request = context.get("request")
    return draw(shape, csrf_input_lazy(request) if request else "")


register.simple_tag(icon)
register.simple_tag(school_name)


register.filter(when)
register.filter(day)


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
        return draw(Section(self.title.resolve(context), [inside], **values))


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
