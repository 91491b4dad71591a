"""Much in and much out: what is measured works, on a few rows."""

import contextlib
import json
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner
from django.apps import apps
from django.db import transaction

from gongjian.appeals import commands as appeals_commands
from gongjian.audit import linking, verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel import counters, worker_process
from gongjian.kernel.commands import IMPORT
from gongjian.matters import sheets
from gongjian.matters.procedures import SUBJECT
from gongjian.problems import commands as matters_commands
from gongjian.proposals import commands as proposals_commands
from gongjian.search import queries as search
from gongjian.spreadsheets.queries import read_workbook
from gongjian_bench.parts import commands, exporting, files, importing
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
AT = hour_of("2026-03-02 09:00")
IMPORTING = (appeals_commands, matters_commands, proposals_commands)  # they hang their commands into the group


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "temp_database", contextlib.nullcontext)


def test_all_three_imports_are_measured_and_leave_a_sound_house() -> None:
    found = importing.run(list(files.KINDS), 12, AT, lambda _words: None)
    assert {kind: (k["new"], k["again"]["duplicate"]) for kind, k in found["kinds"].items()} == dict.fromkeys(
        files.KINDS, (12, 12)
    )
    assert found["ledger"]["sound"] and found["drift"] == {}
    assert Receipt.objects.count() == 12  # of the proposals, as if they had been entered one by one


def test_the_command_says_json_and_takes_a_file(tmp_path: Path) -> None:
    file = tmp_path / "appeals.csv"
    file.write_bytes(files.made_up("appeals", 5, AT, 60))
    done = CliRunner().invoke(commands.bench_import, [str(file), "--kind", "appeals", "--json"])
    assert json.loads(done.stdout)["kinds"]["appeals"]["rows"] == 5
    assert CliRunner().invoke(commands.bench_import, [str(file)]).exit_code == 2


def test_an_export_takes_no_more_memory_for_more_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of problems, 200 rows and 1,500: what Python holds at most stays the same."""
    monkeypatch.setattr(sheets, "CHUNK", 50)
    importing.found(AT)
    file = tmp_path / "problems.csv"
    file.write_bytes(files.made_up("problems", 100, AT, 60))
    CliRunner().invoke(matters_commands.import_problems, [str(file), "--yes"])
    most = []
    for rows in (200, 200, 1500):  # the first time, modules are loaded
        assert exporting.grow(rows) == rows
        tracemalloc.start()
        CliRunner().invoke(matters_commands.export_problems, [str(tmp_path / "problems.xlsx")])
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    sheet = read_workbook((tmp_path / "problems.xlsx").read_bytes(), "problems.xlsx")[0]
    numbers = [row.values[1] for row in sheet.rows]
    assert len(numbers) == len(set(numbers)) == 1500
    assert most[2] < most[1] * 1.5 + 1_000_000, most


def test_the_measuring_of_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "temp_database", contextlib.nullcontext)
    monkeypatch.setattr(exporting, "FIRST", 20)
    found = exporting.run([30, 50], AT, lambda _words: None)
    assert list(found["rows"]) == [30, 50] and all(row["file_mb"] >= 0 for row in found["rows"].values())


def in_the_house() -> dict[str, Any]:
    """All that imports write, without ids and what is drawn by lot."""
    of_matter = {
        "Holding": ("since", "until", "body"),
        "Involved": ("body", "part"),
        "Clock": ("name", "started_at", "due_at"),
    }
    of_matter |= {
        "Reply": ("at", "text", "by", "body", "final"),
        "Verdict": ("at", "solved", "presumed", "round", "lead"),
    }
    out: dict[str, Any] = {
        name: sorted(apps.get_model("matters", name).objects.values_list("matter__number", *columns), key=repr)
        for name, columns in of_matter.items()
    }
    matter = apps.get_model("matters.Matter")
    columns = [f.attname for f in matter._meta.concrete_fields if f.name != "id"]
    out["Matter"] = [
        {k: bytes(v) if k == "sealed_raiser" else v for k, v in row.items()}
        for row in matter.objects.order_by("number").values(*columns)
    ]
    numbers = dict(matter.objects.values_list("id", "number"))
    resembles = ("matter__number", "text_hash", "resembles__matter__number", "counted", "accepted_at", "routed_why")
    out["Appeal"] = list(apps.get_model("appeals.Appeal").objects.order_by("matter__number").values_list(*resembles))
    parts = ("matter__number", "background", "research", "analysis", "advice", "form", "signatories")
    out["Proposal"] = list(apps.get_model("proposals.Proposal").objects.order_by("matter__number").values_list(*parts))
    entries = Entry.objects.filter(verb="matters.imported").order_by("id")
    out["Entry"] = [
        (numbers[e.subject_id], e.content, e.authority, e.actor_name, bool(e.receipt), bool(e.seq)) for e in entries
    ]
    out["search"] = {
        row["number"]: sorted(numbers[pk] for pk in search.matching(SUBJECT, row["title"][2:5]))
        for row in out["Matter"]
    }
    out["counters"] = {name: n for name, n in counters.read_prefix("").items() if n}
    return out


def test_two_processes_write_what_one_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, links, near copies, counters, search: the same; and what one cannot write, two do not write either."""
    monkeypatch.setattr(worker_process, "MIN_ROWS", 10)
    found: list[dict[str, Any]] = []
    said: list[tuple[Any, ...]] = []
    taken: list[int] = []
    take = worker_process._received

    def noted(ours: Any) -> Any:
        taken.append(len(found))
        return take(ours)

    monkeypatch.setattr(worker_process, "_received", noted)
    importing.found(AT)
    for cores in ({0}, {0, 1}):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _pid, cores=cores: cores, raising=False)
        with contextlib.suppress(Undone), transaction.atomic():
            for kind in files.KINDS:
                lines = files.made_up(kind, 25, AT, 60).decode().splitlines(keepends=True)
                twice = [lines[5].replace("5,", "99,", 1)] if kind == "appeals" else []
                wrong = [',,,""\n']
                (tmp_path / f"{kind}.csv").write_text("".join([*lines, *twice, *wrong]))
                for _time in range(2):
                    with time_machine.travel(AT, tick=False):
                        done = CliRunner().invoke(IMPORT.commands[kind], [str(tmp_path / f"{kind}.csv"), "--yes"])
                    said.append((kind, done.exit_code, done.stdout, sorted(done.stderr.splitlines())))
            linking.link_waiting()
            assert verification.walk(AT).sound
            found.append(in_the_house())
            raise Undone
    assert set(taken) == {1} and len(taken) == 10  # read twice three times; texts of three, and appeals compared
    assert said[:6] == said[6:]
    assert found[0] == found[1]
    assert len(found[0]["Matter"]) == 76 and any(row[2] for row in found[0]["Appeal"])


class Undone(Exception):
    """Ends a transaction that is not to be kept."""
