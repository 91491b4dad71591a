"""Drawing up the plan: propose, amend, send for signing, recall."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel import counters
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.idempotency import store_result, stored_result
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed
from gongjian.kernel.sequences import next_number
from gongjian.kernel.text import listed
from gongjian.org import queries as org

from ..events import PairProposed, PairSentForSigning
from ..models import Offer, Pair, PairMember, PairSignature, PlannedActivity
from ..permissions import may_propose
from ..procedures import KIND_LEAST_MEMBERS, KIND_NEEDS, MOST_MEMBERS, PAIRING, SORT_WORDS
from ..queries import Side, sides_of
from ._shape import begin, counter, index, move, record, words

SERIES = "结对"


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A side as planned. The first of the list is the initiator. ``offer_id``: the offer by which it was found."""

    body_id: int
    brings: str = ""
    offer_id: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """An activity as planned. ``host`` is the index of the member that holds it (0 = initiator), or None for all."""

    title: str
    day: dt.date
    place: str = ""
    host: int | None = None


@dataclass(frozen=True, slots=True)
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


@transaction.atomic
def propose(*, plan: Plan, actor: Actor, at: dt.datetime, token: str = "") -> Pair:
    """Draw up a plan; it gets a number and waits, as a draft, to be sent for signing. The first member is the initiator.

    A form token that was spent already gives the pair it made. Raises Refused: without the right for the initiator,
    or if the plan does not hold together (Malformed with its fields).
    """
    known = stored_result(actor=actor, kind="pairing.propose", token=token)
    if known is not None:
        return Pair.objects.get(pk=known)
    sides = _check(plan, at)
    permit(may_propose, actor, sides[0])
    line = PAIRING.step("propose")
    year = local_date(at).year
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
    record("pairing.proposed", pair, line, actor, at, _as_recorded(plan, sides))
    announce(
        PairProposed(
            at=at, actor_person_id=actor.person_id, pair_id=pair.pk, number=pair.number, initiator_id=sides[0].id
        )
    )
    store_result(actor=actor, kind="pairing.propose", token=token, object_id=pair.pk, at=at)
    return pair


@transaction.atomic
def amend_plan(*, pair: Pair, plan: Plan, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """Change the draft. The initiator stays the same. Raises Refused: not the initiator's, not a draft, malformed."""
    line = begin("amend_plan", pair, actor, seen=seen)
    sides = _check(plan, at)
    first = pair.members.get(part=PairMember.Part.INITIATOR)
    if first.body_id != sides[0].id:
        raise Malformed.at("members", _("发起方不能更换；确需更换的，请解除本方案后由新的发起方另行发起。"))
    old_kind = pair.kind
    move(pair, **_fields(plan))
    if pair.kind != old_kind:
        counters.add({counter(old_kind, pair.state): -1, counter(pair.kind, pair.state): +1})
    pair.activities.all().delete()
    pair.members.exclude(body_id__in=[m.body_id for m in plan.members]).delete()
    _write_lines(pair, plan)
    index(pair)
    record("pairing.plan-amended", pair, line, actor, at, _as_recorded(plan, sides))
    return pair


@transaction.atomic
def send_for_signing(*, pair: Pair, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """The plan is final: every member is asked to sign. Raises Refused: not the initiator's, not a draft, term over."""
    line = begin("send_for_signing", pair, actor, seen=seen)
    if pair.until < local_date(at):
        raise Malformed.at("until", _("方案的期限已过，请先修改期限。"))
    move(pair, target=line.target, sent_at=at, given_back="")
    record("pairing.sent-for-signing", pair, line, actor, at)
    announce(PairSentForSigning(at=at, actor_person_id=actor.person_id, pair_id=pair.pk, number=pair.number))
    return pair


@transaction.atomic
def recall(*, pair: Pair, actor: Actor, at: dt.datetime, seen: int | None = None) -> Pair:
    """Take the plan back to amend it; signatures given so far become void. Raises Refused: not in signing, not theirs."""
    line = begin("recall", pair, actor, seen=seen)
    void = void_signatures(pair, at)
    move(pair, target=line.target, sent_at=None)
    record("pairing.recalled", pair, line, actor, at, {"void": void})
    return pair


def void_signatures(pair: Pair, at: dt.datetime) -> int:
    """The signatures in force become void; how many."""
    return PairSignature.objects.filter(member__pair=pair, void_at__isnull=True).update(void_at=at)


def _fields(plan: Plan) -> dict[str, Any]:
    return {
        "title": plan.title.strip(),
        "kind": plan.kind,
        "goals": plan.goals.strip(),
        "problems": plan.problems.strip(),
        "since": plan.since,
        "until": plan.until,
    }


def _write_lines(pair: Pair, plan: Plan) -> None:
    known = {m.body_id: m for m in pair.members.all()}
    members: list[PairMember] = []
    for place, line in enumerate(plan.members):
        member = known.get(line.body_id) or PairMember(pair=pair, body_id=line.body_id)
        member.part = PairMember.Part.PARTNER if place else PairMember.Part.INITIATOR
        member.brings, member.offer_id = line.brings.strip(), line.offer_id
        member.save()
        members.append(member)
    PlannedActivity.objects.bulk_create(
        PlannedActivity(
            pair=pair,
            title=a.title.strip(),
            day=a.day,
            place=a.place.strip(),
            host=None if a.host is None else members[a.host],
        )
        for a in plan.activities
    )


def _as_recorded(plan: Plan, sides: Sequence[Side]) -> dict[str, Any]:
    """What the parties will sign, JSON-safe, for the ledger."""
    return {
        **{"name" if k == "title" else k: str(v) for k, v in _fields(plan).items()},  # "title" is the actor's
        "members": [s.name for s in sides],
        "activities": [{k: str(v) for k, v in asdict(a).items() if v not in (None, "")} for a in plan.activities],
    }


def _check(plan: Plan, at: dt.datetime) -> list[Side]:
    """The sides in order. Raises Malformed naming every wrong field."""
    wrong: dict[str, list[Any]] = {}

    def say(field: str, sentence: str) -> None:
        wrong.setdefault(field, []).append(sentence)

    for field, text, most, why in (
        ("title", plan.title, 80, _("请写明名称。")),
        ("goals", plan.goals, 2000, _("请写明共建目标。")),
    ):
        try:
            words(field, text, most, why)
        except Malformed as error:
            wrong.update(error.fields)
    if len(plan.problems) > 2000:
        say("problems", _("最多 2000 字。"))
    if plan.kind not in Pair.Kind.values:
        say("kind", _("请选择类型。"))
    if plan.until <= plan.since:
        say("until", _("止期须晚于起期。"))
    elif plan.until < local_date(at):
        say("until", _("止期已过，请另定期限。"))
    ids = [m.body_id for m in plan.members]
    known = sides_of(ids)
    sides = [known[i] for i in ids if i in known]
    _check_members(plan, ids, sides, say)
    for number, line in enumerate(plan.activities, start=1):
        if not line.title.strip() or len(line.title) > 80:
            say("activities", _("第 %(n)d 项活动须有名称，最多 80 字。") % {"n": number})
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
    if len(ids) > MOST_MEMBERS:
        say("members", _("最多 %(n)d 方。") % {"n": MOST_MEMBERS})
    for side in sides:
        if not side.fits:
            say("members", _("%(name)s不能直接结对，请选择其党支部。") % {"name": side.name})
    if any(len(m.brings) > 200 for m in plan.members):
        say("members", _("投入的力量最多 200 字。"))
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
