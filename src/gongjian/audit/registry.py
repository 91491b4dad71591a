"""What the ledger knows of other apps' subjects: their word, their page, and what the public may see of their state."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from gongjian.kernel.refused import Words


@dataclass(frozen=True, slots=True)
class PublicState:
    """What anybody with the receipt may see: no names of persons."""

    state: Words
    tone: str = "active"
    since: dt.datetime | None = None
    holder: Words = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that entries are about."""

    kind: str
    label: Words
    public_state: Callable[[int], PublicState | None] | None = None
    url: Callable[[int], str] | None = None


_SUBJECTS: dict[str, Subject] = {}


def register_subject(
    kind: str,
    *,
    label: Words,
    public_state: Callable[[int], PublicState | None] | None = None,
    url: Callable[[int], str] | None = None,
) -> None:
    """Make a kind of subject known ("matters.matter"). ``public_state`` feeds the receipt page; ``url`` the search by subject."""
    _SUBJECTS[kind] = Subject(kind, label, public_state, url)


def subject_of(kind: str) -> Subject | None:
    """What is registered for this kind."""
    return _SUBJECTS.get(kind)


def subjects() -> list[Subject]:
    """All registered kinds, by word."""
    return sorted(_SUBJECTS.values(), key=lambda s: s.kind)


def public_state_of(kind: str, subject_id: int) -> PublicState | None:
    """The subject's public state now; None if its app shows none."""
    subject = _SUBJECTS.get(kind)
    return subject.public_state(subject_id) if subject and subject.public_state else None
