"""What the API takes and gives beside the commands' bodies. Names as in the commands; days are ISO dates at the school, moments ISO with offset."""

import datetime as dt
from typing import Any

from ninja import Field, Schema

from gongjian.workflow.api import CommandIn

from . import operations

Id = Field(ge=1, le=2**62)


class SessionOut(Schema):
    """One congress."""

    id: int
    name: str
    opens_on: dt.date
    closes_on: dt.date
    concluded_on: dt.date | None


class CountsOut(Schema):
    submitted: int
    accepted: int
    handed_over: int
    answered: int
    solved: int
    in_hand: int
    declined: int
    turned: int
    promised: int


class LineOut(Schema):
    """The figures of one unit or category."""

    name: str
    counts: CountsOut


class ReportOut(Schema):
    """The yearly report; ``definitions`` say what each number counts."""

    session: str
    total: CountsOut
    units: list[LineOut]
    categories: list[LineOut]
    meetings: int
    discussed: int
    definitions: dict[str, str]


class ProposalOut(Schema):
    """One proposal with its parts; its life is at ``/matters/{number}``."""

    number: str
    title: str
    category: str
    state: str
    session: str
    background: str
    research: str
    analysis: str
    advice: str
    joint: list[str]
    seconds: list[str]
    version: int
    possible: list[str] = Field(description="此刻可以进行的操作")


class HandOverIn(CommandIn):
    rows: operations.HAND_OVERS.json_type(None, "proposals_hand_over") = Field(max_length=operations.HAND_OVERS.most)  # type: ignore[valid-type]


class HandedOut(Schema):
    handed_over: int


def rows_of(pairs: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    """Lines of the report as the schema wants them."""
    return [{"name": name, "counts": counts} for name, counts in pairs]
