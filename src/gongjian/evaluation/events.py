"""What has happened in a contest. Frozen facts; ``reactions`` says who reacts."""

from gongjian.kernel.events import DomainEvent, event


@event("evaluation.contest-opened")
class ContestOpened(DomainEvent):
    """The charter was published: entries are called for."""

    contest_id: int
    number: str


@event("evaluation.contest-prolonged")
class ContestProlonged(DomainEvent):
    """The dates were moved for everybody, with a reason."""

    contest_id: int
    number: str
    reason: str


@event("evaluation.entry-handed-in")
class EntryHandedIn(DomainEvent):
    """An entry waits for the check of its form."""

    entry_id: int
    number: str


@event("evaluation.entry-returned")
class EntryReturned(DomainEvent):
    """An entry went back to its team to be completed."""

    entry_id: int
    number: str
    reason: str


@event("evaluation.entry-admitted")
class EntryAdmitted(DomainEvent):
    """An entry has passed the check of its form."""

    entry_id: int
    number: str


@event("evaluation.entry-turned-down")
class EntryTurnedDown(DomainEvent):
    """An entry does not take part any more, with the reason."""

    entry_id: int
    number: str
    reason: str


@event("evaluation.juror-assigned")
class JurorAssigned(DomainEvent):
    """One more juror was given an entry during the judging."""

    entry_id: int
    number: str
    person_id: int


@event("evaluation.judging-begun")
class JudgingBegun(DomainEvent):
    """The entries were given to the jurors; also after results were sent back to be judged again."""

    contest_id: int
    number: str


@event("evaluation.results-noticed")
class ResultsNoticed(DomainEvent):
    """The results are on public notice."""

    contest_id: int
    number: str


@event("evaluation.objection-raised")
class ObjectionRaised(DomainEvent):
    """Somebody objects to the results; the host has to answer."""

    contest_id: int
    number: str
    objection_id: int


@event("evaluation.objection-answered")
class ObjectionAnswered(DomainEvent):
    """The host has answered an objection."""

    contest_id: int
    number: str
    objection_id: int


@event("evaluation.contest-settled")
class ContestSettled(DomainEvent):
    """The results are final and the awards given."""

    contest_id: int
    number: str


@event("evaluation.contest-called-off")
class ContestCalledOff(DomainEvent):
    """There will be no contest, with the reason."""

    contest_id: int
    number: str
    reason: str


@event("evaluation.entry-transferred")
class EntryTransferred(DomainEvent):
    """An awarded entry has become a proposal with this number."""

    entry_id: int
    number: str
    proposal: str
