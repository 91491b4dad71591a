"""The life of a proposal of the student congress as a table (S7, S8): from draft and seconding to the kept promise.

Every line cites ``proposal-rules``. An accepted proposal ends only with a signed reply: A 已解决, B 列入计划 (a promise with
an owner and a date, tracked until it is kept), C 留作参考; each proposer and seconder judges the reply.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.procedure import Procedure, State, Step
from gongjian.matters.life import Life, Limit, Waiting, drop, limits, meet, resume, start, stop

BEFORE_CHECK = ("draft", "seconding")
IN_HAND = ("assigned", "handling", "waiting", "to-sign")
UNANSWERED = ("submitted", "accepted", "bundled", *IN_HAND)
CLOSED = ("closed-solved", "closed-reference", "closed-unsatisfied")
RELEASED = (*(drop(c) for c in ("take", "supply", "sign", "answer")), start("assign"))

# fmt: off
STEPS: tuple[Step, ...] = (
    Step("draft_proposal", _("起草提案"), (), "draft", "may_propose", "proposal-rules:1", tone="primary"),
    Step("bring_in", _("转入提案"), (), "submitted", "may_bring_in", "proposal-rules:17", clocks=(start("check"),)),
    Step("revise_proposal", _("修改提案"), BEFORE_CHECK, None, "is_raiser", "proposal-rules:1"),
    Step("co_sign", _("联名"), BEFORE_CHECK, None, "may_co_sign", "proposal-rules:2", tone="primary", hint=_("您被邀请作为联名人；联名以后与提案人一起评价答复")),
    Step("invite_seconds", _("征集附议"), ("draft",), "seconding", "is_raiser", "proposal-rules:2", tone="primary", hint=_("本届代表可以看到并附议")),
    Step("second", _("附议"), ("seconding",), None, "may_second", "proposal-rules:2", tone="primary"),
    Step("take_back_second", _("撤回附议"), BEFORE_CHECK, None, "has_seconded", "proposal-rules:2", rare=True),
    Step("submit", _("提交提案"), BEFORE_CHECK, "submitted", "is_raiser", "proposal-rules:2", clocks=(start("check"),), tone="primary", hint=_("附议人数达到要求后提交审查")),
    Step("accept", _("立案"), ("submitted",), "accepted", "receives", "proposal-rules:8", clocks=(meet("check"), start("assign")), tone="primary"),
    Step("decline", pgettext_lazy("verb", "不予立案"), ("submitted",), "declined", "receives", "proposal-rules:3", clocks=(drop("check"),), tone="danger", rare=True),
    Step("turn_into_appeal", _("转为诉求"), ("submitted",), "turned", "receives", "proposal-rules:4", clocks=(drop("check"),), rare=True),
    Step("bundle", _("并案"), ("submitted", "accepted"), "bundled", "receives", "proposal-rules:9", clocks=(drop("check"), drop("assign")), rare=True),
    Step("unbundle", _("撤销并案"), ("bundled",), "accepted", "receives", "proposal-rules:9", clocks=(start("assign"),), rare=True),
    Step("answer_bundled", _("随主案答复"), ("bundled",), "answered", "is_system", "proposal-rules:9", clocks=(start("verdict"),), by_system=True),
    Step("assign", _("交办"), ("accepted",), "assigned", "receives", "proposal-rules:10", clocks=(meet("assign"), start("take")), tone="primary"),
    Step("take", _("签收"), ("assigned",), "handling", "takes", "proposal-rules:5", clocks=(meet("take"), start("answer")), tone="primary"),
    Step("hand_back", _("退办"), ("assigned",), "accepted", "takes", "proposal-rules:5", clocks=(drop("take"), start("assign"))),
    Step("ask_raiser", _("请补充"), ("handling",), "waiting", "handles", "proposal-rules:11", clocks=(stop("answer"), start("supply"))),
    Step("supply", _("补充情况"), ("waiting",), "handling", "is_raiser", "proposal-rules:11", clocks=(meet("supply"), resume("answer")), tone="primary"),
    Step("go_on_unsupplied", _("逾期未补充，恢复办理"), ("waiting",), "handling", "is_system", "proposal-rules:11", clocks=(drop("supply"), resume("answer")), by_system=True),
    Step("submit_reply", _("送签答复"), ("handling",), "to-sign", "handles", "proposal-rules:6", clocks=(start("sign"),), tone="primary"),
    Step("sign", _("签发答复"), ("to-sign",), "answered", "signs", "proposal-rules:6", clocks=(meet("sign"), meet("answer"), start("verdict")), tone="primary"),
    Step("return_reply", _("退回修改"), ("to-sign",), "handling", "signs", "proposal-rules:6", clocks=(meet("sign"),)),
    Step("give_verdict", _("评价"), ("answered",), None, "has_voice", "proposal-rules:6", tone="primary"),
    Step("handle_again", _("不满意，再次办理"), ("answered",), "handling", "is_system", "proposal-rules:6", clocks=(meet("verdict"), start("answer")), by_system=True),
    Step("close", _("办结"), ("answered",), "closed-solved", "is_system", "proposal-rules:7", clocks=(meet("verdict"),), by_system=True, also_targets=("closed-reference",)),
    Step("promise", _("列入计划，跟踪到期"), ("answered",), "promised", "is_system", "proposal-rules:12", clocks=(meet("verdict"), start("promise")), by_system=True),
    Step("presume", _("逾期未评价"), ("answered",), "closed-solved", "is_system", "proposal-rules:6", clocks=(drop("verdict"),), by_system=True, also_targets=("closed-reference",)),
    Step("close_unsolved", _("办结（提案人不满意）"), ("answered",), "closed-unsatisfied", "is_system", "proposal-rules:6", clocks=(meet("verdict"),), by_system=True),
    Step("fulfil", _("承诺已兑现"), ("promised",), "to-sign", "handles", "proposal-rules:12", clocks=(meet("promise"), start("sign"), start("answer")), tone="primary"),
    Step("postpone", _("变更承诺日期"), ("promised",), None, "signs", "proposal-rules:12", clocks=(drop("promise"), start("promise")), rare=True),
    Step("withdraw", _("撤回"), (*BEFORE_CHECK, "submitted"), "withdrawn", "is_raiser", "proposal-rules:13", clocks=(drop("check"),), tone="danger", rare=True),
    Step("urge", _("催办"), (*UNANSWERED, "promised"), None, "may_urge", "proposal-rules:14"),
    Step("supervise", _("督办"), (*UNANSWERED, "promised"), None, "supervises", "proposal-rules:14", rare=True),
    Step("release", _("交回重办"), (*IN_HAND, "promised"), "accepted", "is_system", "proposal-rules:10", clocks=(*RELEASED, drop("promise")), by_system=True),
    Step("inherit", _("承接"), (*BEFORE_CHECK, *UNANSWERED, "answered", "promised"), None, "is_system", "proposal-rules:10", by_system=True),
)
# fmt: on

PROPOSAL = Procedure(
    code="proposal",
    label=_("提案"),
    edition="2026-1",
    start="draft",
    states=(
        State("draft", _("草稿"), "quiet", stage="draft"),
        State("seconding", _("征集附议"), "active", stage="second"),
        State("submitted", pgettext_lazy("proposal", "待审查"), "active", stage="check"),
        State("accepted", pgettext_lazy("proposal", "已立案"), "active", stage="accept"),
        State("bundled", _("已并案"), "active", stage="accept"),
        State("assigned", _("待签收"), "active", stage="assign"),
        State("handling", _("办理中"), "active", stage="handle"),
        State("waiting", _("待补充"), "warn", stage="handle"),
        State("to-sign", _("待签发"), "active", stage="reply"),
        State("answered", _("待评价"), "active", stage="verdict"),
        State("promised", _("列入计划（跟踪中）"), "warn", stage="verdict"),
        State("closed-solved", _("已办结（已解决）"), "good", end=True, stage="close"),
        State("closed-reference", _("已办结（留作参考）"), "end", end=True, stage="close"),
        State("closed-unsatisfied", _("已办结（提案人不满意）"), "bad", end=True, stage="close"),
        State("declined", _("不予立案"), "end", end=True, stage="check"),
        State("turned", _("已转为诉求"), "end", end=True, stage="check"),
        State("withdrawn", _("已撤回"), "end", end=True, stage="draft"),
    ),
    steps=STEPS,
)

LIFE = Life(
    procedure=PROPOSAL,
    prefix="提案",
    stages=(
        ("draft", _("起草")),
        ("second", _("附议")),
        ("check", _("审查")),
        ("accept", _("立案")),
        ("assign", _("交办")),
        ("handle", _("办理")),
        ("reply", _("答复")),
        ("verdict", _("评价")),
        ("close", _("办结")),
    ),
    limits=limits(
        Limit("check", _("审查时限"), "proposal-rules:8", "check_days"),
        Limit("assign", _("交办时限"), "proposal-rules:10", "assign_days"),
        Limit("take", _("签收时限"), "proposal-rules:5", "object_days"),
        Limit("answer", _("答复时限"), "proposal-rules:6", "answer_days"),
        Limit("supply", _("补充时限"), "proposal-rules:11", "supply_days"),
        Limit("sign", _("签发时限"), "proposal-rules:6", "sign_days"),
        Limit("verdict", _("评价时限"), "proposal-rules:6", "verdict_days"),
        Limit("promise", _("承诺日期"), "proposal-rules:12", "promise_most_days"),
    ),
    front={
        "submitted": "check",
        "accepted": "assign",
        "assigned": "take",
        "handling": "answer",
        "waiting": "supply",
        "to-sign": "sign",
        "answered": "verdict",
        "promised": "promise",
    },
    stopped=("waiting", "answered", "bundled"),
    waiting=(
        Waiting("draft", "submit", "", "chief"),
        Waiting("seconding", "submit", "", "chief"),
        Waiting("submitted", "accept", "matters.receive", "origin"),
        Waiting("accepted", "assign", "matters.receive", "origin"),
        Waiting("assigned", "take", "matters.take", "lead"),
        Waiting("handling", "submit_reply", "matters.handle", "lead"),
        Waiting("waiting", "supply", "", "chief"),
        Waiting("to-sign", "sign", "matters.sign-off", "lead"),
        Waiting("answered", "give_verdict", "", "raiser"),
        Waiting("promised", "fulfil", "matters.handle", "lead"),
    ),
    with_lead=(*IN_HAND, "answered", "promised", *CLOSED),
    releases_to="accepted",
    work_clock="answer",
    solved_ends=("closed-solved",),
    review="proposal-rules:12",
    again="proposal-rules:6",
    speaks_for_absent="matters.receive",
    graded=True,
)
