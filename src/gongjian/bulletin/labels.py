"""Words for the printed procedures: who takes a step."""

from django.utils.translation import gettext_lazy as _

# By the predicate in ``permissions``; every one named in the tables has its word (walls).
WHO = {
    "may_write": _("单位、支部的书记、负责人、经办人、组织员"),
    "may_amend": _("同一单位、支部的起草人"),
    "may_review": _("单位负责人、上级党组织书记、管理员，且没有写过这篇公告"),
    "may_take_down": _("所属单位的起草人和审核人"),
    "may_join": _("登录的人"),
}
ITEM_WHO = {
    "may_enter_item": _("登录的人"),
    "may_answer_item": _("登录的人"),
    "may_settle_item": _("登记的人"),
    "may_take_item_down": _("登记的人；公告审核人"),
    "may_expire_item": _("系统"),
}
