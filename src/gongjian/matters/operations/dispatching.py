"""Offer a matter to the unit that must act: 派单 of an appeal, 交办 of a proposal, and anew if it was the wrong one."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Malformed
from gongjian.org import queries as org
from gongjian.workflow.command import Log
from gongjian.workflow.engine import Transition

from ..models import Assignment, Involved, Matter
from .moving import involve

ASSIGNED = Log("matters.assigned", _("交办"), _("交办%(to)s"), also=("words",))


def offer(
    *,
    step: Transition[Matter],
    lead_id: int,
    words: str = "",
    reason: str = "",
    co_unit_ids: Sequence[int] = (),
) -> dict[str, Any]:
    """Offer it to the unit *lead_id* by the running step; helpers are told who leads. Who holds it now stays answerable.

    An offer that was still open is taken back; a unit that had taken it gives it back to the first receiver. Gives the
    details of the entry ``ASSIGNED``, which the caller records. Raises Refused: no such unit, or the same unit again.
    """
    matter = step.row
    wanted = org.body_rows([lead_id, *co_unit_ids])
    unit = wanted.get(lead_id)
    if unit is None or unit.sort != "unit" or (unit.ended and unit.ended <= step.today):
        raise Malformed.at("lead", _("请选择一个在册的单位。"))
    if matter.lead_id == lead_id and matter.state in ("assigned", "handling"):
        raise Malformed.at("lead", _("这件事项已经在%(unit)s，请选择另一个单位。") % {"unit": unit.name})
    helpers = [b for b in dict.fromkeys(co_unit_ids) if b != lead_id]
    if any(b not in wanted or wanted[b].sort != "unit" for b in helpers):
        raise Malformed.at("co_units", _("协办单位请从在册的单位中选择。"))
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="released",
        answered_at=step.at,
        answered_by=step.actor.name,
        reason=reason.strip() or str(_("改派其他单位")),
    )
    Assignment.objects.create(
        matter=matter, by_body_id=matter.holder_id, to_body_id=unit.id, offered_at=step.at, words=words.strip()
    )
    involve(matter, (unit.id, Involved.Part.LEAD), *((b, Involved.Part.HELP) for b in helpers))
    step.move(lead_id=unit.id, holder_id=matter.origin_id)
    details = {"to": unit.name, "words": words.strip(), "reason": reason.strip()}
    if helpers:
        details["co_units"] = "、".join(wanted[b].name for b in helpers)
    return details
