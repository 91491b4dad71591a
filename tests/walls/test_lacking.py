"""``./test lacking`` cries for a command, an event, a field and an app that are only half there, and writes what is made from the code."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lacking import checks, code
from tests.walls.source import ROOT

PLANTED = '''
import datetime as dt
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import LongText

from ..events import NoticePutOff
from ..models import Notice
from .workflows import NOTICES


@NOTICES.command(log=Log("bulletin.put-off", _("暂缓公告"), _("暂缓：%(reason)s")), event=NoticePutOff, done=_("已经暂缓。"))
def put_off(
    *,
    notice: Notice,
    reason: Annotated[str, LongText(_("暂缓的理由"), limit=500)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Leave it for later. Source: bulletin-rules:2."""
    return step.move()
'''
EVENT = '''
@event("bulletin.put-off")
class NoticePutOff(DomainEvent):
    """It is left for later."""

    notice_id: int
    number: str
    reason: str
'''
TABLE = '''
class Reminder(Versioned):
    """A planted table."""

    note = models.CharField(max_length=20)
    late = models.DateField(null=True)
'''
STEP = '        Step("put_off", _("暂缓"), (DRAFT,), None, "may_amend", WRITING),\n'


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1))


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with a command in the bulletin whose recipe was followed in its second and third step only."""
    copy = tmp_path_factory.mktemp("planted")
    left_out = shutil.ignore_patterns("__pycache__", "static")
    for folder in ("src", "tests", "docs", "scripts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=left_out, symlinks=True)
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    bulletin = copy / "src/gongjian/bulletin"
    (bulletin / "operations/planted.py").write_text(PLANTED)
    edit(bulletin / "operations/__init__.py", "from .readers", "from .planted import put_off\nfrom .readers")
    edit(bulletin / "operations/__init__.py", "Commands(write,", "Commands(put_off, write,")
    edit(bulletin / "events.py", '@event("bulletin.published")', f'{EVENT}\n\n@event("bulletin.published")')
    edit(bulletin / "models.py", "class Notice(", f"{TABLE}\n\nclass Notice(")
    edit(
        bulletin / "procedures.py",
        '        Step(\n            "publish",',
        f'{STEP}        Step(\n            "publish",',
    )
    (bulletin / "oddments.py").write_text('"""A planted module of no kind."""\n')
    (copy / "src/gongjian/station").mkdir()
    (copy / "src/gongjian/station/__init__.py").write_text('"""A planted app."""\n')
    (copy / "src/gongjian/parties").mkdir()
    (copy / "src/gongjian/parties/__init__.py").write_text('"""A planted app without a layer."""\n')
    (copy / "src/gongjian/parties/apps.py").write_text('"""A planted app."""\n')
    return copy


@pytest.fixture(scope="module")
def said(planted: Path) -> str:
    """What the command says there, having written what it can."""
    environ = {
        k: v for k, v in os.environ.items() if not k.startswith(("GONGJIAN_", "DATABASE_", "DJANGO_", "PYTEST_"))
    }
    command = [sys.executable, "scripts/lacking.py", "--write"]
    ran = subprocess.run(command, cwd=planted, env=environ, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    "line",
    [
        "parties: no layer in pyproject.toml",
        "parties: not in PROJECT_APPS of config/settings.py",
        "gongjian.parties: not in the contract's containers",
        "gongjian.bulletin.oddments: no kind",
        "bulletin: Create model Reminder",
        "| 暂缓 | `put_off` | … |",
        "| … | `Reminder` | … |",
        "bulletin.put-off: no row",
        "    events: [bulletin.put-off]",
        '"bulletin.Reminder": (lambda s: ….pk, "…"),',
        "  bulletin.put-off",  # no reaction
        "POST /api/v1/bulletin/notices/<number>/put-off",
        "  暂缓的理由",
        "  已经暂缓。",
    ],
)
def test_it_says_what_is_lacking(line: str, said: str) -> None:
    assert any(line in found for found in said.splitlines()), said


def test_it_writes_what_is_made_from_the_code(said: str, planted: Path) -> None:
    assert "| `bulletin.put-off` | 暂缓公告 | 暂缓：%(reason)s |" in (planted / "docs/ledger-verbs.md").read_text()
    assert "put_off" in (planted / "docs/procedures/notice.md").read_text()
    assert (
        "/bulletin/notices/<number>/put-off/: # bulletin:put-off" in (planted / "tests/walls/matrix.yaml").read_text()
    )
    assert 'msgid "暂缓的理由"' in (planted / "src/gongjian/web/locale/en/LC_MESSAGES/django.po").read_text()
    assert "  station:" not in said  # stands on a layer already, and has no tables


def test_nothing_else_is_lacking(said: str) -> None:
    named = {line.split(" (")[0] for line in said.splitlines() if " → " in line and not line.startswith(" ")}
    assert named == {
        "layers", "kinds", "migrations", "glossary", "reactions", "recipients", "matrix, open", "English", "two writers",
    }  # fmt: skip


def test_apps_have_their_place_and_models_their_migrations() -> None:
    assert code.apps_without_place() == []
    assert code.missing_migrations() == []


def test_only_what_has_the_word_is_shown() -> None:
    some = checks.Check("some", lambda: ["a: hand_back", "b: take"], "where it is added", skeleton=lambda: "row: …")
    none = checks.Check("none", list, "nowhere")
    found = checks.unfinished([some, none], "hand_back")
    assert found == {some: ["a: hand_back"]}
    assert checks.shown(found) == "some (1) → where it is added\n  a: hand_back\n  rows to add:\n    row: …"
    assert checks.shown({}) == "nothing is lacking"
