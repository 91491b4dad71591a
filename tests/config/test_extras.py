"""The product without its demo and bench: it works, and their commands say in a sentence what is not installed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gongjian.config import cli
from gongjian.config.processes import serving, starting
from tests.prepared import put_sqlite
from tests.serving import ROOT, environment

SOURCE = ROOT / "src"
# In a process that finds the product alone: a page of it, its help, and the commands of the extras.
ALONE = """
import json, sys
from pathlib import Path
sys.path[:] = [sys.argv[1], *(p for p in sys.path if Path(p or ".").resolve() != Path(sys.argv[2]))]
from gongjian.config import cli
codes = {" ".join(words): cli.run(words) for words in (["migrate"], ["demo", "--accounts"], ["bench", "ledger", "--help"])}
from django.test import Client
codes["page"] = Client().get("/").status_code
print(json.dumps({"codes": codes, "loaded": sorted(m for m in sys.modules if m.startswith("gongjian_"))}))
"""


def test_the_product_works_without_its_extras(tmp_path: Path) -> None:
    alone, data = tmp_path / "alone", tmp_path / "data"
    alone.mkdir()
    data.mkdir()
    (alone / "gongjian").symlink_to(SOURCE / "gongjian", target_is_directory=True)
    put_sqlite(data)
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(alone), str(SOURCE)],
        env=environment(data, GONGJIAN_TESTING="1", GONGJIAN_HOSTS="testserver"),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["codes"] == {"migrate": 0, "demo --accounts": 1, "bench ledger --help": 1, "page": 200}
    assert told["loaded"] == []
    assert "Traceback" not in done.stderr
    for name in cli.EXTRAS:
        sentence = f"没有安装 gongjian[{name}]，不能执行 gongjian {name}。请在源代码的文件夹里执行"
        assert done.stderr.count(sentence) == 1, done.stderr


def test_no_other_command_loads_the_extras(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(cli, "extra_command", asked.append)
    assert cli.run(["migrate", "--help"]) == 0
    assert asked == []


@pytest.mark.parametrize(
    ("options", "installed", "made", "said"),
    [
        ([], True, ["demo"], False),
        ([], False, [None], True),
        (["--no-demo"], True, [None], False),
        (["--no-demo"], False, [None], False),
    ],
)
def test_start_makes_the_demo_where_it_is_installed(
    options: list[str],
    installed: bool,
    made: list[str | None],
    said: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    prepared: list[Any] = []
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(cli, "is_installed", lambda _extra: installed)
    monkeypatch.setattr(serving, "refuse_busy_port", lambda *_where: None)
    monkeypatch.setattr(serving, "serve", lambda **how: served.append(how))
    monkeypatch.setattr(starting, "prepare", lambda demo: prepared.append(demo and demo.name))
    assert cli.run(["start", *options]) == 0
    assert prepared == made
    assert len(served) == 1
    assert ("没有安装 gongjian[demo]" in capsys.readouterr().err) is said
