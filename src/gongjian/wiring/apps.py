"""Connects the switchboard once all rooms are ready."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class WiringConfig(AppConfig):
    name = "gongjian.wiring"

    def ready(self) -> None:
        connect = import_string("gongjian.kernel.outbox.connect")
        connect(import_string("gongjian.wiring.switchboard.SWITCHBOARD"))
