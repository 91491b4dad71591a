"""并案: several matters worked as one, and taken apart again; every raiser keeps receipt and verdict."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.rulebook import queries as rulebook

from ..events import MatterBundled, MatterUnbundled
from ..models import Assignment, Matter
from ..procedures import PROCEDURES
from ._shape import begin, bundled_in, facts, free, involve, move, record


@transaction.atomic
def bundle(*, matter: Matter, original: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Work this matter as one with the one numbered *original*: it is held and answered with that one. appeal-rules:12.

    What was bundled into it comes along. Raises Refused: no right, not now, no such open matter of the same kind, itself.
    """
    line = begin("bundle", matter, actor, seen=seen)
    main = Matter.objects.select_related("bundled_into").filter(number=original.strip(), kind=matter.kind).first()
    if main is None:
        raise Malformed.at(
            "original", _("没有编号为“%(number)s”的同类事项，请核对。") % {"number": original.strip()[:40]}
        )
    if main.state == "bundled" and main.bundled_into is not None:
        main = main.bundled_into
    if main.pk == matter.pk:
        raise Malformed.at("original", _("不能并入自身，请填写另一件事项的编号。"))
    answerable = PROCEDURES[main.kind].step("bundle").sources
    if main.state not in (*answerable, "waiting", "to-sign", "parked", "park-asked"):
        raise NotNow(
            _("%(number)s现在是“%(state)s”，不能再并入。")
            % {"number": main.number, "state": PROCEDURES[main.kind].state(main.state).label},
            authority=rulebook.cite(line.article, on=local_date(at)),
            remedy=_("请选择还没有答复的事项作为主件。"),
            code="main-not-open",
        )
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="released", answered_at=at, answered_by=actor.name, reason=_("并入%(number)s") % {"number": main.number}
    )
    children = bundled_in(matter)
    if main.lead_id:
        involve(matter, (main.lead_id, "lead"))
    move(matter, line, at=at, bundled_into=main, holder_id=main.holder_id, lead_id=main.lead_id)
    for child in children:
        child.change(bundled_into=main)
    record("matters.bundled", matter, line, actor, at, {"original": main.number})
    announce(MatterBundled(**facts(matter, actor, at), main_id=main.pk, main_number=main.number))
    return matter


@transaction.atomic
def unbundle(*, matter: Matter, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Matter:
    """Take it out of the bundle: its first receiver has it again and assigns it anew. appeal-rules:12.

    Raises Refused: no right, it is not bundled, no reason.
    """
    line = begin("unbundle", matter, actor, seen=seen)
    if not reason.strip():
        raise Malformed.at("reason", _("请写明撤销并案的理由。"))
    main = matter.bundled_into.number if matter.bundled_into else ""
    free(matter, line, at)
    record("matters.unbundled", matter, line, actor, at, {"reason": reason.strip(), "original": main})
    announce(MatterUnbundled(**facts(matter, actor, at), reason=reason.strip()))
    return matter
