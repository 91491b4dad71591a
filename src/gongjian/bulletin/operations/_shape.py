"""The shape that all verbs of the bulletin share: permission → step → change → record → announce."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.audit import queries as ledger_queries
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.procedure import Procedure, Step
from gongjian.kernel.refused import Malformed, Overtaken
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from ..models import LostItem, Notice
from ..permissions import PREDICATES
from ..procedures import LOST_ITEM, NOTICE, PUBLISHED
from ..queries import ITEMS, SOURCE, front, texts_of, texts_of_item

SUBJECTS: dict[type[Notice | LostItem], str] = {Notice: SOURCE, LostItem: ITEMS}  # of ledger entries
_PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|\d{17}[\dXx])(?!\d)")


def life_of(row: Notice | LostItem) -> Procedure:
    """The table by which the row lives."""
    return NOTICE if isinstance(row, Notice) else LOST_ITEM


def begin(verb: str, row: Notice | LostItem, actor: Actor, *, at: dt.datetime, seen: int | None = None) -> Step:
    """May this actor, and is it possible now? Raises NotAllowed, NotNow, or Overtaken if the page was stale."""
    life = life_of(row)
    line = life.step(verb)
    _permit(line, row, actor, at)
    if seen is not None and seen != row.version:
        raise overtaken(row)
    return life.require(verb, row.state)


def _permit(line: Step, row: Notice | LostItem, actor: Actor, at: dt.datetime) -> None:
    permit(PREDICATES[line.who], actor, row, cite=partial(rulebook.cite, on=local_date(at)))


def check(*, verb: str, row: Notice | LostItem, actor: Actor, at: dt.datetime, right_only: bool = False) -> None:
    """Whether the verb could be ordered now (for its page), or only by right. Raises NotAllowed, NotNow."""
    if right_only:
        _permit(life_of(row).step(verb), row, actor, at)
    else:
        begin(verb, row, actor, at=at)


def overtaken(row: Notice | LostItem) -> Overtaken:
    """The sentence for the second comer: who was faster, with what."""
    remedy = _("请看最新情况，再决定是否继续；您填写的内容已保留。")
    last = ledger_queries.latest(SUBJECTS[type(row)], row.pk)
    if last is None:
        return Overtaken(_("在您操作之前，内容已经变动。"), remedy=remedy)
    sentence = _("在您操作之前，%(who)s已经“%(what)s”。") % {"who": last.actor_name, "what": last.verb_label}
    return Overtaken(sentence, remedy=remedy)


def move(row: Notice | LostItem, line: Step | None = None, **fields: Any) -> None:
    """Change the row under its version guard. Raises Overtaken if somebody was faster."""
    if line is not None and line.target:
        fields["state"] = line.target
    try:
        row.change(**fields)
    except Overtaken as error:
        raise overtaken(row) from error


def record(
    verb: str,
    row: Notice | LostItem,
    line: Step,
    actor: Actor,
    at: dt.datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write the ledger's line with the article the step rests on."""
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECTS[type(row)],
        subject_id=row.pk,
        label=str(row),
        at=at,
        details=details or {},
        authority=str(rulebook.cite(line.article, on=local_date(at))),
    )


def show(notice: Notice) -> None:
    """Let a published notice be found, or one that is not published any more be found no more."""
    if notice.state == PUBLISHED:
        search.put(source=SOURCE, object_id=notice.pk, texts=texts_of(notice))
    else:
        search.drop(SOURCE, notice.pk)
    front.forget()


def show_item(item: LostItem, shown: bool) -> None:
    """The same for an item."""
    if shown:
        search.put(source=ITEMS, object_id=item.pk, texts=texts_of_item(item))
    else:
        search.drop(ITEMS, item.pk)


def words(field: str, text: str, most: int, why: str = "") -> str:
    """The text without spaces at its ends. Raises Malformed if it is longer than *most*, or empty where *why* says so."""
    text = text.strip()
    if not text and why:
        raise Malformed.at(field, why)
    if len(text) > most:
        raise Malformed.at(field, _("最多 %(most)d 字，现在 %(now)d 字。") % {"most": most, "now": len(text)})
    return text


def without_numbers(field: str, text: str) -> str:
    """The text, if no phone or identity number stands in it. Raises Malformed."""
    if _PRIVATE.search(text):
        raise Malformed.at(
            field, _("这里人人可见，请不要写手机号码和证件号码；联系经系统转达。"), code="private-number"
        )
    return text
