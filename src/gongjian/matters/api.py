"""Matters for machines: ``/api/v1/matters/…``. Same verbs, same refusals as the pages."""

import datetime as dt
from enum import StrEnum
from typing import Any

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.workflow.api import add_command_routes

from . import operations, queries, registry, schemas
from .procedures import FIRST, PROCEDURES, SUBJECT

router = Router(tags=["matters"])
ORDER = ["-raised_at", "-id"]
Kinds = StrEnum("Kinds", {code: code for code in PROCEDURES})  # type: ignore[misc]
FIRST_KIND = Kinds(FIRST)


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
        "measures": [],
        "duties": [],
        "adjustments": [],
        **registry.details_of(matter),
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
    kind: Kinds = FIRST_KIND,
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
    """The matters of a kind that the caller may see, newest first, 50 a page."""
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


@router.get("/{number}", response=schemas.MatterDetailOut, summary="一件事项")
def item(request: HttpRequest, number: str) -> Any:
    """One matter with its custody, timeline, and the commands possible now; a problem with its lists."""
    return detail(request, number)


@router.post("/{number}/files", response=schemas.MatterDetailOut, summary="上传附件")
def attach(request: HttpRequest, number: str, uploads: File[list[UploadedFile]]) -> Any:
    """Attach files; all or none. Kinds are judged by content, each at most 20 MB."""
    actor = actor_of(request)
    operations.attach(matter=queries.get_for(actor, number), uploads=uploads, actor=actor, at=now())
    return detail(request, number)


add_command_routes(
    router,
    "/{number}",
    operations.COMMANDS,
    fetch=lambda actor, number, command: queries.get_for_command(actor, number, command.name),
    answer=lambda request, number: detail(request, number),
    response=schemas.MatterDetailOut,
)
