"""How a matter of any kind comes in: number, first holder, clocks, counters, search, ledger, receipt; all in one step."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import queries as audit_queries
from gongjian.kernel import idempotency
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.kernel.sequences import next_number
from gongjian.org import queries as org
from gongjian.people import operations as people

from ..models import Holding, Involved, Matter, Voice
from ..permissions import right
from ..procedures import LIVES, SUBJECT
from . import clocks
from .moving import flow, index, record, tally

LONGEST_TITLE = 120
LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Raised:
    """What the raiser gets: the matter and the code of its receipt. ``again``: the same form was sent before."""

    matter: Matter
    receipt: str
    again: bool = False

    @property
    def row(self) -> Matter:
        """The matter, as the engine asks for it."""
        return self.matter


def check_words(title: str, text: str) -> dict[str, list[str]]:
    """What is wrong with title and text, as sentences by field; empty if nothing is."""
    wrong: dict[str, list[str]] = {}
    if not title.strip():
        wrong["title"] = [_("请写一个标题，让人一眼看出是什么事。")]
    elif len(title) > LONGEST_TITLE:
        wrong["title"] = [_("标题请不超过120字，现在是%(n)d字。") % {"n": len(title)}]
    if not text.strip():
        wrong["text"] = [_("请写明事由：什么时间、什么地点、遇到了什么问题。")]
    elif len(text) > LONGEST_TEXT:
        wrong["text"] = [_("事由请不超过20000字，现在是%(n)d字；更长的材料请作为附件。") % {"n": len(text)}]
    return wrong


def raised_before(actor: Actor, token: str) -> Raised | None:
    """What the same form of the same person has already raised."""
    before = idempotency.stored_result(actor=actor, kind="raise", token=token)
    return None if before is None else raised_again(Matter.objects.get(pk=before))


def raised_again(matter: Matter) -> Raised:
    """What a second sending of the form that raised it gives: the same matter with the same receipt."""
    codes = [r.code for r in audit_queries.receipts_of(SUBJECT, matter.pk)[:1]]
    return Raised(matter, codes[0] if codes else "", again=True)


@transaction.atomic
def open_matter(
    *,
    kind: str,
    verb: str,
    title: str,
    text: str,
    category: str,
    origin_id: int,
    actor: Actor,
    at: dt.datetime,
    word: str,
    details: Mapping[str, Any] | None = None,
    anonymous: bool = False,
    public: bool = True,
    place: str = "",
    on_behalf_of: str = "",
    source: str = "self",
    raiser_id: int | None = None,
    sealed_index: str = "",
    turned_from_id: int | None = None,
    token: str = "",
) -> Raised:
    """Enter a matter of this kind with *origin_id* as first receiver and holder; the caller gets it with its receipt.

    The raiser is the acting person; ``anonymous`` seals them. ``raiser_id`` enters it for another person (the counter),
    ``sealed_index`` for one who has no account and holds the key that this is the blind index of. Texts whose raiser nobody
    knows come by ``open_many``. Where each voice judges for itself the raiser gets theirs. No event is announced: the app of the kind has its own. Raises Refused: no right to the verb,
    a field is missing or too long, no such category or body. Rules: the first line of each life.
    """
    life = LIVES[kind]
    procedure = life.procedure
    line = procedure.step(verb)
    permit(right(line.who), actor, None)
    if (before := raised_before(actor, token)) is not None:
        return before
    if wrong := check_words(title, text):
        raise Malformed(fields={k: list(v) for k, v in wrong.items()})
    if category not in Matter.Category.values:
        raise Malformed.at("category", _("请选择一个类别。"))
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or (origin.ended and origin.ended <= local_date(at)):
        raise Malformed.at("origin", _("请选择一个在册的接收单位。"))
    unnamed = anonymous or bool(sealed_index)
    by_name = raiser_id if raiser_id is not None else None if unnamed else actor.person_id
    seal = sealed_index or (actor.sealed if anonymous else "")
    year = local_date(at).year
    matter = Matter(
        kind=kind,
        number=f"{life.prefix}-{year}-{next_number(f'{life.prefix}-{year}'):04d}",
        title=title.strip(),
        text=text.strip(),
        category=category,
        source=source,
        place=place.strip()[:120],
        on_behalf_of=on_behalf_of.strip()[:120],
        public=public,
        state=line.target or procedure.start,
        raiser_id=by_name,
        sealed_index=seal,
        sealed_raiser=people.seal_person(actor.person_id) if anonymous and actor.person_id else b"",
        origin_id=origin.id,
        holder_id=origin.id,
        turned_from_id=turned_from_id,
        raised_at=at,
        moved_at=at,
    )
    matter.save(force_insert=True)
    Involved.objects.create(matter=matter, body_id=origin.id, part=Involved.Part.ORIGIN)
    Holding.objects.create(matter=matter, body_id=origin.id, since=at)
    if life.each_voice and (by_name is not None or seal):
        Voice.objects.create(matter=matter, part=Voice.Part.RAISER, person_id=by_name, sealed_index=seal, at=at)
    clocks.apply(matter, line.clocks, at=at)
    front = clocks.front(matter, matter.state)
    Matter.objects.filter(pk=matter.pk).update(**front)
    for name, value in front.items():
        setattr(matter, name, value)
    tally(kind, matter.state, origin.id, +1)
    flow(kind, "raised", at, origin.id)
    index(matter)
    entry_details = {"to": origin.name, "anonymous": bool(seal), "source": source} | dict(details or {})
    entry = record(word, matter, line, actor, at, entry_details, receipt=str(matter))
    idempotency.store_result(actor=actor, kind="raise", token=token, object_id=matter.pk, at=at)
    return Raised(matter, entry.given.code)
