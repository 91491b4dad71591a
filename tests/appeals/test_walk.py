"""Random walks: whoever orders whatever, an appeal ends only answered, declined with its reason or taken back; it is always held."""

import datetime as dt
import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.appeals import metrics
from gongjian.appeals import operations as own
from gongjian.appeals.models import Appeal
from gongjian.audit.models import Entry
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Refused
from gongjian.matters import metrics as all_metrics
from gongjian.matters import operations as shared
from gongjian.matters.models import Holding, Matter, Verdict, Voice
from gongjian.matters.permissions import right
from gongjian.matters.procedures import LIVES
from tests.cast import Cast

from . import scenarios

pytestmark = pytest.mark.django_db
LIFE = LIVES["appeal"]
PARTS = (
    "student",
    "member",
    "stranger",
    "receptionist",
    "reception_head",
    "handler",
    "head",
    "other_handler",
    "other_head",
    "leader",
    "guest",
)
BY_CLOCK = ("presume", "go_on_unsupplied")
VERBS = [s.verb for s in LIFE.procedure.steps if s.verb not in ("raise_appeal", "ask_opening", "approve_opening")]
VERBS = [v for v in VERBS if not LIFE.procedure.step(v).by_system or v in BY_CLOCK]
PAUSES = [0, 3600, 86400, 3 * 86400, 9 * 86400]
REPLIES = (
    scenarios.REPLY,
    "浴室水泵已于昨日更换，3月18日起全天供应热水，值班电话82661111，联系人后勤王老师。",
    "经现场核实，水压不足是阀门老化造成，4月2日前更换完毕；疑问请联系后勤保障部值班室，电话82662222。",
)


def arguments(verb: str, cast: Cast, matter: Matter, at: dt.datetime, chance: random.Random) -> dict[str, Any]:
    other = Matter.objects.filter(kind="appeal").exclude(pk=matter.pk).order_by("?").first()
    unit = chance.choice([cast.department.pk, cast.other_department.pk])
    plan = {"reason": "等暑期施工", "plan": "列入计划", "review_on": local_date(at) + dt.timedelta(days=30)}
    return {
        "accept": {"category": "living", "answer_class": chance.choice(["simple", "general", "complex"])},
        "decline": {"reason": "不属于学校职权范围", "words": "请向街道反映"},
        "assign": {"lead_id": unit},
        "reassign": {"lead_id": unit, "reason": "派错了"},
        "hand_back": {"reason": "不归我们"},
        "add_co_unit": {"unit_id": unit, "words": "请帮忙"},
        "ask_raiser": {"question": "几层"},
        "supply": {"text": "三层"},
        "answer": {"text": chance.choice(REPLIES), "confirmed": True},
        "submit_reply": {"text": chance.choice(REPLIES), "confirmed": True},
        "return_reply": {"reason": "写清时间"},
        "give_verdict": {
            "solved": chance.random() < 0.6,
            "satisfied": chance.choice(["yes", "mostly", "no"]),
            "contacted": chance.choice([True, False, None]),
            "words": "说明",
        },
        "bundle": {"original": other.number if other else "诉求-1"},
        "unbundle": {"reason": "不是一件事"},
        "ask_to_park": plan,
        "refuse_parking": {"reason": "不能等"},
        "resume": {"reason": "可以办了"},
        "ask_exclusion": {"reason": "重复的评价"},
        "refuse_exclusion": {"reason": "不重复"},
        "withdraw": {"reason": "不用了"},
        "urge": {"words": "请快些"},
        "supervise": {"words": "请快些"},
    }.get(verb, {})


def check_laws(matter: Matter, at: dt.datetime) -> None:
    ended = matter.state in LIFE.procedure.ends
    held = list(Holding.objects.filter(matter=matter, until=None).values_list("body_id", flat=True))
    assert held == ([] if ended else [matter.holder_id])
    replied = matter.replies.filter(final=True).exists()
    if matter.state.startswith("closed") or matter.state == "answered":
        assert replied and matter.lead_id
    if matter.state in ("declined", "withdrawn"):
        assert matter.end_reason.strip()
    if matter.state == "bundled":
        assert matter.bundled_into is not None and matter.holder_id == matter.bundled_into.holder_id
    front = matter.clocks.filter(name=LIFE.front.get(matter.state, ""), met_at=None, dropped_at=None).first()
    assert ended or matter.state == "bundled" or front is not None, matter.state
    assert (matter.due_at is None) == (front is None)
    for voice in Voice.objects.filter(matter=matter):
        assert voice.judged_round <= matter.round
        if matter.state.startswith("closed"):
            assert voice.judged_round == matter.round, "a voice was left out"
            assert Verdict.objects.filter(voice=voice, round=matter.round).count() == 1
    appeal = Appeal.objects.get(pk=matter.pk)
    assert not appeal.forced or appeal.routed_by == "objection"


def traces(matter: Matter) -> list[Any]:
    return [
        Matter.objects.filter(pk=matter.pk).values_list().get(),
        Appeal.objects.filter(pk=matter.pk).values_list().get(),
        Entry.objects.count(),
        OutboxEvent.objects.count(),
        Holding.objects.count(),
        Voice.objects.count(),
        Verdict.objects.count(),
    ]


class History:
    """The cast without its long name in a failing example."""

    def __init__(self, cast: Cast, at: dt.datetime) -> None:
        self.cast, self.at = cast, at

    def __repr__(self) -> str:
        return "history"


@pytest.fixture
def history(cast: Cast, at: dt.datetime) -> History:
    return History(cast, at)


MOVES = st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(PAUSES)), min_size=15, max_size=35)


@settings(max_examples=8, derandomize=True)
@given(moves=MOVES)
def test_whatever_is_ordered_the_laws_hold(history: History, moves: Any) -> None:
    cast, at = history.cast, history.at
    with transaction.atomic():
        ids = [
            scenarios.raised(cast, at).pk,
            scenarios.accepted(cast, at, title="又停水", text="五层又停水了", actor=cast.member).pk,
            scenarios.handling(cast, at, title="灯坏了", text="走廊灯坏了", actor=cast.stranger, anonymous=True).pk,
        ]
        for seed, pause in moves:
            at += dt.timedelta(seconds=pause)
            chance = random.Random(seed)
            matter = scenarios.again(Matter(pk=chance.choice(ids)))
            fitting = [v for v in VERBS if matter.state in LIFE.procedure.step(v).sources]
            verb = chance.choice(fitting if seed % 6 and fitting else VERBS)
            part = chance.choice(PARTS)
            if verb in BY_CLOCK:
                part = "system"
            elif seed % 5:  # mostly one who may
                line = LIFE.procedure.step(verb)
                allowed = [p for p in PARTS if right(line.who)(getattr(cast, p), matter)]
                part = chance.choice(allowed) if allowed else part
            given = arguments(verb, cast, matter, at, chance)
            room = own if hasattr(own, verb) else shared  # an own page may order a shared verb
            before = traces(matter)
            try:
                getattr(room, verb)(matter=matter, actor=getattr(cast, part), at=at, **given)
            except Refused as refused:
                assert str(refused.sentence)
                assert traces(matter) == before, f"{part} was refused {verb} and it left traces"
            for pk in ids:
                check_laws(scenarios.again(Matter(pk=pk)), at)
        own.recount_many(matter_ids=ids)
        assert metrics.mend_counters() == 0
        assert all_metrics.drift() == {}
        transaction.set_rollback(True)
