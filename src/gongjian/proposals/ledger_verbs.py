"""What the ledger says of this app's verbs outside the life of a proposal: label and sentence for each."""

from django.utils.translation import gettext_lazy as _

LEDGER_VERBS = (
    ("proposals.delegates-imported", _("导入代表"), _("由文件导入代表%(n)s名：%(file)s")),
    ("proposals.brought-in", _("由大赛转入"), _("参赛作品“%(entry)s”转入%(session)s，经手人：%(by)s")),
)
