"""The public face of one appeal, for its page in ``matters``: what was said and answered with consent, and no person."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import GUEST
from gongjian.matters.queries import Section
from gongjian.web.shapes import Action, Shape, Words

from .. import queries
from . import following as pages

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


@dataclass(frozen=True, slots=True)
class Prose(Shape):
    """A text as it was written, with a line and a button below it."""

    template: ClassVar[str] = "appeals/components/prose.html"
    text: str
    line: Words = ""
    action: Action | None = None


def public_sections(matter: "Matter", at: dt.datetime) -> Sequence[Section]:
    """Text and answers of an appeal whose raiser agreed to it, how many have met the same, and the way to join."""
    appeal = queries.appeal_of(matter)
    if not appeal.publish:
        return []
    count = queries.joined_to([matter.pk]).get(matter.pk, 1)
    join = Action(_("我也遇到"), reverse("appeals:join", args=[matter.number]), tone="primary")
    line = _("%(n)s人遇到这件事。") % {"n": count} if count > 1 else ""
    text = Prose(matter.text, line, join if queries.joinable(matter, GUEST) else None)
    found = [Section("text", _("内容"), text), Section("answers", _("答复"), pages.said_items(matter))]
    if not matter.is_open and matter.end_reason:
        found.append(Section("ended", _("办结说明"), Prose(matter.end_reason)))
    return found
