"""Words for the printed procedure: who takes a step, and what the form of a step asks for."""

from django.utils.translation import gettext_lazy as _

# By the predicate in ``permissions``; every one named in the table has its word (walls).
WHO = {
    "may_propose": _("支部书记、副书记；牵线的上级党组织、组织员"),
    "may_lead": _("发起方的书记、副书记；牵线的上级党组织、组织员"),
    "may_sign": _("各方的书记、副书记"),
    "may_record_signature": _("发起方"),
    "may_hand_back": _("各方的书记、副书记"),
    "may_work": _("任何一方"),
    "may_conclude": _("发起方的书记、副书记"),
    "may_dissolve": _("发起方和牵线的；生效以后任何一方"),
}
NEEDS = {
    "title": _("名称"),
    "kind": _("类型"),
    "goals": _("共建目标"),
    "members": _("参加各方"),
    "since": _("开始日期"),
    "until": _("结束日期"),
    "member": _("签署的一方"),
    "name": _("签署人"),
    "signed_on": _("签署日期"),
    "reason": _("理由"),
    "day": _("计划日期"),
    "held_on": _("举办日期"),
    "note": _("结果"),
    "text": _("内容"),
    "summary": _("总结"),
}
