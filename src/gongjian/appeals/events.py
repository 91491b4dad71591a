"""What happens to appeals beyond the life of all matters: frozen facts, past tense. ``reactions`` says who reacts."""

import dataclasses

from gongjian.kernel.events import DomainEvent, event


@dataclasses.dataclass(frozen=True, kw_only=True)
class AppealEvent(DomainEvent):
    """The common part: which matter. Anonymous raisers never appear (``actor_person_id`` stays empty)."""

    matter_id: int
    number: str
    title: str


@event("appeals.raised")
class AppealRaised(AppealEvent):
    danger: str = ""  # "safety", "health": the head of the receiving unit is told at once


@event("appeals.accepted")
class AppealAccepted(AppealEvent):
    pass


@event("appeals.declined")
class AppealDeclined(AppealEvent):
    reason: str


@event("appeals.handed-back")
class AppealHandedBack(AppealEvent):
    reason: str
    unit: str


@event("appeals.co-unit-added")
class CoUnitAdded(AppealEvent):
    unit_id: int
    words: str


@event("appeals.exclusion-asked")
class ExclusionAsked(AppealEvent):
    reason: str


@event("appeals.exclusion-settled")
class ExclusionSettled(AppealEvent):
    approved: bool


@event("appeals.lifted")
class AppealsLifted(AppealEvent):
    """The matter is the problem; the appeals are told by their own ids."""

    appeal_ids: tuple[int, ...]


@event("appeals.alarm-sounded")
class AlarmSounded(DomainEvent):
    alarm_id: int
    week: str
    seen: int


@event("appeals.summary-published")
class SummaryPublished(DomainEvent):
    board_id: int
    topic: str


@event("appeals.imported")
class AppealsImported(DomainEvent):
    """A file of appeals was entered; ``first`` and ``last`` are their numbers."""

    origin_id: int
    count: int
    open_count: int
    first: str
    last: str
