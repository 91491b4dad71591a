"""Registers the kind with matters, its commands and words with the log, its messages, and what it needs of pairs."""

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.module_loading import import_string

from gongjian.audit import ledger_verbs
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.matters import registry as matters
from gongjian.notify import registry as notify
from gongjian.pairing import registry as pairing
from gongjian.workflow.registry import register_commands

from .ledger_verbs import LEDGER_VERBS
from .personal import PERSONAL

if TYPE_CHECKING:
    from gongjian.pairing.matching import Need

# The preference, and the events of problems it stands for besides those of matters.
MEMBERS = (
    (
        "matters.to-do",
        ("raised", "problems-imported", "adjustment-proposed", "solved-claimed", "sent-back"),
    ),
    (
        "matters.news",
        (
            "studied",
            "adopted",
            "declined",
            "lists-drawn-up",
            "progress-reported",
            "adjustment-settled",
            "struck-off",
            "marked-duplicate",
        ),
    ),
)


def _needs(actor: Actor) -> "list[Need]":
    found: list[Need] = import_string("gongjian.problems.queries.needs_for")(actor)
    return found


class ProblemsConfig(AppConfig):
    name = "gongjian.problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("problems", PERSONAL)
        register_commands(import_string("gongjian.problems.operations.COMMANDS"))
        for verb, label, sentence in LEDGER_VERBS:
            ledger_verbs.register(verb, label, sentence)
        for kind, members in MEMBERS:
            notify.add_members(kind, [f"matters.{m}" for m in members])
        matters.register_kind(import_string("gongjian.problems.kind.PROBLEM"))
        pairing.register_needs(_needs)
