"""What the API takes for problems. Names as in the commands; days are ISO dates at the school."""

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from . import operations


class FoundIn(Schema):
    place: str = Field(max_length=120)
    found_on: dt.date
    by_whom: str = Field(max_length=120)
    affected: int = Field(ge=1, le=2_000_000_000)
    method: Literal["unannounced", "talk", "visit", "survey", "online"] = "unannounced"

    def found(self) -> operations.Found:
        return operations.Found(**self.dict())


class RaiseIn(Schema):
    title: str = Field(max_length=120)
    text: str = Field(max_length=20000)
    category: str = Field(max_length=10)
    origin_id: int = Field(ge=1, le=2**62)
    place: str = Field("", max_length=120)
    anonymous: bool = False
    public: bool = True
    on_behalf_of: str = Field("", max_length=120)
    found: FoundIn | None = None


class VerbIn(Schema):
    """The base of every verb's body: ``seen`` is the version the caller saw; a newer one is answered with 409."""

    seen: int | None = Field(None, ge=0, le=2_000_000_000)

    def arguments(self) -> dict[str, Any]:
        """Arguments of the operation besides matter, actor, at."""
        return self.dict()


class MeasureIn(Schema):
    text: str = Field(max_length=300)
    metric: str = Field(max_length=200)
    starts_on: dt.date
    ends_on: dt.date
    body_id: int = Field(ge=1, le=2**62)
    person_name: str = Field(max_length=60)


class DutyIn(Schema):
    part: Literal["lead", "help", "supervise"]
    body_id: int = Field(ge=1, le=2**62)
    person_name: str = Field(max_length=60)
    task: str = Field(max_length=300)
    due_on: dt.date


class DrawUpIn(VerbIn):
    goal: str = Field(max_length=5000)
    measures: list[MeasureIn] = Field(max_length=60)
    duties: list[DutyIn] = Field(max_length=60)
    pair_id: int | None = Field(None, ge=1, le=2**62)

    def arguments(self) -> dict[str, Any]:
        return {
            "goal": self.goal,
            "measures": [operations.MeasureLine(**m.dict()) for m in self.measures],
            "duties": [operations.DutyLine(**d.dict()) for d in self.duties],
            "pair_id": self.pair_id,
            "seen": self.seen,
        }


class ChangeIn(Schema):
    line: Literal["problem", "measure", "duty"]
    id: int | None = Field(None, ge=1, le=2**62)
    action: Literal["change", "add", "drop"] = "change"
    new: dict[str, str | int] = Field(default_factory=dict)


class AdjustIn(VerbIn):
    changes: list[ChangeIn] = Field(max_length=200)
    reason: str = Field(max_length=5000)

    def arguments(self) -> dict[str, Any]:
        return {"changes": [c.dict() for c in self.changes], "reason": self.reason, "seen": self.seen}


class RejectIn(Schema):
    reason: str = Field(max_length=2000)
