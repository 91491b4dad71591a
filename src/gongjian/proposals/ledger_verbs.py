"""What the ledger says of this app's verbs outside the life of a proposal: label and sentence for each."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("proposals.session-opened", _("设立届次"), _("%(host)s设立届次，征集提案%(opens)s至%(closes)s")),
    ("proposals.session-changed", _("修改届次"), _("征集提案改为%(opens)s至%(closes)s")),
    ("proposals.session-concluded", _("结束本届"), _("本届结束，在办的提案继续办理")),
    ("proposals.delegate-entered", _("登记代表"), _("登记代表%(who)s，由%(body)s选举")),
    ("proposals.delegate-ended", _("终止代表资格"), _("终止%(who)s的代表资格：%(reason)s")),
    ("proposals.delegates-imported", _("导入代表"), _("由文件导入代表%(n)s名：%(file)s")),
    ("proposals.drafted", _("起草提案"), _("%(actor)s起草提案，提交%(session)s")),
    ("proposals.brought-in", _("由大赛转入"), _("参赛作品“%(entry)s”转入%(session)s，经手人：%(by)s")),
    ("proposals.meeting-planned", _("安排面对面"), _("安排面对面会议，%(place)s，提案%(n)s件")),
    ("proposals.meeting-recorded", _("登记会议纪要"), _("登记会议纪要，说明提案%(n)s件")),
    ("proposals.meeting-called-off", _("取消会议"), _("取消会议：%(reason)s")),
)
