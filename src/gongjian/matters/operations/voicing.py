"""Voices: who raised, joined or seconded a matter; each judges each answer; what follows when the round is over."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor, system
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.refused import Malformed, NotNow, Overtaken
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import Transition

from ..events import MatterClosed
from ..models import Matter, Reply, Verdict, Voice
from ..permissions import speaks_for_absent
from ..procedures import LIVES, PROCEDURES
from .moving import facts, flow, move, record
from .urging import release_if_lead_ended

SYSTEM = system("系统·回访")
JOINED_UNDER_SEAL = "匿名同诉人"
VOICE_ADDED = Log("matters.voice-added", _("加入"), _("%(actor)s加入这件事项"))
VOICE_DROPPED = Log("matters.voice-dropped", _("撤回附议"), _("%(actor)s撤回附议"))
CLOSES_BY_GRADE = {"A": "closed-solved", "B": "promised", "C": "closed-reference"}


def voice_of(matter: Matter, actor: Actor) -> Voice | None:
    """The actor's own voice in this matter, by person or by seal."""
    rows = Voice.objects.filter(matter=matter)
    if actor.person_id and (found := rows.filter(person_id=actor.person_id).first()):
        return found
    return rows.filter(sealed_index=actor.sealed).first() if actor.sealed else None


def _under_seal(voice: Voice | None) -> Actor | None:
    """Who joined under seal, as on record; None for everybody else."""
    joined = voice is not None and voice.part != Voice.Part.RAISER and voice.person_id is None
    return Actor(name=JOINED_UNDER_SEAL, kind="person") if joined else None


def add_voice(
    *,
    step: Transition[Matter],
    part: str,
    words: str = "",
    anonymous: bool = False,
    speaker: Actor | None = None,
) -> None:
    """Join (同诉) or second (附议) a matter by the running step: the answer comes to this voice too, and it judges for itself.

    ``speaker`` is whose voice it is, if it is not the actor's (a guest under the seal of a new key). Somebody without account
    is known by their seal. Raises Refused: they have a voice already, or no seal. appeal-rules:12, proposal-rules:2.
    """
    matter, who = step.row, speaker or step.actor
    if voice_of(matter, who) is not None:
        raise NotNow(_("您已经在这件事项里了。"), remedy=_("有了答复会告诉您，由您分别评价。"), code="voice-already")
    sealed = anonymous or who.person_id is None
    if sealed and not who.sealed:
        raise Malformed.at("token", _("请从页面上加入，以便答复能送到您手里。"))
    voice = Voice.objects.create(
        matter=matter,
        part=part,
        person_id=None if sealed else who.person_id,
        sealed_index=who.sealed if sealed else "",
        at=step.at,
        words=words.strip(),
    )
    step.move()
    step.shown = _under_seal(voice)
    step.note(part=part, words=words.strip())


def drop_voice(*, step: Transition[Matter]) -> None:
    """Take one's seconding back by the running step, while seconds are collected. proposal-rules:13.

    Raises Refused: none was given.
    """
    voice = voice_of(step.row, step.actor)
    if voice is None or voice.part == Voice.Part.RAISER or voice.judged_round:
        raise NotNow(_("您没有可以撤回的附议。"), code="no-voice")
    step.shown = _under_seal(voice)
    voice.delete()
    step.move()


def take_verdict(
    *, step: Transition[Matter], solved: bool, satisfaction: int, words: str, contacted: bool | None
) -> Matter:
    """One voice's verdict of this round; "no" has it handled again as often as the rules allow, the last one closes it."""
    matter, actor, at = step.row, step.actor, step.at
    voice = voice_of(matter, actor)
    if voice is not None:
        first = Voice.objects.filter(pk=voice.pk, judged_round__lt=matter.round).update(judged_round=matter.round)
        if not first:
            raise Overtaken(_("您已经评价过这一次答复。"))
    Verdict.objects.create(
        matter=matter,
        voice=voice,
        round=matter.round,
        at=at,
        solved=solved,
        satisfaction=satisfaction,
        contacted=contacted,
        words=words,
        lead_id=matter.lead_id,
    )
    flow(matter.kind, f"verdict-{satisfaction}", at, matter.lead_id)
    flow(matter.kind, "verdict-solved" if solved else "verdict-not-solved", at, matter.lead_id)
    step.note(for_absent=voice is None and speaks_for_absent(actor, matter))
    step.shown = _under_seal(voice)
    step.move()
    step.finish()
    if not solved and _may_be_handled_again(matter, at):
        _handle_again(matter, at)
    elif not Voice.objects.filter(matter=matter, judged_round__lt=matter.round).exists():
        _close(matter, at, silent=False)
    return matter


def _may_be_handled_again(matter: Matter, at: dt.datetime) -> bool:
    """Whether the rules allow one more round: so many rounds with a "no" in them have it handled again."""
    times = int(rulebook.parameter(LIVES[matter.kind].again, "again_times", local_date(at)))
    rounds = Verdict.objects.filter(matter=matter, solved=False).values_list("round", flat=True).distinct()
    return rounds.count() <= times


def _handle_again(matter: Matter, at: dt.datetime) -> None:
    line = PROCEDURES[matter.kind].require("handle_again", matter.state)
    move(matter, line, at=at, round=matter.round + 1, holder_id=matter.lead_id)
    record("matters.handled-again", matter, line, SYSTEM, at, {"round": matter.round})
    release_if_lead_ended(matter, at)


def presume_silent(*, step: Transition[Matter]) -> Matter:
    """By the clock: the voices that were silent past the limit are counted apart; the round is over."""
    matter, at = step.row, step.at
    spoke = Verdict.objects.filter(matter=matter, round=matter.round, presumed=False)
    silent = list(Voice.objects.filter(matter=matter, judged_round__lt=matter.round))
    rows = [
        Verdict(matter=matter, voice=v, round=matter.round, at=at, solved=True, presumed=True, lead_id=matter.lead_id)
        for v in silent
    ]
    if not silent and not spoke.exists():  # an imported matter without a raiser, and nobody spoke for them
        rows = [Verdict(matter=matter, round=matter.round, at=at, solved=True, presumed=True, lead_id=matter.lead_id)]
    Verdict.objects.bulk_create(rows)
    Voice.objects.filter(pk__in=[v.pk for v in silent]).update(judged_round=matter.round)
    for _row in rows:
        flow(matter.kind, "verdict-presumed", at, matter.lead_id)
    step.note(silent=len(rows))
    step.finish()
    _close(matter, at, silent=True)
    return matter


def _close(matter: Matter, at: dt.datetime, *, silent: bool) -> None:
    """The round is over: closed as its verdicts say; a reply graded B becomes a promise that is tracked."""
    procedure = PROCEDURES[matter.kind]
    spoken = Verdict.objects.filter(matter=matter, round=matter.round, presumed=False)
    reply = Reply.objects.filter(matter=matter, final=True).order_by("at", "id").last()
    if spoken.filter(solved=False).exists():
        line = procedure.require("close_unsolved", matter.state)
        move(matter, line, at=at)
    elif reply is not None and reply.grade == "B":
        line = procedure.require("promise", matter.state)
        move(matter, line, at=at, due=reply.promise_on)
    else:
        nobody = not spoken.exists()
        line = procedure.require("presume" if silent else "close", matter.state)
        target = CLOSES_BY_GRADE.get(reply.grade if reply else "")
        if target is None:
            target = "closed-presumed" if nobody else "closed-confirmed"
        move(matter, line, at=at, target=target, presumed=nobody)
    record("matters.closed", matter, line, SYSTEM, at, {"state": matter.state, "silent": silent})
    announce(MatterClosed(**facts(matter, SYSTEM, at), state=matter.state))
