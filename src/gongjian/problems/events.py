"""What happens to problems alone: frozen facts, past tense. Their kinds begin with ``matters``, as those of all kinds."""

from gongjian.kernel.events import DomainEvent, event
from gongjian.matters.events import MatterEvent


@event("matters.raised")
class MatterRaised(MatterEvent):
    pass


@event("matters.studied")
class MatterStudied(MatterEvent):
    pass


@event("matters.adopted")
class MatterAdopted(MatterEvent):
    pass


@event("matters.declined")
class MatterDeclined(MatterEvent):
    pass


@event("matters.lists-drawn-up")
class ListsDrawnUp(MatterEvent):
    pass


@event("matters.progress-reported")
class ProgressReported(MatterEvent):
    pass


@event("matters.adjustment-proposed")
class AdjustmentProposed(MatterEvent):
    adjustment_id: int


@event("matters.adjustment-settled")
class AdjustmentSettled(MatterEvent):
    adjustment_id: int
    agreed: bool


@event("matters.solved-claimed")
class SolvedClaimed(MatterEvent):
    pass


@event("matters.struck-off")
class MatterStruckOff(MatterEvent):
    presumed: bool = False


@event("matters.sent-back")
class MatterSentBack(MatterEvent):
    reason: str


@event("matters.marked-duplicate")
class MatterMarkedDuplicate(MatterEvent):
    original_id: int


@event("matters.problems-imported")
class ProblemsImported(DomainEvent):
    """A file of texts became problems of one organisation; ``first`` and ``last`` are their numbers."""

    origin_id: int
    count: int
    first: str
    last: str
