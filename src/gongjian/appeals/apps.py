"""Registers the room with the tools below, and its kind with matters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongjian.audit import registry as ledger
from gongjian.audit import words
from gongjian.matters import registry as matters
from gongjian.notify import registry as notify

from .permissions import PREDICATES
from .words import KINDS, OWN_VERBS, SUBJECTS, WORDS


class AppealsConfig(AppConfig):
    name = "gongjian.appeals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for verb, label, sentence in WORDS:
            words.register(verb, label, sentence)
        for subject, label in SUBJECTS:
            ledger.register_subject(subject, label=label)
        for kind, label, members in KINDS:
            notify.register_kind(kind, label, [f"appeals.{m}" for m in members])
        matters.register_kind(
            matters.Kind(
                code="appeal",
                label=_("诉求"),
                room="appeals",
                lists="matters:list",
                raises="matters:raise",
                own_verbs=OWN_VERBS,
                predicates=PREDICATES,
            )
        )
