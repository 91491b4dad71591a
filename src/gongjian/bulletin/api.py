"""The bulletin for machines: ``/api/v1/bulletin/…``. Same verbs, same refusals as the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Router, Status

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound

from . import operations, permissions, queries, schemas
from .columns import BY_CODE, COLUMNS, LOST

router = Router(tags=["bulletin"])
Key = Annotated[str, Header(max_length=40)]


@router.get("/columns", response=list[schemas.ColumnOut], summary="栏目")
def columns(request: HttpRequest) -> Any:
    """The columns of the bulletin."""
    return schemas.columns_out(COLUMNS)


@router.get("/notices", response=schemas.PageOfNotices, summary="已发布的公告")
def notice_list(request: HttpRequest, column: str = "", q: str = "", after: str = "", before: str = "") -> Any:
    """What is published, in a column or in all, newest first, 30 a page."""
    if column and (column not in BY_CODE or column == LOST):
        raise NotFound
    return queries.page(column, words=q.strip(), after=after, before=before)


@router.post("/notices", response={201: schemas.NoticeDetailOut}, summary="起草公告")
def write(request: HttpRequest, wanted: schemas.WriteIn, idempotency_key: Key = "") -> Any:
    """Begin a notice. The same ``Idempotency-Key`` gives the same notice."""
    made = operations.write(
        draft=wanted.draft(), body_id=wanted.body_id, actor=actor_of(request), at=now(), token=idempotency_key
    )
    return Status(201, queries.again(made))


@router.get("/notices/{number}", response=schemas.NoticeDetailOut, summary="一篇公告")
def item(request: HttpRequest, number: str) -> Any:
    """One notice with its text. Reading by machine is not counted."""
    return queries.take(actor_of(request), number)


@router.post("/notices/{number}/amend", response=schemas.NoticeDetailOut, summary="修改公告")
def amend(request: HttpRequest, number: str, wanted: schemas.AmendIn) -> Any:
    """Write a draft anew."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.amend(notice=notice, draft=wanted.draft(), actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/send-for-review", response=schemas.NoticeDetailOut, summary="送审")
def send_for_review(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """Ask a second person to publish it."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.send_for_review(notice=notice, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/recall", response=schemas.NoticeDetailOut, summary="撤回送审")
def recall(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """Take it back to amend it."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.recall(notice=notice, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/publish", response=schemas.NoticeDetailOut, summary="发布公告")
def publish(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """Let everybody read it; not by one who wrote on it."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.publish(notice=notice, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/hand-back", response=schemas.NoticeDetailOut, summary="退回修改")
def hand_back(request: HttpRequest, number: str, wanted: schemas.ReasonIn) -> Any:
    """Give it back to be amended, with a reason."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.hand_back(notice=notice, reason=wanted.reason, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/discard", response=schemas.NoticeDetailOut, summary="作废草稿")
def discard(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """Give a draft up."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.discard(notice=notice, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/take-down", response=schemas.NoticeDetailOut, summary="撤下公告")
def take_down(request: HttpRequest, number: str, wanted: schemas.ReasonIn) -> Any:
    """Show it no more, with a reason."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.take_down(notice=notice, reason=wanted.reason, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(notice)


@router.post("/notices/{number}/join", response=schemas.NoticeDetailOut, summary="响应倡议")
def join(request: HttpRequest, number: str) -> Any:
    """Join a call to act, once."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.join(notice=notice, actor=actor, at=now())
    return queries.again(notice)


@router.post("/notices/{number}/leave", response=schemas.NoticeDetailOut, summary="取消响应")
def leave(request: HttpRequest, number: str) -> Any:
    """Take one's joining back."""
    actor = actor_of(request)
    notice = queries.take(actor, number)
    operations.leave(notice=notice, actor=actor, at=now())
    return queries.again(notice)


@router.get("/waiting", response=list[schemas.WaitingOut], summary="待我办理的公告")
def waiting(request: HttpRequest) -> Any:
    """What waits for the caller: to be reviewed, to be amended."""
    return queries.waiting_for(actor_of(request))


@router.get("/subscriptions", response=schemas.SubscriptionsIO, summary="我订阅的栏目")
def subscriptions(request: HttpRequest) -> Any:
    """The columns the caller hears of."""
    actor = actor_of(request)
    permit(permissions.may_subscribe, actor, None)
    return {"columns": queries.columns_of(actor)}


@router.put("/subscriptions", response=schemas.SubscriptionsIO, summary="订阅栏目")
def subscribe(request: HttpRequest, wanted: schemas.SubscriptionsIO) -> Any:
    """Hear of these columns, and of no others."""
    return {"columns": operations.subscribe(columns=wanted.columns, actor=actor_of(request))}


@router.get("/items", response=schemas.PageOfItems, summary="失物招领")
def board(
    request: HttpRequest,
    sort: str = "",
    kind: str = "",
    state: str = "open",
    q: str = "",
    after: str = "",
    before: str = "",
) -> Any:
    """The board: open items, or (``state=settled``) those that are back."""
    return queries.items_page(state=state, sort=sort, kind=kind, words=q.strip(), after=after, before=before)


@router.post("/items", response={201: schemas.ItemOut}, summary="登记物品")
def enter_item(request: HttpRequest, wanted: schemas.ItemIn, idempotency_key: Key = "") -> Any:
    """Put a lost or found thing on the board. The same ``Idempotency-Key`` gives the same item."""
    actor = actor_of(request)
    return Status(201, operations.enter_item(found=wanted.found(), actor=actor, at=now(), token=idempotency_key))


@router.get("/items/{number}", response=schemas.ItemOut, summary="一件物品")
def lost_item(request: HttpRequest, number: str) -> Any:
    """One item."""
    return queries.take_item(actor_of(request), number)


@router.post("/items/{number}/answer-item", response={201: schemas.ItemOut}, summary="联系登记人")
def answer_item(request: HttpRequest, number: str, wanted: schemas.AnswerIn) -> Any:
    """Write to the one who entered it; that one answers somebody who wrote."""
    actor = actor_of(request)
    found = queries.take_item(actor, number)
    operations.answer_item(item=found, text=wanted.text, to_id=wanted.to_id, actor=actor, at=now())
    return Status(201, found)


@router.post("/items/{number}/settle-item", response=schemas.ItemOut, summary="确认找回")
def settle_item(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """It is back with its owner."""
    actor = actor_of(request)
    found = queries.take_item(actor, number)
    return operations.settle_item(item=found, actor=actor, at=now(), seen=wanted.seen)


@router.post("/items/{number}/take-item-down", response=schemas.ItemOut, summary="撤下登记")
def take_item_down(request: HttpRequest, number: str, wanted: schemas.ReasonIn) -> Any:
    """Take it from the board, with a reason."""
    actor = actor_of(request)
    found = queries.take_item(actor, number)
    return operations.take_item_down(item=found, reason=wanted.reason, actor=actor, at=now(), seen=wanted.seen)
