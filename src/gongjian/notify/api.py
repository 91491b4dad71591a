"""Messages for machines: ``/api/v1/messages/…``."""

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of

from . import operations, queries
from .schemas import CountOut, InboxOut, MessageOut, WishesOut

router = Router(tags=["messages"])


@router.get("/", response=InboxOut, summary="我的消息")
def inbox(request: HttpRequest, after: str = "", unread: bool = False) -> InboxOut:
    """The caller's messages, latest first."""
    actor = actor_of(request)
    page = queries.inbox(actor, unread=unread, after=after)
    return InboxOut(
        messages=[MessageOut.from_orm(m) for m in page.rows],
        after=page.after,
        unread=queries.unread_count(actor.person_id),
    )


@router.post("/mark-all-read", response=CountOut, summary="全部标为已读")
def mark_all_read(request: HttpRequest) -> CountOut:
    """Mark all of the caller's messages read."""
    return CountOut(count=operations.mark_all_read(actor=actor_of(request), at=clock.now()))


@router.post("/{int:pk}/mark-read", response=CountOut, summary="标为已读")
def mark_read(request: HttpRequest, pk: int) -> CountOut:
    """Mark one of the caller's messages read."""
    actor = actor_of(request)
    message = queries.get_for(actor, pk)
    return CountOut(count=operations.mark_read(messages=[message.pk], actor=actor, at=clock.now()))


@router.get("/wishes", response=WishesOut, summary="通知设置")
def read_wishes(request: HttpRequest) -> WishesOut:
    """How the caller wants each kind of message."""
    return WishesOut(wishes=dict(queries.preferences(actor_of(request))))


@router.put("/wishes", response=WishesOut, summary="修改通知设置")
def set_wishes(request: HttpRequest, body: WishesOut) -> WishesOut:
    """Say how the caller wants messages of these kinds."""
    operations.set_preferences(preferences=body.wishes, actor=actor_of(request))
    return WishesOut(wishes=dict(queries.preferences(actor_of(request))))
