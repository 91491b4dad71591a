"""The lives of contests and of entries under the engine, and what the commands of both share."""

import datetime as dt
from typing import Any

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Citation
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search
from gongjian.workflow.engine import Transition, Workflow

from ..models import Contest, Entry
from ..permissions import PREDICATES
from ..procedures import CONTEST, ENTRY
from ..queries import FILES, SOURCE, texts_of


class Contests(Workflow[Contest]):
    """Contests, from the charter to the results."""

    def facts(self, row: Contest) -> dict[str, Any]:
        return {"contest_id": row.pk, "number": row.number}


class Entries(Workflow[Entry]):
    """Entries. Their scores are closed, and awards given, by commands of the contest (``line_of_entry``)."""

    def facts(self, row: Entry) -> dict[str, Any]:
        return {"entry_id": row.pk, "number": row.number}


CONTESTS = Contests(app="evaluation", model=Contest, subject=SOURCE, procedure=CONTEST, rights=PREDICATES)
ENTRIES = Entries(app="evaluation", model=Entry, subject=FILES, procedure=ENTRY, rights=PREDICATES)


def line_of_entry(step: Transition[Any], entry: Entry, name: str) -> Transition[Entry]:
    """An entry on its way by this line of the entries' table, in the course of another command."""
    return Transition(ENTRIES, step.command, ENTRY.step(name), entry, step.actor, step.at)


def index(contest: Contest) -> None:
    """Put the contest's words into the search index."""
    search.put(source=SOURCE, object_id=contest.pk, texts=texts_of(contest))


def cite(article: str, at: dt.datetime) -> Citation:
    """The article in the edition of the day."""
    return rulebook.cite(article, on=local_date(at))
