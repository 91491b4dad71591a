"""Appeals for machines: ``/api/v1/appeals/…``. Same verbs, same refusals as the pages; shared verbs are at ``/matters``."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.matters import queries as matters
from gongjian.workflow.api import add_command_routes, add_creation_route
from gongjian.workflow.command import Command

from . import metrics, operations, queries, schemas

router = Router(tags=["appeals"])
Month = Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
ORDER = ["-raised_at", "-id"]
SHOWN = (
    "number",
    "title",
    "text",
    "category",
    "place",
    "state",
    "origin",
    "holder",
    "lead",
    "public",
    "raised_at",
    "due_at",
    "ended_at",
    "round",
    "version",
)


def detail(request: HttpRequest, number: str) -> dict[str, Any]:
    """The appeal as it stands now, with what the caller may do."""
    actor, at = actor_of(request), now()
    matter = queries.get_for(actor, number)
    appeal = queries.appeal_of(matter)
    return {
        **{name: getattr(matter, name) for name in SHOWN},
        **{name: getattr(appeal, name) for name in schemas.OwnOut.model_fields},
        "state_label": str(matters.chip(matter).label),
        "light": matters.light_of(matter, at),
        "anonymous": matter.is_anonymous,
        "voices": matter.voices.count(),
        "possible": matters.possible(actor, matter, at),
    }


@router.get("", response=schemas.PageOut, summary="诉求列表")
def listing(
    request: HttpRequest,
    q: str = "",
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
    """The appeals that the caller may see, newest first, 50 a page."""
    actor, at = actor_of(request), now()
    wanted = matters.Filter(
        words=q,
        kind="appeal",
        state=state,
        category=category,
        light=light,
        body=body,
        since=since,
        until=until,
        mine=mine,
        open_only=open,
    )
    rows = matters.narrowed(matters.visible_list(actor, "appeal"), wanted, actor=actor, at=at)
    return page_by_key(rows, ORDER, after=after, before=before)


@router.get("/similar", response=list[schemas.SimilarOut], summary="相近的诉求")
def similar(request: HttpRequest, title: str = "", text: str = "") -> Any:
    """What is alike to these words, among public appeals and those the caller may read."""
    found = queries.similar(title[:200], text[:2000], actor_of(request))
    return [
        {
            "number": s.matter.number,
            "title": s.matter.title,
            "score": s.score,
            "state_label": str(s.state_label),
            "unit": s.unit,
            "snippet": s.snippet,
            "joinable": s.joinable,
        }
        for s in found
    ]


@router.get("/rates", response=schemas.RatesOut, auth=None, summary="三率")
def rates(request: HttpRequest, month: Month, unit: int | None = None) -> Any:
    """The three rates of one month ("2026-03"), of the school or of one unit; for everybody."""
    return metrics.rates([month], unit_id=unit).whole


def _raised(request: HttpRequest, raised: operations.Raised) -> dict[str, Any]:
    return {
        "number": raised.matter.number,
        "receipt": raised.receipt,
        "key": raised.key,
        "dangers": raised.dangers,
        "again": raised.again,
    }


add_creation_route(
    router,
    "",
    operations.raise_appeal,
    answer=_raised,
    response=schemas.RaisedOut,
    context=lambda actor, values: {"channel": "api"},
)
add_creation_route(router, "/entered", operations.enter_appeal, answer=_raised, response=schemas.RaisedOut)


@router.get("/{number}", response=schemas.AppealOut, summary="一件诉求")
def item(request: HttpRequest, number: str) -> Any:
    """One appeal, and the verbs possible now."""
    return detail(request, number)


@router.get("/{number}/routes", response=list[schemas.RouteOut], summary="派单建议")
def routes(request: HttpRequest, number: str) -> Any:
    """Where it should go: by rule, and by past handling, with the cases it rests on."""
    actor = actor_of(request)
    matter = queries.get_for(actor, number)
    queries.check_may_route(actor)
    found = queries.routes_for(matter.title, matter.text, category=matter.category, place=matter.place, at=now())
    rows = [r for r in (found.rule, *found.learned, found.category) if r is not None]
    return [
        {
            "by": r.by,
            "why": r.why,
            "unit": {"id": r.unit_id, "name": r.unit_name} if r.unit_id else None,
            "category": r.category,
            "confidence": r.confidence,
            "because": r.because,
        }
        for r in rows
    ]


def _fetch(actor: Actor, number: str, command: Command[..., Any]) -> Any:
    get = queries.get_to_join if command is operations.join else queries.get_for
    return get(actor, number)


add_command_routes(
    router,
    "/{number}",
    operations.COMMANDS,
    fetch=_fetch,
    answer=lambda request, number: detail(request, number),
    response=schemas.AppealOut,
)
