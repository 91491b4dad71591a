"""Pairing for machines: ``/api/v1/pairing/…``. Same verbs, same refusals as the pages."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Header, Router, Status

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now
from gongjian.kernel.refused import Malformed

from . import operations, queries, schemas

router = Router(tags=["pairing"])
Key = Annotated[str, Header(max_length=40)]


def _answer(request: HttpRequest, number: str) -> Any:
    return queries.get_for(actor_of(request), number)


def _member(pair: Any, body_id: int | None) -> Any:
    if body_id is None:
        return None
    found = next((m for m in pair.members.all() if m.body_id == body_id), None)
    if found is None:
        raise Malformed.at("body_id", _("不是参加各方之一。"))
    return found


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


@router.post("/pairs", response={201: schemas.PairDetailOut}, summary="发起结对")
def propose(request: HttpRequest, wanted: schemas.PlanIn, idempotency_key: Key = "") -> Any:
    """Draw up a plan. The same ``Idempotency-Key`` gives the same pair."""
    made = operations.propose(plan=wanted.plan(), actor=actor_of(request), at=now(), token=idempotency_key)
    return Status(201, _answer(request, made.number))


@router.get("/pairs/{number}", response=schemas.PairDetailOut, summary="一个结对")
def item(request: HttpRequest, number: str) -> Any:
    """One pair with plan, signatures, activities and outcomes."""
    return _answer(request, number)


@router.post("/pairs/{number}/amend-plan", response=schemas.PairDetailOut, summary="修改方案")
def amend_plan(request: HttpRequest, number: str, wanted: schemas.AmendIn) -> Any:
    """Change the draft."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    operations.amend_plan(pair=pair, plan=wanted.plan(), actor=actor, at=now(), seen=wanted.seen)
    return _answer(request, number)


@router.post("/pairs/{number}/send-for-signing", response=schemas.PairDetailOut, summary="送签")
def send_for_signing(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """The plan is final and waits for signatures."""
    actor = actor_of(request)
    operations.send_for_signing(pair=queries.get_for(actor, number), actor=actor, at=now(), seen=wanted.seen)
    return _answer(request, number)


@router.post("/pairs/{number}/recall", response=schemas.PairDetailOut, summary="撤回送签")
def recall(request: HttpRequest, number: str, wanted: schemas.SeenIn) -> Any:
    """Take the plan back to amend it."""
    actor = actor_of(request)
    operations.recall(pair=queries.get_for(actor, number), actor=actor, at=now(), seen=wanted.seen)
    return _answer(request, number)


@router.post("/pairs/{number}/sign", response=schemas.PairDetailOut, summary="签署")
def sign(request: HttpRequest, number: str) -> Any:
    """Sign for one's own branch."""
    actor = actor_of(request)
    operations.sign(pair=queries.get_for(actor, number), actor=actor, at=now())
    return _answer(request, number)


@router.post("/pairs/{number}/record-signature", response=schemas.PairDetailOut, summary="登记纸质签署")
def record_signature(request: HttpRequest, number: str, wanted: schemas.SignatureIn) -> Any:
    """Record what a partner outside has signed on paper."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    fields = wanted.model_dump(exclude={"body_id"})
    operations.record_signature(pair=pair, member=_member(pair, wanted.body_id), **fields, actor=actor, at=now())
    return _answer(request, number)


@router.post("/pairs/{number}/hand-back", response=schemas.PairDetailOut, summary="退回修改")
def hand_back(request: HttpRequest, number: str, wanted: schemas.ReasonIn) -> Any:
    """Give the plan back with a reason."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    operations.hand_back(pair=pair, reason=wanted.reason, actor=actor, at=now(), seen=wanted.seen)
    return _answer(request, number)


@router.post("/pairs/{number}/plan-activity", response={201: schemas.PairDetailOut}, summary="增加活动")
def plan_activity(request: HttpRequest, number: str, wanted: schemas.NewActivityIn) -> Any:
    """Add an activity."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    fields = wanted.model_dump(exclude={"host_id"})
    operations.plan_activity(pair=pair, host=_member(pair, wanted.host_id), **fields, actor=actor, at=now())
    return Status(201, _answer(request, number))


@router.post("/pairs/{number}/hold-activity/{activity_id}", response=schemas.PairDetailOut, summary="登记活动")
def hold_activity(request: HttpRequest, number: str, activity_id: int, wanted: schemas.HeldIn) -> Any:
    """Record that an activity was held."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    activity = queries.get_activity(pair, activity_id)
    operations.hold_activity(pair=pair, activity=activity, **wanted.model_dump(), actor=actor, at=now())
    return _answer(request, number)


@router.post("/pairs/{number}/call-off-activity/{activity_id}", response=schemas.PairDetailOut, summary="取消活动")
def call_off_activity(request: HttpRequest, number: str, activity_id: int, wanted: schemas.CallOffIn) -> Any:
    """Call an activity off."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    activity = queries.get_activity(pair, activity_id)
    operations.call_off_activity(pair=pair, activity=activity, reason=wanted.reason, actor=actor, at=now())
    return _answer(request, number)


@router.post("/pairs/{number}/add-outcome", response={201: schemas.PairDetailOut}, summary="登记成果")
def add_outcome(request: HttpRequest, number: str, wanted: schemas.OutcomeIn) -> Any:
    """Record an outcome."""
    actor = actor_of(request)
    operations.add_outcome(pair=queries.get_for(actor, number), **wanted.model_dump(), actor=actor, at=now())
    return Status(201, _answer(request, number))


@router.post("/pairs/{number}/conclude", response=schemas.PairDetailOut, summary="结束结对")
def conclude(request: HttpRequest, number: str, wanted: schemas.SummaryIn) -> Any:
    """End the pair with its outcomes."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    operations.conclude(pair=pair, summary=wanted.summary, actor=actor, at=now(), seen=wanted.seen)
    return _answer(request, number)


@router.post("/pairs/{number}/dissolve", response=schemas.PairDetailOut, summary="解除结对")
def dissolve(request: HttpRequest, number: str, wanted: schemas.ReasonIn) -> Any:
    """Give the pair up with a reason."""
    actor = actor_of(request)
    pair = queries.get_for(actor, number)
    done = operations.dissolve(pair=pair, reason=wanted.reason, actor=actor, at=now(), seen=wanted.seen)
    return queries.again(done)


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
