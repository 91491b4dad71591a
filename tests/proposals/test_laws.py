"""Random walks through the life of a proposal: whatever people do in whatever order, the laws hold."""

import datetime as dt
import random

import pytest

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Refused
from gongjian.matters import metrics as matter_metrics
from gongjian.matters import operations as matters
from gongjian.matters.models import Holding, Reply, Verdict
from gongjian.proposals import metrics
from gongjian.proposals import operations as ops
from tests.cast import build_cast
from tests.conftest import hour_of

from . import scenarios

pytestmark = pytest.mark.django_db
SIGNED_ENDS = ("closed-solved", "closed-reference", "closed-unsatisfied")


def moves(c, matter, at, chance):
    """What somebody may try now: (verb, call). Sound and unsound ones alike."""
    delegate = chance.choice(c.delegates)
    unit = chance.choice((c.cast.department, c.cast.other_department)).pk
    other = "other_" if matter.lead_id == c.cast.other_department.pk else ""
    handler, head = getattr(c.cast, f"{other}handler"), getattr(c.cast, f"{other}head")
    day = local_date(at) + dt.timedelta(days=chance.choice((30, 90, 900)))
    grade = chance.choice("AABC")
    promise = {"promise_on": day, "promise_by": "温如玉"} if grade == "B" else {}
    solved = chance.random() < 0.7
    words = "还没有解决。"
    given_ = {"matter": matter, "at": at}
    return [
        lambda: ops.invite_seconds(**given_, actor=c.proposer),
        lambda: ops.second(**given_, actor=delegate),
        lambda: ops.take_back_second(**given_, actor=delegate),
        lambda: ops.submit(**given_, actor=c.proposer),
        lambda: ops.accept(**given_, actor=c.officer),
        lambda: ops.decline(**given_, reason="超出学校职权", words="属于市政。", actor=c.officer),
        lambda: ops.assign(**given_, lead_id=unit, actor=c.officer),
        lambda: matters.take(**given_, actor=handler),
        lambda: matters.hand_back(**given_, reason="不属于本单位", actor=handler),
        lambda: ops.submit_reply(**given_, text="已办理。", grade=grade, actor=handler, **promise),
        lambda: matters.sign(**given_, actor=head),
        lambda: matters.return_reply(**given_, reason="补充联系人", actor=head),
        lambda: matters.give_verdict(**given_, solved=solved, satisfaction=3, words=words, actor=delegate),
        lambda: matters.presume(**given_, actor=c.cast.system),
        lambda: ops.fulfil(**given_, text="已兑现。", actor=handler),
        lambda: ops.postpone(**given_, promise_on=day, reason="延后", actor=head),
        lambda: matters.withdraw(**given_, reason="不再需要", actor=c.proposer),
        lambda: matters.ask_raiser(**given_, question="是哪一层？", actor=handler),
        lambda: matters.supply(**given_, text="三层。", actor=c.proposer),
    ]


def laws(c, matter):
    """What holds after every step."""
    open_holdings = Holding.objects.filter(matter=matter, until__isnull=True).count()
    assert open_holdings == (1 if matter.is_open else 0)
    voices = list(matter.voices.all())
    assert sum(v.part == "raiser" for v in voices) == 1
    if matter.state not in ("draft", "seconding", "withdrawn"):
        assert sum(v.part == "second" for v in voices) >= 2
    final = Reply.objects.filter(matter=matter, final=True)
    if matter.state in (*SIGNED_ENDS, "answered", "promised"):
        assert final.exists()
        assert all(reply.signed_at is not None for reply in final)
    if matter.state in SIGNED_ENDS:
        for voice in voices:  # every one kept its verdict of the last round, spoken or presumed
            assert Verdict.objects.filter(matter=matter, voice=voice, round=matter.round).count() == 1
    if matter.state == "declined":
        assert matter.end_reason
    if matter.state == "promised":
        assert matter.due_at is not None
        assert final.last().promise_by
    assert Verdict.objects.filter(matter=matter, solved=False).values("round").distinct().count() <= 2
    total = metrics.report_of(c.session).total
    assert total.handed_over == total.answered + total.in_hand <= total.accepted
    assert total.solved <= total.answered


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_the_laws_hold(seed):
    chance, at = random.Random(seed), hour_of("2026-03-02 09:00")
    c = scenarios.build(build_cast(at), at)
    matter = scenarios.drafted(c, at)
    done = 0
    for _step in range(60):
        matter = scenarios.again(matter)
        if not matter.is_open:
            break
        try:
            chance.choice(moves(c, matter, at, chance))()
            done += 1
            at += dt.timedelta(hours=chance.choice((1, 20, 50)))
        except Refused:
            continue
        laws(c, scenarios.again(matter))
    assert done >= 1
    assert matter_metrics.drift() == {}
