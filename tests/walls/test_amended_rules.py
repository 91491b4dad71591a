"""A school whose own editions know one article of each regulation: every page and command answers as the matrix says.

What its editions lack is taken from the text that comes with the software; without that, a command that cites a new
article would answer 500 in every school that had amended its rules before.
"""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection, transaction

from gongjian.kernel.cache import clear_all_caches
from gongjian.rulebook import operations as rulebook
from gongjian.rulebook import queries as rules
from gongjian.rulebook.library import volumes
from tests.cast import build_cast
from tests.conftest import hour_of
from tests.walls import matrix
from tests.walls.fixtures import Props
from tests.walls.matrix import PARTS, Row
from tests.walls.test_permission_matrix import Door, Writes, address, body, db  # noqa: F401  (the fixture)

HOUR = "2026-03-02 09:00"


def amended(stage: Props) -> None:
    """The school's own edition of each regulation, in force since the day after the software's of today."""
    today = stage.at.date()  # ``at`` of the tests is an hour at the school
    begun = {v.head["code"]: v.head["in_force_from"] for v in volumes() if v.head["in_force_from"] <= today}
    for code, since in begun.items():
        rulebook.enter(
            code=code,
            title=f"本校制度（{code}）",
            issuer="示范大学",
            edition="本校版",
            in_force_from=since + dt.timedelta(days=1),
            source="",
            articles=["本校只写了这一条。"],
            actor=stage.cast.administrator,
            at=stage.at,
        )


@pytest.fixture(scope="module")
def stage(db: None) -> Iterator[Props]:  # noqa: F811
    hour = hour_of(HOUR)
    with time_machine.travel(hour, tick=False):
        made = Props(build_cast(hour))
        amended(made)
        yield made


@pytest.fixture(scope="module")
def doors(stage: Props) -> dict[str, Door]:
    return {part: Door(part, stage) for part in PARTS}


def asked_by(row: Row) -> dict[str, int]:
    """Who asks, with the status expected: for a page one who may see it; for a command one for each answer (refusals cite)."""
    found: dict[int, str] = {}
    for part, status in row.expected.items():
        found.setdefault(status, part)
    wanted = [min(found)] if row.method == "GET" else sorted(found)
    return {found[status]: status for status in wanted}


def test_the_school_knows_one_article_of_each(stage: Props) -> None:
    for volume in volumes():
        if volume.head["in_force_from"] > stage.at.date():
            continue
        code, numbers = volume.head["code"], [p["number"] for p in volume.provisions]
        marks = [rules.cite(f"{code}:{n}", on=stage.at.date()).shipped for n in numbers]
        assert marks == [n != "1" for n in numbers], code


@pytest.mark.parametrize("row", matrix.rows(), ids=lambda r: f"{r.method} {r.path}")
def test_everybody_is_answered_as_before(row: Row, stage: Props, doors: dict[str, Door]) -> None:
    expected = asked_by(row)
    address(row, stage), body(row.body, stage)  # made before what each request does is undone
    got: dict[str, int] = {}
    for part in expected:
        writes = Writes()
        with transaction.atomic():
            with connection.execute_wrapper(writes):
                got[part] = doors[part].ask(row, stage)
            transaction.set_rollback(True)
        if writes.seen:  # what it wrote is undone, and may have been read
            clear_all_caches()
    assert got == expected
