"""The engine has no tables: it is an app for its template and its words."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "gongjian.workflow"
    default_auto_field = "django.db.models.BigAutoField"
