"""The life of a meeting as a table: planned, held with its minutes, or called off. proposal-rules:16.

The life of a proposal is in ``procedures``.
"""

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.procedure import Procedure, State, Step

ARTICLE = "proposal-rules:16"
PLANNED, HELD, CALLED_OFF = "planned", "held", "called-off"
MEETING = Procedure(
    code="meeting",
    label=_("面对面会议"),
    edition="2026",
    start=PLANNED,
    states=(
        State(PLANNED, _("待召开"), tone="active", stage="planned"),
        State(HELD, _("已召开"), tone="good", stage="held"),
        State(CALLED_OFF, _("已取消"), tone="end", end=True, stage="held"),
    ),
    steps=(
        Step("plan_meeting", _("安排会议"), (), PLANNED, "may_hold", ARTICLE, tone="primary"),
        Step("record_meeting", _("登记纪要"), (PLANNED, HELD), HELD, "may_hold", ARTICLE, tone="primary"),
        Step("attach_minutes", _("上传签字的纪要"), (HELD,), None, "may_hold", ARTICLE),
        Step("call_off_meeting", _("取消会议"), (PLANNED,), CALLED_OFF, "may_hold", ARTICLE, tone="danger", rare=True),
    ),
)
STAGES = (("planned", _("安排")), ("held", _("召开")))
WHO = {"may_hold": _("提案委员会")}
