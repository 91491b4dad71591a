"""Urge, supervise; what the clock does by itself; what happens when a pairing is dissolved."""

import datetime as dt
from typing import Annotated

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from gongjian.audit import queries as ledger_queries
from gongjian.kernel import counters
from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import NotNow
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from .. import tallies
from ..events import MatterInherited, MatterRanLate, MatterReleased, MatterUrged, RaiserReminded
from ..models import Assignment, Involved, Matter, Parking, Urge
from ..procedures import PROCEDURES, SUBJECT
from .moving import begin, facts, involve, move, record
from .workflows import CASES

SYSTEM = system("系统·清单")
URGE_AGAIN_AFTER = dt.timedelta(hours=24)


def _urge(step: Transition[Matter], words: str, *, supervising: bool) -> Matter:
    shown = step.workflow.shown_as(step.actor, step.row)
    since = step.at - URGE_AGAIN_AFTER
    if not supervising and ledger_queries.has_done(shown, "matters.urged", SUBJECT, step.row.pk, since=since):
        raise NotNow(
            _("您在24小时内已经催办过一次。"),
            authority=rulebook.cite(step.line.article, on=step.today),
            remedy=_("请给办理单位留出时间，明天可以再次催办。"),
            code="urged-already",
        )
    Urge.objects.create(matter=step.row, at=step.at, by=shown.title or shown.name, words=words, supervising=supervising)
    step.note(supervising=supervising)
    return step.row


@CASES.command(
    log=Log("matters.urged", _("催办"), _("%(actor)s催办：%(words)s")),
    event=MatterUrged,
    done=_("已催办，办理单位会收到消息。"),
)
def urge(
    *,
    matter: Matter,
    words: Annotated[str, LongText(_("催办内容"), limit=1000, missing=_("请写明催办或督办的内容。"))],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """催办, at most once in 24 hours by the same person. The holder is told. problem-rules:16."""
    return _urge(step, words, supervising=False)


@CASES.command(
    log=Log("matters.supervised", _("督办"), _("%(actor)s督办：%(words)s")),
    event=MatterUrged,
    done=_("已督办并留痕。"),
)
def supervise(
    *,
    matter: Matter,
    words: Annotated[str, LongText(_("督办意见"), limit=1000, missing=_("请写明催办或督办的内容。"))],
    actor: Actor,
    at: dt.datetime,
    step: Transition[Matter] = RUNNING,
) -> Matter:
    """督办 by the liaison, the higher committee or a leader, on record. problem-rules:16."""
    return _urge(step, words, supervising=True)


@transaction.atomic
def run_late(
    *, matter: Matter, rung: int, days_over: int, tell: tuple[str, ...], actor: Actor, at: dt.datetime
) -> bool:
    """By the clock: note that a rung of the escalation ladder is reached; True if this call was the first. problem-rules:17."""
    won = Matter.objects.filter(pk=matter.pk, reminded__lt=rung, state=matter.state).update(reminded=rung)
    if not won:
        return False
    announce(MatterRanLate(**facts(matter, actor, at), days_over=days_over, tell=tell))
    return True


@transaction.atomic
def remind_raiser(*, matter: Matter, actor: Actor, at: dt.datetime) -> bool:
    """By the clock: tell those who are waited for that their days are nearly over; True if this call was the first.

    problem-rules:12, appeal-rules:11, proposal-rules:6: silence past the limit is counted apart, so nobody is silent unasked.
    """
    assert matter.due_at is not None
    won = Matter.objects.filter(pk=matter.pk, reminded__lt=0, state=matter.state).update(reminded=0)
    if not won:
        return False
    announce(RaiserReminded(**facts(matter, actor, at), until=local_date(matter.due_at).isoformat()))
    return True


@transaction.atomic
def release(*, matter: Matter, why: str, actor: Actor, at: dt.datetime, pair_id: int | None = None) -> Matter:
    """By the system: the pairing was dissolved or the lead was changed; the branch holds the matter again and assigns it anew.

    problem-rules:3, :19. Raises Refused: not the system, or nobody but the branch has it.
    """
    line = begin("release", matter, actor)
    Assignment.objects.filter(matter=matter, outcome="offered").update(
        outcome="released", answered_at=at, answered_by=actor.name, reason=why
    )
    Parking.objects.filter(matter=matter, settled_at__isnull=True).update(
        settled_at=at, settled_by=actor.name, approved=False, settled_words=why
    )
    Parking.objects.filter(matter=matter, approved=True, resumed_at__isnull=True).update(
        resumed_at=at, resumed_reason=why
    )
    matter.exchanges.filter(answered_at__isnull=True).update(answered_at=at, answer=why)
    matter.replies.filter(waits_for_sign=True).update(waits_for_sign=False, returned_reason=why)
    move(matter, line, at=at, holder_id=matter.origin_id, pairing_id=None if pair_id else matter.pairing_id)
    record("matters.released", matter, line, actor, at, {"why": why})
    announce(MatterReleased(**facts(matter, actor, at), why=why))
    return matter


def release_if_lead_ended(matter: Matter, at: dt.datetime) -> None:
    """A matter in hand again whose lead has ended meanwhile goes back to its branch: somebody must have it. problem-rules:3."""
    row = org.body_rows([matter.lead_id]).get(matter.lead_id) if matter.lead_id else None
    if row is not None and row.ended and row.ended <= local_date(at):
        release(matter=matter, why=str(_("主办单位已终止")), actor=SYSTEM, at=at)


@transaction.atomic
def rehome_matters_of_pair(*, pair_id: int, actor: Actor, at: dt.datetime) -> int:
    """Every open matter of a dissolved pairing gets a new owner: those in hand go back to their branch. Gives how many."""
    rehomed = 0
    for matter in Matter.objects.filter(pairing_id=pair_id, ended_at__isnull=True).select_related(
        "origin", "holder", "lead"
    ):
        if matter.state in PROCEDURES[matter.kind].step("release").sources:
            release(matter=matter, why=str(_("结对共建已解除")), pair_id=pair_id, actor=actor, at=at)
        else:
            Matter.objects.filter(pk=matter.pk).update(pairing=None)
        rehomed += 1
    return rehomed


@transaction.atomic
def rehome_matters_of_body(*, body_id: int, heir_id: int | None, actor: Actor, at: dt.datetime) -> int:
    """A body has ended: what it led goes back to the branch, what it received passes to the body above it. problem-rules:3.

    Gives how many matters were moved. Without a body above, what it received stays and the nightly report shows it.
    """
    moved = 0
    open_ones = Matter.objects.filter(ended_at__isnull=True).select_related("origin", "holder", "lead")
    in_hand = Q(pk__in=[])
    for kind, procedure in PROCEDURES.items():
        in_hand |= Q(kind=kind, state__in=procedure.step("release").sources)
    for matter in open_ones.filter(in_hand, lead_id=body_id):
        release(matter=matter, why=str(_("主办单位已终止")), actor=actor, at=at)
        moved += 1
    if heir_id is None:
        return moved
    for matter in open_ones.filter(origin_id=body_id):
        inherit(matter=matter, heir_id=heir_id, actor=actor, at=at)
        moved += 1
    return moved


@transaction.atomic
def inherit(*, matter: Matter, heir_id: int, actor: Actor, at: dt.datetime) -> Matter:
    """By the table of reactions: the receiving organisation has ended; the one above it is first receiver now. problem-rules:3."""
    line = begin("inherit", matter, actor)
    if heir_id == matter.origin_id:  # told twice: it is there already
        return matter
    holder = heir_id if matter.holder_id == matter.origin_id else None
    involve(matter, (heir_id, Involved.Part.ORIGIN))
    month = tallies.month(matter.raised_at)
    counters.add(
        {
            tallies.flow_of(matter.origin_id, matter.kind, month, "raised"): -1,
            tallies.flow_of(heir_id, matter.kind, month, "raised"): 1,
        }
    )
    move(matter, line, at=at, holder_id=holder, origin_id=heir_id)
    matter.refresh_from_db()
    record("matters.inherited", matter, line, actor, at, {"to": matter.origin.name})
    announce(MatterInherited(**facts(matter, actor, at), to_id=heir_id))
    return matter
