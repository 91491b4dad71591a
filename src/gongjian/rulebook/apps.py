from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs, registry


def sync(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """After each ``migrate`` the tables hold the regulations of this release."""
    if using == "default":
        import_module("gongjian.rulebook.operations").sync()


class RulebookConfig(AppConfig):
    name = "gongjian.rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(sync, sender=self, dispatch_uid="rulebook.sync")
        registry.register_subject("rulebook.regulation", label=_("制度"))
        ledger_verbs.register("rulebook.amended", _("修订条文"), _("%(actor)s 修订 %(label)s，自 %(effective)s 起施行"))
        ledger_verbs.register("rulebook.entered", _("录入制度"), _("%(actor)s 录入 %(label)s，共 %(articles)s 条"))
