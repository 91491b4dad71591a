"""Matters for machines: ``/api/v1/matters/…``. Same verbs, same refusals as the pages."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Header, Router, Status
from ninja.files import UploadedFile

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.workflow.api import add_command_routes

from . import operations, queries, schemas
from .procedures import PROCEDURES, SUBJECT

router = Router(tags=["matters"])
Key = Annotated[str, Header(max_length=40)]
ORDER = ["-raised_at", "-id"]
Kinds = Literal["problem", "appeal", "proposal"]


def detail(request: HttpRequest, number: str) -> dict[str, Any]:
    """The matter as it stands now, with what the caller may do."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    return {
        **{
            name: getattr(matter, name)
            for name in (*MATTER_FIELDS, "text", "place", "source", "goal", "round", "end_reason")
        },
        "state_label": str(PROCEDURES[matter.kind].state(matter.state).label),
        "light": queries.light_of(matter, at),
        "anonymous": matter.is_anonymous,
        "raiser": matter.raiser.name if matter.raiser else "",
        "pairing": matter.pairing.number if matter.pairing else None,
        "measures": list(matter.measures.all()),
        "duties": list(matter.duties.all()),
        "adjustments": list(matter.adjustments.all()),
        "replies": list(matter.replies.all()),
        "verdicts": list(matter.verdicts.all()),
        "custody": queries.custody(matter, at),
        "timeline": ledger.timeline(SUBJECT, matter.pk),
        "possible": queries.possible(actor, matter, at),
    }


MATTER_FIELDS = (
    "number",
    "kind",
    "title",
    "category",
    "state",
    "origin",
    "holder",
    "lead",
    "public",
    "raised_at",
    "due_at",
    "ended_at",
    "version",
)


@router.get("", response=schemas.PageOfMatters, summary="事项列表")
def listing(
    request: HttpRequest,
    q: str = "",
    kind: Kinds = "problem",
    state: str = "",
    category: str = "",
    light: str = "",
    body: int | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    mine: bool = False,
    open: bool = False,
    after: str = "",
    before: str = "",
) -> Any:
    """The matters of a kind (problem, appeal, proposal) that the caller may see, newest first, 50 a page."""
    actor, at = actor_of(request), now()
    wanted = queries.Filter(
        words=q,
        kind=kind,
        state=state,
        category=category,
        light=light,
        body=body,
        since=since,
        until=until,
        mine=mine,
        open_only=open,
    )
    return page_by_key(
        queries.narrowed(queries.visible_list(actor, kind), wanted, actor=actor, at=at),
        ORDER,
        after=after,
        before=before,
    )


@router.get("/public", response=schemas.PageOfPublicMatters, auth=None, summary="公开事项")
def public(request: HttpRequest, q: str = "", state: str = "", after: str = "", before: str = "") -> Any:
    """Public progress, for everybody; no names of persons."""
    wanted = queries.Filter(words=q, state=state)
    rows = queries.narrowed(queries.public_ones(), wanted, actor=actor_of(request), at=now())
    return page_by_key(rows, ORDER, after=after, before=before)


@router.post("", response={201: schemas.RaisedOut}, summary="提出难题")
def raise_problem(request: HttpRequest, wanted: schemas.RaiseIn, idempotency_key: Key = "") -> Any:
    """Raise a problem. The same ``Idempotency-Key`` gives the same one again, without a second receipt."""
    given = wanted.dict(exclude={"found"})
    found = wanted.found.found() if wanted.found else None
    raised = operations.raise_problem(**given, found=found, actor=actor_of(request), at=now(), token=idempotency_key)
    return Status(201, {"number": raised.matter.number, "receipt": raised.receipt, "state": raised.matter.state})


@router.get("/{number}", response=schemas.MatterDetailOut, summary="一件难题")
def item(request: HttpRequest, number: str) -> Any:
    """One problem with its lists, custody, timeline, and the verbs possible now."""
    return detail(request, number)


@router.post("/{number}/files", response=schemas.MatterDetailOut, summary="上传附件")
def attach(request: HttpRequest, number: str, uploads: File[list[UploadedFile]]) -> Any:
    """Attach files; all or none. Kinds are judged by content, each at most 20 MB."""
    actor = actor_of(request)
    operations.attach(matter=queries.get_for(actor, number), uploads=uploads, actor=actor, at=now())
    return detail(request, number)


@router.post("/{number}/adjustments/{adjustment_id}/confirm", response=schemas.MatterDetailOut, summary="确认调整")
def confirm_adjustment(request: HttpRequest, number: str, adjustment_id: int) -> Any:
    """Confirm a proposed change for one's side; with both it takes effect."""
    actor = actor_of(request)
    operations.confirm_adjustment(
        matter=queries.get_for(actor, number), adjustment_id=adjustment_id, actor=actor, at=now()
    )
    return detail(request, number)


@router.post("/{number}/adjustments/{adjustment_id}/reject", response=schemas.MatterDetailOut, summary="不同意调整")
def reject_adjustment(request: HttpRequest, number: str, adjustment_id: int, wanted: schemas.RejectIn) -> Any:
    """Do not agree to a proposed change, with a reason."""
    actor = actor_of(request)
    operations.reject_adjustment(
        matter=queries.get_for(actor, number), adjustment_id=adjustment_id, reason=wanted.reason, actor=actor, at=now()
    )
    return detail(request, number)


@router.post("/{number}/draw-up", response=schemas.MatterDetailOut, summary="制定清单", operation_id="matters_draw_up")
def draw_up(request: HttpRequest, number: str, wanted: schemas.DrawUpIn) -> Any:
    """Draw up the three lists of an adopted problem. problem-rules:6."""
    actor = actor_of(request)
    matter = queries.get_for_command(actor, number, "draw_up")
    operations.draw_up(matter=matter, actor=actor, at=now(), **wanted.arguments())
    return detail(request, number)


@router.post(
    "/{number}/propose-adjustment",
    response=schemas.MatterDetailOut,
    summary="调整",
    operation_id="matters_propose_adjustment",
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
    response=schemas.MatterDetailOut,
)
