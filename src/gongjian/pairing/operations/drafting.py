"""Drawing up the plan: propose, amend, send for signing, recall."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel import counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.kernel.sequences import next_number
from gongjian.kernel.text import listed
from gongjian.org import queries as org
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, Identifier, LongText, Number, Text
from gongjian.workflow.rows import Rows

from ..events import PairProposed, PairSentForSigning
from ..models import Offer, Pair, PairMember, PlannedActivity
from ..permissions import may_propose
from ..procedures import KIND_LEAST_MEMBERS, KIND_NEEDS, MOST_MEMBERS, PAIRING, SORT_WORDS
from ..queries import Side, sides_of
from .workflows import PAIRS, counter, index, void_signatures

SERIES = "结对"
MOST_ACTIVITIES = 200


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A side as planned. The first of the list is the initiator. ``offer_id``: the offer by which it was found."""

    body_id: Annotated[int, Identifier(gettext_lazy("参加方"))]
    brings: Annotated[str, Text(gettext_lazy("投入的力量"), limit=200)] = ""
    offer_id: Annotated[int | None, Identifier(gettext_lazy("可提供的力量"))] = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as planned. ``host`` is the index of the member that holds it (0 = initiator), or None for all."""

    title: Annotated[str, Text(gettext_lazy("活动名称"), limit=80)]
    day: Annotated[dt.date, Day(gettext_lazy("计划日期"))]
    place: Annotated[str, Text(gettext_lazy("地点"), limit=80)] = ""
    host: Annotated[int | None, Number(gettext_lazy("主办方"), most=MOST_MEMBERS)] = None


Title = Annotated[
    str,
    Text(
        gettext_lazy("名称"),
        gettext_lazy("写明为哪件事共建，例如“浴室热水供应共建”。"),
        limit=80,
        missing=gettext_lazy("请写明名称。"),
    ),
]
Kind = Annotated[
    str, Choice(gettext_lazy("类型"), options=tuple(Pair.Kind.choices), missing=gettext_lazy("请选择类型。"))
]
Goals = Annotated[
    str,
    LongText(
        gettext_lazy("共建目标"), gettext_lazy("做成什么、怎样算做成。"), missing=gettext_lazy("请写明共建目标。")
    ),
]
Problems = Annotated[
    str, LongText(gettext_lazy("拟解难题"), gettext_lazy("每行一件；立项后的难题会关联到这里。"), rows=3)
]
Since = Annotated[dt.date, Day(gettext_lazy("开始日期"))]
Until = Annotated[dt.date, Day(gettext_lazy("结束日期"))]
Members = Annotated[
    Sequence[MemberLine],
    Rows(gettext_lazy("参加各方"), gettext_lazy("第一个是发起方。"), row=MemberLine, most=MOST_MEMBERS),
]
Activities = Annotated[Sequence[ActivityLine], Rows(gettext_lazy("活动"), row=ActivityLine, most=MOST_ACTIVITIES)]


@dataclass(frozen=True)
class Plan:
    """实施方案: everything the parties sign."""

    title: str
    kind: str
    goals: str
    since: dt.date
    until: dt.date
    members: Sequence[MemberLine]
    problems: str = ""
    activities: Sequence[ActivityLine] = ()


@PAIRS.creation(
    log=Log(
        "pairing.proposed",
        gettext_lazy("发起结对"),
        gettext_lazy("拟订了实施方案。"),
        also=("kind", "goals", "problems", "since", "until", "activities"),
    ),
    event=PairProposed,
)
def propose(
    *,
    title: Title,
    kind: Kind,
    goals: Goals,
    problems: Problems = "",
    since: Since,
    until: Until,
    members: Members,
    activities: Activities = (),
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """Draw up a plan; it gets a number and waits, as a draft, to be sent for signing. The first member is the initiator.

    A form token that was spent already gives the pair it made. Raises Refused: without the right for the initiator,
    or if the plan does not hold together (Malformed with its fields).
    """
    plan = Plan(**step.values)
    sides = _check(plan, step.today)
    permit(may_propose, actor, sides[0])
    year = step.today.year
    pair = Pair.objects.create(
        number=f"{SERIES}-{year}-{next_number(f'{SERIES}-{year}'):04d}",
        proposed_at=at,
        proposed_by_id=actor.person_id,
        state=PAIRING.start,
        **_fields(plan),
    )
    _write_lines(pair, plan)
    counters.add({counter(pair.kind, pair.state): +1})
    index(pair)
    step.row = pair
    _note_plan(step, plan, sides)
    step.announce(initiator_id=sides[0].id)
    return pair


@PAIRS.command(
    log=Log(
        "pairing.plan-amended",
        gettext_lazy("修改方案"),
        gettext_lazy("修改了实施方案。"),
        also=("kind", "goals", "problems", "since", "until", "activities"),
    ),
    done=gettext_lazy("方案已修改。"),
)
def amend_plan(
    *,
    pair: Pair,
    title: Title,
    kind: Kind,
    goals: Goals,
    problems: Problems = "",
    since: Since,
    until: Until,
    members: Members,
    activities: Activities = (),
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Pair] = RUNNING,
) -> Pair:
    """Change the draft. The initiator stays the same. Raises Refused: not the initiator's, not a draft, malformed."""
    plan = Plan(**step.values)
    sides = _check(plan, step.today)
    first = pair.members.get(part=PairMember.Part.INITIATOR)
    if first.body_id != sides[0].id:
        raise Malformed.at("members", _("发起方不能更换；确需更换的，请解除本方案后由新的发起方另行发起。"))
    old_kind = pair.kind
    step.move(**_fields(plan))
    if pair.kind != old_kind:
        counters.add({counter(old_kind, pair.state): -1, counter(pair.kind, pair.state): +1})
    pair.activities.all().delete()
    pair.members.exclude(body_id__in=[m.body_id for m in plan.members]).delete()
    _write_lines(pair, plan)
    index(pair)
    _note_plan(step, plan, sides)
    return pair


@PAIRS.command(
    log=Log("pairing.sent-for-signing", gettext_lazy("送签"), gettext_lazy("方案送各方签署。")),
    event=PairSentForSigning,
    done=gettext_lazy("已送签，各方书记会收到待签署的消息。"),
    consequences=(
        gettext_lazy("方案不再修改，由各方书记逐一签署；校外单位由发起方登记纸质签署。"),
        gettext_lazy("各方都签署后，结对自动生效。"),
        gettext_lazy("任何一方可以写明原因退回修改；您也可以撤回。"),
    ),
)
def send_for_signing(
    *, pair: Pair, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Pair] = RUNNING
) -> Pair:
    """The plan is final: every member is asked to sign. Raises Refused: not the initiator's, not a draft, term over."""
    if pair.until < step.today:
        raise Malformed.at("until", _("方案的期限已过，请先修改期限。"))
    return step.move(sent_at=at, given_back="")


@PAIRS.command(
    log=Log("pairing.recalled", gettext_lazy("撤回送签"), gettext_lazy("撤回方案，已有的签署作废。")),
    done=gettext_lazy("已撤回，可以修改方案。"),
    consequences=(gettext_lazy("已有的签署作废，方案回到拟订状态，修改后须重新送签。"),),
)
def recall(
    *, pair: Pair, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[Pair] = RUNNING
) -> Pair:
    """Take the plan back to amend it; signatures given so far become void. Raises Refused: not in signing, not theirs."""
    step.note(void=void_signatures(step))
    return step.move(sent_at=None)


def _fields(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title,
        "kind": plan.kind,
        "goals": plan.goals,
        "problems": plan.problems,
        "since": plan.since,
        "until": plan.until,
    }


def _write_lines(pair: Pair, plan: Plan) -> None:
    known = {m.body_id: m for m in pair.members.all()}
    members: list[PairMember] = []
    for place, line in enumerate(plan.members):
        member = known.get(line.body_id) or PairMember(pair=pair, body_id=line.body_id)
        member.part = PairMember.Part.PARTNER if place else PairMember.Part.INITIATOR
        member.brings, member.offer_id = line.brings, line.offer_id
        member.save()
        members.append(member)
    PlannedActivity.objects.bulk_create(
        PlannedActivity(
            pair=pair,
            title=a.title,
            day=a.day,
            place=a.place,
            host=None if a.host is None else members[a.host],
        )
        for a in plan.activities
    )


def _note_plan(step: Transition[Pair], plan: Plan, sides: Sequence[Side]) -> None:
    """What the parties will sign, beside the values that the log keeps by itself; "title" there is the actor's."""
    step.note(name=plan.title, members=[s.name for s in sides])


def _check(plan: Plan, today: dt.date) -> list[Side]:
    """The sides in order. Raises Malformed naming every wrong field."""
    wrong: dict[str, list[Any]] = {}

    def say(field: str, sentence: str) -> None:
        wrong.setdefault(field, []).append(sentence)

    if plan.until <= plan.since:
        say("until", _("止期须晚于起期。"))
    elif plan.until < today:
        say("until", _("止期已过，请另定期限。"))
    ids = [m.body_id for m in plan.members]
    known = sides_of(ids)
    sides = [known[i] for i in ids if i in known]
    _check_members(plan, ids, sides, say)
    for number, line in enumerate(plan.activities, start=1):
        if not plan.since <= line.day <= plan.until:
            say("activities", _("第 %(n)d 项活动的日期不在方案期限内。") % {"n": number})
        if line.host is not None and not 0 <= line.host < len(ids):
            say("activities", _("第 %(n)d 项活动的主办方不在参加各方之中。") % {"n": number})
    if wrong:
        raise Malformed(fields=wrong)
    return sides


def _check_members(plan: Plan, ids: Sequence[int], sides: Sequence[Side], say: Any) -> None:
    if len(sides) < len(ids):
        say("members", _("有一方已不存在，请重新选择。"))
    if len(set(ids)) < len(ids):
        say("members", _("同一方只能列一次。"))
    if len(ids) < KIND_LEAST_MEMBERS.get(plan.kind, 2):
        least = KIND_LEAST_MEMBERS.get(plan.kind, 2)
        say("members", _("这一类型至少须有 %(n)d 方。") % {"n": least})
    for side in sides:
        if not side.fits:
            say("members", _("%(name)s不能直接结对，请选择其党支部。") % {"name": side.name})
    offers = {m.offer_id: m.body_id for m in plan.members if m.offer_id}
    if offers:
        bodies = dict(Offer.objects.filter(pk__in=offers).values_list("pk", "body_id"))
        hosts = org.hosts_of(offers.values())  # a department's offer is taken up by its branch
        for offer_id, body_id in offers.items():
            if bodies.get(offer_id) not in {body_id, *(unit_id for unit_id, _name in hosts.get(body_id, []))}:
                say("members", _("所选的力量不属于这一方，请从匹配页重新采用。"))
    missing = Counter(KIND_NEEDS.get(plan.kind, ()))
    missing.subtract(s.sort for s in sides if s.sort)
    lacking = [sort for sort, n in missing.items() if n > 0]
    if sum(n for n in missing.values() if n > 0) > sum(1 for s in sides if not s.sort):
        say(
            "kind",
            _("“%(kind)s”的各方中缺少%(sorts)s，请改选类型或补选一方。")
            % {
                "kind": Pair.Kind(plan.kind).label,
                "sorts": listed(SORT_WORDS[s] for s in lacking),
            },
        )
