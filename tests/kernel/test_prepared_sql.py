"""A query that is compiled once answers as the queryset it was made from."""

import datetime as dt

import pytest
from django.db.models import CharField, F, Q, QuerySet, Value

from gongjian.kernel.counters import add, fold
from gongjian.kernel.models import Counter, SpentToken
from gongjian.kernel.prepared_sql import PreparedQuery
from gongjian.org.models import Appointment

pytestmark = pytest.mark.django_db


def _named(name: str, least: int) -> QuerySet:
    rows = Counter.objects.filter(Q(name=name) | Q(value__gt=least, name__startswith="a"))
    return rows.order_by("name").values_list("name", "value", Value("fixed", output_field=CharField()))


def test_it_answers_as_the_queryset_does():
    add({"a": 1, "b": 2, "ab": 30, "c": -4})
    fold()
    compiled = PreparedQuery(_named, name=str, least=int)
    for name in ("a", "b", "nobody's"):
        for least in (0, 5, 99):
            assert list(map(tuple, compiled(name=name, least=least))) == list(_named(name, least))


def test_values_may_stand_several_times_and_days_are_days(cast, at):
    def holding(day: dt.date, person: int) -> QuerySet:
        mine = Q(person_id=person, since__lte=day) & (Q(until__isnull=True) | Q(until__gte=day))
        return Appointment.objects.filter(mine).order_by("pk").values_list(F("pk"), "post")

    compiled = PreparedQuery(holding, day=dt.date, person=int)
    for actor in (cast.secretary, cast.handler, cast.student):
        for day in (at.date(), dt.date(2001, 1, 1)):
            assert list(compiled(day=day, person=actor.person_id)) == list(holding(day, actor.person_id))


def test_a_value_that_the_statement_does_not_hold_as_such_is_told():
    def twice(most: int) -> QuerySet:
        return SpentToken.objects.filter(object_id__lt=2 * most).values_list("pk")

    with pytest.raises(ValueError, match="most"):
        PreparedQuery(twice, most=int)(most=1)


def test_one_query(django_assert_num_queries):
    compiled = PreparedQuery(_named, name=str, least=int)
    with django_assert_num_queries(1):
        compiled(name="a", least=0)
