"""Permissions are named predicates that can say why not.

The same answer hides the button, explains the tooltip, and guards the verb.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .actor import Actor
from .refused import Citation, NotAllowed, Words


@dataclass(frozen=True, slots=True)
class Answer:
    """May she? ``why_not`` is a sentence when she may not, ``article`` the key of the provision it rests on.

    A predicate knows no day, so it names the article; whoever refuses cites it in the edition of the day of the step.
    """

    yes: bool
    why_not: Words = ""
    article: str = ""

    def __bool__(self) -> bool:
        return self.yes


YES = Answer(True)

Predicate = Callable[[Actor, Any], Answer]


def no(why_not: Words, article: str = "") -> Answer:
    """The answer no, with the sentence that says why and, if there is one, the key of the article it rests on."""
    return Answer(False, why_not, article)


def answer(condition: bool, why_not: Words, article: str = "") -> Answer:
    """``YES`` if the condition holds, else a "no" with its reason."""
    return YES if condition else Answer(False, why_not, article)


def permit(predicate: Predicate, actor: Actor, subject: Any, *, cite: Callable[[str], Citation] | None = None) -> None:
    """Raises NotAllowed with the predicate's own reason if it says no; *cite* turns the key of its article into words."""
    got = predicate(actor, subject)
    if not got:
        raise NotAllowed(got.why_not, authority=cite(got.article) if cite and got.article else None)
