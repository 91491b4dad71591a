"""怎么解决的: one step from a solved matter to the draft of a public account."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.bulletin.models import Notice
from gongjian.kernel.refused import NotAllowed, NotNow
from gongjian.matters import operations as ops
from gongjian.matters import queries
from tests.cast import Cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db


def test_a_solved_problem_is_written_up_once(cast: Cast, at: dt.datetime) -> None:
    matter = scenarios.struck_off(cast, at)
    notice = ops.write_up(matter=matter, actor=cast.head, at=at)
    assert (notice.column, notice.state, notice.body_id) == ("outcome", "draft", cast.department.pk)
    assert scenarios.TEXT in notice.text and "检修热水循环泵" in notice.text
    assert not [p.name for p in cast.persons.values() if p.name in notice.text], "no person is named"
    assert ops.write_up(matter=matter, actor=cast.head, at=at).pk == notice.pk
    assert Notice.objects.count() == 1


def test_only_what_is_solved_and_public_by_who_writes_for_the_lead(cast: Cast, at: dt.datetime) -> None:
    solved, hidden = scenarios.struck_off(cast, at), scenarios.struck_off(cast, at, public=False)
    for matter, actor, refusal in (
        (solved, cast.student, NotAllowed),
        (solved, cast.other_head, NotAllowed),
        (hidden, cast.head, NotNow),
        (scenarios.handling(cast, at), cast.head, NotNow),
    ):
        with pytest.raises(refusal):
            ops.write_up(matter=matter, actor=actor, at=at)
    assert not Notice.objects.exists()


def test_the_page_has_the_step(client: Client, cast: Cast, at: dt.datetime, frozen: object) -> None:
    matter = scenarios.struck_off(cast, at)
    client.force_login(cast.accounts["head"], backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("matters:write-up", args=[matter.number])
    assert address in client.get(f"/matters/{matter.number}/").content.decode()
    answer = client.post(address)
    assert answer.status_code == 302 and answer.url.startswith("/bulletin/notices/")
    assert client.get(answer.url).status_code == 200
    assert queries.public_state(matter.pk) is not None
