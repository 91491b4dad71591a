"""Founding the demo university: bodies, persons, ties, accounts; all or nothing."""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.kernel import clock
from gongjian.kernel.actor import system
from gongjian.kernel.models import Setting
from gongjian.kernel.refused import NotNow
from gongjian.org import operations as org
from gongjian.org import queries as org_queries
from gongjian.people import operations as people
from gongjian.people import queries as people_queries

from . import accounts
from .bodies import lay_out
from .people import STAFF_OF, STUDENTS, Ties, enter_population
from .university import University

SETTING = "demo"
ACTOR = system("系统·示范")
FIRST_DAY = 800  # days before the present on which the store begins


@dataclass(frozen=True, slots=True)
class Demo:
    """What is noted of the demo store."""

    scale: int
    seed: int
    at: dt.datetime
    matters: int | None  # None: not yet generated, or stopped in between


def demo_of_store() -> Demo | None:
    """The note of this store, or None if it is not a demo store."""
    row: dict[str, Any] | None = Setting.get(SETTING, None)
    if row is None:
        return None
    return Demo(row["scale"], row["seed"], dt.datetime.fromisoformat(row["at"]), row["matters"])


def note(demo: Demo) -> None:
    """Keep the note."""
    value = {"scale": demo.scale, "seed": demo.seed, "at": demo.at.isoformat(), "matters": demo.matters}
    Setting.put(SETTING, value, at=demo.at, by=ACTOR.name)


def refuse_real_store() -> None:
    """Raises NotNow if there are bodies that the demo has not made."""
    if demo_of_store() is None and not org_queries.is_empty():
        raise NotNow(
            _("数据库里已经有单位和人员，不能再生成示范大学，以免与真实数据混在一起。"),
            remedy=_("请用 --data 指定一个空的数据文件夹，或换一个空的数据库。"),
        )


def persons_expected(scale: int) -> int:
    """About how many persons there will be, for the progress bar."""
    return (18 * STAFF_OF["D"] + 20 * STAFF_OF["C"] + 9 * STAFF_OF["A"] + STAFF_OF["U"] + STUDENTS) * scale


@transaction.atomic
def found(*, scale: int, seed: int, at: dt.datetime, step: Callable[[int], None]) -> University:
    """Found the demo university. The same scale, seed and day give the same university.

    Raises Refused: if there are bodies already.
    """
    refuse_real_store()
    rng = random.Random(f"{seed}:bodies")
    begun = at - dt.timedelta(days=FIRST_DAY)
    day = clock.local_date(at)
    layout = lay_out(scale, day)
    ids = org.enter_bodies(plans=layout.plans, actor=ACTOR, at=begun)
    population = enter_population(layout, scale, rng, ACTOR, begun, step)
    org.enter_ties(plans=Ties(layout, population, ids, rng, day).all(), actor=ACTOR, at=begun)
    university = University.read(at)
    for chosen in accounts.choose(university):
        people.create_account(
            person=people_queries.person_by_id(chosen.person_id),
            username=chosen.username,
            password=accounts.PASSWORD,
            actor=ACTOR,
            at=begun,
        )
    note(Demo(scale, seed, at, None))
    return university


def account_list(at: dt.datetime) -> list[dict[str, str]]:
    """The demo accounts, ready to be shown: username, password, part, part_label, name, body."""
    university = University.read(at)
    chosen = accounts.choose(university)
    names = people_queries.names_of(c.person_id for c in chosen)
    return [
        {
            "username": c.username,
            "password": accounts.PASSWORD,
            "part": c.part,
            "part_label": str(accounts.PARTS[c.part]),
            "name": names[c.person_id],
            "body": university.bodies[c.body_id].name,
        }
        for c in sorted(chosen, key=lambda c: (list(accounts.PARTS).index(c.part), len(c.username), c.username))
    ]
