from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "gongjian.rulebook"
    default_auto_field = "django.db.models.BigAutoField"
