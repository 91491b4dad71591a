"""One scene for each message of the system: the state before, and the command that is then given.

A scene is named like its row in ``recipients.yaml``. It gives the command with its arguments, not yet called.
"""

import datetime as dt
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from gongjian.kernel.clock import local_date
from gongjian.people.models import Person
from tests.cast import Cast
from tests.proposals import scenarios as congress

Order = partial[Any]
Maker = Callable[["Setting"], Order]
SCENES: dict[str, Maker] = {}
CAN_BE_SEALED: set[str] = set()  # scenes with a raiser, who may be anonymous


class Setting:
    """The cast and the hour; ``sealed``: the raiser is anonymous. A congress is built when first asked for."""

    def __init__(self, cast: Cast, at: dt.datetime, *, sealed: bool = False) -> None:
        self.cast, self.at, self.sealed = cast, at, sealed
        self._congress: congress.Congress | None = None

    @cached_property
    def c(self) -> congress.Congress:
        """A congress: ``officer``, ``chair``, and six delegates."""
        self._congress = congress.build(self.cast, self.at)
        return self._congress

    def day(self, n: int = 0) -> dt.date:
        return local_date(self.at) + dt.timedelta(days=n)

    def parts(self) -> dict[int, str]:
        """Person id → the name of the part in ``recipients.yaml``."""
        found = {person.pk: part for part, person in self.cast.persons.items()}
        if self._congress is not None:
            found |= {p.pk: f"delegate-{n}" for n, p in enumerate(self.c.persons)}
            staff = Person.objects.filter(number__in=("E90", "E91")).order_by("number").values_list("pk", flat=True)
            found |= dict(zip(staff, ("officer", "chair"), strict=True))
        return found


def scene(maker: Maker) -> Maker:
    """``@scene def send_back(s): …`` is the row ``send_back``."""
    assert maker.__name__ not in SCENES, maker.__name__
    SCENES[maker.__name__] = maker
    return maker


def by_raiser(maker: Maker) -> Maker:
    """A scene whose raiser may be anonymous: it is played twice."""
    CAN_BE_SEALED.add(maker.__name__)
    return scene(maker)
