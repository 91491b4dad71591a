"""Contests for machines, for reading: ``/api/v1/evaluation/…``."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import local_date, now

from . import queries, schemas

router = Router(tags=["evaluation"])


@router.get("/contests", response=schemas.PageOfContests, summary="评选列表")
def contest_list(
    request: HttpRequest, q: str = "", state: str = "", kind: str = "", after: str = "", before: str = ""
) -> Any:
    """The contests the caller may see, newest first, 30 a page."""
    actor = actor_of(request)
    return queries.page(actor, state=state, kind=kind, words=q.strip(), after=after, before=before)


@router.get("/contests/{number}", response=schemas.ContestDetailOut, summary="一次评选")
def item(request: HttpRequest, number: str) -> Any:
    """One contest with charter, criteria and awards."""
    return queries.get_for(actor_of(request), number)


@router.get("/contests/{number}/results", response=list[schemas.ResultOut], summary="评选结果")
def results(request: HttpRequest, number: str) -> Any:
    """The results by rank, once they are on notice or final."""
    actor = actor_of(request)
    contest = queries.get_for(actor, number)
    queries.check_published(contest)
    return [schemas.ResultOut.of(e, actor) for e in queries.results_of(contest)]


@router.get("/entries", response=list[schemas.EntryOut], summary="我的申报")
def mine(request: HttpRequest) -> Any:
    """The caller's own entries, newest first."""
    return queries.entries_of(actor_of(request))


@router.get("/waiting", response=list[schemas.WaitingOut], summary="等我办理的评选工作")
def waiting(request: HttpRequest) -> Any:
    """What waits for the caller in contests."""
    return queries.waiting_for(actor_of(request), local_date(now()))
