"""The demo university as read back from the store: what the generator of matters needs to know, by id, without queries."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongjian.kernel.actor import Actor
from gongjian.org import queries
from gongjian.org.queries import BodyRow

if TYPE_CHECKING:
    from gongjian.org.models import PartyOrganisation, Unit


@dataclass
class University:
    """Bodies as rows, persons as ids; ``actor(person_id)`` gives the Actor with the rights of ``at``, remembered."""

    at: dt.datetime
    bodies: dict[int, BodyRow]
    posts: dict[tuple[int, str], list[int]]  # (body id, post) → person ids
    liaisons: dict[int, int]  # branch id → person id
    members: dict[int, list[int]]  # branch id → person ids
    hosts: dict[int, list[int]]  # organisation id → unit ids
    belonging: dict[int, list[int]]  # unit id → person ids of main affiliation
    _actors: dict[int, Actor] = field(default_factory=dict, repr=False)
    _rows: "dict[int, Unit | PartyOrganisation]" = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, at: dt.datetime) -> "University":
        """Everything in force at *at*. Six queries."""
        ties = queries.all_ties(at)
        return cls(
            at=at,
            bodies={r.id: r for r in queries.tree(sort="")},
            posts=ties.posts,
            liaisons=ties.liaisons,
            members=ties.members,
            hosts=ties.hosts,
            belonging=ties.belonging,
        )

    def of_kind(self, *kinds: str) -> list[BodyRow]:
        """Bodies of these kinds or tiers ("department", "college", "branch" …), in tree order."""
        return [b for b in self.bodies.values() if b.kind in kinds]

    def holders(self, body_id: int, *posts: str) -> list[int]:
        """Person ids who hold one of these posts in this body."""
        return [p for post in posts for p in self.posts.get((body_id, post), [])]

    def actor(self, person_id: int) -> Actor:
        """The person's Actor (rights as of ``at``; posts of the demo have been held for over two years)."""
        if person_id not in self._actors:
            self._actors[person_id] = queries.actor_of_person_id(person_id, self.at)
        return self._actors[person_id]

    def unit(self, body_id: int) -> "Unit":
        """The unit's row, read once."""
        if body_id not in self._rows:
            self._rows.update({u.pk: u for u in queries.all_units()})
        return self._rows[body_id]  # type: ignore[return-value]

    def organisation(self, body_id: int) -> "PartyOrganisation":
        """The organisation's row, read once."""
        if body_id not in self._rows:
            self._rows.update({o.pk: o for o in queries.all_organisations()})
        return self._rows[body_id]  # type: ignore[return-value]
