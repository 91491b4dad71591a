"""What the audit log says of acts that no command declares, and the kinds of messages people choose."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LEDGER_VERBS = (
    ("appeals.raised", pgettext_lazy("appeal", "提出诉求"), _("%(actor)s提出（%(channel)s），由%(to)s首接负责")),
    ("appeals.lifted", _("转为难题"), _("与同类诉求一起转为难题%(problem)s《%(title)s》")),
    ("appeals.reception-set", _("设置受理单位"), _("设置受理单位：%(what)s")),
    ("appeals.reception-closed", _("关闭受理单位"), _("关闭受理单位：%(what)s")),
    ("appeals.rule-added", _("增加派单规则"), _("增加派单规则：%(what)s")),
    ("appeals.rule-changed", _("修改派单规则"), _("修改派单规则：%(what)s")),
    ("appeals.template-added", _("增加答复模板"), _("增加答复模板：%(what)s")),
    ("appeals.template-changed", _("修改答复模板"), _("修改答复模板：%(what)s")),
    ("appeals.contact-added", _("增加紧急联系方式"), _("增加紧急联系方式：%(what)s")),
    ("appeals.contact-changed", _("修改紧急联系方式"), _("修改紧急联系方式：%(what)s")),
    ("appeals.board-opened", _("开设议题"), _("开设议题“%(topic)s”，征集至%(until)s")),
    ("appeals.board-changed", _("修改议题"), _("修改议题“%(topic)s”，征集至%(until)s")),
    ("appeals.board-summarised", _("归纳意见"), _("归纳了议题“%(topic)s”的意见")),
    ("appeals.summary-published", _("公布归纳"), _("公布了议题“%(topic)s”的归纳")),
)
SUBJECTS = (
    ("appeals.reception", _("受理单位")),
    ("appeals.rule", _("派单规则")),
    ("appeals.template", _("答复模板")),
    ("appeals.contact", _("紧急联系方式")),
    ("appeals.board", _("议题")),
)
# Messages people choose together: the preference, its words, the events it stands for.
KINDS = (
    (
        "appeals.to-do",
        _("需要我受理、协办或批准的诉求"),
        ("raised", "handed-back", "co-unit-added", "exclusion-asked", "imported"),
    ),
    ("appeals.news", _("我的诉求有了进展"), ("accepted", "declined", "lifted", "summary-published")),
    ("appeals.watch", _("诉求热点和剔除结果"), ("alarm-sounded", "exclusion-settled")),
)
