"""Proposals for machines: ``/api/v1/proposals/…``. Same commands, same refusals as the pages; the shared ones are at ``/matters``."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.permission import permit
from gongjian.matters import queries as matters
from gongjian.workflow.api import add_command_routes, add_creation_route

from . import metrics, operations, permissions, queries, schemas

router = Router(tags=["proposals"])


def _answer(request: HttpRequest, number: str) -> dict[str, Any]:
    actor = actor_of(request)
    matter = queries.get_proposal(actor, number)
    proposal = queries.proposal_of(matter.pk)
    support = queries.support_of(proposal)
    return {
        **{name: getattr(matter, name) for name in ("number", "title", "category", "state", "version")},
        **{name: getattr(proposal, name) for name in operations.PARTS},
        "session": proposal.session.name,
        "joint": list(support.joint),
        "seconds": list(support.seconds),
        "possible": matters.possible(actor, matter, now()),
    }


@router.get("/sessions", response=list[schemas.SessionOut], summary="届次")
def sessions(request: HttpRequest) -> Any:
    """All congresses, the newest first."""
    return [row.session for row in queries.session_rows(actor_of(request), local_date(now()))]


@router.get("/sessions/{session_id}/report", response=schemas.ReportOut, summary="年度报告")
def report(request: HttpRequest, session_id: int) -> Any:
    """The yearly report as things stand now, every number defined."""
    actor = actor_of(request)
    session = queries.get_session(actor, session_id)
    permit(permissions.may_report, actor, session)
    made = metrics.report_of(session)
    return {
        "session": session.name,
        "total": made.total,
        "units": schemas.rows_of(made.units),
        "categories": schemas.rows_of(made.categories),
        "meetings": made.meetings,
        "discussed": made.discussed,
        "definitions": {name: str(words) for name, words in metrics.DEFINITIONS.items()},
    }


add_creation_route(
    router,
    "",
    operations.draft_proposal,
    answer=lambda request, made: _answer(request, made.matter.number),
    response=schemas.ProposalOut,
)


@router.post("/hand-over", response=schemas.HandedOut, summary="集中交办")
def hand_over(request: HttpRequest, wanted: schemas.HandOverIn) -> Any:
    """Assign many proposals at once, all or none."""
    actor = actor_of(request)
    permit(permissions.runs, actor, None)
    return {"handed_over": operations.hand_over(rows=[r.dict() for r in wanted.rows], actor=actor, at=now())}


@router.get("/{number}", response=schemas.ProposalOut, summary="一件提案")
def item(request: HttpRequest, number: str) -> Any:
    """One proposal with its four parts and who stands behind it."""
    return _answer(request, number)


add_command_routes(
    router,
    "/{number}",
    operations.COMMANDS,
    fetch=lambda actor, number, command: queries.get_proposal(actor, number),
    answer=_answer,
    response=schemas.ProposalOut,
)
