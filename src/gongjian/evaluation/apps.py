"""Registers the app's words with the ledger, its texts with the search, its files, its citations."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.audit import registry as ledger
from gongjian.files import registry as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.procedure import Procedure
from gongjian.kernel.refused import Words
from gongjian.notify import registry as notify
from gongjian.rulebook import registry as rulebook
from gongjian.search import registry as search

from .labels import NEEDS, WHO
from .ledger_verbs import KINDS, LEDGER_VERBS
from .procedures import CONTEST, CONTEST_STAGES, ENTRY, ENTRY_STAGES


def _queries() -> Any:
    """The app's reading: it needs the tables, which are not there yet when this file is read."""
    return import_module("gongjian.evaluation.queries")


def _texts() -> Iterator[tuple[int, Sequence[str]]]:
    yield from _queries().search_texts()


def _may_read(actor: Actor, entry_id: int) -> bool:
    return bool(_queries().may_read_files(actor, entry_id))


def _citations() -> list[rulebook.CitedBy]:
    return [
        line
        for table in (CONTEST, ENTRY)
        for line in rulebook.lines_of(table, reverse("rulebook:procedure", args=[table.code]))
    ]


def _printed(table: Procedure, stages: Sequence[tuple[str, Words]]) -> rulebook.Printed:
    """The table with the words that it uses."""
    who = {step.who: WHO[step.who] for step in table.steps}
    needs = {need: NEEDS[need] for step in table.steps for need in step.needs}
    return rulebook.Printed(table, stages, who, needs)


def _url(contest_id: int) -> str:
    return str(_queries().url_of(contest_id))


def _entry_url(entry_id: int) -> str:
    return str(_queries().url_of_entry(entry_id))


class EvaluationConfig(AppConfig):
    name = "gongjian.evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for verb, label, sentence in LEDGER_VERBS:
            ledger_verbs.register(verb, label, sentence)
        for kind, word in KINDS:
            notify.register_kind(kind, word)
        rulebook.register_citations(_citations)
        rulebook.register_procedure(_printed(CONTEST, CONTEST_STAGES))
        rulebook.register_procedure(_printed(ENTRY, ENTRY_STAGES))
        ledger.register_subject("evaluation.contest", label=_("评选"), url=_url)
        ledger.register_subject("evaluation.entry", label=_("申报"), url=_entry_url)
        search.register_source("evaluation.contest", label=_("评选"), texts=_texts)
        files.register_owner("evaluation.entry", may_read=_may_read, url=_entry_url)
