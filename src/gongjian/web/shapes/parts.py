"""The parts of a page that hold other parts: sections with a heading, and a form with its buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .atoms import Atom, Shape, Words

Part = Shape | Atom | SafeString | None  # what may stand in a page; None is nothing


@dataclass(frozen=True, slots=True)
class Section(Shape):
    """A part of a page with a heading. ``summary`` stands beside the heading, and alone while folded.

    ``fold``: folded on phones at first; ``shut``: folded everywhere at first; ``aside``: at the right end of the heading;
    ``flush``: the parts (a table) bring margins of their own.
    """

    template: ClassVar[str] = "web/components/section.html"
    title: Words
    parts: Sequence[Part]
    summary: Words = ""
    id: str = ""
    fold: bool = False
    shut: bool = False
    flush: bool = False
    aside: Part = None


@dataclass(frozen=True, slots=True)
class FormBox(Shape):
    """A form with its button, sent to the page itself; ``back`` is where the second button leads.

    ``panel``: in a white box; ``action`` with ``method`` "get" for what only asks.
    """

    template: ClassVar[str] = "web/components/form_box.html"
    form: Any
    yes: Words
    back: str = ""
    back_label: Words = _("取消")
    panel: bool = False
    method: Literal["post", "get"] = "post"
    action: str = ""
    more: Atom | None = None  # a line below the fields, such as a link to an empty sheet
