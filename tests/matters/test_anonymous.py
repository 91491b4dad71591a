"""Anonymous raising: no row of any table says who it was, but for those sealed; and two persons open it together."""

from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from gongjian.kernel.refused import NotAllowed
from gongjian.matters import operations as ops
from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian.notify.models import Message
from gongjian.problems import operations as problem_commands
from tests.cast import Cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db(transaction=True)
OF_PERSONS = ("person_id", "raiser_id", "account_id", "by_id", "recipient_id", "uploaded_by_id", "actor_id")


def every_row() -> dict[tuple[str, Any], dict[str, Any]]:
    """(table, id) -> the row, of every table of the site."""
    found: dict[tuple[str, Any], dict[str, Any]] = {}
    with connection.cursor() as cursor:
        for model in (
            m for m in apps.get_models() if m._meta.managed
        ):  # the index of the search cannot be read through
            table = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{table}"')
            names = [c[0] for c in cursor.description]
            key = names.index(model._meta.pk.column)
            found.update({(table, row[key]): dict(zip(names, row, strict=True)) for row in cursor.fetchall()})
    return found


def traces(rows: dict[tuple[str, Any], dict[str, Any]], cast: Cast) -> list[str]:
    """Where these rows name the student: by name, number, user name, or by an id in a column of persons or accounts."""
    person, account = cast.student_person, cast.accounts["student"]
    words = (person.name, person.number, f":{account.pk}:")
    found = []
    for (table, key), row in rows.items():
        for column, value in row.items():
            if isinstance(value, str) and any(w in value for w in words):
                found.append(f"{table} {key} {column}: {value[:80]}")
            elif column.endswith(OF_PERSONS) and value in (person.pk, account.pk) and isinstance(value, int):
                found.append(f"{table} {key} {column} = {value}")
    return found


def raise_anonymously(cast: Cast) -> Matter:
    """With a file and a form token, as the page does it."""
    raised = problem_commands.raise_problem(
        title=scenarios.TITLE,
        text=scenarios.TEXT,
        category="living",
        origin_id=cast.branch.pk,
        anonymous=True,
        token="form-token-1",
        uploads=[SimpleUploadedFile("说明.txt", "水是凉的。".encode())],
        actor=cast.student,
        at=cast.at,
    )
    return scenarios.again(raised.matter)


def test_no_row_names_the_anonymous_raiser(cast: Cast) -> None:
    assert cast.student.person_id not in {cast.secretary.person_id, cast.branch.pk}
    before = every_row()
    matter = raise_anonymously(cast)
    ops.urge(matter=matter, words="请尽快看看", actor=cast.student, at=cast.at)
    ops.withdraw(matter=scenarios.again(matter), reason="已经自己解决", actor=cast.student, at=cast.at)
    written = {k: row for k, row in every_row().items() if before.get(k) != row}
    assert len(written) > 8
    assert traces(written, cast) == []


def test_the_same_look_finds_a_named_raiser(cast: Cast) -> None:
    before = every_row()
    scenarios.raised(cast, cast.at)
    written = {k: row for k, row in every_row().items() if before.get(k) != row}
    assert traces(written, cast)


def test_the_raiser_finds_it_and_nobody_is_told_who(cast: Cast) -> None:
    matter = raise_anonymously(cast)
    assert [m.pk for m in queries.visible_to(cast.student).filter(pk=matter.pk)] == [matter.pk]
    assert not Message.objects.filter(recipient_id=cast.student.person_id).exists()


def test_one_person_alone_opens_nothing(cast: Cast) -> None:
    matter = raise_anonymously(cast)
    opener = cast.committee_secretary if "committee_secretary" in cast.persons else cast.administrator
    ops.ask_opening(matter=matter, reason="内容涉及人身安全，需要联系本人。", actor=opener, at=cast.at)
    with pytest.raises(NotAllowed):
        ops.approve_opening(matter=scenarios.again(matter), reason="同意", actor=opener, at=cast.at)
    with pytest.raises(NotAllowed):
        ops.read_raiser(matter=scenarios.again(matter), actor=opener, at=cast.at)
