"""Who owns files, and who may read those of an owner: told by the apps in their ``apps.py``."""

from collections.abc import Callable
from dataclasses import dataclass

from gongjian.kernel.actor import Actor

MayRead = Callable[[Actor, int], bool]


@dataclass(frozen=True, slots=True)
class Owner:
    """A kind of owner ("matters.matter"). ``url`` gives its page, to go back to."""

    kind: str
    may_read: MayRead
    url: Callable[[int], str] | None = None


_OWNERS: dict[str, Owner] = {}


def register_owner(kind: str, may_read: MayRead, *, url: Callable[[int], str] | None = None) -> None:
    """Make a kind of owner known. ``may_read(actor, owner_id)`` guards every download."""
    _OWNERS[kind] = Owner(kind, may_read, url)


def owner(kind: str) -> Owner | None:
    """What is registered for this kind."""
    return _OWNERS.get(kind)
