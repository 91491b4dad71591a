"""Much in and much out: what is measured works, on a few rows."""

import contextlib
import json
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongjian.appeals import commands as appeals_commands
from gongjian.audit.models import Receipt
from gongjian.matters import sheets
from gongjian.problems import commands as matters_commands
from gongjian.proposals import commands as proposals_commands
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
