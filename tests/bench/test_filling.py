"""A store is filled by copies of lives that the verbs have made: it is whole in every respect that is checked at night."""

import datetime as dt
from collections import defaultdict

import pytest
from django.apps import apps
from django.db import connection

from gongjian.appeals import metrics as appeal_metrics
from gongjian.audit import verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel.models import NumberSeries
from gongjian.matters import metrics
from gongjian.matters.models import Holding, Matter, Verdict
from gongjian.search import queries as search
from gongjian_bench.stores import filling, growing
from tests.appeals import scenarios as appeals
from tests.cast import build_cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)
TOTAL = 300
SCHEMA = {
    "sqlite": ("SELECT * FROM (SELECT type, name, tbl_name, sql FROM sqlite_master) ORDER BY 1, 2",),
    "postgresql": (
        (
            "SELECT relname, relkind, relpersistence, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " ORDER BY 1"
        ),
        "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
        (
            "SELECT conrelid::regclass::text, conname, convalidated, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"
        ),
        (
            "SELECT tgrelid::regclass::text, tgname, tgenabled, pg_get_triggerdef(oid) FROM pg_trigger"
            " WHERE NOT tgisinternal ORDER BY 1, 2"
        ),
        (
            "SELECT table_name, column_name, ordinal_position, data_type, column_default, is_nullable"
            " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 3"
        ),
    ),
}


def schema():
    """All that the migrations have made, in the database's own words."""
    with connection.cursor() as cursor:
        found = [list(cursor.execute(words).fetchall()) for words in SCHEMA[connection.vendor]]
        if connection.vendor == "sqlite":
            found.append(cursor.execute("SELECT k, v FROM search_fts_config ORDER BY k").fetchall())
            pragmas = ("foreign_keys", "ignore_check_constraints", "journal_mode", "synchronous", "cache_size")
            found.append([cursor.execute(f"PRAGMA {name}").fetchone() for name in pragmas])
    return found


@pytest.fixture
def fresh():
    return schema()


@pytest.fixture
def filled(at, frozen, fresh):
    cast = build_cast(at)
    scenarios.struck_off(cast, at)
    scenarios.assigned(cast, at)
    appeals.closed(cast, at)
    appeals.accepted(cast, at)
    frozen.shift(dt.timedelta(days=30))
    return filling.fill(TOTAL, "test", lambda _n: None)


def test_it_is_whole(filled, at):
    assert Matter.objects.count() == TOTAL
    assert filled.added == TOTAL - 4

    report = verification.walk(at)
    assert report.sound, report.findings
    assert report.entries == Entry.objects.count() > 5 * TOTAL

    assert metrics.drift() == {}
    assert appeal_metrics.mend_counters() == 0
    connection.check_constraints()
    if connection.vendor == "sqlite":  # there a row's own constraints were not asked while copying
        with connection.cursor() as cursor:
            assert cursor.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    given = defaultdict(list)
    for number in Matter.objects.values_list("number", flat=True):
        prefix, year, n = number.split("-")
        given[f"{prefix}-{year}"].append(int(n))
    assert all(sorted(ns) == list(range(1, len(ns) + 1)) for ns in given.values())
    assert {n: s for n, s in NumberSeries.objects.values_list("name", "last") if n in given} == {
        name: len(ns) for name, ns in given.items()
    }


def test_its_schema_is_what_the_migrations_made(fresh, filled):
    assert schema() == fresh


def test_each_copy_has_its_whole_history(filled):
    for kind in ("problem", "appeal"):
        one, *others = Matter.objects.filter(kind=kind, ended_at__isnull=False).order_by("pk")
        last = others[-1]
        assert last.title != one.title
        assert last.ended_at - last.raised_at == one.ended_at - one.raised_at
        assert last.raised_at < one.raised_at
        for model in (Holding, Verdict):
            assert model.objects.filter(matter=last).count() == model.objects.filter(matter=one).count()
        entries = Entry.objects.filter(subject_id=last.pk).order_by("id")
        assert [e.verb for e in entries] == [e.verb for e in Entry.objects.filter(subject_id=one.pk).order_by("id")]
        assert entries[0].facts["label"] == str(last)
        assert Receipt.objects.filter(subject_id=last.pk).exists()
        assert last.pk in search.matching("matters.matter", last.title)


def test_every_table_that_points_to_a_matter_is_copied_or_said_to_stay():
    pointing = {
        m._meta.label
        for m in apps.get_models(include_auto_created=True)
        for f in m._meta.local_concrete_fields
        if f.remote_field is not None and f.remote_field.model._meta.label in growing.GROWS
    }
    assert sorted(pointing - {*growing.GROWS, *growing.STAYS}) == []
