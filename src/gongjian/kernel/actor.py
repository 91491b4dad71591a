"""Who acts. Made once per request by ``org.queries.actor_for`` from the appointments in force; then carried as an argument.

A right is a *grant*: a capability inside the subtree of one body. Bodies have a materialised path
("0001/0012/"), so "may she, there?" is a prefix test without a query.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

EVERYWHERE = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A capability ("matters.handle") in the subtree below ``scope`` (a body's path; "" = everywhere)."""

    capability: str
    scope: str

    def covers(self, path: str) -> bool:
        return path.startswith(self.scope)


@dataclass(frozen=True)
class Actor:
    """The acting person with the rights of this moment. ``title`` is "body · post", as shown and recorded.

    ``bodies`` are the ids of bodies the person belongs to or serves in; ``sealed`` is the blind index of the
    person by which the person's own anonymous matters are found (never shown, never recorded).
    """

    account_id: int | None = None
    person_id: int | None = None
    name: str = ""
    title: str = ""
    grants: frozenset[Grant] = frozenset()
    bodies: frozenset[int] = frozenset()
    home_body_id: int | None = None
    sealed: str = ""
    kind: str = "person"  # person · system · guest
    shown_parts: tuple[object, ...] = field(default=(), compare=False, repr=False)
    _by_capability: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        table: dict[str, set[str]] = {}
        for grant in self.grants:
            table.setdefault(grant.capability, set()).add(grant.scope)
        self._by_capability.update({k: tuple(sorted(v)) for k, v in table.items()})

    @property
    def shown_title(self) -> str:
        """The title in the language of the reader; ``title`` itself is in the ledger's language."""
        return " · ".join(str(part) for part in self.shown_parts) or self.title

    @property
    def is_signed_in(self) -> bool:
        return self.kind == "person"

    @property
    def is_system(self) -> bool:
        return self.kind == "system"

    def scopes(self, capability: str) -> tuple[str, ...]:
        """Paths under which this capability is held; ``("",)`` means everywhere, ``()`` nowhere."""
        held = self._by_capability.get(capability, ())
        return (EVERYWHERE,) if EVERYWHERE in held else held

    def can(self, capability: str, path: str) -> bool:
        """Whether the capability is held at the body with this path. The system may do everything."""
        return self.is_system or any(path.startswith(scope) for scope in self.scopes(capability))

    def can_anywhere(self, capability: str) -> bool:
        """Whether the capability is held at any body at all (for menus)."""
        return self.is_system or bool(self.scopes(capability))

    def can_any(self, capabilities: Iterable[str], path: str) -> bool:
        return any(self.can(c, path) for c in capabilities)


GUEST = Actor(kind="guest")


def system(name: str) -> Actor:
    """The clock or a command acting by itself; ``name`` is what the ledger shows (e.g. "系统·时限")."""
    return Actor(name=name, kind="system")


def actor_of(request: "HttpRequest") -> Actor:
    """``request.actor``, typed. Put there by ``config.requests.middleware.ActorMiddleware`` (or by the API's token check)."""
    return cast(Actor, request.actor)  # type: ignore[attr-defined]
