"""How far the measures have come."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText, Number, Option, Pick, Text

from ..events import ProgressReported
from ..models import Measure, Progress
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def _measures(matter: "Matter", actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(m.pk, f"{m.position}. {m.text}") for m in matter.measures.all() if m.dropped_on is None]


@PROBLEMS.command(
    log=Log("matters.progress-reported", _("报进度"), _("第%(measure)s条举措由%(from)s%%到%(to)s%%：%(text)s")),
    event=ProgressReported,
    done=_("进度已登记。"),
)
def report_progress(
    *,
    matter: "Matter",
    measure_id: Annotated[
        int, Pick(_("举措"), options=_measures, alias="measure", missing=_("请选择这件事项的一条举措。"))
    ],
    percent: Annotated[int, Number(_("完成比例（%）"), most=100, missing=_("进度是0到100之间的整数。"))],
    text: Annotated[
        str,
        LongText(
            _("进展"),
            _("做了什么、到了哪一步、下一步是什么。"),
            limit=5000,
            missing=_("请写明做了什么、到了哪一步。"),
        ),
    ],
    evidence: Annotated[str, Text(_("依据"), _("文件、通知、照片、数据等；报告完成时必须填写。"), limit=300)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Report how far one measure has come (0–100 %), in words, with what shows it. problem-rules:8.

    Raises Refused: not of the lead or a helping unit, not in hand, no such measure, percent out of range or going back.
    """
    measure = Measure.objects.filter(matter=matter, pk=measure_id, dropped_on__isnull=True).first()
    if measure is None:
        raise Malformed.at("measure", _("请选择这件事项的一条举措。"))
    if percent == 100 and not evidence:
        raise Malformed.at("evidence", _("报告完成时请写明依据（文件、通知、照片、数据等）。"))
    Progress.objects.create(
        measure=measure, at=at, percent=percent, text=text, evidence=evidence, by=actor.title or actor.name
    )
    Measure.objects.filter(pk=measure.pk).update(percent=percent)
    step.move()
    step.note(**{"measure": measure.position, "from": measure.percent, "to": percent})
    return matter
