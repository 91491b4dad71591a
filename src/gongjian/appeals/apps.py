"""Registers the room with the tools below."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    name = "gongjian.appeals"
    default_auto_field = "django.db.models.BigAutoField"
