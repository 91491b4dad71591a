"""The lives of notices and of lost items under the engine, and what the commands of both share."""

from typing import Any

from gongjian.search import operations as search
from gongjian.workflow.engine import Transition, Workflow

from ..models import LostItem, Notice
from ..permissions import PREDICATES
from ..procedures import LOST_ITEM, NOTICE, PUBLISHED
from ..queries import ITEMS, SOURCE, front, texts_of, texts_of_item


class Notices(Workflow[Notice]):
    """Notices: only published ones are found by the search and stand on the front page."""

    def facts(self, row: Notice) -> dict[str, Any]:
        return {"notice_id": row.pk, "number": row.number, "column": row.column}

    def moved(self, step: Transition[Notice], old_state: str) -> None:
        if PUBLISHED not in (old_state, step.row.state):
            return
        if step.row.state == PUBLISHED:
            search.put(source=SOURCE, object_id=step.row.pk, texts=texts_of(step.row))
        else:
            search.drop(SOURCE, step.row.pk)
        front.invalidate()


class LostItems(Workflow[LostItem]):
    """Lost and found things: found by the search while they stand on the board, and when they are back."""

    def facts(self, row: LostItem) -> dict[str, Any]:
        return {"item_id": row.pk, "number": row.number, "state": row.state, "reason": row.end_note}


NOTICES = Notices(app="bulletin", model=Notice, subject=SOURCE, procedure=NOTICE, rights=PREDICATES)
LOST_ITEMS = LostItems(app="bulletin", model=LostItem, subject=ITEMS, procedure=LOST_ITEM, rights=PREDICATES)


def show_item(item: LostItem, shown: bool) -> None:
    """Let an item be found by the search, or be found no more."""
    if shown:
        search.put(source=ITEMS, object_id=item.pk, texts=texts_of_item(item))
    else:
        search.drop(ITEMS, item.pk)
