"""The shape that all verbs of a pair share: permission → step → change → record → announce."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.audit import queries as ledger_queries
from gongjian.kernel import counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.procedure import Step
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from ..models import Pair
from ..permissions import PREDICATES
from ..procedures import PAIRING
from ..queries import SOURCE, texts_of

SUBJECT = "pairing.pair"  # of ledger entries


def begin(verb: str, pair: Pair, actor: Actor, *, seen: int | None = None) -> Step:
    """May this actor, and is it possible now? Raises NotAllowed, NotNow, or Overtaken if the page was stale."""
    line = PAIRING.step(verb)
    permit(PREDICATES[line.who], actor, pair)
    if seen is not None and seen != pair.version:
        raise overtaken(pair)
    return PAIRING.require(verb, pair.state)


def check(*, verb: str, pair: Pair, actor: Actor, right_only: bool = False) -> None:
    """Whether the verb could be ordered now (for its page), or only by right. Raises NotAllowed, NotNow."""
    if right_only:
        permit(PREDICATES[PAIRING.step(verb).who], actor, pair)
    else:
        begin(verb, pair, actor)


def overtaken(pair: Pair) -> Overtaken:
    """The sentence for the second comer: who was faster, with what, when."""
    remedy = _("请看最新情况，再决定是否继续；您填写的内容已保留。")
    last = ledger_queries.latest(SUBJECT, pair.pk)
    if last is None:
        return Overtaken(_("在您操作之前，这个结对已经变动。"), remedy=remedy)
    return Overtaken(
        _("在您操作之前，%(who)s已经“%(what)s”。") % {"who": last.actor_name, "what": last.verb_label},
        remedy=remedy,
        details={"who": last.actor_name, "what": str(last.verb_label), "when": last.at.isoformat()},
    )


def move(pair: Pair, *, target: str | None = None, **fields: Any) -> Pair:
    """Change the row under its version guard; keep the counters. Raises Overtaken if somebody was faster."""
    old = pair.state
    if target and target != old:
        fields["state"] = target
    try:
        pair.change(**fields)
    except Overtaken as error:
        raise overtaken(pair) from error
    if pair.state != old:
        counters.add({counter(pair.kind, old): -1, counter(pair.kind, pair.state): +1})
    return pair


def counter(kind: str, state: str) -> str:
    """The name of the counter of pairs of this kind in this state."""
    return f"pairing|{kind}|{state}"


def record(
    verb: str, pair: Pair, line: Step, actor: Actor, at: dt.datetime, details: Mapping[str, Any] | None = None
) -> None:
    """Write the ledger's line with the article the step rests on."""
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT,
        subject_id=pair.pk,
        label=str(pair),
        at=at,
        details=details or {},
        authority=str(rulebook.cite(line.article, on=local_date(at))),
    )


def index(pair: Pair) -> None:
    """Put the pair's words into the search index."""
    fresh = Pair.objects.prefetch_related("members__body").get(pk=pair.pk)
    search.put(source=SOURCE, object_id=pair.pk, texts=texts_of(fresh))


def body_ids(pair: Pair) -> tuple[int, ...]:
    """The members' bodies, initiator first."""
    return tuple(m.body_id for m in pair.members.order_by("part", "id"))


def words(field: str, text: str, most: int, why: str) -> str:
    """The text without spaces at its ends. Raises Malformed if it is empty or longer than *most*."""
    text = text.strip()
    if not text:
        raise Malformed.at(field, why)
    if len(text) > most:
        raise Malformed.at(field, _("最多 %(most)d 字，现在 %(now)d 字。") % {"most": most, "now": len(text)})
    return text
