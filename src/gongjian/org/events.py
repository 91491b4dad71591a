"""What has happened to bodies."""

from gongjian.kernel.events import DomainEvent, event


@event("org.ended-body")
class BodyEnded(DomainEvent):
    """A unit or party organisation has come to its end; what it held needs a new owner."""

    body_id: int
    sort: str
    parent_id: int | None
