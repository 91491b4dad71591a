"""Pairing for machines: ``/api/v1/pairing/…``. Same verbs, same refusals as the pages."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.workflow.api import add_command_route, add_command_routes, add_creation_route
from gongjian.workflow.command import Command

from . import operations, queries, schemas

router = Router(tags=["pairing"])
ADDING = ("plan_activity", "add_outcome")  # they add something, which is answered with 201


def _answer(request: HttpRequest, number: str) -> Any:
    return queries.get_for(actor_of(request), number)


def _fetch(actor: Actor, number: str, command: Command[..., Any]) -> Any:
    return queries.get_for(actor, number)


@router.get("/pairs", response=schemas.PageOfPairs, summary="结对列表")
def pair_list(
    request: HttpRequest,
    q: str = "",
    state: str = "",
    kind: str = "",
    year: int | None = None,
    after: str = "",
    before: str = "",
) -> Any:
    """The pairs the caller may see, newest first, 50 a page."""
    actor = actor_of(request)
    return queries.page(actor, state=state, kind=kind, year=year, words=q.strip(), after=after, before=before)


add_creation_route(
    router,
    "/pairs",
    operations.propose,
    answer=lambda request, made: _answer(request, made.number),
    response=schemas.PairDetailOut,
)


@router.get("/pairs/{number}", response=schemas.PairDetailOut, summary="一个结对")
def item(request: HttpRequest, number: str) -> Any:
    """One pair with plan, signatures, activities and outcomes."""
    return _answer(request, number)


add_command_routes(
    router,
    "/pairs/{number}",
    operations.COMMANDS.on_rows().without(*ADDING),
    fetch=_fetch,
    answer=_answer,
    response=schemas.PairDetailOut,
)
add_command_routes(
    router,
    "/pairs/{number}",
    [c for c in operations.COMMANDS if c.name in ADDING],
    fetch=_fetch,
    answer=_answer,
    response=schemas.PairDetailOut,
    status=201,
)


@router.get("/offers", response=schemas.PageOfOffers, summary="可提供的力量")
def offers(request: HttpRequest, after: str = "", before: str = "") -> Any:
    """The offers the caller may change."""
    return queries.offers_page(actor_of(request), after=after, before=before)


add_creation_route(
    router, "/offers", operations.make_offer, answer=lambda request, made: made, response=schemas.OfferOut
)


add_command_route(
    router,
    "PUT",
    "/offers/{offer_id}",
    operations.change_offer,
    fetch=lambda actor, offer_id, command: queries.get_offer(actor, offer_id),
    response=schemas.OfferOut,
)
add_command_route(
    router,
    "POST",
    "/offers/{offer_id}/withdraw",
    operations.withdraw_offer,
    fetch=lambda actor, offer_id, command: queries.get_offer(actor, offer_id),
    response=schemas.OfferOut,
)


@router.post("/matching", response=schemas.ProposalOut, summary="匹配建议")
def matching(request: HttpRequest, wanted: schemas.MatchIn) -> Any:
    """The best assignment with reasons. Changes nothing."""
    actor = actor_of(request)
    needs = queries.typed_needs(wanted.lines, wanted.body_id) if wanted.lines else queries.needs_waiting(actor)
    return schemas.ProposalOut.of(queries.propose_matches(actor, needs, local_date(now())))
