from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def sync(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """After each ``migrate`` the tables hold the regulations of this release."""
    if using == "default":
        import_module("gongjian.rulebook.operations").sync()


class RulebookConfig(AppConfig):
    name = "gongjian.rulebook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(sync, sender=self, dispatch_uid="rulebook.sync")
