"""Registers the app with the tools below, and its kind of matter with ``matters``."""

import datetime as dt
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gongjian.audit import ledger_verbs
from gongjian.audit import registry as ledger
from gongjian.files import registry as files
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.matters import registry as matters
from gongjian.notify import registry as notify
from gongjian.workflow.registry import register, register_commands

from .labels import WHO
from .ledger_verbs import LEDGER_VERBS
from .meeting_procedure import MEETING, STAGES
from .meeting_procedure import WHO as MEETING_WHO
from .personal import PERSONAL

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

# Messages people choose together: the preference, its words, the events it stands for.
KINDS = (
    (
        "proposals.to-do",
        _("提案需要我联名、附议、提交或审查"),
        ("co-signers-invited", "seconds-invited", "seconded", "submitted", "imported"),
    ),
    (
        "proposals.news",
        _("我提出、联名或附议的提案有了进展"),
        ("revised", "accepted", "declined", "turned-into-appeal", "postponed"),
    ),
    ("proposals.meetings", _("面对面会议"), ("meeting-planned", "meeting-recorded", "meeting-called-off")),
)


def _module(name: str) -> Any:
    """A part of the app that needs the tables, which are not there yet when this file is read."""
    return import_module(f"gongjian.proposals.{name}")


def _sections(matter: "Matter", actor: Actor, at: dt.datetime) -> Sequence[matters.Section]:
    parts = _module("sections").sections(matter, actor, at)
    return [matters.Section(t.anchor, t.heading, t.shape, t.aside) for t in parts]


def _readable(actor: Actor) -> Q:
    found: Q = _module("queries").readable(actor)
    return found


def _session_url(pk: int) -> str:
    return reverse("proposals:session", args=[pk])


def _meeting_url(pk: int) -> str:
    return reverse("proposals:meeting", args=[pk])


def _reads_meeting(actor: Actor, pk: int) -> bool:
    return bool(_module("queries").reads_meeting(actor, pk))


class ProposalsConfig(AppConfig):
    name = "gongjian.proposals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("proposals", PERSONAL)
        commands = _module("operations").COMMANDS
        for listed in (commands, _module("operations").DRAFTING, _module("operations").SESSION_COMMANDS):
            register_commands(listed)
        register(_module("operations").MEETING_COMMANDS, MEETING, stages=STAGES, who=MEETING_WHO)
        for verb, label, sentence in LEDGER_VERBS:
            ledger_verbs.register(verb, label, sentence)
        ledger.register_subject("proposals.session", label=_("届次"), url=_session_url)
        ledger.register_subject("proposals.meeting", label=_("面对面会议"), url=_meeting_url)
        files.register_owner("proposals.meeting", may_read=_reads_meeting, url=_meeting_url)
        for kind, label, members in KINDS:
            notify.register_kind(kind, label, [f"proposals.{m}" for m in members])
        matters.register_kind(
            matters.Kind(
                code="proposal",
                label=_("提案"),
                app="proposals",
                lists="proposals:sessions",
                raises="proposals:draft-proposal",
                own_verbs=frozenset(command.name for command in commands),
                predicates=_module("permissions").PREDICATES,
                who=WHO,
                sections=_sections,
                readable=_readable,
                own_text=True,
            )
        )
