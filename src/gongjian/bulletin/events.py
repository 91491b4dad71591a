"""What has happened in the bulletin. Frozen facts; ``reactions`` says who reacts."""

from gongjian.kernel.events import DomainEvent, event


@event("bulletin.sent-for-review")
class NoticeSentForReview(DomainEvent):
    """A notice waits for a second person."""

    notice_id: int
    number: str


@event("bulletin.handed-back")
class NoticeHandedBack(DomainEvent):
    """The reviewer gave it back to be amended."""

    notice_id: int
    number: str
    reason: str


@event("bulletin.published")
class NoticePublished(DomainEvent):
    """Everybody may read it now."""

    notice_id: int
    number: str
    column: str


@event("bulletin.taken-down")
class NoticeTakenDown(DomainEvent):
    """A published notice is not shown any more."""

    notice_id: int
    number: str
    reason: str


@event("bulletin.item-entered")
class LostItemEntered(DomainEvent):
    """Something lost or found stands on the board."""

    item_id: int
    number: str


@event("bulletin.item-answered")
class LostItemAnswered(DomainEvent):
    """Somebody wrote about an item: to the one who entered it, or that one to them."""

    item_id: int
    number: str
    to_person_id: int
    text: str


@event("bulletin.item-ended")
class LostItemEnded(DomainEvent):
    """An item left the board by expiring or by being taken down."""

    item_id: int
    number: str
    state: str
    reason: str
