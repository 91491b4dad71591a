"""What the record of a problem says in a matter's page: how it was found, studied and adopted; progress and claims."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from gongjian.matters.queries import Record
from gongjian.web.dates import day, when
from gongjian.web.shapes import Fact, TimelineItem

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def facts(matter: "Matter", record: Record) -> list[Fact]:
    """How it was found in the field, studied by the committee, and discussed by the members' meeting."""
    facts: list[Fact] = []
    found = getattr(matter, "field_record", None)
    if found is not None:
        facts.append(
            Fact(
                _("调研记录"),
                _("%(day)s，%(place)s，%(method)s，涉及%(n)s人")
                % {
                    "day": day(found.found_on),
                    "place": found.place,
                    "method": found.get_method_display(),
                    "n": found.affected,
                },
                hint=_("调研人：%(who)s") % {"who": found.by_whom},
            )
        )
    for study in record.of("studies"):
        facts.append(
            Fact(_("支委会研究"), _("%(day)s：%(opinion)s") % {"day": day(study.held_on), "opinion": study.opinion})
        )
    for r in record.of("resolutions"):
        word = _("通过立项") if r.adopted else _("不予立项")
        facts.append(
            Fact(
                _("党员大会讨论"),
                _("%(day)s：应到%(due)s人，实到%(present)s人，赞成%(yes)s人，%(word)s")
                % {"day": day(r.held_on), "due": r.due, "present": r.present, "yes": r.in_favour, "word": word},
                hint=r.words,
            )
        )
    return facts


def progress(record: Record) -> list[tuple[dt.datetime, TimelineItem]]:
    """Progress reports and claims that it is solved, with their moments."""
    items: list[tuple[dt.datetime, TimelineItem]] = []
    for p in record.of("progress"):
        words = _("举措%(n)s：%(text)s（%(percent)s%%）") % {
            "n": p.position,
            "text": p.text,
            "percent": p.percent,
        }
        facts = [Fact(_("依据"), p.evidence)] if p.evidence else []
        items.append((p.at, TimelineItem(when(p.at), _("进度"), p.by, words, facts)))
    for c in record.of("claims"):
        items.append(
            (
                c.at,
                TimelineItem(
                    when(c.at), _("申请销号"), c.by, c.statement, [Fact(_("依据"), c.evidence)], tone="active"
                ),
            )
        )
    return items
