"""What the API says about contests and results."""

import datetime as dt
from decimal import Decimal

from ninja import Schema

from gongjian.kernel.actor import Actor

from .models import Award, Contest, Criterion, Entry
from .tables import who_entered


class ContestOut(Schema):
    """A contest in a list."""

    number: str
    title: str
    edition: int
    kind: str
    host: str
    state: str
    opens_on: dt.date
    closes_on: dt.date
    judging_until: dt.date
    notice_until: dt.date | None
    anonymous: bool

    @staticmethod
    def resolve_host(obj: Contest) -> str:
        return obj.host.name


class PageOfContests(Schema):
    """One page; ``after`` and ``before`` are keys for the next and the previous one."""

    rows: list[ContestOut]
    after: str
    before: str


class CriterionOut(Schema):
    """What is judged."""

    name: str
    most: int
    weight: int
    text: str


class AwardOut(Schema):
    """What can be won."""

    name: str
    quota: int


class ContestDetailOut(ContestOut):
    """A contest with its charter."""

    text: str
    criteria: list[CriterionOut]
    awards: list[AwardOut]

    @staticmethod
    def resolve_criteria(obj: Contest) -> list[Criterion]:
        return list(obj.criteria.all())

    @staticmethod
    def resolve_awards(obj: Contest) -> list[Award]:
        return list(obj.awards.all())


class ResultOut(Schema):
    """One entry in the results."""

    number: str
    title: str
    category: str
    entrant: str
    rank: int | None
    score: Decimal | None
    valid_reviews: int
    dropped_reviews: int
    excluded_jurors: int
    award: str
    proposal: str

    @classmethod
    def of(cls, entry: Entry, actor: Actor) -> "ResultOut":
        """The row as this actor may see it."""
        return cls(
            number=entry.number,
            title=entry.title,
            category=entry.category,
            entrant=who_entered(entry, names=actor.is_signed_in),
            rank=entry.rank,
            score=entry.score,
            valid_reviews=entry.valid_reviews,
            dropped_reviews=entry.dropped_reviews,
            excluded_jurors=sum(1 for r in entry.reviews.all() if r.exclusion),
            award=entry.award.name if entry.award else "",
            proposal=entry.proposal,
        )


class EntryOut(Schema):
    """One of one's own entries."""

    number: str
    title: str
    state: str
    contest: str

    @staticmethod
    def resolve_contest(obj: Entry) -> str:
        return obj.contest.number


class WaitingOut(Schema):
    """What waits for the caller."""

    number: str
    title: str
    what: str
    due: dt.date | None
    url: str
