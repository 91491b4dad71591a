"""Registers the room with the tools below."""

from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "gongjian.evaluation"
    default_auto_field = "django.db.models.BigAutoField"
