"""What the audit log says of acts on problems that no command declares: label and sentence for each."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("matters.adjusted", _("调整生效"), _("动态调整经双方确认生效")),
    ("matters.lists-imported", _("导入清单"), _("由文件导入三张清单：%(file)s")),
)
