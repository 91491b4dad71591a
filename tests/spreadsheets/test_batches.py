"""A previewed import is kept, applied once, and the same file changes nothing the second time."""

import datetime as dt

import pytest

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import NotFound, Overtaken
from gongjian.spreadsheets import operations, queries
from gongjian.spreadsheets.models import ImportBatch

pytestmark = pytest.mark.django_db
CLERK, OTHER = Actor(account_id=1, person_id=1, name="甲"), Actor(account_id=2, person_id=2, name="乙")


def preview(at: dt.datetime, actor: Actor = CLERK, data: bytes = b"a,b", scope: str = "") -> ImportBatch:
    return operations.open_batch(
        kind="x.lines", data=data, name="a.csv", counts={"read": 1}, payload=[1], actor=actor, at=at, scope=scope
    )


def test_a_file_is_applied_once(at: dt.datetime) -> None:
    first, second = preview(at), preview(at)
    operations.apply_batch(batch=first, actor=CLERK, at=at)
    with pytest.raises(Overtaken):
        operations.apply_batch(batch=first, actor=CLERK, at=at)
    with pytest.raises(Overtaken):
        operations.apply_batch(batch=second, actor=CLERK, at=at)
    second.refresh_from_db()
    assert (second.state, second.payload) == ("previewed", [1])
    again = preview(at)
    assert again.pk == first.pk
    assert again.applied
    assert again.payload == {}
    assert not preview(at, scope="2026").applied
    assert not preview(at, data=b"c").applied


def test_a_preview_belongs_to_who_opened_it(at: dt.datetime) -> None:
    batch = preview(at)
    assert queries.get_batch(CLERK, batch.pk, "x.lines") == batch
    for actor, kind, scope in ((OTHER, "x.lines", ""), (CLERK, "y", ""), (CLERK, "x.lines", "2026")):
        with pytest.raises(NotFound):
            queries.get_batch(actor, batch.pk, kind, scope)


def test_old_previews_are_forgotten_but_what_was_applied_stays(at: dt.datetime) -> None:
    preview(at)
    kept = operations.apply_batch(batch=preview(at, data=b"c"), actor=CLERK, at=at)
    assert operations.drop_old_previews(at=at + dt.timedelta(days=8)) == 1
    assert list(ImportBatch.objects.all()) == [kept]
