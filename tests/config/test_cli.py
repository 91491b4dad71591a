"""The command ``gongjian``: sentences, exit codes, never a traceback."""

import click
import pytest

from gongjian.config import cli
from gongjian.kernel.refused import Malformed, NotNow


def run_with(command: click.Command, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(cli.cli, "_collected", {"trial": command})
    return cli.run(["trial"])


def command_that(action: object) -> click.Command:
    @click.command("trial")
    def trial() -> None:
        if isinstance(action, BaseException):
            raise action

    return trial


def test_help_lists_the_house_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--help"]) == 0
    said = capsys.readouterr().out
    for name in ("serve", "work", "check", "migrate", "django"):
        assert name in said


def test_a_refusal_is_a_sentence_and_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(command_that(NotNow("现在不能退办。", remedy="请先签收。")), monkeypatch) == 1
    assert capsys.readouterr().err.strip() == "现在不能退办。请先签收。"


def test_malformed_input_names_the_fields_and_exits_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = Malformed("表格有误。", fields={"日期": ["读不出日期。"]})
    assert run_with(command_that(error), monkeypatch) == 2
    said = capsys.readouterr().err
    assert "表格有误。" in said
    assert "日期：读不出日期。" in said


def test_an_unexpected_error_is_a_sentence_and_its_traceback_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(command_that(ZeroDivisionError("oh")), monkeypatch) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert "last-error.txt" in said


def test_ctrl_c_ends_with_130(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_with(command_that(KeyboardInterrupt()), monkeypatch) == 130


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["frobnicate"]) == 2
    assert "frobnicate" in capsys.readouterr().err


def test_djangos_own_commands_pass_through(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["django", "version"]) == 0
    assert capsys.readouterr().out.strip().startswith("5.2")
