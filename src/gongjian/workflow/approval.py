"""Ask, approve, refuse: what one person asks for another agrees to or not, on record.

Excluding a case from the figures, parking it, opening a sealed raiser and adjusting a confirmed list all go this way. The
commands stay described functions, each in its app; an ``Approval`` says once what they share: which requests wait, that
only one waits at a time, who must be another person, and how a request is answered.

    PARKING = Approval(
        waiting=lambda matter: Parking.objects.filter(matter=matter, settled_at__isnull=True),
        article="problem-rules:15",
        name="parking",
        asked=_("已经申请挂账，正等待审批。"),
        not_asked=_("没有等待审批的挂账申请。"),
        columns=Answered(by_id="", words="settled_words"),  # the table does not keep who answered as a person
    )

    @CASES.command(log=…, conditions=(PARKING.none_waits,))
    def ask_to_park(*, matter, reason, plan, review_on, actor, at, step=RUNNING) -> Matter:
        Parking.objects.create(matter=matter, **PARKING.asking(step), reason=reason, plan=plan, review_on=review_on)
        return step.move()

    @CASES.command(log=…, conditions=(PARKING.one_waits,))
    def approve_parking(*, matter, words="", actor, at, step=RUNNING) -> Matter:
        parking = PARKING.answer(step, approved=True, words=words)
        return step.move(due=parking.review_on)

Opening a seal names ``same_person`` and ``columns=Answered(at="approved_at", by="approved_by", by_id="approved_by_id",
approved="", words="approved_words")``, and declares ``rights=(OPENING.by_another,)`` on ``approve_opening``; an adjustment
gives the waiting request of its own id.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import YES, Answer, answer, no
from gongjian.kernel.refused import NotNow, Words
from gongjian.rulebook import queries as rulebook

from .engine import Transition

Request = TypeVar("Request", bound=Model)


@dataclass(frozen=True)
class Answered:
    """The columns that hold the answer; "" for one that the table does not have."""

    at: str = "settled_at"
    by: str = "settled_by"
    by_id: str = "settled_by_id"
    approved: str = "approved"
    words: str = "words"


@dataclass(frozen=True, kw_only=True)
class Approval(Generic[Request]):
    """One kind of request. ``waiting`` gives the requests of a row that nobody has answered.

    ``name`` begins the codes of refusals (``exclusion-asked``, ``exclusion-not-asked``); ``asked``, ``not_asked``,
    ``same_person`` and ``nobody`` are their sentences. ``same_person`` empty: whoever asked may answer.
    """

    waiting: Callable[[Any], "QuerySet[Request]"]
    article: str
    name: str
    asked: Words
    not_asked: Words
    same_person: Words = ""
    nobody: Words = ""
    columns: Answered = Answered()

    # --- conditions: what the row's state has against it ---

    def none_waits(self, row: Any, actor: Actor, at: dt.datetime) -> NotNow | None:
        """For asking: no request waits."""
        return self.refused_asking(at) if self.waiting(row).exists() else None

    def one_waits(self, row: Any, actor: Actor, at: dt.datetime) -> NotNow | None:
        """For approving and refusing: a request waits."""
        if self.waiting(row).exists():
            return None
        return NotNow(self.not_asked, authority=self._cited(at), code=f"{self.name}-not-asked")

    def refused_asking(self, at: dt.datetime) -> NotNow:
        """The refusal of a second request; an app uses it too where what is asked for has been granted already."""
        return NotNow(self.asked, authority=self._cited(at), code=f"{self.name}-asked")

    # --- rights: whether this person may ---

    def by_a_person(self, actor: Actor, row: Any) -> Answer:
        """For asking: somebody who answers for it by name."""
        return answer(actor.person_id is not None, self.nobody, self.article)

    def by_another(self, actor: Actor, row: Any) -> Answer:
        """For approving and refusing: a person, and not the one who asked."""
        if actor.person_id is None:
            return no(self.nobody, self.article)
        if self.same_person and self.waiting(row).filter(asked_by_id=actor.person_id).exists():
            return no(self.same_person, self.article)
        return YES

    # --- the change ---

    def asking(self, step: Transition[Any]) -> dict[str, Any]:
        """When and by whom it is asked, as fields of the new request."""
        actor = step.actor
        person = {"asked_by_id": actor.person_id} if self.columns.by_id else {}
        return {"asked_at": step.at, "asked_by": actor.title or actor.name, **person}

    def answer(self, step: Transition[Any], *, approved: bool, words: str) -> Request:
        """Answer the request that waits; gives it as it stands now. Raises NotNow if nothing waits any more."""
        row, actor = self.waiting(step.row).first(), step.actor
        if row is None:
            raise NotNow(self.not_asked, authority=self._cited(step.at), code=f"{self.name}-not-asked")
        c = self.columns
        values = {
            c.at: step.at,
            c.by: actor.title or actor.name,
            c.by_id: actor.person_id,
            c.approved: approved,
            c.words: words,
        }
        values.pop("", None)
        for column, value in values.items():
            setattr(row, column, value)
        row.save(update_fields=list(values))
        return row

    def _cited(self, at: dt.datetime) -> Any:
        return rulebook.cite(self.article, on=local_date(at))
