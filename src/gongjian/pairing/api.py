"""Pairing for machines: ``/api/v1/pairing/…``. Same verbs, same refusals as the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Header, Router, Status

from gongjian.kernel.actor import Actor, actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.workflow.api import add_command_routes, add_creation_route
from gongjian.workflow.command import Command

from . import operations, queries, schemas

router = Router(tags=["pairing"])
Key = Annotated[str, Header(max_length=40)]
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


@router.post("/offers", response={201: schemas.OfferOut}, summary="填写可提供的力量")
def make_offer(request: HttpRequest, wanted: schemas.MakeOfferIn, idempotency_key: Key = "") -> Any:
    """State what a body can bring."""
    actor, token = actor_of(request), idempotency_key
    return Status(
        201,
        operations.make_offer(body_id=wanted.body_id, offer=wanted.offer(), actor=actor, at=now(), token=token),
    )


@router.put("/offers/{offer_id}", response=schemas.OfferOut, summary="修改可提供的力量")
def change_offer(request: HttpRequest, offer_id: int, wanted: schemas.ChangeOfferIn) -> Any:
    """Write an offer anew."""
    actor = actor_of(request)
    offer = queries.get_offer(actor, offer_id)
    return operations.change_offer(offer=offer, text=wanted.offer(), actor=actor, at=now(), seen=wanted.seen)


@router.post("/offers/{offer_id}/withdraw", response=schemas.OfferOut, summary="撤下可提供的力量")
def withdraw_offer(request: HttpRequest, offer_id: int, wanted: schemas.SeenIn) -> Any:
    """Take an offer down."""
    actor = actor_of(request)
    offer = queries.get_offer(actor, offer_id)
    return operations.withdraw_offer(offer=offer, actor=actor, at=now(), seen=wanted.seen)


@router.post("/matching", response=schemas.ProposalOut, summary="匹配建议")
def matching(request: HttpRequest, wanted: schemas.MatchIn) -> Any:
    """The best assignment with reasons. Changes nothing."""
    actor = actor_of(request)
    needs = queries.typed_needs(wanted.lines, wanted.body_id) if wanted.lines else queries.needs_waiting(actor)
    return schemas.ProposalOut.of(queries.propose_matches(actor, needs, local_date(now())))
