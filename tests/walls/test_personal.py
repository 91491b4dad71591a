"""Every column that points to a person is declared personal by its app, or is an exception with a reason."""

import ast
import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from gongjian.kernel import personal
from gongjian.kernel.events import DomainEvent
from gongjian.kernel.personal import Personal
from gongjian.people.models import Account, Person
from gongjian.workflow.registry import registered
from tests.walls.source import product_files, where

WORDS = "person|raiser|recipient|actor|account|author|writer|reviewer|student|sender|whom|phone|mobile|email|contact|address"
LOOKS_PERSONAL = re.compile(rf"(^|_)({WORDS})(_|$)|(^|_)by(_id)?$|(^|_)name$|^on_behalf_of$|^sealed_")
# Columns that look personal and are not, each with why.
NOT_PERSONAL = {
    "appeals.Appeal.because": "the words by which the unit was suggested",
    "appeals.Appeal.counted": "the names of figures it was counted in",
    "appeals.Appeal.routed_by": "rule, learned or hand: no person",
    "appeals.Appeal.suggested_by": "rule or learned: no person",
    "appeals.Learned.cases": "numbers of cases",
    "appeals.Learned.name": "unit or category",
    "audit.Verification.findings": "numbers of entries",
    "evaluation.Award.name": "the name of an award",
    "evaluation.Criterion.name": "the name of a criterion",
    "files.StoredFile.name": "the name of a file; the upload form asks for none that names persons",
    "kernel.Counter.name": "the name of a counter",
    "kernel.CounterDelta.name": "the name of a counter",
    "kernel.KeyDigest.name": "the name of a key",
    "kernel.NumberSeries.name": "the name of a series",
    "kernel.OutboxEvent.done": "names of reactions",
    "kernel.OutboxEvent.payload": "ids for the reactions, thrown away after `event_days`; an anonymous raiser's is None",
    "kernel.PeriodicTask.name": "the name of a task",
    "kernel.Setting.changed_by": "the command that set it",
    "kernel.Setting.name": "the name of a setting",
    "kernel.Setting.value": "settings of the installation",
    "matters.Clock.name": "the name of a clock",
    "org.Appointment.sent_by": "a body",
    "org.Body.name": "the name of a body",
    "people.ApiToken.scopes": "rights of the token",
    "proposals.CongressSession.name": "the name of a session",
    "rulebook.Provision.checks": "the rulebook",
    "rulebook.Provision.parameters": "the rulebook",
    "spreadsheets.ImportBatch.counts": "numbers of lines",
    "spreadsheets.ImportBatch.name": "the name of a file",
    "workdays.AcademicSpan.name": "the name of a span",
    "workdays.Day.name": "the name of a holiday",
    "workdays.Term.name": "the name of a term",
}


def points_to_a_person(field: "models.Field[Any, Any]") -> bool:
    """A key to a person or account, a name that says so, or JSON, which may hold anything."""
    if field.related_model in (Person, Account):
        return True
    return bool(LOOKS_PERSONAL.search(field.name)) or isinstance(field, models.JSONField)


def columns(tables: Iterable[type[models.Model]]) -> Iterator[tuple[str, str]]:
    """(app.Model, column) of what looks personal in these tables."""
    for table in tables:
        for field in table._meta.local_fields:
            if points_to_a_person(field):
                yield table._meta.label, field.name


def undeclared(tables: Iterable[type[models.Model]]) -> list[str]:
    listed = {
        f"{one.model}.{one.table._meta.get_field(column).name}" for one in personal.declared() for column in one.columns
    }
    names = {f"{model}.{name}" for model, name in columns(tables)}
    return sorted(names - listed - set(NOT_PERSONAL))


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("gongjian.")]


def test_every_column_about_a_person_is_declared() -> None:
    assert undeclared(ours()) == []


def test_every_exception_is_a_column_that_looks_personal_and_has_a_reason() -> None:
    found = {f"{model}.{name}" for model, name in columns(ours())}
    assert sorted(set(NOT_PERSONAL) - found) == []
    assert all(NOT_PERSONAL.values())


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("witness", models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")),
        ("login", models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")),
        ("checked_by", models.CharField(max_length=60)),
        ("checked_by_id", models.BigIntegerField()),
        ("person_id", models.BigIntegerField()),
        ("guardian_name", models.CharField(max_length=60)),
        ("home_phone", models.CharField(max_length=60)),
        ("extra", models.JSONField()),
    ],
)
def test_the_wall_sees_a_planted_column(name: str, field: "models.Field[Any, Any]") -> None:
    planted = {name: field, "day": models.DateField(), "__module__": "gongjian.org.models"}
    own = type("Planted", (models.Model,), planted | {"Meta": type("Meta", (), {"app_label": "org"})})
    try:
        assert undeclared([own]) == [f"org.Planted.{name}"]
    finally:
        del apps.all_models["org"]["planted"]
        apps.clear_cache()


@pytest.mark.django_db
def test_what_is_declared_is_there() -> None:
    """Each table, column, lookup and new value; and each table stands in the list of its own app."""
    for app, listed in personal._DECLARED.items():
        for one in listed:
            assert one.model.split(".")[0] == app
            for column in (*one.columns, *one.names, *one.becomes):
                one.table._meta.get_field(column)
            if one.whose:
                one.rows(0, "0" * 64).values(*one.exported).exists()


def test_what_leads_to_a_person_is_exported() -> None:
    """个人信息保护法 第四十五条: everything by which a person is found is theirs to take along."""
    assert [f"{one.model} by {one.whose}" for one in personal.declared() if one.whose and not one.exported] == []


def test_a_row_that_may_be_sealed_declares_its_blind_index() -> None:
    sealable = {m._meta.label for m in ours() if any(f.name == "sealed_index" for f in m._meta.local_fields)}
    assert sealable == {one.model for one in personal.declared() if one.sealed == "sealed_index"}


def test_nothing_is_declared_without_saying_what_becomes_of_it() -> None:
    with pytest.raises(ValueError, match="anonymising"):
        Personal("org.Liaison", "person_id", ("person",))
    with pytest.raises(ValueError, match="without whose"):
        Personal("org.Liaison", "", ("person",), deleted=True)


# ── never in the ledger, an event or a message ──

SECRET = {
    "phone",
    "email",
    "contact",
    "raiser",
    "raiser_id",
    "raiser_name",
    "sealed_raiser",
    "sealed_index",
    "password",
}
SINKS = {"details", "payload", "facts", "log_details", "extra"}


def spoken(text: str) -> Iterator[str]:
    """Keys of dictionaries handed to the ledger, an event or the log that name what must not stand there."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in SINKS:
            value = node.value
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in SINKS for t in node.targets):
            value = node.value
        else:
            continue
        for inner in ast.walk(value):
            if isinstance(inner, ast.Dict):
                keys = [k.value for k in inner.keys if isinstance(k, ast.Constant)]
                yield from (str(key) for key in keys if key in SECRET)


def test_no_contact_and_no_raiser_in_the_ledger_an_event_or_the_log() -> None:
    found = [(where(path), key) for path in product_files() for key in spoken(path.read_text(encoding="utf-8"))]
    assert found == []


def log_arguments() -> Iterator[tuple[str, str]]:
    """(verb, argument) of what every command puts into the ledger by itself."""
    for commands in registered():
        for command in commands:
            if command.log is not None:
                yield from ((command.log.verb, name) for name in command.inputs if command.log.keeps(name))


def event_fields(events: Iterable[type[DomainEvent]]) -> list[str]:
    """The fields of events that name what must not stand there."""
    return sorted(f"{e.__name__}.{f.name}" for e in events for f in dataclasses.fields(e) if f.name in SECRET)


def all_events(of: type[DomainEvent] = DomainEvent) -> Iterator[type[DomainEvent]]:
    for event in of.__subclasses__():
        yield event
        yield from all_events(event)


def test_no_command_puts_a_contact_or_a_raiser_into_the_ledger() -> None:
    found = sorted(log_arguments())
    assert len(found) > 50
    assert [f for f in found if f[1] in SECRET] == []


def test_no_event_carries_a_contact_or_a_raiser() -> None:
    events = [e for e in all_events() if e.__module__.startswith("gongjian.")]
    assert len(events) > 20
    assert event_fields(events) == []


def test_the_wall_sees_a_planted_event() -> None:
    planted = dataclasses.make_dataclass("Planted", [("phone", str)])
    assert event_fields([planted]) == ["Planted.phone"]


@pytest.mark.parametrize(
    "text",
    ["record(details={'phone': p})", "details = {'raiser_id': 3}", "log.info('x', extra=dict(a={'email': e}))"],
)
def test_the_wall_hears_a_planted_key(text: str) -> None:
    assert list(spoken(text))
