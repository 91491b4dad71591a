from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs, registry
from gongjian.kernel import personal

from .personal import PERSONAL


def seed(sender: Any, using: str = "default", **kwargs: Any) -> None:
    """A new database knows the national calendar from its first moment; an old one learns the new years of an update."""
    if using == "default":
        import_module("gongjian.workdays.operations").seed_from_packages()


class WorkdaysConfig(AppConfig):
    name = "gongjian.workdays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("workdays", PERSONAL)
        post_migrate.connect(seed, sender=self, dispatch_uid="workdays.seed")
        registry.register_subject("workdays.calendar", label=_("工作日历"))
        ledger_verbs.register("workdays.day-set", _("设定日期"), _("%(actor)s 把 %(date)s 由%(before)s设为%(state)s"))
        ledger_verbs.register("workdays.day-cleared", _("恢复日期"), _("%(actor)s 恢复了 %(date)s 的通常安排"))
        ledger_verbs.register(
            "workdays.year-confirmed", _("确认年度节假日"), _("%(actor)s 确认 %(year)s 年节假日：%(note)s")
        )
        ledger_verbs.register("workdays.days-imported", _("导入日历"), _("%(actor)s 导入 %(label)s，变动 %(count)s 天"))
        ledger_verbs.register("workdays.span-added", _("添加校历"), _("%(actor)s 添加校历：%(label)s"))
        ledger_verbs.register("workdays.span-removed", _("删除校历"), _("%(actor)s 删除校历：%(label)s"))
