"""Rows of several tables read by one statement are what Django would have read table by table."""

import pytest
from django.forms.models import model_to_dict

from gongjian.matters import queries
from gongjian.matters.models import Matter
from gongjian.problems import operations
from tests.matters import scenarios

pytestmark = pytest.mark.django_db


def _whole(row):
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}


def test_every_field_is_what_django_reads(cast, at):
    matter = scenarios.handling(cast, at)
    line = matter.measures.first()
    operations.propose_adjustment(
        matter=queries.get_for(cast.handler, matter.number),
        reason="暑期检修提前",
        changes=[{"line": "measure", "id": line.pk, "action": "change", "new": {"text": "改为两台泵轮换"}}],
        seen=matter.version,
        actor=cast.handler,
        at=at,
    )
    read = Matter.objects.get(pk=matter.pk)
    queries.rows_of_kind("problem").fill(read)
    plain = Matter.objects.get(pk=matter.pk)
    for name in ("involved", "measures", "duties", "adjustments"):
        rows = list(getattr(read, name).all())
        orders = ("position", "pk") if name in ("measures", "duties") else ("pk",)
        expected = list(getattr(plain, name).order_by(*orders))
        assert rows == expected
        assert len(rows) > 0, name
        for row, other in zip(rows, expected, strict=True):
            assert _whole(row) == _whole(other)
            assert model_to_dict(row) == model_to_dict(other)
            assert row.matter is read
            if hasattr(row, "body"):
                assert _whole(row.body) == _whole(other.body)


def test_one_query_and_none_afterwards(cast, at, django_assert_num_queries):
    matter = Matter.objects.get(pk=scenarios.handling(cast, at).pk)
    queries.rows_of_kind("problem").fill(matter)
    again = Matter.objects.get(pk=matter.pk)
    with django_assert_num_queries(1):
        queries.rows_of_kind("problem").fill(again)
    with django_assert_num_queries(0):
        assert [row.body.name for row in again.involved.all()]
        assert [row.body.name for row in again.measures.all()]
        assert list(again.adjustments.all()) == []


def test_a_row_so_read_can_be_written(cast, at):
    matter = Matter.objects.get(pk=scenarios.handling(cast, at).pk)
    queries.rows_of_kind("problem").fill(matter)
    line = matter.measures.all()[0]
    line.text = "另一种说法"
    line.save(update_fields=["text"])
    assert matter.measures.get(pk=line.pk).text == "另一种说法"
