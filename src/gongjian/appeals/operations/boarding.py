"""The deliberation board: open a topic, change it, summarise the opinions, publish the summary. S11, appeal-rules:18."""

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow, Words
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log, Rule
from gongjian.workflow.engine import RUNNING, Transition, Workflow
from gongjian.workflow.fields import Day, LongText, Option, Pick, Text

from .. import queries
from ..events import SummaryPublished
from ..models import Board
from ..permissions import may_enter, may_hold_board, may_settle_board

ARTICLE = "appeal-rules:18"
SETTLE = Rule(may_settle_board, ARTICLE)


class Boards(Workflow[Board]):
    """Topics of the board. Their states follow from their days, so that they have no table."""

    def facts(self, row: Board) -> dict[str, Any]:
        return {"board_id": row.pk, "topic": row.topic}


BOARDS = Boards(app="appeals", model=Board, subject="appeals.board")


def _receptions(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(r.pk, r.body.name) for r in queries.receptions_of(actor)]


Topic = Annotated[str, Text(_("议题"), limit=80, missing=_("请写明议题，不超过80字。"))]
BoardText = Annotated[
    str,
    LongText(
        _("说明"),
        _("为什么征集、希望听到什么。"),
        limit=5000,
        rows=6,
        missing=_("请说明为什么征集、希望听到什么，不超过5000字。"),
    ),
]
OpensOn = Annotated[dt.date, Day(_("开始日期"))]
ClosesOn = Annotated[dt.date, Day(_("结束日期"))]


def _require_days(step: Transition[Board], opens_on: dt.date, closes_on: dt.date) -> None:
    """Raises Malformed for days turned round, or more of them than the rules allow."""
    most = int(rulebook.parameter(ARTICLE, "board_days", opens_on))
    wrong: Words | None = None
    if closes_on < opens_on:
        wrong = _("结束日期不能早于开始日期。")
    elif (closes_on - opens_on).days + 1 > most:
        wrong = _("一次征集不超过%(n)d天。") % {"n": most}
    if wrong is not None:
        raise Malformed.at("closes_on", wrong, authority=rulebook.cite(ARTICLE, on=opens_on))
    step.note(until=closes_on)


@BOARDS.creation(
    log=Log("appeals.board-opened", _("开设议题"), _("开设议题“%(topic)s”，征集至%(until)s")),
    done=_("议题已开设。"),
    rule=Rule(may_enter, ARTICLE),
)
def open_board(
    *,
    reception_id: Annotated[int, Pick(_("由哪个工作站开设"), options=_receptions)],
    topic: Topic,
    text: BoardText,
    opens_on: OpensOn,
    closes_on: ClosesOn,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Board] = RUNNING,
) -> Board:
    """Open a topic on the board of a receiving body. Raises Refused: no right there, malformed, longer than allowed."""
    reception = queries.get_reception(reception_id)
    permit(may_hold_board, actor, reception)
    _require_days(step, opens_on, closes_on)
    if closes_on < step.today:
        raise Malformed.at("closes_on", _("结束日期已经过去。"))
    return Board.objects.create(
        body_id=reception.body_id,
        reception=reception,
        made_by=actor.title or actor.name,
        made_at=at,
        topic=topic,
        text=text,
        opens_on=opens_on,
        closes_on=closes_on,
    )


def _published(board: Board, actor: Actor, at: dt.datetime) -> NotNow | None:
    """A published summary is final."""
    if board.published_at is None:
        return None
    return NotNow(_("归纳已经公布，不再改动。"), code="summary-published", remedy=_("需要时请另开一个议题。"))


def _still_open(board: Board, actor: Actor, at: dt.datetime) -> NotNow | None:
    """Opinions are summed up when all are in."""
    if local_date(at) > board.closes_on:
        return None
    return NotNow(
        _("征集还没有结束（%(day)s）。") % {"day": board.closes_on.isoformat()},
        code="board-still-open",
        authority=rulebook.cite(ARTICLE, on=local_date(at)),
        remedy=_("结束后再归纳。"),
    )


def _unsummarised(board: Board, actor: Actor, at: dt.datetime) -> NotNow | None:
    """There is something to publish."""
    return None if board.summary else NotNow(_("还没有归纳。"), code="no-summary", remedy=_("请先写归纳。"))


@BOARDS.command(
    log=Log("appeals.board-changed", _("修改议题"), _("修改议题“%(topic)s”，征集至%(until)s")),
    done=_("已保存。"),
    conditions=(_published,),
    rule=SETTLE,
)
def change_board(
    *,
    board: Board,
    topic: Topic,
    text: BoardText,
    opens_on: OpensOn,
    closes_on: ClosesOn,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Board] = RUNNING,
) -> Board:
    """Change a topic or its days. Raises Refused: no right there, published already, malformed."""
    _require_days(step, opens_on, closes_on)
    return step.change(topic=topic, text=text, opens_on=opens_on, closes_on=closes_on)


@BOARDS.command(
    log=Log("appeals.board-summarised", _("归纳意见"), _("归纳了议题“%(topic)s”的意见")),
    done=_("归纳已保存，核对后可以公布。"),
    conditions=(_published, _still_open),
    rule=SETTLE,
)
def summarise_board(
    *,
    board: Board,
    summary: Annotated[
        str,
        LongText(
            _("归纳"),
            _("大家说了什么、各有多少人附和、分送哪些单位。"),
            limit=20_000,
            rows=10,
            missing=_("请写明大家说了什么、各有多少人附和、分送哪些单位，不超过20000字。"),
        ),
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Board] = RUNNING,
) -> Board:
    """Write down what was said, after the collecting. Raises Refused: no right, still open, published already, empty."""
    step.note(topic=board.topic)
    return step.change(summary=summary, summarised_by=actor.title or actor.name)


@BOARDS.command(
    log=Log("appeals.summary-published", _("公布归纳"), _("公布了议题“%(topic)s”的归纳")),
    event=SummaryPublished,
    done=_("归纳已公布，已通知提出意见的人。"),
    consequences=(_("归纳向所有人公开，不能再改。"), _("提出意见和附和的人会收到消息。")),
    conditions=(_published, _unsummarised),
    rule=SETTLE,
)
def publish_summary(
    *,
    board: Board,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Board] = RUNNING,
) -> Board:
    """Make the summary public; those who spoke are told. Raises Refused: no right, no summary, published already."""
    step.note(topic=board.topic)
    return step.change(published_at=at)
