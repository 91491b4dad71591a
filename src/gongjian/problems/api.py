"""Problems for machines, below the address of all matters: one address has one router. Same commands, same refusals as the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Status

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.matters.api import detail
from gongjian.matters.api import router as router
from gongjian.matters.schemas import MatterDetailOut, RaisedOut
from gongjian.workflow.api import add_command_routes

from . import operations, queries, schemas

Key = Annotated[str, Header(max_length=40)]


@router.post("", response={201: RaisedOut}, summary="提出难题")
def raise_problem(request: HttpRequest, wanted: schemas.RaiseIn, idempotency_key: Key = "") -> Any:
    """Raise a problem. The same ``Idempotency-Key`` gives the same one again, without a second receipt."""
    given = wanted.dict(exclude={"found"})
    found = wanted.found.found() if wanted.found else None
    raised = operations.raise_problem(**given, found=found, actor=actor_of(request), at=now(), token=idempotency_key)
    return Status(201, {"number": raised.matter.number, "receipt": raised.receipt, "state": raised.matter.state})


@router.post("/{number}/adjustments/{adjustment_id}/confirm", response=MatterDetailOut, summary="确认调整")
def confirm_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> Any:
    """Confirm a proposed change for one's side; with both it takes effect."""
    actor = actor_of(request)
    operations.confirm_adjustment(
        matter=queries.get_for_command(actor, number, "confirm_adjustment"),
        adjustment_id=adjustment_id,
        actor=actor,
        at=now(),
    )
    return detail(request, number)


@router.post("/{number}/adjustments/{adjustment_id}/reject", response=MatterDetailOut, summary="不同意调整")
def reject_adjustment(request: HttpRequest, number: str, adjustment_id: int, wanted: schemas.RejectIn) -> Any:
    """Do not agree to a proposed change, with a reason."""
    actor = actor_of(request)
    operations.reject_adjustment(
        matter=queries.get_for_command(actor, number, "confirm_adjustment"),
        adjustment_id=adjustment_id,
        reason=wanted.reason,
        actor=actor,
        at=now(),
    )
    return detail(request, number)


@router.post("/{number}/draw-up", response=MatterDetailOut, summary="制定清单", operation_id="problems_draw_up")
def draw_up(request: HttpRequest, number: str, wanted: schemas.DrawUpIn) -> Any:
    """Draw up the three lists of an adopted problem. problem-rules:6."""
    actor = actor_of(request)
    matter = queries.get_for_command(actor, number, "draw_up")
    operations.draw_up(matter=matter, actor=actor, at=now(), **wanted.arguments())
    return detail(request, number)


@router.post(
    "/{number}/propose-adjustment",
    response=MatterDetailOut,
    summary="调整",
    operation_id="problems_propose_adjustment",
)
def propose_adjustment(request: HttpRequest, number: str, wanted: schemas.AdjustIn) -> Any:
    """Propose a change of lines; both sides confirm it. problem-rules:9."""
    actor = actor_of(request)
    matter = queries.get_for_command(actor, number, "propose_adjustment")
    operations.propose_adjustment(matter=matter, actor=actor, at=now(), **wanted.arguments())
    return detail(request, number)


add_command_routes(
    router,
    "/{number}",
    operations.COMMANDS,
    fetch=lambda actor, number, command: queries.get_for_command(actor, number, command.name),
    answer=lambda request, number: detail(request, number),
    response=MatterDetailOut,
)
