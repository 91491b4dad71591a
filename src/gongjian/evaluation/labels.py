"""Words for the printed procedures: who takes a step, and what the form of a step asks for."""

from django.utils.translation import gettext_lazy as _

# By the predicate in ``permissions``; every one named in the tables has its word (walls).
WHO = {
    "may_draw_up": _("主办单位负责人、书记；系统管理员"),
    "may_manage": _("主办单位负责人、书记；系统管理员"),
    "may_object": _("任何登录的人，实名"),
    "may_enter": _("学生团队；集体评选为支部书记、副书记"),
    "may_write": _("申报的团队成员"),
    "may_check": _("主办单位，团队成员除外"),
    "may_score": _("被分派且不须回避的评委"),
    "may_transfer": _("主办单位负责人、书记；系统管理员"),
}
NEEDS = {
    "title": _("名称"),
    "kind": _("类型"),
    "host": _("主办单位"),
    "opens_on": _("征集开始"),
    "closes_on": _("征集截止"),
    "judging_until": _("评审截止"),
    "criteria": _("评分项"),
    "awards": _("奖项"),
    "number": _("工号或学号"),
    "reason": _("理由"),
    "text": _("内容"),
    "answer": _("答复"),
    "upheld": _("是否成立"),
    "team": _("团队成员"),
    "background": _("案由"),
    "research": _("实地调研"),
    "analysis": _("分析"),
    "advice": _("具体建议"),
    "points": _("各项得分"),
    "juror": _("评委"),
}
