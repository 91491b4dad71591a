"""Preparing a contest: charter, criteria and awards, publication, prolongation, calling off."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.sequences import next_number
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, Flag, LongText, Number, Pick, Text
from gongjian.workflow.rows import Rows

from ..events import ContestCalledOff, ContestOpened, ContestProlonged
from ..models import Award, Contest, Criterion
from ..permissions import may_draw_up
from ..procedures import CONTEST, CRITERIA, JUDGING
from ..queries import host_choices, notice_days
from .workflows import CONTESTS, cite, index

SERIES = "评选"
MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """评分项: its name, most points, weight."""

    name: Annotated[str, Text(_("评分项"), limit=40)]
    most: Annotated[int, Number(_("满分"), least=1, most=1000)]
    weight: Annotated[int, Number(_("权重"), least=1, most=1000)]
    text: Annotated[str, Text(_("评分标准"), limit=300)] = ""


@dataclass(frozen=True, slots=True)
class AwardLine:
    """奖项: its name and quota; the first of the list is the highest."""

    name: Annotated[str, Text(_("奖项"), limit=40)]
    quota: Annotated[int, Number(_("名额"), least=1, most=500)]


def _first_host(row: Any, actor: Actor, at: dt.datetime) -> int | None:
    """The host chosen at first: that of the contest, or the only one there is."""
    offered = host_choices(actor)
    return row.host_id if row is not None else offered[0][0] if len(offered) == 1 else None


Title = Annotated[str, Text(_("名称"), _("例如“集智思源提案大赛”。"), limit=80, missing=_("请写明名称。"))]
Edition = Annotated[int, Number(_("届次"), least=1, most=999, missing=_("届次须为 1 至 999。"))]
Kind = Annotated[
    str,
    Choice(
        _("类型"),
        _("提案大赛由学生团队申报，须有实地调研，获奖的转入提案程序；集体评选由支部申报，例如十佳党支部。"),
        options=tuple(Contest.Kind.choices),
        missing=_("请选择类型。"),
    ),
]
Host = Annotated[
    int,
    Pick(
        _("主办单位"),
        _("只列出您可以代为组织的单位和组织。"),
        options=lambda row, actor, at: host_choices(actor),
        first=_first_host,
        missing=_("请选择主办单位。"),
    ),
]
CharterText = Annotated[
    str,
    LongText(
        _("章程"),
        _("目的、对象、要求；评分项和奖项在下一步填写。"),
        limit=5000,
        rows=8,
        missing=_("请写明章程。"),
    ),
]
OpensOn = Annotated[dt.date, Day(_("征集开始"))]
ClosesOn = Annotated[dt.date, Day(_("征集截止"), _("当天可以提交。"))]
JudgingUntil = Annotated[dt.date, Day(_("评审截止"), _("当天可以评分。"))]
NoticeDays = Annotated[int, Number(_("公示工作日"), _("不填或填 0 的，按规则的下限。"), most=60)]
JurorsPerEntry = Annotated[
    int,
    Number(
        _("每项评委数"),
        _("不填或填 0 的，所有不须回避的评委都评；填数字的，系统按工作量均衡分派。"),
        most=50,
    ),
]
Anonymous = Annotated[bool, Flag(_("隐名评审：评委看不到团队姓名和单位"))]


@CONTESTS.creation(
    log=Log(
        "evaluation.drawn-up",
        _("拟订评选"),
        _("拟订评选章程，征集 %(opens)s 至 %(until)s，评审到 %(judging)s。"),
        also=("anonymous",),
    ),
    done=_("评选已拟订。请填写评分项与奖项。"),
)
def draw_up_contest(
    *,
    title: Title,
    edition: Edition = 1,
    kind: Kind,
    host_id: Host,
    text: CharterText,
    opens_on: OpensOn,
    closes_on: ClosesOn,
    judging_until: JudgingUntil,
    notice_days: NoticeDays = 0,
    jurors_per_entry: JurorsPerEntry = 0,
    anonymous: Anonymous = True,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """Draw up a contest; it gets a number and waits, as a draft, for criteria, awards, jurors and publication (S9, S34).

    ``notice_days`` 0: as many as the rules say; ``jurors_per_entry`` 0: all who may judge it.
    Raises Refused: without the right for the host body, or if the charter does not hold together.
    """
    fields = _checked(step)
    year = step.today.year
    made = Contest.objects.create(
        number=f"{SERIES}-{year}-{next_number(f'{SERIES}-{year}'):04d}",
        state=CONTEST.start,
        drawn_up_at=at,
        **fields,
    )
    contest = Contest.objects.select_related("host").get(pk=made.pk)
    index(contest)
    return contest


@CONTESTS.command(
    log=Log(
        "evaluation.amended",
        _("修改章程"),
        _("修改章程，征集 %(opens)s 至 %(until)s，评审到 %(judging)s。"),
        also=("anonymous",),
    ),
    done=_("章程已修改。"),
)
def amend_contest(
    *,
    contest: Contest,
    title: Title,
    edition: Edition = 1,
    kind: Kind,
    host_id: Host,
    text: CharterText,
    opens_on: OpensOn,
    closes_on: ClosesOn,
    judging_until: JudgingUntil,
    notice_days: NoticeDays = 0,
    jurors_per_entry: JurorsPerEntry = 0,
    anonymous: Anonymous = True,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """Change the charter while it is a draft. Raises Refused: not theirs, published already, malformed."""
    step.move(**_checked(step))
    contest = Contest.objects.select_related("host").get(pk=contest.pk)
    index(contest)
    return contest


@CONTESTS.command(
    log=Log("evaluation.criteria-set", _("设定评分项"), _("设定评分项 %(count)s 个、奖项 %(kinds)s 个。")),
    done=_("评分项与奖项已保存。"),
)
def set_criteria(
    *,
    contest: Contest,
    criteria: Annotated[
        Sequence[CriterionLine],
        Rows(_("评分项"), row=CriterionLine, most=MOST_LINES, missing=_("至少填写一个评分项。")),
    ],
    awards: Annotated[
        Sequence[AwardLine],
        Rows(
            _("奖项"),
            _("第一个是最高的奖项。"),
            row=AwardLine,
            most=MOST_LINES,
            missing=_("至少填写一个奖项。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """Say what is judged and what can be won, in place of what was said before (contest-rules:2).

    Raises Refused: not theirs, published already, weights that do not sum up, nothing to win.
    """
    _check_lines(criteria, step.today)
    step.move()
    contest.criteria.all().delete()
    contest.awards.all().delete()
    Criterion.objects.bulk_create(
        Criterion(contest=contest, place=n, name=c.name, text=c.text, most=c.most, weight=c.weight)
        for n, c in enumerate(criteria, start=1)
    )
    Award.objects.bulk_create(
        Award(contest=contest, place=n, name=a.name, quota=a.quota) for n, a in enumerate(awards, start=1)
    )
    step.note(
        criteria=[f"{c.name} {c.weight}" for c in criteria],
        awards=[f"{a.name} {a.quota}" for a in awards],
        count=len(criteria),
        kinds=len(awards),
    )
    return contest


def _without_criteria(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Criteria and awards come before the publication (contest-rules:2)."""
    if contest.criteria.exists() and contest.awards.exists():
        return None
    return NotNow(
        _("还没有设定评分项和奖项，不能公布征集。"),
        code="no-criteria-yet",
        authority=cite(CRITERIA, at),
        remedy=_("请先填写评分项与奖项。"),
    )


def _closed_already(contest: Contest, actor: Actor, at: dt.datetime) -> NotNow | None:
    """The last day of entering is to come."""
    if contest.closes_on >= local_date(at):
        return None
    return NotNow(_("征集截止日期已过，不能公布征集。"), code="closed-already", remedy=_("请先修改章程中的日期。"))


@CONTESTS.command(
    log=Log("evaluation.opened", _("公布征集"), _("公布章程，征集到 %(until)s 截止。")),
    event=ContestOpened,
    done=_("已公布，征集期内可以申报。"),
    consequences=(
        _("章程、评分项和奖项不再改动；日期可以延期。"),
        _("评选页对所有人公开，学生可以填写申报。"),
    ),
    conditions=(_without_criteria, _closed_already),
)
def open_contest(
    *, contest: Contest, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Contest] = RUNNING
) -> Contest:
    """Publish the charter and call for entries. Criteria and awards are fixed from here on (contest-rules:1).

    Raises Refused: not theirs, not a draft, no criteria or awards yet, the dates over.
    """
    step.note(until=contest.closes_on)
    return step.move(opened_at=at)


@CONTESTS.command(
    log=Log("evaluation.prolonged", _("延期"), _("征集延到 %(until)s，评审延到 %(judging)s：%(reason)s")),
    event=ContestProlonged,
    done=_("已延期，团队和评委会收到消息。"),
)
def prolong(
    *,
    contest: Contest,
    closes_on: Annotated[dt.date, Day(_("征集截止"))],
    judging_until: Annotated[dt.date, Day(_("评审截止"))],
    reason: Annotated[
        str,
        LongText(_("延期的理由"), _("会在评选页公布。"), limit=500, rows=3, missing=_("请写明延期的理由。")),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """Move the dates for everybody, never forward to an earlier day (contest-rules:4).

    Raises Refused: not theirs, not open or judged, a date earlier than before, no reason.
    """
    if contest.state == JUDGING and closes_on != contest.closes_on:
        raise Malformed.at("closes_on", _("评审已经开始，征集截止日期不再改动。"))
    if closes_on < contest.closes_on or judging_until < contest.judging_until:
        raise Malformed.at("closes_on", _("只能延后，不能提前。"))
    if (closes_on, judging_until) == (contest.closes_on, contest.judging_until):
        raise Malformed.at("closes_on", _("日期没有改动。"))
    if judging_until <= closes_on:
        raise Malformed.at("judging_until", _("评审截止须晚于征集截止。"))
    step.note(until=closes_on, judging=judging_until)
    return step.move(closes_on=closes_on, judging_until=judging_until, remark=reason)


@CONTESTS.command(
    log=Log("evaluation.called-off", _("取消评选"), _("取消评选：%(reason)s")),
    done=_("评选已取消。"),
    consequences=(_("评选立即终止，不能恢复；已有的申报和评分保留，不再办理。"), _("团队和评委会收到消息。")),
)
def call_off(
    *,
    contest: Contest,
    reason: Annotated[
        str,
        LongText(_("取消的理由"), _("会在评选页公布。"), limit=500, rows=3, missing=_("请写明取消的理由。")),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Contest] = RUNNING,
) -> Contest:
    """There will be no contest; what was entered stays as it is (contest-rules:12). A draft is called off in silence.

    Raises Refused: not theirs, ended already, no reason.
    """
    if contest.state != CONTEST.start:
        step.announce(ContestCalledOff)
    return step.move(ended_at=at, remark=reason)


def _checked(step: Transition[Contest]) -> dict[str, Any]:
    """The charter as fields of the row. Raises NotAllowed for another host, Malformed naming every wrong field."""
    charter = step.values
    host = org.body_rows([charter["host_id"]]).get(charter["host_id"])
    if host is None:
        raise Malformed.at("host_id", _("请选择主办单位。"))
    permit(may_draw_up, step.actor, host)
    wrong: dict[str, list[Any]] = {}
    if charter["closes_on"] < charter["opens_on"]:
        wrong["closes_on"] = [_("征集截止不能早于征集开始。")]
    elif charter["closes_on"] < step.today:
        wrong["closes_on"] = [_("征集截止不能早于今天。")]
    if charter["judging_until"] <= charter["closes_on"]:
        wrong["judging_until"] = [_("评审截止须晚于征集截止。")]
    least = notice_days(step.today)
    if charter["notice_days"] and charter["notice_days"] < least:
        wrong["notice_days"] = [_("公示不少于 %(n)d 个工作日。") % {"n": least}]
    if wrong:
        raise Malformed(fields=wrong)
    step.note(opens=charter["opens_on"], until=charter["closes_on"], judging=charter["judging_until"])
    return charter | {"notice_days": charter["notice_days"] or least}


def _check_lines(criteria: Sequence[CriterionLine], today: dt.date) -> None:
    """Raises Malformed for weights that do not sum up, and a name that stands twice."""
    wrong: list[Any] = []
    total, now = int(rulebook.parameter(CRITERIA, "weights_total", today)), sum(c.weight for c in criteria)
    if now != total:
        wrong.append(_("各项权重合计须为 %(total)d，现在是 %(now)d。") % {"total": total, "now": now})
    if len({c.name for c in criteria}) < len(criteria):
        wrong.append(_("评分项的名称不能重复。"))
    if wrong:
        raise Malformed(fields={"criteria": wrong})
