"""Connects the table of reactions once all apps are ready."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class ReactionsConfig(AppConfig):
    name = "gongjian.reactions"

    def ready(self) -> None:
        connect = import_string("gongjian.kernel.outbox.connect")
        connect(import_string("gongjian.reactions.table.REACTIONS"))
