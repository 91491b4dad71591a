"""The tests' own lists: the permission matrix, who receives which message, tables with a version, who plays which command."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.apps import apps

from gongjian.kernel.models import Versioned
from gongjian.reactions.table import REACTIONS
from tests.lacking.words import events_of_apps
from tests.walls import matrix
from tests.walls.source import ROOT

RECIPIENTS = ROOT / "tests/notices/recipients.yaml"
WITH_NOTICES = ("matters", "appeals", "proposals", "pairing", "bulletin", "evaluation")


# --- the permission matrix ---


def addresses_without_row() -> list[str]:
    """Routes of pages and of the API that have no row in the permission matrix."""
    return [f"{', '.join(methods)} {path}" for path, methods in sorted(matrix.missing().items())]


def write_matrix() -> None:
    """Add the rows that are missing, each to be filled in where it says …"""
    rows = matrix.skeleton()
    if rows:
        matrix.FILE.write_text(f"{matrix.FILE.read_text().rstrip()}\n{rows}\n")
        matrix.table.cache_clear()


def rows_without_address() -> list[str]:
    """Rows of the matrix whose route is gone."""
    return sorted({*matrix.table()} - {*matrix.routes()})


def cells_to_fill() -> list[str]:
    """Rows of the matrix in which an answer or an argument is not yet filled in."""
    return sorted(
        {
            f"{row.method} {row.path}"
            for row in matrix.rows()
            if not all(isinstance(code, int) for code in row.expected.values())
            or "…" in map(str, row.arguments.values())
        }
    )


# --- who receives which message ---


def recipients() -> dict[str, dict[str, Any]]:
    """The rows of tests/notices/recipients.yaml."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(RECIPIENTS.read_text())
    return found


def events_with_notices() -> set[str]:
    """Kinds of events of the apps that announce to persons."""
    return {kind for kind in events_of_apps() if kind.split(".")[0] in WITH_NOTICES}


def events_without_recipients(rows: Mapping[str, Mapping[str, Any]] | None = None) -> list[str]:
    """Events that no row of recipients.yaml names; events with reactions whose messages no row receives."""
    rows = recipients() if rows is None else rows
    named = {event for row in rows.values() for event in row["events"]}
    received = {event for row in rows.values() if row.get("messages") for event in row["events"]}
    kinds, events = events_with_notices(), events_of_apps()
    speaking = {kind for kind in kinds if REACTIONS.get(events[kind])}
    return [
        *(f"{kind}: no row" for kind in sorted(kinds - named)),
        *(f"{kind}: nobody receives its message" for kind in sorted((speaking & named) - received)),
        *(f"{kind}: no such event" for kind in sorted(named - {*events})),
    ]


def skeleton_of_recipients() -> str:
    """Rows for the events that have none; the row is called like its scene, and that like the command."""
    named = {event for row in recipients().values() for event in row["events"]}
    rows = (f"…:\n  events: [{kind}]\n  messages:\n    …: […]" for kind in sorted(events_with_notices() - named))
    return "\n".join(rows)


# --- tables with a version ---


def versioned_tables() -> list[str]:
    """The labels of all tables whose rows carry a version."""
    return sorted(m._meta.label for m in apps.get_models() if issubclass(m, Versioned))


def tables_without_second_writer(rows: Mapping[str, Any]) -> list[str]:
    """Tables with a version that have no row in tests/kernel/test_versioned.py, and rows of tables that are gone."""
    tables = {*versioned_tables()}
    return [f'"{t}": (lambda s: ….pk, "…"),' for t in sorted(tables - {*rows})] + [
        f"no more: {t}" for t in sorted({*rows} - tables)
    ]
