"""No page asks a table that grows without an index, and none asks more than twelve times; on both databases."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongjian.matters.models import Matter
from gongjian_bench.stores import filling, growing
from tests.appeals import scenarios as appeals
from tests.cast import build_cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db(transaction=True, reset_sequences=True)
GROWING = {
    *(t.table for t in growing.tables()),
    *growing.BESIDE,
    "notify_message",
    "kernel_outboxevent",
}
PAGES = (
    ("leader", "/matters/?state=handling"),
    ("leader", "/matters/?state=solved-confirmed"),
    ("leader", "/matters/?open=1"),
    ("leader", "/matters/?kind=appeal"),
    ("handler", "/matters/?mine=1"),
    ("leader", "/matters/?q=热水"),
    ("handler", "ITEM"),
    ("student", "ITEM"),
    ("handler", "/desk/"),
    ("secretary", "/desk/"),
    ("student", "/desk/"),
    ("leader", "/appeals/rates/"),
    ("leader", "/figures/"),
    ("leader", "/"),
    ("leader", "/matters/public/"),
)
MOST = 12
NAMED = re.compile(r'(?:FROM|JOIN|,) "?(\w+)"? "?(\w+)"?')


def tables_of(sql: str) -> dict[str, str]:
    """By alias or name: the table."""
    return {alias: table for table, alias in NAMED.findall(sql)} | {table: table for table, _a in NAMED.findall(sql)}


def scanned(sql: str) -> list[str]:
    """Growing tables that this statement reads from one end to the other."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # In a store so small the planner takes the whole table of its own accord: asked is whether it must.
            cursor.execute("SET enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql.replace('%', '%%')}", [])
            plan = [row[0] for row in cursor.fetchall()]
            cursor.execute("SET enable_seqscan = on")
            return [m[1] for line in plan if (m := re.search(r"Seq Scan on (\w+)", line)) and m[1] in GROWING]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = [row[3] for row in cursor.fetchall()]
    named = tables_of(sql)
    # Rows read in the order of an index, until the page is full, are no scan.
    in_order = " LIMIT " in sql and not any("USE TEMP B-TREE FOR ORDER BY" in line for line in plan)
    found = []
    for line in plan:
        words = line.split()
        if words[0] == "SCAN" and named.get(words[1]) in GROWING and not (in_order and "INDEX" in line):
            found.append(f"{named[words[1]]}: {line}")
    return found


def test_pages_scan_no_growing_table(at, frozen, client):
    cast = build_cast(at)
    ended = scenarios.struck_off(cast, at)
    scenarios.handling(cast, at)
    appeals.closed(cast, at)
    appeals.accepted(cast, at)
    frozen.shift(dt.timedelta(days=30))
    filling.fill(400, "test", lambda _n: None)
    if connection.vendor == "sqlite":  # without statistics it takes every table for a big one
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")
    number = Matter.objects.get(pk=ended.pk).number
    wrong = []
    for part, path in PAGES:
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        url = f"/matters/{number}/" if path == "ITEM" else path
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200, url
        if len(asked) > MOST:
            wrong.append(f"{part} {url}: {len(asked)} queries")
        for query in asked:
            sql = query["sql"]
            if sql.startswith(("SELECT", "WITH")):
                wrong += [f"{part} {url}: {line} ← {sql[:300]}" for line in scanned(sql)]
    assert wrong == [], "\n".join(wrong)
