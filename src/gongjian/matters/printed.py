"""Words for the printed procedure: who takes a step, and what the form of a step asks for."""

from django.utils.translation import gettext_lazy as _

from gongjian.rulebook.registry import Printed

from .procedures import LIMITS, PROBLEM, STAGES

# By the predicate in ``permissions``; every one named in the table has its word (walls).
WHO = {
    "may_raise": _("登录的师生，可以匿名"),
    "is_raiser": _("提出人本人"),
    "is_system": _("系统"),
    "studies": _("接收组织的书记、副书记、支委"),
    "adopts": _("接收组织的书记、副书记"),
    "plans": _("接收组织的书记、副书记"),
    "assigns": _("接收组织的书记、副书记"),
    "takes": _("被交办单位的经办人、负责人"),
    "handles": _("主办单位的经办人、负责人"),
    "works_on": _("主办和协办单位的经办人、负责人"),
    "supervises": _("联系委员、上级党组织书记、校领导"),
    "may_adjust": _("接收组织的书记、副书记；主办单位的经办人、负责人"),
    "confirms_adjustment": _("主办单位和监督人，双方"),
    "confirms": _("监督人，不能是申请销号的人"),
    "may_resume": _("主办单位或监督人"),
    "may_urge": _("提出人、接收组织、监督人、单位负责人"),
    "opens_sealed": _("上级党组织书记、系统管理员，须两人"),
}
NEEDS = {
    "title": _("标题"),
    "text": _("内容"),
    "origin": _("接收组织"),
    "held_on": _("会议日期"),
    "opinion": _("意见"),
    "due": _("应到人数"),
    "present": _("实到人数"),
    "in_favour": _("赞成人数"),
    "reason": _("理由"),
    "goal": _("目标"),
    "measures": _("举措"),
    "duties": _("责任"),
    "lead": _("主办单位"),
    "measure": _("举措序号"),
    "percent": _("完成比例"),
    "changes": _("改动"),
    "question": _("需要补充什么"),
    "statement": _("办理情况"),
    "evidence": _("依据"),
    "solved": _("是否解决"),
    "satisfaction": _("满意度"),
    "words": _("说明"),
    "plan": _("后续方案"),
    "review_on": _("复查日期"),
    "original": _("原有事项"),
}

PRINTED = Printed(
    procedure=PROBLEM,
    stages=STAGES,
    who=WHO,
    needs=NEEDS,
    clocks={name: limit.label for name, limit in LIMITS.items()},
)
