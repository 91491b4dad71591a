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
        for event, lines in import_string("gongjian.problems.notices.NOTICES").items():
            group = "matters.to-do" if any(line.to_do for line in lines) else "matters.news"
            notify.add_members(group, [event.kind])
        notify.add_members("matters.to-do", ["matters.problems-imported"])
        matters.register_kind(import_string("gongjian.problems.kind.PROBLEM"))
        pairing.register_needs(_needs)
