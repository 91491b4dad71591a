"""The deliberation board: open a topic, change it, summarise the opinions, publish the summary. S11, appeal-rules:18."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel import idempotency
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.rulebook import queries as rulebook

from .. import queries
from ..events import SummaryPublished
from ..models import Board
from ..permissions import may_hold_board, may_settle_board

ARTICLE = "appeal-rules:18"
BOARD = "appeals.board"


def _checked(topic: str, text: str, opens_on: dt.date, closes_on: dt.date) -> dict[str, Any]:
    wrong: dict[str, list[Any]] = {}
    most = int(rulebook.parameter(ARTICLE, "board_days", opens_on))
    if not topic.strip() or len(topic.strip()) > 80:
        wrong["topic"] = [_("请写明议题，不超过80字。")]
    if not text.strip() or len(text) > 5000:
        wrong["text"] = [_("请说明为什么征集、希望听到什么，不超过5000字。")]
    if closes_on < opens_on:
        wrong["closes_on"] = [_("结束日期不能早于开始日期。")]
    elif (closes_on - opens_on).days + 1 > most:
        wrong["closes_on"] = [_("一次征集不超过%(n)d天。") % {"n": most}]
    if wrong:
        raise Malformed(fields=wrong, authority=rulebook.cite(ARTICLE, on=opens_on))
    return {"topic": topic.strip(), "text": text.strip(), "opens_on": opens_on, "closes_on": closes_on}


@transaction.atomic
def open_board(
    *,
    reception_id: int,
    topic: str,
    text: str,
    opens_on: dt.date,
    closes_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    token: str = "",
) -> Board:
    """Open a topic on the board of a receiving body. Raises Refused: no right there, malformed, longer than allowed."""
    reception = queries.get_reception(reception_id)
    permit(may_hold_board, actor, reception)
    if (before := idempotency.stored_result(actor=actor, kind="appeals.open-board", token=token)) is not None:
        return queries.get_board(before)
    fields = _checked(topic, text, opens_on, closes_on)
    if closes_on < local_date(at):
        raise Malformed.at("closes_on", _("结束日期已经过去。"))
    board = Board.objects.create(
        body_id=reception.body_id, reception=reception, made_by=actor.title or actor.name, made_at=at, **fields
    )
    _record("appeals.board-opened", board, actor, at, {"topic": board.topic, "until": closes_on.isoformat()})
    idempotency.store_result(actor=actor, kind="appeals.open-board", token=token, object_id=board.pk, at=at)
    return board


@transaction.atomic
def change_board(
    *,
    board: Board,
    topic: str,
    text: str,
    opens_on: dt.date,
    closes_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
) -> Board:
    """Change a topic or its days. Raises Refused: no right there, published already, malformed."""
    permit(may_settle_board, actor, board)
    _unpublished(board)
    board.change(seen=seen, **_checked(topic, text, opens_on, closes_on))
    _record("appeals.board-changed", board, actor, at, {"topic": board.topic, "until": closes_on.isoformat()})
    return board


@transaction.atomic
def summarise_board(*, board: Board, summary: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> Board:
    """Write down what was said, after the collecting. Raises Refused: no right, still open, published already, empty."""
    permit(may_settle_board, actor, board)
    _unpublished(board)
    if local_date(at) <= board.closes_on:
        raise NotNow(
            _("征集还没有结束（%(day)s）。") % {"day": board.closes_on.isoformat()},
            code="board-still-open",
            authority=rulebook.cite(ARTICLE, on=local_date(at)),
            remedy=_("结束后再归纳。"),
        )
    if not summary.strip() or len(summary) > 20000:
        raise Malformed.at("summary", _("请写明大家说了什么、各有多少人附和、分送哪些单位，不超过20000字。"))
    board.change(seen=seen, summary=summary.strip(), summarised_by=actor.title or actor.name)
    _record("appeals.board-summarised", board, actor, at, {"topic": board.topic})
    return board


@transaction.atomic
def publish_summary(*, board: Board, actor: Actor, at: dt.datetime, seen: int | None = None) -> Board:
    """Make the summary public; those who spoke are told. Raises Refused: no right, no summary, published already."""
    permit(may_settle_board, actor, board)
    _unpublished(board)
    if not board.summary:
        raise NotNow(_("还没有归纳。"), code="no-summary", remedy=_("请先写归纳。"))
    board.change(seen=seen, published_at=at)
    _record("appeals.summary-published", board, actor, at, {"topic": board.topic})
    announce(SummaryPublished(at=at, actor_person_id=actor.person_id, board_id=board.pk, topic=board.topic))
    return board


def _unpublished(board: Board) -> None:
    if board.published_at is not None:
        raise NotNow(_("归纳已经公布，不再改动。"), code="summary-published", remedy=_("需要时请另开一个议题。"))


def _record(verb: str, board: Board, actor: Actor, at: dt.datetime, details: dict[str, Any]) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=BOARD,
        subject_id=board.pk,
        label=str(board),
        at=at,
        details=details,
        authority=rulebook.cite(ARTICLE, on=local_date(at)),
    )
