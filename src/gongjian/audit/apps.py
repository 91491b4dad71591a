from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs, registry
from gongjian.kernel import personal

from .personal import PERSONAL


class AuditConfig(AppConfig):
    name = "gongjian.audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("audit", PERSONAL)
        registry.register_subject("audit.ledger", label=_("台账"))
        ledger_verbs.register(
            "audit.forgotten", _("抹去个人信息"), _("%(actor)s 抹去了 %(count)s 条记录中的个人信息，理由：%(label)s")
        )
