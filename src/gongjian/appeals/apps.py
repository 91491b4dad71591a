"""Registers the app with the tools below, and its kind with matters."""

import datetime as dt
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.audit import registry as ledger
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.matters import registry as matters
from gongjian.notify import registry as notify
from gongjian.web.shapes import Table
from gongjian.workflow.registry import register_commands

from .labels import WHO
from .ledger_verbs import KINDS, LEDGER_VERBS, SUBJECTS
from .permissions import PREDICATES
from .personal import PERSONAL

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def _public_sections(matter: "Matter", at: dt.datetime) -> "Sequence[matters.Section]":
    """The part that needs the tables, which are not there yet when this file is read."""
    found: Sequence[matters.Section] = import_module("gongjian.appeals.pages.public").public_sections(matter, at)
    return found


def _item_page() -> Any:
    """What the app shows on a matter's page: it needs the tables, which are not there yet when this file is read."""
    return import_module("gongjian.appeals.pages.item")


def _sections(matter: Any, actor: Actor, at: dt.datetime) -> Sequence[matters.Section]:
    return [matters.Section(*part) for part in _item_page().sections(matter, actor, at)]


def _of_problem(matter: Any, actor: Actor, at: dt.datetime) -> Sequence[matters.Section]:
    return [matters.Section(*part) for part in _item_page().of_problem(matter, actor, at)]


def _table(*args: Any, **kwargs: Any) -> Table:
    drawn: Table = _item_page().list_table(*args, **kwargs)
    return drawn


class AppealsConfig(AppConfig):
    name = "gongjian.appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("appeals", PERSONAL)
        operations = import_module("gongjian.appeals.operations")
        commands = operations.COMMANDS
        for listed in (
            commands,
            operations.OPENING,
            operations.LIFTING,
            operations.SETTING_COMMANDS,
            operations.BOARD_COMMANDS,
        ):
            register_commands(listed)
        for verb, label, sentence in LEDGER_VERBS:
            ledger_verbs.register(verb, label, sentence)
        for subject, label in SUBJECTS:
            ledger.register_subject(subject, label=label)
        for kind, label, members in KINDS:
            notify.register_kind(kind, label, [f"appeals.{m}" for m in members])
        matters.register_kind(
            matters.Kind(
                code="appeal",
                label=_("诉求"),
                app="appeals",
                lists="matters:list",
                raises="appeals:raise",
                own_verbs=frozenset({"raise_appeal", "sign", *(c.name for c in commands)}),
                predicates=PREDICATES,
                who=WHO,
                public_sections=_public_sections,
                sections=_sections,
                table=_table,
            )
        )
        matters.register_part("problem", _of_problem)
