"""The life of a problem as a table: verb, from, to, who, what it needs, clock, article.

Every line cites a provision of the rulebook (``problem-rules`` = the school's rules for pairing up to solve problems, the
working procedure of source S1–S3). Buttons, refusals, deadlines, the flow chart and the documentation come from here.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.procedure import Procedure, State, Step
from gongjian.matters.life import Life, Limit, Waiting, drop, limits, meet, resume, start, stop

BEFORE_ADOPTION = ("raised", "studied")
WORKED = ("handling", "waiting")
OPEN = (
    "raised",
    "studied",
    "adopted",
    "listed",
    "assigned",
    "handling",
    "waiting",
    "claimed",
    "judged",
    "park-asked",
    "parked",
)
AFTER_LISTS = ("listed", "assigned", "handling", "waiting", "claimed", "judged", "park-asked", "parked")

RELEASED = (*(drop(c) for c in ("take", "supply", "confirm", "review", "solve")), start("plan"))
SEALED_IN = (*OPEN, "solved-confirmed", "solved-presumed", "declined", "duplicate")

# A table reads by its columns: one line for each verb.
# fmt: off
STEPS: tuple[Step, ...] = (
    Step("raise_problem", _("提出"), (), "raised", "may_raise", "problem-rules:2", clocks=(start("study"),), tone="primary"),
    Step("study", _("研究"), ("raised",), "studied", "studies", "problem-rules:4", clocks=(meet("study"), start("adopt")), tone="primary", hint=_("登记支委会研究的日期和意见")),
    Step("adopt", _("立项"), ("studied",), "adopted", "adopts", "problem-rules:5", clocks=(meet("adopt"), start("plan")), tone="primary", hint=_("登记党员大会讨论结果：应到、实到、赞成")),
    Step("decline", pgettext_lazy("verb", "不予立项"), ("studied",), "declined", "adopts", "problem-rules:5", clocks=(drop("adopt"),), tone="danger", rare=True),
    Step("draw_up", _("制定清单"), ("adopted",), "listed", "plans", "problem-rules:6", tone="primary", hint=_("难题、举措、责任三张清单")),
    Step("assign", _("交办"), ("listed",), "assigned", "assigns", "problem-rules:7", clocks=(meet("plan"), start("take")), tone="primary"),
    Step("take", _("签收"), ("assigned",), "handling", "takes", "problem-rules:7", clocks=(meet("take"), start("solve")), tone="primary"),
    Step("hand_back", _("退办"), ("assigned",), "listed", "takes", "problem-rules:7", clocks=(drop("take"), start("plan"))),
    Step("report_progress", _("报进度"), ("handling",), None, "works_on", "problem-rules:8"),
    Step("reply", _("答复"), ("handling",), None, "handles", "problem-rules:8"),
    Step("propose_adjustment", _("调整"), ("listed", "assigned", "handling", "waiting", "park-asked", "parked"), None, "may_adjust", "problem-rules:9", rare=True),
    Step("confirm_adjustment", _("确认调整"), AFTER_LISTS, None, "confirms_adjustment", "problem-rules:9"),
    Step("reject_adjustment", _("不同意调整"), AFTER_LISTS, None, "confirms_adjustment", "problem-rules:9"),
    Step("ask_raiser", _("请补充"), ("handling",), "waiting", "handles", "problem-rules:10", clocks=(stop("solve"), start("supply"))),
    Step("supply", _("补充情况"), ("waiting",), "handling", "is_raiser", "problem-rules:10", clocks=(meet("supply"), resume("solve")), tone="primary"),
    Step("go_on_unsupplied", _("逾期未补充，恢复办理"), ("waiting",), "handling", "is_system", "problem-rules:10", clocks=(drop("supply"), resume("solve")), by_system=True),
    Step("claim_solved", _("申请销号"), ("handling",), "claimed", "handles", "problem-rules:11", clocks=(stop("solve"), start("verdict")), tone="primary"),
    Step("give_verdict", _("评价"), ("claimed",), "judged", "is_raiser", "problem-rules:12", clocks=(meet("verdict"), start("confirm")), tone="primary"),
    Step("handle_again", _("评价未解决，二次办理"), ("claimed",), "handling", "is_raiser", "problem-rules:14", clocks=(meet("verdict"), resume("solve")), by_system=True),
    Step("presume", _("逾期未评价"), ("claimed",), "judged", "is_system", "problem-rules:12", clocks=(drop("verdict"), start("confirm")), by_system=True),
    Step("confirm_solved", _("确认销号"), ("judged",), "solved-confirmed", "confirms", "problem-rules:13", clocks=(meet("confirm"), meet("solve")), tone="primary", also_targets=("solved-presumed",)),
    Step("send_back", _("退回再办"), ("judged",), "handling", "supervises", "problem-rules:14", clocks=(drop("confirm"), resume("solve"))),
    Step("ask_to_park", _("申请挂账"), ("handling",), "park-asked", "handles", "problem-rules:15", clocks=(stop("solve"), start("confirm")), rare=True),
    Step("approve_parking", _("同意挂账"), ("park-asked",), "parked", "supervises", "problem-rules:15", clocks=(meet("confirm"), start("review")), tone="primary"),
    Step("refuse_parking", _("不同意挂账"), ("park-asked",), "handling", "supervises", "problem-rules:15", clocks=(drop("confirm"), resume("solve"))),
    Step("resume", _("恢复办理"), ("parked",), "handling", "may_resume", "problem-rules:15", clocks=(meet("review"), resume("solve")), tone="primary"),
    Step("mark_duplicate", _("并为重复"), BEFORE_ADOPTION, "duplicate", "adopts", "problem-rules:21", clocks=(drop("study"), drop("adopt")), rare=True),
    Step("withdraw", _("撤回"), BEFORE_ADOPTION, "withdrawn", "is_raiser", "problem-rules:22", clocks=(drop("study"), drop("adopt")), tone="danger", rare=True),
    Step("urge", _("催办"), OPEN, None, "may_urge", "problem-rules:16"),
    Step("supervise", _("督办"), OPEN, None, "supervises", "problem-rules:16", rare=True),
    Step("release", _("交回重办"), ("assigned", "handling", "waiting", "park-asked", "parked"), "listed", "is_system", "problem-rules:3", clocks=RELEASED, by_system=True),
    Step("inherit", _("承接"), OPEN, None, "is_system", "problem-rules:3", by_system=True),
    Step("ask_opening", _("申请开封"), SEALED_IN, None, "opens_sealed", "problem-rules:18", rare=True),
    Step("approve_opening", _("同意开封"), SEALED_IN, None, "opens_sealed", "problem-rules:18", rare=True),
)
# fmt: on

PROBLEM = Procedure(
    code="problem",
    label=_("难题"),
    edition="2026-1",
    start="raised",
    states=(
        State("raised", _("已提出"), "quiet", stage="raise"),
        State("studied", _("已研究"), "quiet", stage="study"),
        State("adopted", _("已立项"), "active", stage="adopt"),
        State("listed", _("待交办"), "active", stage="lists"),
        State("assigned", _("待签收"), "active", stage="assign"),
        State("handling", _("办理中"), "active", stage="handle"),
        State("waiting", _("待补充"), "warn", stage="handle"),
        State("park-asked", _("待批挂账"), "warn", stage="handle"),
        State("parked", _("挂账"), "warn", stage="handle"),
        State("claimed", _("待评价"), "active", stage="claim"),
        State("judged", _("待确认销号"), "active", stage="verdict"),
        State("solved-confirmed", _("已销号"), "good", end=True, stage="close"),
        State("solved-presumed", _("已销号（默认）"), "good", end=True, stage="close"),
        State("declined", _("不予立项"), "end", end=True, stage="adopt"),
        State("duplicate", _("重复并入"), "end", end=True, stage="study"),
        State("withdrawn", _("已撤回"), "end", end=True, stage="raise"),
    ),
    steps=STEPS,
)

LIFE = Life(
    procedure=PROBLEM,
    prefix="难题",
    stages=(
        ("raise", _("提出")),
        ("study", _("研究")),
        ("adopt", _("立项")),
        ("lists", _("清单")),
        ("assign", _("交办")),
        ("handle", _("办理")),
        ("claim", _("申请销号")),
        ("verdict", _("评价")),
        ("close", _("销号")),
    ),
    limits=limits(
        Limit("study", _("研究时限"), "problem-rules:4", "study_days"),
        Limit("adopt", _("立项时限"), "problem-rules:5", "adopt_days"),
        Limit("plan", _("清单与交办时限"), "problem-rules:6", "plan_days"),
        Limit("take", _("签收时限"), "problem-rules:7", "take_days"),
        Limit("solve", _("办结时限"), "problem-rules:8", "solve_days"),
        Limit("supply", _("补充时限"), "problem-rules:10", "supply_days"),
        Limit("verdict", _("评价时限"), "problem-rules:12", "verdict_days"),
        Limit("confirm", _("确认时限"), "problem-rules:13", "confirm_days"),
        Limit("review", _("复查日期"), "problem-rules:15", "review_most_days"),
    ),
    front={
        "raised": "study",
        "studied": "adopt",
        "adopted": "plan",
        "listed": "plan",
        "assigned": "take",
        "handling": "solve",
        "waiting": "supply",
        "claimed": "verdict",
        "judged": "confirm",
        "park-asked": "confirm",
        "parked": "review",
    },
    stopped=("waiting", "claimed", "parked"),
    waiting=(
        Waiting("raised", "study", "matters.study", "origin"),
        Waiting("studied", "adopt", "matters.adopt", "origin"),
        Waiting("adopted", "draw_up", "matters.plan", "origin"),
        Waiting("listed", "assign", "matters.assign", "origin"),
        Waiting("assigned", "take", "matters.take", "lead"),
        Waiting("handling", "claim_solved", "matters.handle", "lead"),
        Waiting("waiting", "supply", "", "raiser"),
        Waiting("claimed", "give_verdict", "", "raiser"),
        Waiting("judged", "confirm_solved", "matters.supervise", "origin"),
        Waiting("park-asked", "approve_parking", "matters.supervise", "origin"),
    ),
    with_lead=(
        "assigned",
        "handling",
        "waiting",
        "claimed",
        "judged",
        "park-asked",
        "parked",
        "solved-confirmed",
        "solved-presumed",
    ),
    releases_to="listed",
    work_clock="solve",
    solved_ends=("solved-confirmed", "solved-presumed"),
    review="problem-rules:15",
    speaks_for_absent="matters.plan",
    received_by="",
)
