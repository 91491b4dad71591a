"""Registers the app's words with the ledger, its texts with the search, its files, its citations."""

from collections.abc import Iterator, Sequence
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
from gongjian.notify import registry as notify
from gongjian.rulebook import registry as rulebook
from gongjian.search import registry as search
from gongjian.workflow.registry import register, register_commands

from .labels import WHO
from .personal import PERSONAL
from .procedures import PAIRING, STAGES

KINDS = (
    ("pairing.to-sign", _("结对方案待签署")),
    ("pairing.handed-back", _("结对方案被退回")),
    ("pairing.began", _("结对签署与生效")),
    ("pairing.ended", _("结对结束或解除")),
)


def _queries() -> Any:
    """The app's reading: it needs the tables, which are not there yet when this file is read."""
    return import_module("gongjian.pairing.queries")


def _texts() -> Iterator[tuple[int, Sequence[str]]]:
    yield from _queries().search_texts()


def _may_read(actor: Actor, pair_id: int) -> bool:
    return bool(_queries().may_read_files(actor, pair_id))


def _citations() -> list[rulebook.CitedBy]:
    return rulebook.lines_of(PAIRING, reverse("rulebook:procedure", args=[PAIRING.code]))


def _url(pair_id: int) -> str:
    return str(_queries().url_of(pair_id))


class PairingConfig(AppConfig):
    name = "gongjian.pairing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("pairing", PERSONAL)
        commands, began = "gongjian.pairing.operations.COMMANDS", import_string("gongjian.pairing.operations.BEGAN")
        register(import_string(commands), PAIRING, stages=STAGES, who=WHO)
        ledger_verbs.register(began.verb, began.label, began.sentence)
        register_commands(import_string("gongjian.pairing.operations.OFFER_COMMANDS"))
        for kind, word in KINDS:
            notify.register_kind(kind, word)
        rulebook.register_citations(_citations)
        ledger.register_subject("pairing.pair", label=_("结对"), url=_url)
        ledger.register_subject("pairing.offer", label=_("可提供的力量"))
        search.register_source("pairing.pair", label=_("结对"), texts=_texts)
        files.register_owner("pairing.pair", may_read=_may_read, url=_url)
