from django.apps import AppConfig


class PairingConfig(AppConfig):
    name = "gongjian.pairing"
    default_auto_field = "django.db.models.BigAutoField"
