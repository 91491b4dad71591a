"""The words of the ledger: every verb of every app has its label and its sentence, registered in the app's ``apps.py``."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.refused import Words


@dataclass(frozen=True, slots=True)
class LedgerVerb:
    """What is shown for a verb. ``sentence`` may name ``%(actor)s``, ``%(title)s``, ``%(label)s`` and any detail."""

    verb: str
    label: Words
    sentence: Words


_VERBS: dict[str, LedgerVerb] = {}


class _Lenient(dict[str, Any]):
    """A detail that was not recorded, or has been forgotten, is an ellipsis in the sentence, never an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def register(verb: str, label: Words, sentence: Words) -> None:
    """Make a verb known ("matters.handed-back", past tense). Raises ValueError if two apps claim one verb."""
    word = LedgerVerb(verb, label, sentence)
    known = _VERBS.setdefault(verb, word)
    if known is not word and (str(known.label), str(known.sentence)) != (str(label), str(sentence)):
        raise ValueError(f"the ledger's word {verb} is registered twice")


def verb_for(verb: str) -> LedgerVerb:
    """The word of a verb. Raises LookupError if no app has registered it."""
    try:
        return _VERBS[verb]
    except KeyError:
        raise LookupError(f"no app has registered the ledger's word {verb!r}") from None


def known_verbs() -> frozenset[str]:
    """All registered verbs."""
    return frozenset(_VERBS)


def label_of(verb: str) -> str:
    """The label shown for a verb; a verb of an app no longer installed is shown as it stands."""
    word = _VERBS.get(verb)
    return str(word.label) if word else verb


def sentence_of(verb: str, *, actor: str, title: str, label: str, details: Mapping[str, Any]) -> str:
    """What happened, as one sentence."""
    word = _VERBS.get(verb)
    if word is None:
        return label
    text = str(word.sentence or word.label)
    facts = _Lenient(details)
    facts.update(actor=actor or _("（匿名）"), title=title, label=label)
    try:
        return text % facts
    except (ValueError, TypeError):  # a literal per cent sign in the words
        return text
