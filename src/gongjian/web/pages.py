"""Pages without a template of their own: a head, and components one below the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.backends.utils import csrf_input_lazy

from gongjian.web.drawing import draw
from gongjian.web.shapes import PageHead, Part


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A whole page. ``narrow``: one column of forms and texts; ``feed``: the address of its Atom feed."""

    head: PageHead
    parts: Sequence[Part]
    narrow: bool = False
    feed: str = ""


def render_page(request: HttpRequest, page: PlainPage, *, status: int = 200) -> HttpResponse:
    """The answer with this page."""
    return render(request, "web/page.html", {"head": page.head, "page": page}, status=status)


def render_part(request: HttpRequest, part: Part) -> HttpResponse:
    """The answer with a component alone, for what HTMX puts into a page that is there already."""
    return HttpResponse(draw(part, csrf_input_lazy(request)))
