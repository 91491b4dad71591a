"""What the audit log says of acts that no command declares, and the kinds of messages people choose."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (("appeals.lifted", _("转为难题"), _("与同类诉求一起转为难题%(problem)s《%(title)s》")),)
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
