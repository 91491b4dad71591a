"""The deliberation board read: topics that are open, one topic, its opinions with their support."""

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, QuerySet

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import NotFound

from ..models import Appeal, Board

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def boards() -> QuerySet[Board]:
    """All topics, the newest first."""
    return Board.objects.select_related("body", "reception__body").order_by("-closes_on", "-id")


def boards_open(at: dt.datetime) -> list[Board]:
    """Topics on which opinions are heard today."""
    day = local_date(at)
    return list(boards().filter(opens_on__lte=day, closes_on__gte=day))


def boards_of(bodies: Iterable[int], most: int) -> list[Board]:
    """The newest topics of these bodies (ids)."""
    return list(boards().filter(body_id__in=bodies)[:most])


def get_board(pk: int) -> Board:
    """One topic; everybody may read it. Raises NotFound."""
    found = boards().filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def opinions_of(board: Board) -> QuerySet[Appeal]:
    """The public opinions on a topic, the most supported first; ``voices`` counts raiser and supporters."""
    rows = Appeal.objects.filter(board=board, matter__public=True).select_related("matter__lead", "matter__holder")
    return rows.annotate(voices=Count("matter__voices")).order_by("-voices", "-pk")


def board_of(matter: "Matter") -> Board | None:
    """The topic an appeal was raised on."""
    return boards().filter(opinions=matter.pk).first()
