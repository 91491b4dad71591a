"""What the audit log says of acts on problems that no command declares: label and sentence for each."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("matters.lists-drawn-up", _("制定清单"), _("制定三张清单：举措%(measures)s条，责任%(duties)s条。目标：%(goal)s")),
    ("matters.adjustment-proposed", _("提出调整"), _("提出动态调整：%(reason)s")),
    ("matters.adjustment-confirmed", _("确认调整"), _("%(title)s确认动态调整")),
    ("matters.adjusted", _("调整生效"), _("动态调整经双方确认生效")),
    ("matters.adjustment-rejected", _("不同意调整"), _("不同意动态调整：%(reason)s")),
    ("matters.lists-imported", _("导入清单"), _("由文件导入三张清单：%(file)s")),
)
