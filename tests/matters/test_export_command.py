"""``gongjian export``: what a person may see, as a workbook that reads back."""

import openpyxl
import pytest
from click.testing import CliRunner

from gongjian.problems.commands import export_lists, export_problems
from tests.cast import build_cast

from . import scenarios

pytestmark = pytest.mark.django_db


def test_the_three_lists_and_the_list_are_written(tmp_path, at):
    cast = build_cast(at)
    matter = scenarios.handling(cast, at)
    out = tmp_path / "lists.xlsx"
    assert CliRunner().invoke(export_lists, [str(out)]).exit_code == 0
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["难题清单", "举措清单", "责任清单"]
    listed = tmp_path / "problems.xlsx"
    assert (
        CliRunner().invoke(export_problems, [str(listed), "--as", cast.accounts["secretary"].username]).exit_code == 0
    )
    cells = [str(c.value) for row in openpyxl.load_workbook(listed).active.iter_rows() for c in row]
    assert matter.number in cells


def test_an_export_shows_no_more_than_its_reader_may_see(tmp_path, at):
    cast = build_cast(at)
    matter = scenarios.handling(cast, at)
    out = tmp_path / "problems.xlsx"
    assert CliRunner().invoke(export_problems, [str(out), "--as", cast.accounts["stranger"].username]).exit_code == 0
    cells = [str(c.value) for row in openpyxl.load_workbook(out).active.iter_rows() for c in row]
    assert matter.number not in cells
