"""Registers the app's words with the ledger, its texts with the search, its files, its citations."""

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.audit import registry as ledger
from gongjian.files import registry as files
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.kernel.procedure import Procedure
from gongjian.kernel.refused import Words
from gongjian.notify import registry as notify
from gongjian.rulebook import registry as rulebook
from gongjian.search import registry as search
from gongjian.workflow.registry import register

from .labels import CONTEST_ASKED, ENTRY_ASKED, WHO
from .personal import PERSONAL
from .procedures import CONTEST, CONTEST_STAGES, ENTRY, ENTRY_STAGES

KINDS = (
    ("evaluation.called-for", _("评选开始征集、延期或取消")),
    ("evaluation.to-check", _("申报待形式审查，异议待答复")),
    ("evaluation.own-entry", _("我的申报的进展")),
    ("evaluation.to-judge", _("申报待我评分")),
)


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


def _who(table: Procedure) -> Mapping[str, Words]:
    """The words for the predicates that the table names."""
    return {step.who: WHO[step.who] for step in table.steps}


def _url(contest_id: int) -> str:
    return str(_queries().url_of(contest_id))


def _entry_url(entry_id: int) -> str:
    return str(_queries().url_of_entry(entry_id))


class EvaluationConfig(AppConfig):
    name = "gongjian.evaluation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("evaluation", PERSONAL)
        operations = "gongjian.evaluation.operations"
        register(
            import_string(f"{operations}.CONTEST_COMMANDS"),
            CONTEST,
            stages=CONTEST_STAGES,
            who=_who(CONTEST),
            asked=CONTEST_ASKED,
        )
        register(
            import_string(f"{operations}.ENTRY_COMMANDS"),
            ENTRY,
            stages=ENTRY_STAGES,
            who=_who(ENTRY),
            asked=ENTRY_ASKED,
        )
        for log in import_string(f"{operations}.OTHER_LOGS"):
            ledger_verbs.register(log.verb, log.label, log.sentence)
        for kind, word in KINDS:
            notify.register_kind(kind, word)
        rulebook.register_citations(_citations)
        ledger.register_subject("evaluation.contest", label=_("评选"), url=_url)
        ledger.register_subject("evaluation.entry", label=_("申报"), url=_entry_url)
        search.register_source("evaluation.contest", label=_("评选"), texts=_texts)
        files.register_owner("evaluation.entry", may_read=_may_read, url=_entry_url)
