"""The lives of a notice and of a lost item as tables. Source: S10, S36; the school rules on the bulletin."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.procedure import Procedure, State, Step

WRITING, REVIEWING, RETURNING, TAKING_DOWN = (f"bulletin-rules:{n}" for n in (2, 3, 4, 5))
FINDING, CALLING, SUBSCRIBING, PICTURES = (f"bulletin-rules:{n}" for n in (6, 7, 10, 11))

DRAFT, IN_REVIEW, PUBLISHED, TAKEN_DOWN, DISCARDED = "draft", "in-review", "published", "taken-down", "discarded"

NOTICE = Procedure(
    code="notice",
    label=_("公告"),
    edition="2026",
    start=DRAFT,
    states=(
        State(DRAFT, _("拟订"), tone="quiet", stage="draft"),
        State(IN_REVIEW, _("待审核"), tone="warn", stage="review"),
        State(PUBLISHED, _("已发布"), tone="good", stage="public"),
        State(TAKEN_DOWN, _("已撤下"), tone="end", end=True, stage="public"),
        State(DISCARDED, _("已作废"), tone="end", end=True, stage="draft"),
    ),
    steps=(
        Step(
            "write",
            _("起草"),
            (),
            DRAFT,
            "may_write",
            WRITING,
            tone="primary",
            hint=_("选栏目，写标题和正文，附图片。"),
        ),
        Step(
            "amend",
            _("修改"),
            (DRAFT,),
            None,
            "may_amend",
            WRITING,
            hint=_("送审之前可以修改。"),
        ),
        Step(
            "send_for_review",
            _("送审"),
            (DRAFT,),
            IN_REVIEW,
            "may_amend",
            WRITING,
            tone="primary",
            hint=_("送审后不再修改，由另一人审核。"),
        ),
        Step(
            "recall",
            _("撤回送审"),
            (IN_REVIEW,),
            DRAFT,
            "may_amend",
            WRITING,
            rare=True,
            hint=_("撤回后可以修改，再重新送审。"),
        ),
        Step(
            "publish",
            _("发布"),
            (IN_REVIEW,),
            PUBLISHED,
            "may_review",
            REVIEWING,
            tone="primary",
            hint=_("发布后人人可见，订阅这一栏目的人会在每日汇总中看到。"),
        ),
        Step(
            "hand_back",
            _("退回修改"),
            (IN_REVIEW,),
            DRAFT,
            "may_review",
            RETURNING,
            hint=_("写明要改什么，退给执笔人。"),
        ),
        Step(
            "discard",
            _("作废"),
            (DRAFT,),
            DISCARDED,
            "may_amend",
            RETURNING,
            tone="danger",
            rare=True,
            hint=_("这份草稿不再使用。"),
        ),
        Step(
            "take_down",
            _("撤下"),
            (PUBLISHED,),
            TAKEN_DOWN,
            "may_take_down",
            TAKING_DOWN,
            tone="danger",
            rare=True,
            hint=_("公众不再看到；原文和理由留存。"),
        ),
        Step("join", _("响应"), (PUBLISHED,), None, "may_join", CALLING, hint=_("每人一次，可以取消。")),
        Step("leave", _("取消响应"), (PUBLISHED,), None, "may_join", CALLING),
    ),
)
STAGES = (("draft", _("起草")), ("review", _("审核")), ("public", _("发布")))
BY_READERS = ("join", "leave")  # steps of a notice that readers take, not those who work on it

OPEN, SETTLED, EXPIRED = "open", "settled", "expired"
LOST_ITEM = Procedure(
    code="lost-item",
    label=_("失物招领"),
    edition="2026",
    start=OPEN,
    states=(
        State(OPEN, _("招领中"), tone="active", stage="open"),
        State(SETTLED, _("已找回"), tone="good", end=True, stage="end"),
        State(EXPIRED, _("已到期"), tone="end", end=True, stage="end"),
        State(TAKEN_DOWN, _("已撤下"), tone="end", end=True, stage="end"),
    ),
    steps=(
        Step(
            "enter_item",
            _("登记物品"),
            (),
            OPEN,
            "may_enter_item",
            FINDING,
            tone="primary",
            hint=_("登记后直接公开。"),
        ),
        Step("answer_item", _("联系"), (OPEN,), None, "may_answer_item", FINDING, tone="primary"),
        Step("settle_item", _("确认找回"), (OPEN,), SETTLED, "may_settle_item", FINDING, tone="primary"),
        Step("expire_item", _("到期下架"), (OPEN,), EXPIRED, "may_expire_item", FINDING, by_system=True),
        Step(
            "take_item_down",
            _("撤下登记"),
            (OPEN,),
            TAKEN_DOWN,
            "may_take_item_down",
            FINDING,
            tone="danger",
        ),
    ),
)
ITEM_STAGES = (("open", _("公开招领")), ("end", _("了结")))
