"""The life of an appeal as a table (S10, S11), after 接诉即办: 受理 → 派单 → 签收 / 异议 → 办理 → 答复 → 回访 → 办结 / 重办.

Every line cites ``appeal-rules``. An appeal ends answered (and judged, or silent), declined with its reason, or taken back
by the one who raised it; there is no other way out.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.procedure import Procedure, State, Step
from gongjian.matters.life import Life, Limit, Waiting, drop, limits, meet, resume, start, stop

BEFORE_DISPATCH = ("raised", "accepted")
IN_HAND = ("assigned", "handling", "waiting", "to-sign", "park-asked", "parked")
UNANSWERED = (*BEFORE_DISPATCH, *IN_HAND, "bundled")
OPEN = (*UNANSWERED, "answered")
CLOSED = ("closed-confirmed", "closed-presumed", "closed-unsolved")
ENDS = (*CLOSED, "declined", "withdrawn")
ALL_CLOCKS = ("accept", "take", "answer", "supply", "sign", "confirm", "review")

DROPPED = tuple(drop(c) for c in ALL_CLOCKS)
RELEASED = (*(drop(c) for c in ("take", "supply", "sign", "confirm", "review")), resume("answer"), start("accept"))

# A table reads by its columns: one line for each verb.
# fmt: off
STEPS: tuple[Step, ...] = (
    Step("raise_appeal", pgettext_lazy("appeal", "提出诉求"), (), "raised", "may_appeal", "appeal-rules:1", clocks=(start("accept"),), tone="primary"),
    Step("accept", pgettext_lazy("appeal", "受理"), ("raised",), "accepted", "receives", "appeal-rules:2", clocks=(start("answer"),), tone="primary", hint=_("核对类别和答复期限")),
    Step("decline", pgettext_lazy("verb", "不予受理"), BEFORE_DISPATCH, "declined", "receives", "appeal-rules:8", clocks=(drop("accept"), drop("answer")), tone="danger", rare=True),
    Step("assign", pgettext_lazy("appeal", "派单"), ("accepted",), "assigned", "receives", "appeal-rules:7", clocks=(meet("accept"), start("take")), tone="primary"),
    Step("reassign", _("改派"), ("assigned", "handling"), "assigned", "receives", "appeal-rules:7", clocks=(drop("take"), start("take")), rare=True),
    Step("take", _("签收"), ("assigned",), "handling", "takes", "appeal-rules:7", clocks=(meet("take"),), tone="primary"),
    Step("hand_back", pgettext_lazy("appeal", "提出异议"), ("assigned",), "assigned", "may_object", "appeal-rules:7", clocks=(drop("take"), start("take")), hint=_("由兜底单位签收办理，不得再退")),
    Step("add_co_unit", _("请协办"), ("handling",), None, "handles", "appeal-rules:7"),
    Step("ask_raiser", _("请补充"), ("handling",), "waiting", "handles", "appeal-rules:9", clocks=(stop("answer"), start("supply"))),
    Step("supply", _("补充情况"), ("waiting",), "handling", "is_raiser", "appeal-rules:9", clocks=(meet("supply"), resume("answer")), tone="primary"),
    Step("go_on_unsupplied", _("逾期未补充，恢复办理"), ("waiting",), "handling", "is_system", "appeal-rules:9", clocks=(drop("supply"), resume("answer")), by_system=True),
    Step("answer", _("答复"), ("handling",), "answered", "handles", "appeal-rules:10", clocks=(meet("answer"), start("verdict")), tone="primary"),
    Step("submit_reply", _("送签答复"), ("handling",), "to-sign", "handles", "appeal-rules:10", clocks=(start("sign"),)),
    Step("sign", _("签发答复"), ("to-sign",), "answered", "signs", "appeal-rules:10", clocks=(meet("sign"), meet("answer"), start("verdict")), tone="primary"),
    Step("return_reply", _("退回修改"), ("to-sign",), "handling", "signs", "appeal-rules:10", clocks=(meet("sign"),)),
    Step("give_verdict", _("评价"), ("answered",), None, "has_voice", "appeal-rules:11", tone="primary"),
    Step("handle_again", _("评价未解决，重新办理"), ("answered",), "handling", "is_system", "appeal-rules:11", clocks=(meet("verdict"), start("answer")), by_system=True),
    Step("close", _("办结"), ("answered",), "closed-confirmed", "is_system", "appeal-rules:11", clocks=(meet("verdict"),), by_system=True),
    Step("presume", _("逾期未评价"), ("answered",), "closed-presumed", "is_system", "appeal-rules:11", clocks=(drop("verdict"),), by_system=True, also_targets=("closed-confirmed",)),
    Step("close_unsolved", _("办结（提出人认为未解决）"), ("answered",), "closed-unsolved", "is_system", "appeal-rules:11", clocks=(meet("verdict"),), by_system=True),
    Step("join", _("我也遇到"), UNANSWERED, None, "may_join", "appeal-rules:12"),
    Step("bundle", _("并案"), (*BEFORE_DISPATCH, "assigned", "handling"), "bundled", "bundles", "appeal-rules:12", clocks=(drop("accept"), drop("take"), stop("answer")), rare=True),
    Step("unbundle", _("撤销并案"), ("bundled",), "accepted", "bundles", "appeal-rules:12", clocks=(resume("answer"), start("accept")), also_targets=("raised",), rare=True),
    Step("answer_bundled", _("随主件答复"), ("bundled",), "answered", "is_system", "appeal-rules:12", clocks=(meet("answer"), start("verdict")), by_system=True),
    Step("ask_to_park", _("申请挂账"), ("handling",), "park-asked", "handles", "appeal-rules:5", clocks=(stop("answer"), start("confirm")), rare=True),
    Step("approve_parking", _("同意挂账"), ("park-asked",), "parked", "supervises", "appeal-rules:5", clocks=(meet("confirm"), start("review")), tone="primary"),
    Step("refuse_parking", _("不同意挂账"), ("park-asked",), "handling", "supervises", "appeal-rules:5", clocks=(drop("confirm"), resume("answer"))),
    Step("resume", _("恢复办理"), ("parked",), "handling", "may_resume", "appeal-rules:5", clocks=(meet("review"), resume("answer")), tone="primary"),
    Step("ask_exclusion", _("申请剔除统计"), ("answered", *CLOSED), None, "handles", "appeal-rules:5", rare=True),
    Step("approve_exclusion", _("同意剔除"), ("answered", *CLOSED), None, "supervises", "appeal-rules:5"),
    Step("refuse_exclusion", _("不同意剔除"), ("answered", *CLOSED), None, "supervises", "appeal-rules:5"),
    Step("withdraw", _("撤回"), (*BEFORE_DISPATCH, "assigned", "handling", "waiting"), "withdrawn", "is_raiser", "appeal-rules:13", clocks=DROPPED, tone="danger", rare=True),
    Step("urge", _("催办"), UNANSWERED, None, "may_urge", "appeal-rules:14"),
    Step("supervise", _("督办"), UNANSWERED, None, "supervises", "appeal-rules:14", rare=True),
    Step("release", _("交回重办"), IN_HAND, "accepted", "is_system", "appeal-rules:1", clocks=RELEASED, by_system=True),
    Step("inherit", _("承接"), OPEN, None, "is_system", "appeal-rules:1", by_system=True),
    Step("ask_opening", _("申请开封"), (*OPEN, *CLOSED, "declined"), None, "opens_sealed", "appeal-rules:15", rare=True),
    Step("approve_opening", _("同意开封"), (*OPEN, *CLOSED, "declined"), None, "opens_sealed", "appeal-rules:15", rare=True),
)
# fmt: on

APPEAL = Procedure(
    code="appeal",
    label=_("诉求"),
    edition="2026-1",
    start="raised",
    states=(
        State("raised", pgettext_lazy("appeal", "待受理"), "quiet", stage="raise"),
        State("accepted", pgettext_lazy("appeal", "待派单"), "active", stage="accept"),
        State("assigned", _("待签收"), "active", stage="assign"),
        State("handling", _("办理中"), "active", stage="handle"),
        State("waiting", _("待补充"), "warn", stage="handle"),
        State("to-sign", _("待签发"), "active", stage="reply"),
        State("park-asked", _("待批挂账"), "warn", stage="handle"),
        State("parked", _("挂账"), "warn", stage="handle"),
        State("bundled", _("已并案"), "active", stage="handle"),
        State("answered", _("待评价"), "active", stage="verdict"),
        State("closed-confirmed", _("已办结"), "good", end=True, stage="close"),
        State("closed-presumed", _("已办结（未评价）"), "good", end=True, stage="close"),
        State("closed-unsolved", _("已办结（提出人认为未解决）"), "bad", end=True, stage="close"),
        State("declined", _("不予受理"), "end", end=True, stage="accept"),
        State("withdrawn", _("已撤回"), "end", end=True, stage="raise"),
    ),
    steps=STEPS,
)

LIFE = Life(
    procedure=APPEAL,
    prefix="诉求",
    stages=(
        ("raise", _("提出")),
        ("accept", pgettext_lazy("appeal", "受理")),
        ("assign", pgettext_lazy("appeal", "派单")),
        ("handle", _("办理")),
        ("reply", _("答复")),
        ("verdict", _("评价")),
        ("close", _("办结")),
    ),
    limits=limits(
        Limit("accept", _("受理派单时限"), "appeal-rules:2", "accept_days"),
        Limit("take", _("签收时限"), "appeal-rules:7", "take_days"),
        Limit("answer", _("答复时限"), "appeal-rules:2", "again_days"),
        Limit("supply", _("补充时限"), "appeal-rules:9", "supply_days"),
        Limit("sign", _("签发时限"), "appeal-rules:10", "sign_days"),
        Limit("verdict", _("评价时限"), "appeal-rules:11", "verdict_days"),
        Limit("confirm", _("确认时限"), "appeal-rules:5", "confirm_days"),
        Limit("review", _("复查日期"), "appeal-rules:5", "review_most_days"),
    ),
    front={
        "raised": "accept",
        "accepted": "accept",
        "assigned": "take",
        "handling": "answer",
        "waiting": "supply",
        "to-sign": "sign",
        "park-asked": "confirm",
        "parked": "review",
        "answered": "verdict",
    },
    stopped=("waiting", "answered", "parked", "bundled"),
    waiting=(
        Waiting("raised", "accept", "matters.receive", "origin"),
        Waiting("accepted", "assign", "matters.receive", "origin"),
        Waiting("assigned", "take", "matters.take", "lead"),
        Waiting("handling", "answer", "matters.handle", "lead"),
        Waiting("waiting", "supply", "", "chief"),
        Waiting("to-sign", "sign", "matters.sign-off", "lead"),
        Waiting("answered", "give_verdict", "", "raiser"),
        Waiting("park-asked", "approve_parking", "matters.supervise", "origin"),
    ),
    with_lead=(*IN_HAND, "answered", *CLOSED),
    releases_to="accepted",
    work_clock="answer",
    solved_ends=("closed-confirmed", "closed-presumed"),
    review="appeal-rules:5",
    again="appeal-rules:11",
    speaks_for_absent="matters.receive",
    shared_without_names=True,
)
