"""The shape that all verbs of a contest and of an entry share: permission → step → change → record → announce."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.audit import queries as ledger_queries
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import Citation, Malformed, Overtaken
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from ..models import Contest, Entry
from ..permissions import PREDICATES
from ..procedures import CONTEST, ENTRY
from ..queries import SOURCE, texts_of

Thing = TypeVar("Thing", Contest, Entry)
CONTESTS, ENTRIES = "evaluation.contest", "evaluation.entry"  # subjects of ledger entries


def procedure_of(thing: Contest | Entry) -> Procedure:
    """The table by which it lives."""
    return CONTEST if isinstance(thing, Contest) else ENTRY


def begin(verb: str, thing: Contest | Entry, actor: Actor, *, seen: int | None = None) -> Step:
    """May this actor, and is it possible now? Raises NotAllowed, NotNow, or Overtaken if the page was stale."""
    table = procedure_of(thing)
    permit(PREDICATES[table.step(verb).who], actor, thing)
    if seen is not None and seen != thing.version:
        raise overtaken(thing)
    return table.require(verb, thing.state)


def check(*, verb: str, thing: Contest | Entry, actor: Actor, right_only: bool = False) -> None:
    """Whether the verb could be ordered now (for its page), or only by right. Raises NotAllowed, NotNow."""
    if right_only:
        permit(PREDICATES[procedure_of(thing).step(verb).who], actor, thing)
    else:
        begin(verb, thing, actor)


def overtaken(thing: Contest | Entry) -> Overtaken:
    """The sentence for the second comer: who was faster, with what."""
    remedy = _("请看最新情况，再决定是否继续；您填写的内容已保留。")
    last = ledger_queries.latest(CONTESTS if isinstance(thing, Contest) else ENTRIES, thing.pk)
    if last is None:
        return Overtaken(_("在您操作之前，这条记录已经变动。"), remedy=remedy)
    return Overtaken(
        _("在您操作之前，%(who)s已经“%(what)s”。") % {"who": last.actor_name, "what": last.verb_label},
        remedy=remedy,
        details={"who": last.actor_name, "what": str(last.verb_label), "when": last.at.isoformat()},
    )


def move(thing: Thing, *, target: str | None = None, **fields: Any) -> Thing:
    """Change the row under its version guard. Raises Overtaken if somebody was faster."""
    if target and target != thing.state:
        fields["state"] = target
    try:
        thing.change(**fields)
    except Overtaken as error:
        raise overtaken(thing) from error
    return thing


def record(
    verb: str,
    thing: Contest | Entry,
    line: Step,
    actor: Actor,
    at: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write the ledger's line with the article the step rests on."""
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=CONTESTS if isinstance(thing, Contest) else ENTRIES,
        subject_id=thing.pk,
        label=str(thing),
        at=at,
        details=details or {},
        authority=str(cite(line.article, at)),
    )


def cite(article: str, at: dt.datetime) -> Citation:
    """The article in the edition of the day."""
    return rulebook.cite(article, on=local_date(at))


def index(contest: Contest) -> None:
    """Put the contest's words into the search index."""
    search.put(source=SOURCE, object_id=contest.pk, texts=texts_of(contest))


def words(field: str, text: str, most: int, why: str) -> str:
    """The text without spaces at its ends. Raises Malformed if it is empty or longer than *most*."""
    text = text.strip()
    if not text:
        raise Malformed.at(field, why)
    if len(text) > most:
        raise Malformed.at(field, _("最多 %(most)d 字，现在 %(now)d 字。") % {"most": most, "now": len(text)})
    return text
