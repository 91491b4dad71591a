from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.kernel import personal

from .personal import PERSONAL


class FilesConfig(AppConfig):
    name = "gongjian.files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("files", PERSONAL)
        ledger_verbs.register("files.stored", _("上传附件"), _("%(actor)s 上传了附件“%(label)s”"))
        ledger_verbs.register("files.removed", _("移除附件"), _("%(actor)s 移除了附件“%(label)s”，理由：%(reason)s"))
