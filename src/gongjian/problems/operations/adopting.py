"""Study by the committee, adoption or decline by the members' meeting."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Day, LongText, Number

from ..events import MatterAdopted, MatterDeclined, MatterStudied
from ..models import Resolution, Study
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

MOST_PERSONS = 1_000_000


def _check_day(field: str, day: dt.date, matter: "Matter", at: dt.datetime) -> None:
    if day > local_date(at):
        raise Malformed.at(field, _("日期不能晚于今天：只登记已经开过的会。"))
    if day < local_date(matter.raised_at):
        raise Malformed.at(
            field, _("日期不能早于提出之日（%(day)s）。") % {"day": local_date(matter.raised_at).isoformat()}
        )


HeldOn = Annotated[dt.date, Day(_("会议日期"), _("党员大会开会的日期。"))]
Due = Annotated[
    int,
    Number(
        _("应到人数"),
        _("有表决权的正式党员人数。"),
        least=1,
        most=MOST_PERSONS,
        missing=_("应到人数至少为1，其余人数不能为负。"),
    ),
]
Present = Annotated[int, Number(_("实到人数"), _("超过应到人数的半数，会议有效。"), most=MOST_PERSONS)]
InFavour = Annotated[int, Number(_("赞成人数"), _("超过应到人数的半数，才能立项。"), most=MOST_PERSONS)]


@PROBLEMS.command(
    log=Log("matters.studied", _("研究"), _("支委会于%(held_on)s研究：%(opinion)s")),
    event=MatterStudied,
    done=_("研究情况已登记，下一步由党员大会讨论。"),
)
def study(
    *,
    matter: "Matter",
    held_on: Annotated[dt.date, Day(_("研究日期"), _("支委会开会的日期。"))],
    opinion: Annotated[
        str,
        LongText(
            _("支委会意见"),
            _("是否属实、是否建议立项、由谁负责。"),
            limit=5000,
            missing=_("请写明支委会的意见。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Record the committee's study: day and opinion. problem-rules:4.

    Raises Refused: not of the receiving branch, not just raised, a day to come or before the matter was raised.
    """
    _check_day("held_on", held_on, matter, at)
    Study.objects.create(matter=matter, held_on=held_on, opinion=opinion)
    return step.move()


def _check_votes(due: int, present: int, in_favour: int, *, adopting: bool, on: dt.date) -> None:
    """Present more than half of those due; adopted by more than half of all due. problem-rules:5; branch rules (2018)."""
    authority = rulebook.cite("problem-rules:5", on=on)
    if present > due:
        raise Malformed.at("present", _("实到人数不能多于应到人数。"))
    if in_favour > present:
        raise Malformed.at("in_favour", _("赞成人数不能多于实到人数。"))
    if present * 2 <= due:
        raise Malformed.at(
            "present",
            _("实到%(present)d人，没有超过应到%(due)d人的半数，会议无效。") % {"present": present, "due": due},
            authority=authority,
        )
    if adopting and in_favour * 2 <= due:
        raise Malformed.at(
            "in_favour",
            _("赞成%(yes)d人，没有超过应到%(due)d人的半数，不能立项。") % {"yes": in_favour, "due": due},
            authority=authority,
            remedy=_("可以登记为不予立项，或再次讨论后登记。"),
        )


@PROBLEMS.command(
    log=Log(
        "matters.adopted",
        _("立项"),
        _("党员大会于%(held_on)s讨论通过：应到%(due)s人，实到%(present)s人，赞成%(in_favour)s人"),
    ),
    event=MatterAdopted,
    done=_("已立项，请制定三张清单。"),
)
def adopt(
    *,
    matter: "Matter",
    held_on: HeldOn,
    due: Due,
    present: Present,
    in_favour: InFavour,
    words: Annotated[str, LongText(_("会议结论"), limit=5000)] = "",
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Record that the members' meeting adopted it. problem-rules:5.

    Raises Refused: not the secretary, not studied yet, no quorum, or no majority of those due.
    """
    _check_day("held_on", held_on, matter, at)
    _check_votes(due, present, in_favour, adopting=True, on=step.today)
    Resolution.objects.create(
        matter=matter, held_on=held_on, due=due, present=present, in_favour=in_favour, adopted=True, words=words
    )
    return step.move()


@PROBLEMS.command(
    log=Log("matters.declined", _("不予立项"), _("党员大会于%(held_on)s讨论，不予立项：%(reason)s")),
    event=MatterDeclined,
    done=_("已登记不予立项，提出人会看到理由。"),
    consequences=(_("事项就此办结，不再办理。"), _("提出人会看到您写的理由。")),
)
def decline(
    *,
    matter: "Matter",
    held_on: HeldOn,
    due: Due,
    present: Present,
    in_favour: InFavour,
    reason: Annotated[
        str,
        LongText(
            _("不予立项的理由"),
            _("提出人会看到这段话，请写明依据和建议的其他途径。"),
            limit=5000,
            missing=_("不予立项必须说明理由，提出人会看到。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Record that the members' meeting did not adopt it, with the reason the raiser will read. problem-rules:5."""
    _check_day("held_on", held_on, matter, at)
    _check_votes(due, present, in_favour, adopting=False, on=step.today)
    Resolution.objects.create(
        matter=matter, held_on=held_on, due=due, present=present, in_favour=in_favour, adopted=False, words=reason
    )
    return step.move(end_reason=reason)
