from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def seed(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """A new database knows the national calendar from its first moment; an old one learns the new years of an update."""
    if using == "default":
        import_module("gongjian.workdays.operations").seed_from_packages()


class WorkdaysConfig(AppConfig):
    name = "gongjian.workdays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(seed, sender=self, dispatch_uid="workdays.seed")
