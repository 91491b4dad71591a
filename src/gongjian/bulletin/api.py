"""The bulletin for machines: ``/api/v1/bulletin/…``. Same verbs, same refusals as the pages."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel.actor import actor_of
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound
from gongjian.workflow.api import add_command_routes, add_creation_route

from . import operations, permissions, queries, schemas
from .columns import BY_CODE, COLUMNS, LOST

router = Router(tags=["bulletin"])


def _notice(request: HttpRequest, number: str) -> Any:
    return queries.get_for(actor_of(request), number)


def _item(request: HttpRequest, number: str) -> Any:
    return queries.get_item(actor_of(request), number)


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


add_creation_route(
    router,
    "/notices",
    operations.write,
    answer=lambda request, made: _notice(request, made.number),
    response=schemas.NoticeDetailOut,
)


@router.get("/notices/{number}", response=schemas.NoticeDetailOut, summary="一篇公告")
def item(request: HttpRequest, number: str) -> Any:
    """One notice with its text. Reading by machine is not counted."""
    return queries.get_for(actor_of(request), number)


add_command_routes(
    router,
    "/notices/{number}",
    operations.NOTICE_COMMANDS.on_rows(),
    fetch=lambda actor, number, command: queries.get_for(actor, number),
    answer=_notice,
    response=schemas.NoticeDetailOut,
)


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


add_creation_route(
    router,
    "/items",
    operations.enter_item,
    answer=lambda request, made: _item(request, made.number),
    response=schemas.ItemOut,
)


@router.get("/items/{number}", response=schemas.ItemOut, summary="一件物品")
def lost_item(request: HttpRequest, number: str) -> Any:
    """One item."""
    return queries.get_item(actor_of(request), number)


add_command_routes(
    router,
    "/items/{number}",
    operations.ITEM_COMMANDS.on_rows(),
    fetch=lambda actor, number, command: queries.get_item(actor, number),
    answer=_item,
    response=schemas.ItemOut,
)
