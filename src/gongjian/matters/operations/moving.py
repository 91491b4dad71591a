"""What every change of a matter brings with it: clocks, holder, counters, bundles, search, audit log.

``begin`` asks permission and the procedure and holds the row, ``move`` changes the state under version guard together with holder, clocks,
counters and search, ``record`` writes the ledger.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.audit import queries as ledger_queries
from gongjian.kernel import counters
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.procedure import Step
from gongjian.kernel.refused import Overtaken
from gongjian.rulebook import queries as rulebook
from gongjian.search import operations as search

from .. import registry, tallies
from ..models import Holding, Involved, Matter
from ..permissions import right
from ..procedures import LIVES, PROCEDURES, SUBJECT
from . import clocks

ANONYMOUS = "匿名提出人"


def begin(verb: str, matter: Matter, actor: Actor, *, seen: int | None = None) -> Step:
    """May this actor, and is it possible now? From here on the row is ours until the transaction ends.

    Raises NotAllowed, NotNow, or Overtaken if the page was stale or somebody is faster by a moment: the second of two
    waits at the row, finds another version, and is told who was first, before it has written anything.
    """
    line = check(verb=verb, matter=matter, actor=actor, seen=seen)
    if not Matter.objects.filter(pk=matter.pk, version=matter.version).update(version=F("version")):
        raise overtaken(matter)
    return line


def overtaken(matter: Matter) -> Overtaken:
    """The sentence for the second comer: who was faster, with what, when."""
    last = ledger_queries.latest(SUBJECT, matter.pk)
    if last is None:
        return Overtaken(
            _("在您操作之前，这件事项已经变动。"), remedy=_("请看最新情况，再决定是否继续；您填写的内容已保留。")
        )
    return Overtaken(
        _("在您操作之前，%(who)s已经“%(what)s”。") % {"who": last.actor_name, "what": last.verb_label},
        remedy=_("请看最新情况，再决定是否继续；您填写的内容已保留。"),
        details={"who": last.actor_name, "what": str(last.verb_label), "when": last.at.isoformat()},
    )


def move(
    matter: Matter,
    line: Step,
    *,
    at: dt.datetime,
    target: str | None = None,
    holder_id: int | None = None,
    due: dt.date | None = None,
    **fields: Any,
) -> Matter:
    """Carry the step out on the row: state, clocks, holder, counters. Raises Overtaken if somebody was faster."""
    old_state, old_holder = matter.state, matter.holder_id
    new_state = target or line.target or old_state
    new_holder = holder_id or old_holder
    ended = PROCEDURES[matter.kind].state(new_state).end
    if new_state != old_state or line.clocks:
        clocks.apply(matter, line.clocks, at=at, due=due)
        fields |= clocks.front(matter, new_state) | {"reminded": -1, "moved_at": at}
    if ended:
        fields["ended_at"] = at
    if new_holder != old_holder:
        fields["holder_id"] = new_holder
    try:
        matter.change(state=new_state, **fields)
    except Overtaken as error:
        raise overtaken(matter) from error
    if ended or new_holder != old_holder:
        Holding.objects.filter(matter=matter, until__isnull=True).update(until=at)
    if not ended and new_holder != old_holder:
        Holding.objects.create(matter=matter, body_id=new_holder, since=at)
    if (new_state, new_holder) != (old_state, old_holder):
        tally(matter.kind, old_state, old_holder, -1)
        tally(matter.kind, new_state, new_holder, +1)
    _follow(matter, at, old_holder, ended=ended)
    if ended:
        flow(matter.kind, f"ended-{new_state}", at, matter.origin_id, matter.lead_id)
    return matter


def bundled_in(matter: Matter) -> list[Matter]:
    """What is worked as one with this matter now."""
    rows = Matter.objects.filter(bundled_into=matter, state="bundled").select_related("origin", "holder", "lead")
    return list(rows.order_by("id"))


def _follow(matter: Matter, at: dt.datetime, old_holder: int, *, ended: bool) -> None:
    """What is bundled into a matter is held by whoever holds that one, and is freed if that one ends without an answer."""
    if not PROCEDURES[matter.kind].has("bundle") or not (ended or matter.holder_id != old_holder):
        return
    for child in bundled_in(matter):
        if ended:
            line = PROCEDURES[child.kind].require("unbundle", child.state)
            free(child, line, at)
            details = {"reason": "主件已结束", "original": matter.number}
            record("matters.unbundled", child, line, system("系统·并案"), at, details)
        elif child.holder_id != matter.holder_id:
            before = child.holder_id
            child.change(holder_id=matter.holder_id, lead_id=matter.lead_id)
            Holding.objects.filter(matter=child, until__isnull=True).update(until=at)
            Holding.objects.create(matter=child, body_id=matter.holder_id, since=at)
            tally(child.kind, child.state, before, -1)
            tally(child.kind, child.state, matter.holder_id, +1)


def free(child: Matter, line: Step, at: dt.datetime) -> None:
    """Out of the bundle: its first receiver has it again; one that was bundled before it was accepted is to be accepted."""
    accepted = clocks.is_running(child, LIVES[child.kind].work_clock)
    target = None if accepted else PROCEDURES[child.kind].start
    move(child, line, at=at, target=target, bundled_into=None, holder_id=child.origin_id, lead_id=None)


def tally(kind: str, state: str, holder_id: int, amount: int) -> None:
    """Keep the counters of state, and of state within the holding body."""
    counters.add({tallies.state(kind, state): amount, tallies.held(holder_id, kind, state): amount})


def flow(kind: str, what: str, at: dt.datetime, *body_ids: int | None) -> None:
    """Count one happening of this month: for the whole school, and for each of these bodies (figures by period and body)."""
    counters.add(tallies.of_month(kind, tallies.month(at), what, body_ids))


def involve(matter: Matter, *rows: tuple[int, str]) -> None:
    """Let these bodies see the matter in this part (body id, part)."""
    Involved.objects.bulk_create(
        [Involved(matter=matter, body_id=body, part=part) for body, part in rows], ignore_conflicts=True
    )


def face_of(actor: Actor, matter: Matter) -> Actor:
    """How the actor appears on record: the anonymous raiser without name, everybody else as they are."""
    if matter.sealed_index and actor.sealed == matter.sealed_index:
        return Actor(name=ANONYMOUS, kind="person")
    return actor


def record(
    verb: str,
    matter: Matter,
    line: Step,
    actor: Actor,
    at: dt.datetime,
    details: Mapping[str, Any] | None = None,
    receipt: str = "",
) -> Any:
    """The ledger's entry for this verb, with the article it rests on, and with a receipt of that label if there is one."""
    return ledger.record(
        actor=face_of(actor, matter),
        verb=verb,
        subject_kind=SUBJECT,
        subject_id=matter.pk,
        label=str(matter),
        at=at,
        details=dict(details or {}),
        authority=str(rulebook.cite(line.article, on=local_date(at))),
        receipt=receipt,
    )


def facts(matter: Matter, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """The common fields of this app's events."""
    return {
        "matter_id": matter.pk,
        "number": matter.number,
        "title": matter.title,
        "at": at,
        "actor_person_id": face_of(actor, matter).person_id,
    }


def index(matter: Matter) -> None:
    """Put title, text, goal, all replies and what the kind adds into the search."""
    replies = matter.replies.filter(waits_for_sign=False, returned_reason="").values_list("text", flat=True)
    texts = [matter.number, matter.title, matter.text, matter.goal, *replies, *registry.texts_of(matter)]
    search.put(source=SUBJECT, object_id=matter.pk, texts=texts)


def set_goal(matter: Matter, goal: str) -> None:
    """Write another goal; the search finds it."""
    Matter.objects.filter(pk=matter.pk).update(goal=goal)
    matter.goal = goal
    index(matter)


def set_due(matter: Matter, clock: str, day: dt.date) -> None:
    """A running clock is due on another day, if it runs; reminders of the old day no longer count."""
    if not clocks.set_due(matter, clock, day):
        return
    fields = clocks.front(matter, matter.state)
    if fields["due_at"] != matter.due_at:
        fields["reminded"] = -1
    Matter.objects.filter(pk=matter.pk).update(**fields)
    for name, value in fields.items():
        setattr(matter, name, value)


def check(*, verb: str, matter: Matter, actor: Actor, now: bool = True, seen: int | None = None) -> Step:
    """Would this verb be possible? Gives its line; raises Refused as the verb itself would. Nothing is changed.

    ``now=False`` asks for the right only: a form that was sent is answered by the verb, so that nothing typed is lost.
    """
    procedure = PROCEDURES[matter.kind]
    line = procedure.step(verb)
    permit(right(line.who), actor, matter)
    if seen is not None and seen != matter.version:
        raise overtaken(matter)
    return procedure.require(verb, matter.state) if now else line
