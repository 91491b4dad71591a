"""Registers the room with the tools below."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "gongjian.proposals"
    default_auto_field = "django.db.models.BigAutoField"
