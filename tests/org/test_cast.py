"""The cast plays its parts with few rows."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import build_cast


def test_the_cast_is_cheap(db, at):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        build_cast(at)
    assert len(queries) <= 40, [q["sql"][:60] for q in queries]


def test_everyone_has_the_rights_of_their_part(cast):
    assert cast.secretary.can("matters.adopt", cast.branch.path)
    assert not cast.secretary.can("matters.adopt", cast.office_branch.path)
    assert cast.liaison.can("matters.supervise", cast.branch.path)
    assert cast.handler.can("matters.handle", cast.department.path)
    assert not cast.handler.can("matters.sign-off", cast.department.path)
    assert cast.head.can("matters.sign-off", cast.department.path)
    assert cast.administrator.can("org.manage", cast.committee.path)
    assert cast.leader.can("matters.supervise", cast.branch.path)
    assert not cast.student.grants
    assert cast.student_person.name == "顾一苇"
    assert len(cast.actors) == len(cast.persons)
