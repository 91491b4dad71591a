"""JSON: who am I, and my tokens."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Router, Status

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.kernel.refused import NotAllowed

from . import operations, queries, schemas

router = Router()


@router.get("/me", response=schemas.MeOut, summary="我是谁，能做什么")
def me(request: HttpRequest) -> dict[str, Any]:
    """The acting person, with the rights of this moment."""
    actor = actor_of(request)
    return {
        "person_id": actor.person_id,
        "name": actor.name,
        "title": actor.title,
        "bodies": sorted(actor.bodies),
        "home_body_id": actor.home_body_id,
        "grants": [
            {"capability": g.capability, "scope": g.scope}
            for g in sorted(actor.grants, key=lambda g: (g.capability, g.scope))
        ],
    }


@router.get("/me/tokens", response=list[schemas.TokenOut], summary="我的接口令牌")
def tokens(request: HttpRequest) -> Any:
    """One's own tokens, newest first, without the tokens themselves."""
    return queries.tokens_of(actor_of(request))


@router.post("/me/tokens", response={201: schemas.NewTokenOut}, summary="创建接口令牌")
def make_token(request: HttpRequest, wanted: schemas.TokenIn) -> Any:
    """Make a token for oneself; it is shown in this answer only."""
    actor = actor_of(request)
    if getattr(request, "token_scopes", None) is not None:
        raise NotAllowed(
            _("接口令牌不能再创建令牌。"), remedy=_("请登录网站，在“我的资料”里创建。"), code="token-by-token"
        )
    row, token = operations.make_token(
        account=queries.own_account(actor),
        label=wanted.label,
        days=wanted.days,
        scopes=wanted.scopes,
        actor=actor,
        at=clock.now(),
    )
    return Status(201, {**schemas.TokenOut.from_orm(row).model_dump(), "token": token})


@router.delete("/me/tokens/{token_id}", response=schemas.TokenOut, summary="撤销接口令牌")
def revoke_token(request: HttpRequest, token_id: int) -> Any:
    """Revoke one of one's own tokens at once."""
    actor = actor_of(request)
    return operations.revoke_token(token=queries.get_token(actor, token_id), actor=actor, at=clock.now())
