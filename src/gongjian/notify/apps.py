from django.apps import AppConfig

from gongjian.kernel import personal

from .personal import PERSONAL


class NotifyConfig(AppConfig):
    name = "gongjian.notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("notify", PERSONAL)
