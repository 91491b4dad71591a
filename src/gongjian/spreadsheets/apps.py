from django.apps import AppConfig

from gongjian.kernel import personal

from .personal import PERSONAL


class SpreadsheetsConfig(AppConfig):
    name = "gongjian.spreadsheets"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("spreadsheets", PERSONAL)
