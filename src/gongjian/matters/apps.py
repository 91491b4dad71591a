"""Registers the app's words with the ledger, its texts with the search, its files and its citations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from gongjian.pairing import registry as pairing
from gongjian.rulebook import registry as rulebook
from gongjian.search import registry as search
from gongjian.workflow.registry import register_commands

from .ledger_verbs import LEDGER_VERBS
from .personal import PERSONAL
from .procedures import LIVES, SUBJECT


def _queries() -> Any:
    """The app's reading: it needs the tables, which are not there yet when this file is read."""
    return import_module("gongjian.matters.queries")


def _texts() -> Iterator[tuple[int, Sequence[str]]]:
    yield from _queries().search_texts()


def _may_read(actor: Actor, matter_id: int) -> bool:
    return bool(_queries().may_read_files(actor, matter_id))


def _url(matter_id: int) -> str:
    return str(_queries().url_of(matter_id))


def _public_state(matter_id: int) -> ledger.PublicState | None:
    return _queries().public_state(matter_id)


def _load(body_ids: Iterable[int]) -> Mapping[int, int]:
    return _queries().load_of(body_ids)


def _citations() -> list[rulebook.CitedBy]:
    return [
        cited
        for code, life in LIVES.items()
        for cited in rulebook.lines_of(life.procedure, reverse("rulebook:procedure", args=[code]))
    ]


TO_DO = (
    "assigned",
    "handed-back",
    "raiser-asked",
    "parking-asked",
    "released",
    "inherited",
    "opening-asked",
    "answered",
    "reply-submitted",
    "reply-returned",
)
NEWS = (
    "taken",
    "replied",
    "supplied",
    "verdict-given",
    "parking-settled",
    "resumed",
    "withdrawn",
    "opened",
    "bundled",
    "unbundled",
    "closed",
)
# Messages people choose together: the preference, its words, the events it stands for.
KINDS = (
    ("matters.to-do", _("需要我办理、确认或评价的"), TO_DO),
    ("matters.late", _("时限提醒、催办与督办"), ("ran-late", "raiser-reminded", "urged")),
    ("matters.news", _("我提出或经办的事项有了进展"), NEWS),
)


class MattersConfig(AppConfig):
    name = "gongjian.matters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("matters", PERSONAL)
        for commands in ("COMMANDS", "BY_SYSTEM"):
            register_commands(import_string(f"gongjian.matters.operations.{commands}"))
        for verb, label, sentence in LEDGER_VERBS:
            ledger_verbs.register(verb, label, sentence)
        ledger.register_subject(SUBJECT, label=_("事项"), public_state=_public_state, url=_url)
        search.register_source(SUBJECT, label=_("事项"), texts=_texts)
        files.register_owner(SUBJECT, may_read=_may_read, url=_url)
        for kind, label, members in KINDS:
            notify.register_kind(kind, label, [f"matters.{m}" for m in members])
        rulebook.register_citations(_citations)
        pairing.register_load(_load)
