"""The rulebook for machines: ``/api/v1/rulebook/…``."""

import datetime as dt
from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja import Router, Status

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of

from . import operations, queries
from .schemas import AmendIn, ArticleOut, EnterIn, RegulationOut, RegulationWithArticles

if TYPE_CHECKING:
    from .models import Regulation

router = Router(tags=["rulebook"])


def _whole(regulation: "Regulation") -> RegulationWithArticles:
    cited = queries.cited_by(regulation.code)
    lacking = queries.missing_parameters(regulation)
    return RegulationWithArticles(
        **RegulationOut.from_orm(regulation).dict(),
        articles=[
            ArticleOut(
                key=f"{regulation.code}:{p.number}",
                article=p.article,
                heading=p.heading,
                words=queries.plain_words(p),
                mark=p.mark,
                parameters={
                    name: value["value"] for name, value in {**p.parameters, **lacking.get(p.number, {})}.items()
                },
                cited_by=[f"{line.procedure} · {line.line}" for line in cited.get(p.number, [])],
                shipped=p.pk is None,
                shipped_parameters=list(lacking.get(p.number, {})),
            )
            for p in queries.whole(regulation)
        ],
    )


@router.get("/", response=list[RegulationOut], auth=None, summary="制度目录（不用登录）")
def regulations(request: HttpRequest) -> list[RegulationOut]:
    """All editions of all regulations."""
    return [RegulationOut.from_orm(r) for r in queries.editions()]


@router.get("/{code}", response=RegulationWithArticles, auth=None, summary="一个制度的条文（不用登录）")
def regulation(request: HttpRequest, code: str, on: dt.date | None = None) -> RegulationWithArticles:
    """The edition in force on that day (today without a day), with its articles."""
    return _whole(queries.get_regulation(code, on=on or clock.local_date(clock.now())))


@router.post("/", response={201: RegulationWithArticles}, summary="录入制度")
def enter(request: HttpRequest, body: EnterIn) -> Status[RegulationWithArticles]:
    """Enter a regulation of the school, or a new edition."""
    return Status(201, _whole(operations.enter(**body.dict(), actor=actor_of(request), at=clock.now())))


@router.post("/{code}/{number}/amend", response=RegulationWithArticles, summary="修订一条")
def amend(request: HttpRequest, code: str, number: str, body: AmendIn) -> RegulationWithArticles:
    """Amend one article from a day on."""
    made = operations.amend(code=code, number=number, **body.dict(), actor=actor_of(request), at=clock.now())
    return _whole(made.regulation)
