"""What follows from a declaration: form, JSON schema and the command itself have the same limits, for every command."""

import datetime as dt
from inspect import signature
from typing import Any

import pytest
from django import forms

from gongjian.bulletin import operations as bulletin
from gongjian.kernel.refused import Malformed
from gongjian.workflow.api import body_of
from gongjian.workflow.command import Argument, Command, Commands, Log
from gongjian.workflow.fields import LARGEST_ID, Choice, Number, PickMany, PickWord, Text, WrongValue
from gongjian.workflow.forms import form_of
from gongjian.workflow.registry import registered, tables

ALL: list[Command[..., Any]] = [command for commands in registered() for command in commands]
ARGUMENTS = [(c, a) for c in ALL for a in c.inputs.values()]


def name_of(pair: tuple[Command[..., Any], Argument]) -> str:
    return f"{pair[0].workflow.app}.{pair[0].name}.{pair[1].name}"


def properties(command: Command[..., Any]) -> dict[str, Any]:
    body = body_of(command)
    return {} if body is None else dict(body.json_schema()["properties"])


@pytest.mark.parametrize("pair", [p for p in ARGUMENTS if isinstance(p[1].field, Text)], ids=name_of)
def test_a_text_has_one_limit_on_page_in_api_and_in_the_command(pair: tuple[Command[..., Any], Argument]) -> None:
    command, argument = pair
    assert isinstance(argument.field, Text)
    limit = argument.field.limit
    shown = form_of(command).base_fields[argument.name]
    assert isinstance(shown, forms.CharField)
    assert shown.max_length == limit
    assert properties(command)[argument.name]["maxLength"] == limit
    assert len(argument.field.clean("x" * (limit - 1) + "1", required=True)) == limit
    with pytest.raises(WrongValue):
        argument.field.clean("x" * (limit + 1), required=True)


@pytest.mark.parametrize("pair", [p for p in ARGUMENTS if isinstance(p[1].field, Number)], ids=name_of)
def test_a_number_has_one_range(pair: tuple[Command[..., Any], Argument]) -> None:
    command, argument = pair
    field = argument.field
    assert isinstance(field, Number)
    shown = form_of(command).base_fields[argument.name]
    assert isinstance(shown, forms.IntegerField)
    assert (shown.min_value, shown.max_value) == (field.least, field.most)
    for value in (field.least - 1, field.most + 1):
        with pytest.raises(WrongValue):
            field.clean(value, required=True)


@pytest.mark.parametrize("pair", ARGUMENTS, ids=name_of)
def test_what_is_required_is_required_everywhere(pair: tuple[Command[..., Any], Argument]) -> None:
    command, argument = pair
    shown = form_of(command).base_fields.get(argument.name)
    assert (shown is not None) == argument.field.in_form
    assert shown is None or shown.required == argument.required or isinstance(shown, forms.BooleanField)
    if not argument.field.in_body:
        assert argument.name not in properties(command)
        return
    body = body_of(command)
    assert body is not None
    assert (argument.name in body.json_schema().get("required", [])) == argument.required


def test_names_of_schemas_are_unique() -> None:
    names = [body.__name__ for c in ALL if (body := body_of(c)) is not None]
    assert sorted(names) == sorted(set(names))


def test_every_step_that_people_take_is_a_command_and_every_command_a_step() -> None:
    """A step of the system may be taken in the course of another command (scores are closed by the notice of results)."""
    for procedure, commands in tables():
        names = {c.name for c in commands}
        assert names <= {s.verb for s in procedure.steps}, procedure.code
        assert {s.verb for s in procedure.steps if not s.by_system} <= names, procedure.code


@pytest.mark.parametrize("command", [c for c in ALL if c.log is not None], ids=repr)
def test_what_the_log_also_keeps_is_an_argument(command: Command[..., Any]) -> None:
    assert command.log is not None
    assert [name for name in command.log.also if name not in command.inputs] == []


@pytest.mark.parametrize("command", ALL, ids=repr)
def test_rights_and_conditions_are_not_mixed_up(command: Command[..., Any]) -> None:
    """A right is asked of an actor about a row, a condition of a row for an actor at a moment."""
    rights = [*command.rights, *([command.rule.right] if command.rule is not None else [])]
    assert [next(iter(signature(right).parameters)) for right in rights] == ["actor"] * len(rights)
    assert {len(signature(right).parameters) for right in rights} <= {2}
    assert {tuple(signature(c).parameters)[1:] for c in command.conditions} <= {("actor", "at")}


@pytest.mark.parametrize("command", [c for c in ALL if c.rule is not None], ids=repr)
def test_a_command_outside_a_table_has_its_word(command: Command[..., Any]) -> None:
    assert command.rule is not None
    assert str(command.line.label) not in ("", command.name)
    assert (command.line.verb, command.line.article) == (command.name, command.rule.article)


def test_a_command_stands_once_in_a_list() -> None:
    with pytest.raises(ValueError, match="twice"):
        Commands(bulletin.publish, bulletin.publish)


def test_only_what_the_sentence_names_is_kept() -> None:
    log = Log("x.y", "", "退回：%(reason)s", also=("day",))
    assert [log.keeps(n) for n in ("reason", "day", "phone")] == [True, True, False]


def test_every_wrong_value_is_named_at_once() -> None:
    given = {"column": "lost", "title": " ", "text": "x" * 10_001, "body_id": None}
    with pytest.raises(Malformed) as refused:
        bulletin.write.clean(given)
    assert sorted(refused.value.fields) == ["body_id", "column", "text", "title"]


def test_spaces_at_the_ends_are_removed_and_an_optional_value_has_its_default() -> None:
    cleaned = bulletin.write.clean({"column": "official", "title": "  通知 ", "body_id": 3})
    assert cleaned == {"column": "official", "title": "通知", "body_id": 3, "text": "", "uploads": ()}


def test_choices_are_checked_by_their_values() -> None:
    field = Choice("是否解决", options=((True, "已解决"), (False, "没有解决")))
    assert field.clean(False, required=True) is False
    assert field.clean(None, required=False) is None
    for wrong in (None, "", "yes"):
        with pytest.raises(WrongValue):
            field.clean(wrong, required=True)
    with pytest.raises(WrongValue):
        PickMany("附件").clean((), required=True)


def test_days_are_kept_in_the_log_as_iso() -> None:
    argument = bulletin.enter_item.inputs["day"]
    assert argument.field.logged(dt.date(2026, 3, 2)) == "2026-03-02"


@pytest.mark.parametrize("pair", [p for p in ARGUMENTS if isinstance(p[1].field, PickMany)], ids=name_of)
def test_a_list_of_ids_has_one_length_and_holds_only_ids(pair: tuple[Command[..., Any], Argument]) -> None:
    command, argument = pair
    field = argument.field
    assert isinstance(field, PickMany)
    shown = properties(command)[argument.name]
    assert (shown["maxItems"], shown["items"]) == (
        field.most,
        {"type": "integer", "minimum": 1, "maximum": LARGEST_ID},
    )
    assert field.clean([1] * field.most, required=False) == (1,) * field.most
    with pytest.raises(WrongValue, match=str(field.most)):
        field.clean([1] * (field.most + 1), required=False)


def test_a_word_of_a_list_is_stripped_and_not_longer_than_its_limit() -> None:
    field = PickWord("理由", limit=4)
    assert field.clean(" 重复 ", required=True) == "重复"
    assert field.clean(None, required=False) == ""
    for wrong in ("", "  ", "不属于职权"):
        with pytest.raises(WrongValue):
            field.clean(wrong, required=True)
