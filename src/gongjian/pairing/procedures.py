"""The life of a pair as a table. Source: S3, S4 (docs/sources.md); the school rule on problems, article 19."""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.procedure import Procedure, State, Step

ARTICLE = "problem-rules:19"

DRAFT, SIGNING, ACTIVE, CONCLUDED, DISSOLVED = "draft", "signing", "active", "concluded", "dissolved"

PAIRING = Procedure(
    code="pairing",
    label=_("结对共建"),
    edition="2026",
    start=DRAFT,
    states=(
        State(DRAFT, _("拟订"), tone="quiet", stage="draft"),
        State(SIGNING, _("待签署"), tone="warn", stage="signing"),
        State(ACTIVE, _("共建中"), tone="active", stage="active"),
        State(CONCLUDED, _("已结束"), tone="good", end=True, stage="end"),
        State(DISSOLVED, _("已解除"), tone="end", end=True, stage="end"),
    ),
    steps=(
        Step(
            "propose",
            _("发起结对"),
            (),
            DRAFT,
            "may_propose",
            ARTICLE,
            tone="primary",
            hint=_("写明类型、各方、目标、拟解难题和活动安排，形成实施方案。"),
        ),
        Step(
            "amend_plan",
            _("修改方案"),
            (DRAFT,),
            None,
            "may_lead",
            ARTICLE,
            hint=_("方案在送签之前可以修改。"),
        ),
        Step(
            "send_for_signing",
            _("送签"),
            (DRAFT,),
            SIGNING,
            "may_lead",
            ARTICLE,
            tone="primary",
            hint=_("送签后方案不再修改，由各方书记逐一签署。"),
        ),
        Step(
            "sign",
            _("签署"),
            (SIGNING,),
            None,
            "may_sign",
            ARTICLE,
            tone="primary",
            also_targets=(ACTIVE,),
            hint=_("各方都签署后，结对自动生效。"),
        ),
        Step(
            "record_signature",
            _("登记纸质签署"),
            (SIGNING,),
            None,
            "may_record_signature",
            ARTICLE,
            also_targets=(ACTIVE,),
            hint=_("校外单位没有账号的，由发起方登记纸质签署并上传扫描件。"),
            rare=True,
        ),
        Step(
            "hand_back",
            _("退回修改"),
            (SIGNING,),
            DRAFT,
            "may_hand_back",
            ARTICLE,
            hint=_("退回后已有的签署作废，方案修改后重新送签。"),
            rare=True,
        ),
        Step(
            "recall",
            _("撤回送签"),
            (SIGNING,),
            DRAFT,
            "may_lead",
            ARTICLE,
            hint=_("撤回后已有的签署作废，方案可以修改。"),
            rare=True,
        ),
        Step(
            "plan_activity",
            _("增加活动"),
            (ACTIVE,),
            None,
            "may_work",
            ARTICLE,
            rare=True,
        ),
        Step(
            "hold_activity",
            _("登记活动"),
            (ACTIVE,),
            None,
            "may_work",
            ARTICLE,
            hint=_("写明实际日期、参加人数和结果。"),
        ),
        Step(
            "call_off_activity",
            _("取消活动"),
            (ACTIVE,),
            None,
            "may_work",
            ARTICLE,
        ),
        Step(
            "add_outcome",
            _("登记成果"),
            (ACTIVE,),
            None,
            "may_work",
            ARTICLE,
            tone="primary",
            hint=_("成果是结束结对的前提。"),
        ),
        Step(
            "conclude",
            _("结束结对"),
            (ACTIVE,),
            CONCLUDED,
            "may_conclude",
            ARTICLE,
            hint=_("至少登记一项成果后可以结束；未解决的难题另定责任方。"),
        ),
        Step(
            "dissolve",
            _("解除结对"),
            (DRAFT, SIGNING, ACTIVE),
            DISSOLVED,
            "may_dissolve",
            ARTICLE,
            tone="danger",
            hint=_("须写明原因；未解决的难题另定责任方。"),
            rare=True,
        ),
    ),
)

# The stages of the step bar, in order.
STAGES = (("draft", _("拟订方案")), ("signing", _("各方签署")), ("active", _("共建")), ("end", _("结束")))

# Which sorts of bodies a kind of pair must bring together (S4), and how many members it has at least.
KIND_NEEDS: dict[str, tuple[str, ...]] = {
    "office-office": ("office", "office"),
    "office-college": ("office", "college"),
    "office-student": ("office", "student"),
    "local": ("local",),
    "firm": ("firm",),
    "undergraduate-graduate": ("student", "student"),
    "one-with-many": (),
}
KIND_LEAST_MEMBERS: dict[str, int] = {"one-with-many": 3}
SORT_WORDS = {
    "office": _("机关"),
    "college": _("教学科研单位"),
    "student": _("学生组织"),
    "local": _("地方单位或兄弟高校"),
    "firm": _("企业"),
}
MOST_MEMBERS = 20
ABOUT_AN_ACTIVITY = ("hold_activity", "call_off_activity")  # their buttons stand at the lines of the plan
