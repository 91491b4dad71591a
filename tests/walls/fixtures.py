"""The properties of the permission matrix: rows in addresses, made when first named. ``@prop`` makes ``matrix.yaml`` know one by name."""

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from gongjian.appeals import operations as appealing
from gongjian.audit import ledger_verbs
from gongjian.audit import operations as audit
from gongjian.bulletin import operations as bulletin
from gongjian.bulletin import queries as notices
from gongjian.evaluation import operations as contests
from gongjian.evaluation import queries as evaluation
from gongjian.matters import operations as matters
from gongjian.matters.models import Matter
from gongjian.notify import operations as notify
from gongjian.notify.models import Message
from gongjian.org.models import Appointment
from gongjian.pairing import operations as pairing
from gongjian.pairing import queries as pairs
from gongjian.people import operations as people
from gongjian.problems import operations as problems
from gongjian.problems.operations import planning_lists
from gongjian.rulebook import queries as rules
from gongjian.workdays import operations as workdays
from tests.appeals import scenarios as hearing
from tests.appeals.received import Received
from tests.cast import Cast
from tests.evaluation import scenarios as entering
from tests.matters import scenarios, shared_scenarios
from tests.proposals.played import Proposals

Maker = Callable[["Props"], Any]
PROPS: dict[str, Maker] = {}


def prop(maker: Maker) -> Maker:
    """``@prop def pair(props): …`` is ``pair`` in ``matrix.yaml``."""
    PROPS[maker.__name__] = maker
    return maker


class Props:
    """The cast, the hour, and the properties made so far."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.at = cast.at
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = PROPS[name](self)
        return self._made[name]

    def value(self, path: str) -> Any:
        """``pair.pk``: the attribute of a property; ``cast.branch.pk`` reaches into the cast."""
        first, *rest = path.split(".")
        found = self.cast if first == "cast" else self[first]
        for name in rest:
            found = getattr(found, name)
        return found


@prop
def calendar(props: Props) -> SimpleNamespace:
    """The working calendar: a known and an unknown year, a day set by the school, a term, a sheet to be confirmed."""
    admin, day = props.cast.administrator, dt.date(2026, 4, 8)
    workdays.set_day(date=day, working=False, name="校庆日", actor=admin, at=props.at)
    term = workdays.add_span(kind="term", name="春季学期", since=day, until=day, actor=admin, at=props.at)
    batch = workdays.preview_days(
        year=2027,
        lines=[workdays.DayLine(dt.date(2027, 1, 1), False, "元旦")],
        data=b"a",
        name="a.csv",
        actor=admin,
        at=props.at,
    )
    return SimpleNamespace(year=2026, unknown=2027, day=day, kind="term", term=term, batch=batch)


@prop
def receipt(props: Props) -> Any:
    """The receipt of an entry in the ledger."""
    ledger_verbs.register("tests.played", "演练", "演练")
    subject = {"subject_kind": "tests.thing", "subject_id": 1, "label": "演练事项", "at": props.at}
    entry = audit.record(actor=props.cast.student, verb="tests.played", receipt="演练事项", **subject)
    return entry.given


@prop
def message(props: Props) -> Message:
    """A message to the secretary."""
    to = [props.cast.secretary.person_id]
    notify.send(to=to, kind="test", text="测试", url="", at=props.at, actor=None, urgent=True)
    return Message.objects.get(recipient_id=to[0])


@prop
def appointment(props: Props) -> Appointment:
    """The handler's term in the department."""
    return Appointment.objects.get(body=props.cast.department, post="handler")


@prop
def account(props: Props) -> Any:
    """The account of a committee's secretary, whom nobody else plays."""
    return props.cast.accounts["committee_secretary"]


@prop
def token(props: Props) -> Any:
    """An API token of the student."""
    cast = props.cast
    account = cast.accounts["student"]
    row, _token = people.make_token(account=account, label="脚本", days=30, actor=cast.student, at=props.at)
    return row


@prop
def rule(props: Props) -> SimpleNamespace:
    """The school's rules for problems, and one article of them."""
    pk = rules.get_regulation("problem-rules", on=props.at.date()).pk
    return SimpleNamespace(code="problem-rules", pk=pk, number="7", procedure="problem")


def _pair(props: Props, upto: str) -> SimpleNamespace:
    """A pair of the two branches, as far as wanted, with one planned activity."""
    cast, day = props.cast, props.at.date()
    plan = pairing.Plan(
        title="热水共建",
        kind="office-student",
        goals="热水到二十三点",
        since=day,
        until=day + dt.timedelta(days=200),
        members=[pairing.MemberLine(cast.branch.pk), pairing.MemberLine(cast.office_branch.pk)],
        activities=[pairing.ActivityLine("走访", day + dt.timedelta(days=9))],
    )
    made = pairing.propose(**vars(plan), actor=cast.secretary, at=props.at)
    if upto != "draft":
        pairing.send_for_signing(pair=pairs.again(made), actor=cast.secretary, at=props.at)
    if upto == "active":
        for signer in (cast.secretary, cast.office_secretary):
            pairing.sign(pair=pairs.again(made), actor=signer, at=props.at)
    pair = pairs.again(made)
    return SimpleNamespace(number=pair.number, version=pair.version, activity=pairs.activities_of(pair)[0].pk)


@prop
def drafted(props: Props) -> SimpleNamespace:
    """A plan not yet sent."""
    return _pair(props, "draft")


@prop
def unsigned(props: Props) -> SimpleNamespace:
    """A plan that waits for signatures."""
    return _pair(props, "signing")


@prop
def paired(props: Props) -> SimpleNamespace:
    """An active pair."""
    return _pair(props, "active")


@prop
def offer(props: Props) -> Any:
    """What the department of the handler and the head can bring."""
    given: dict[str, Any] = {"title": "检修", "words": "热水 浴室", "since": props.at.date()}
    return pairing.make_offer(body_id=props.cast.department.pk, **given, actor=props.cast.handler, at=props.at)


@prop
def in_hand(props: Props) -> SimpleNamespace:
    """A problem in hand with its three lists, and an edited file of them that the handler uploaded."""
    matter = scenarios.handling(props.cast, props.at)
    handler, line = props.cast.handler, matter.measures.order_by("position")[0]
    values = {**planning_lists.shown_values(line, "measure"), "person_name": "温知夏"}
    row = planning_lists.ListRow(
        sheet="举措清单", row=2, kind="measure", number=matter.number, line_id=line.pk, values=values
    )
    plan = problems.plan_lists(rows=[row], actor=handler, at=props.at)
    batch = problems.preview_lists(
        rows=[row], plan=plan, read=1, data=b"lists", name="三张清单.xlsx", actor=handler, at=props.at
    )
    return SimpleNamespace(number=matter.number, batch=batch)


@prop
def texts(props: Props) -> Any:
    """A file of texts that the administrator uploaded, not yet confirmed."""
    rows = [problems.ProblemRow(sheet="诉求", row=2, title="热水", text="热水器经常跳闸。")]
    origin = props.cast.branch.pk
    return problems.preview_problems(
        rows=rows, data=b"texts", name="诉求.csv", origin_id=origin, actor=props.cast.administrator, at=props.at
    )


def _notice(props: Props, upto: str, column: str = "official") -> Any:
    """A notice of the department by its handler, as far as wanted."""
    cast, at = props.cast, props.at
    draft = {"column": column, "title": "热水供应时间", "text": "供应到二十三点。"}
    made = bulletin.write(**draft, body_id=cast.department.pk, actor=cast.handler, at=at)
    if upto != "draft":
        bulletin.send_for_review(notice=notices.again(made), actor=cast.handler, at=at)
    if upto == "published":
        bulletin.publish(notice=notices.again(made), actor=cast.administrator, at=at)
    return notices.again(made)


@prop
def notice_drafted(props: Props) -> Any:
    """A notice not yet sent for review."""
    return _notice(props, "draft")


@prop
def notice_sent(props: Props) -> Any:
    """A notice that waits for its reviewer."""
    return _notice(props, "in-review")


@prop
def notice_public(props: Props) -> Any:
    """A published notice."""
    return _notice(props, "published")


@prop
def call(props: Props) -> Any:
    """A published call to act."""
    return _notice(props, "published", "call")


@prop
def lost_thing(props: Props) -> Any:
    """An umbrella that the student found."""
    found = {"sort": "found", "kind": "bag", "title": "雨伞", "place": "主楼", "day": props.at.date()}
    return bulletin.enter_item(**found, actor=props.cast.student, at=props.at)


@prop
def columns(props: Props) -> SimpleNamespace:
    """Columns of the bulletin."""
    return SimpleNamespace(official="official", lost="lost")


class Problems:
    """Problems in every state, made when first asked for: ``problem.claimed.number``."""

    def __init__(self, props: Props) -> None:
        self.props = props
        self._made: dict[str, Any] = {}

    def __getattr__(self, state: str) -> Any:
        if state.startswith("_"):
            raise AttributeError(state)
        if state not in self._made:
            self._made[state] = self._make(state)
        return self._made[state]

    def _make(self, state: str) -> Any:
        cast, at = self.props.cast, self.props.at
        if state == "sealed":
            return scenarios.raised(cast, at, anonymous=True)
        if state == "sealed_asked":
            matter = scenarios.raised(cast, at, anonymous=True)
            matters.ask_opening(matter=matter, reason="需要联系本人核实情况", actor=cast.other_administrator, at=at)
            return matter
        if state == "opened":
            matter = self._make("sealed_asked")
            matters.approve_opening(matter=matter, reason="同意", actor=cast.administrator, at=at)
            return matter
        if state == "waiting":
            matter = scenarios.handling(cast, at)
            matters.ask_raiser(matter=matter, question="几层？", actor=cast.handler, at=at)
            return scenarios.again(matter)
        if state in ("park_asked", "parked"):
            matter = scenarios.handling(cast, at)
            later = dt.date(2026, 6, 1)
            matters.ask_to_park(matter=matter, reason="等预算", plan="明年", review_on=later, actor=cast.handler, at=at)
            if state == "parked":
                matters.approve_parking(matter=scenarios.again(matter), actor=cast.liaison, at=at)
            return scenarios.again(matter)
        if state == "adjusted":
            matter = scenarios.handling(cast, at)
            change = {"line": "problem", "id": matter.pk, "action": "change", "new": {"goal": "热水供应到十二点半"}}
            made = problems.propose_adjustment(
                matter=matter, changes=[change], reason="核实", actor=cast.handler, at=at
            )
            return SimpleNamespace(number=matter.number, change=made.pk)
        matter = getattr(scenarios, state)(cast, at)
        first = matter.measures.first()
        return SimpleNamespace(
            number=matter.number, version=matter.version, pk=matter.pk, measure=first.pk if first else 0
        )


@prop
def problem(props: Props) -> Problems:
    """Problems of the cast's student with the joint branch."""
    return Problems(props)


class Appeals:
    """Appeals as the shared verbs see them, made when first asked for."""

    def __init__(self, props: Props) -> None:
        self.props = props

    def _handling(self) -> Matter:
        return shared_scenarios.handling(self.props.cast, self.props.at)

    handling, other = cached_property(_handling), cached_property(_handling)

    @cached_property
    def to_sign(self) -> Matter:
        return shared_scenarios.to_sign(self.props.cast, self.props.at, kind="proposal", grade="A")

    @cached_property
    def bundled(self) -> Matter:
        return shared_scenarios.bundled(self.props.cast, self.props.at)


@prop
def appeal(props: Props) -> Appeals:
    """Appeals of the cast's student, received at the network centre, worked on by logistics."""
    return Appeals(props)


class Heard:
    """Appeals as their raisers see them: in hand and answered, by a guest with a key, a topic with an opinion."""

    word = "withdraw"

    def __init__(self, props: Props) -> None:
        self.cast, self.at = props.cast, props.at

    @cached_property
    def in_hand(self) -> Matter:
        return hearing.handling(self.cast, self.at, publish=True)

    @cached_property
    def answered(self) -> Matter:
        return hearing.answered(self.cast, self.at, title="水压不足", text="五层水压不足，洗澡时断时续。")

    @cached_property
    def key(self) -> str:
        given = {"title": "路灯不亮", "text": "东门外路灯不亮。", "nature": "request", "token": "matrix" * 4}
        return appealing.raise_appeal(**given, actor=self.cast.guest, at=self.at).key

    @cached_property
    def board(self) -> Any:
        first, last = self.at.date(), self.at.date() + dt.timedelta(days=20)
        reception = hearing.queries.main_reception()
        return appealing.open_board(
            reception_id=reception.pk,
            topic="自习室怎样开放",
            text="听听大家的意见。",
            opens_on=first,
            closes_on=last,
            actor=self.cast.receptionist,
            at=self.at,
        )


@prop
def heard(props: Props) -> Heard:
    """Appeals received by the cast's reception, worked on by logistics."""
    return Heard(props)


JURY = ("liaison", "other_head", "leader", "other_handler", "organiser")  # the organiser serves the student's college


class Contests:
    """Contests of the cast's department in every state, each with an entry of the student."""

    def __init__(self, props: Props) -> None:
        self.props = props
        self._made: dict[str, Any] = {}

    def __getattr__(self, state: str) -> Any:
        if state.startswith("_"):
            raise AttributeError(state)
        if state not in self._made:
            self._made[state] = self._make(state)
        return self._made[state]

    def _make(self, state: str) -> SimpleNamespace:
        cast, at = self.props.cast, self.props.at
        entry = objection = None
        if state == "drafted":
            contest = entering.drafted(cast, at)
            entering.appoint(cast, contest, ["leader"], at)
        elif state in ("opened", "written", "handed_in"):
            contest = entering.opened(cast, at)
            if state != "opened":
                entry = getattr(entering, state)(cast, contest, at)
        elif state == "over":
            contest = entering.opened(cast, at - dt.timedelta(days=21))
            entry = entering.admitted(cast, contest, at - dt.timedelta(days=21))
        elif state in ("judging", "scored"):
            begun = at - dt.timedelta(days=21)
            contest, (entry,), _when = entering.judging(cast, begun, ["student"], jurors=JURY, jurors_per_entry=3)
            for part in JURY[:3] if state == "scored" else ():
                entering.give(entry, getattr(cast, part), (20, 10, 30), at)
        elif state == "ripe":
            contest, (entry, _other), _when = entering.noticed(cast, at - dt.timedelta(days=35))
        elif state in ("settled", "transferable"):
            _session = self.props["proposal"] if state == "transferable" else None  # a congress that takes it
            contest, (entry, _other), _when = entering.settled(cast, at - dt.timedelta(days=45))
        else:
            contest, (entry, _other), _when = entering.noticed(cast, at - dt.timedelta(days=21))
            text = "调研日期有误"
            objection = contests.object_to(contest=contest, text=text, actor=cast.stranger, at=at)
            if state == "upheld":
                answer: dict[str, Any] = {"answer": "成立", "upheld": True, "actor": cast.head, "at": at}
                contests.answer_objection(contest=entering.again(contest), objection_id=objection.pk, **answer)
        jurors = evaluation.jurors_of(contest)
        return SimpleNamespace(
            number=contest.number,
            entry=entry.number if entry else "",
            juror=jurors[0].pk if jurors else 0,
            spare=jurors[-2].pk if len(jurors) > 1 else 0,
            objection=objection.pk if objection else 0,
        )


@prop
def contest(props: Props) -> Contests:
    """Contests of proposals."""
    return Contests(props)


@prop
def proposal(props: Props) -> Proposals:
    """A congress: the student is a delegate, the head an officer of its committee."""
    return Proposals(props.cast, props.at)


@prop
def received(props: Props) -> Received:
    """Appeals received at the students' affairs centre, worked on by logistics; rules, templates, boards."""
    return Received(props.cast, props.at)
