"""Words for the printed procedures: who takes a step, and what a step asks for."""

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
# What pages with rows of their own ask for, and what an entry needs before it is handed in.
CONTEST_ASKED = {"set_criteria": (_("评分项"), _("奖项"))}
ENTRY_ASKED = {
    "start_entry": (_("题目"), _("团队成员")),
    "write_entry": (_("题目"), _("案由"), _("实地调研"), _("分析"), _("具体建议")),
    "score": (_("各项得分"),),
}
