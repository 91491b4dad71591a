"""并案: several matters worked as one, and taken apart again; every raiser keeps receipt and verdict."""

import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText, Text

from ..events import MatterBundled, MatterUnbundled
from ..models import Assignment, Matter
from ..procedures import PROCEDURES
from .moving import bundled_in, free, involve
from .workflows import CASES


@CASES.command(
    log=Log("matters.bundled", _("并案"), _("并入%(original)s，合并办理")),
    event=MatterBundled,
    done=_("已并案，随主件一起办理和答复。"),
    consequences=(_("每位提出人保留自己的回执和评价；并案可以撤销。"),),
)
def bundle(
    *,
    matter: Matter,
    original: Annotated[str, Text(_("主件编号"), _("与哪一件合并办理，填写它的编号。"), limit=40)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Work this matter as one with the one numbered *original*: it is held and answered with that one. appeal-rules:12.

    What was bundled into it comes along. Raises Refused: no right, not now, no such open matter of the same kind, itself.
    """
    main = Matter.objects.select_related("bundled_into").filter(number=original, kind=matter.kind).first()
    if main is None:
        raise Malformed.at("original", _("没有编号为“%(number)s”的同类事项，请核对。") % {"number": original})
    if main.state == "bundled" and main.bundled_into is not None:
        main = main.bundled_into
    if main.pk == matter.pk:
        raise Malformed.at("original", _("不能并入自身，请填写另一件事项的编号。"))
    answerable = PROCEDURES[main.kind].step("bundle").sources
    if main.state not in (*answerable, "waiting", "to-sign", "parked", "park-asked"):
        raise NotNow(
            _("%(number)s现在是“%(state)s”，不能再并入。")
            % {"number": main.number, "state": PROCEDURES[main.kind].state(main.state).label},
            authority=rulebook.cite(step.line.article, on=step.today),
            remedy=_("请选择还没有答复的事项作为主件。"),
            code="main-not-open",
        )
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="released", answered_at=at, answered_by=actor.name, reason=_("并入%(number)s") % {"number": main.number}
    )
    children = bundled_in(matter)
    if main.lead_id:
        involve(matter, (main.lead_id, "lead"))
    step.move(bundled_into=main, holder_id=main.holder_id, lead_id=main.lead_id)
    for child in children:
        child.change(bundled_into=main)
    step.note(original=main.number, main_id=main.pk, main_number=main.number)
    return matter


@CASES.command(
    log=Log("matters.unbundled", _("撤销并案"), _("从%(original)s中分出，单独办理：%(reason)s")),
    event=MatterUnbundled,
    done=_("已撤销并案，由受理单位重新派单。"),
)
def unbundle(
    *,
    matter: Matter,
    reason: Annotated[str, LongText(_("撤销并案的理由"), limit=5000, missing=_("请写明撤销并案的理由。"))],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """Take it out of the bundle: its first receiver has it again and assigns it anew. appeal-rules:12.

    Raises Refused: no right, it is not bundled, no reason.
    """
    step.note(original=matter.bundled_into.number if matter.bundled_into else "")
    free(matter, step.line, at)
    return matter
