"""What a machine lacks is installed where that is allowed, and otherwise skipped with the command that brings it."""

import os
from pathlib import Path
from types import SimpleNamespace

import checks
import machine
import pytest
from machine import BROWSER, CHROMIUM, FONT, GIT, NGINX, POSTGRES, Program
from shell import Missing

FAKE_APT = """#!/bin/sh
echo "$@" >> "{log}"
[ "$1" = update ] && exit {update}
ls "{policy}" "{clusters}" >> "{log}" 2>/dev/null
for word in "$@"; do
    case "$word" in {lacks}) echo "E: Unable to locate package $word"; exit 100 ;; esac
done
for word in "$@"; do
    case "$word" in chromium | nginx | git) printf '#!/bin/sh\\n' > "{bin}/$word"; chmod +x "{bin}/$word" ;; esac
    case "$word" in postgresql) mkdir -p "{pg}/15/bin"; touch "{pg}/15/bin/initdb" "{pg}/15/bin/postgres" ;; esac
done
exit 0
"""


class Fake:
    """A machine with nothing on it but, if wanted, ``apt-get``; ``asked`` is what apt-get was told."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.bin, self.log = folder / "bin", folder / "log"
        self.policy, self.clusters, self.packaged = (folder / name for name in ("policy-rc.d", "cc/conf", "packaged"))
        self.bin.mkdir()
        patch.setenv("PATH", str(self.bin))
        patch.delenv("CHROMIUM", raising=False)
        which = machine.shutil.which
        # Only the fake's own folder: nginx is also looked for where the real one may be.
        inside = lambda name: None if os.path.isabs(name) else which(name)  # noqa: E731
        patch.setattr(machine, "shutil", SimpleNamespace(which=inside, copyfile=machine.shutil.copyfile))
        patch.setattr(machine, "POSTGRESQL", folder / "pg")
        patch.setattr(machine, "FONTS", (folder / "fonts",))
        patch.setattr(machine, "POLICY", self.policy)
        patch.setattr(machine, "CREATE_CLUSTER", self.clusters)
        patch.setattr(machine, "CREATE_CLUSTER_AS_PACKAGED", self.packaged)
        self.becomes(0)

    def becomes(self, uid: int) -> None:
        self.patch.setattr(os, "geteuid", lambda: uid)

    def has_apt(self, *, lacks: str = "nothing", update: int = 0) -> None:
        script = FAKE_APT.format(
            log=self.log,
            policy=self.policy,
            clusters=self.clusters,
            lacks=lacks,
            bin=self.bin,
            pg=self.folder / "pg",
            update=update,
        )
        (self.bin / "apt-get").write_text(script)
        (self.bin / "apt-get").chmod(0o755)
        for name in ("ls", "mkdir", "touch", "chmod"):
            (self.bin / name).symlink_to(f"/bin/{name}")

    @property
    def installs(self) -> list[list[str]]:
        """The packages of each ``apt-get install``."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        told = [line.split() for line in lines if line.startswith("install ")]
        packages = {p for program in (CHROMIUM, FONT, POSTGRES, NGINX, GIT) for p in program.packages}
        return [[word for word in line if word in packages] for line in told]


@pytest.fixture
def fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fake:
    return Fake(tmp_path, monkeypatch)


def test_as_root_with_apt_what_is_missing_is_installed_at_once_and_said(
    fake: Fake, capfd: pytest.CaptureFixture[str]
) -> None:
    fake.has_apt()
    assert machine.ensure([CHROMIUM, POSTGRES, NGINX]) == []
    assert fake.installs == [["chromium", "postgresql", "nginx"]]
    assert "apt-get install chromium postgresql nginx" in capfd.readouterr().out
    assert machine.find_chromium() == str(fake.bin / "chromium")
    assert machine.find_postgres() == fake.folder / "pg/15/bin"
    assert machine.ensure([CHROMIUM, POSTGRES, NGINX]) == [] and len(fake.installs) == 1, "nothing is done twice"


def test_no_service_is_started_and_the_machine_is_left_as_it_was(fake: Fake) -> None:
    fake.has_apt()
    fake.packaged.write_text("as packaged\n")
    machine.ensure([POSTGRES])
    assert {str(fake.policy), str(fake.clusters)} <= set(fake.log.read_text().splitlines()), "not there meanwhile"
    assert not fake.policy.exists()
    assert fake.clusters.read_text() == "as packaged\n"


def test_what_the_machine_itself_says_about_services_stays(fake: Fake) -> None:
    fake.has_apt()
    fake.policy.write_text("own")
    fake.clusters.parent.mkdir()
    fake.clusters.write_text("own")
    machine.ensure([POSTGRES])
    assert fake.policy.read_text() == fake.clusters.read_text() == "own"


def test_not_root_nothing_is_tried_and_the_command_is_given(fake: Fake) -> None:
    fake.has_apt()
    fake.becomes(1000)
    assert machine.ensure([CHROMIUM, FONT]) == [CHROMIUM, FONT]
    assert not fake.log.exists()
    said = machine.lacking([CHROMIUM, FONT])
    assert "sudo apt-get install -y --no-install-recommends chromium fontconfig fonts-noto-cjk" in said
    with pytest.raises(Missing, match=r"sudo apt-get install .* chromium"):
        machine.find_chromium()


def test_without_apt_nothing_is_tried(fake: Fake) -> None:
    assert machine.ensure([NGINX]) == [NGINX]
    assert "apt-get install -y --no-install-recommends nginx" in machine.lacking([NGINX])


def test_one_package_that_this_system_does_not_have_keeps_no_other_away(fake: Fake) -> None:
    fake.has_apt(lacks="chromium", update=100)
    assert machine.ensure([CHROMIUM, POSTGRES, NGINX]) == [CHROMIUM]
    assert fake.installs == [["chromium", "postgresql", "nginx"], ["chromium"], ["postgresql"], ["nginx"]]
    assert not fake.policy.exists()


def test_an_installation_that_fails_leaves_it_missing_with_the_command(
    fake: Fake, capfd: pytest.CaptureFixture[str]
) -> None:
    fake.has_apt(lacks="postgresql")
    assert machine.ensure([POSTGRES]) == [POSTGRES]
    assert "E: Unable to locate package postgresql" in capfd.readouterr().out
    assert machine.lacking([POSTGRES]).count("apt-get install -y --no-install-recommends postgresql") == 1


def test_a_browser_named_by_its_variable_is_enough(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    own = fake.folder / "own browser"
    own.write_text("#!/bin/sh\n")
    own.chmod(0o755)
    monkeypatch.setattr(machine.shutil, "which", lambda name: name if name == str(own) else None)
    monkeypatch.setenv("CHROMIUM", str(own))
    assert machine.missing([CHROMIUM]) == []


def test_any_font_with_chinese_letters_is_enough(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert machine.missing([FONT]) == [FONT]
    (fake.folder / "fonts/opentype").mkdir(parents=True)
    (fake.folder / "fonts/opentype/NotoSansCJK-Regular.ttc").touch()
    assert machine.missing([FONT]) == []


# --- what is asked for ---


@pytest.mark.parametrize(
    ("parts", "needed"),
    [
        (["style", "types"], set()),
        (["unit"], {GIT}),
        (["browser"], {*BROWSER}),
        (["process"], {POSTGRES, NGINX}),
        (["style", "walls", "unit", "postgres", "browser", "process"], {GIT, POSTGRES, *BROWSER, NGINX}),
    ],
)
def test_only_what_the_parts_need(parts: list[str], needed: set[Program], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.CANNOT_RUN_WITHOUT, "postgres", (POSTGRES,))  # also where a server is given
    assert set(checks.needed_by_parts(parts)) == needed


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["tests/org", "-k", "appoint"], set()),
        (["tests/browser/test_first_pages.py::test_x"], {*BROWSER}),
        (["tests/process/test_kill.py"], {POSTGRES}),
        (["tests/process/test_cluster.py", "-x"], {POSTGRES, NGINX}),
        (["tests/process"], {POSTGRES, NGINX}),
        (["tests/walls", "tests/browser"], {GIT, *BROWSER}),
        (["tests"], {GIT, *BROWSER, POSTGRES, NGINX}),
        (["-k", "appoint"], {GIT, *BROWSER, POSTGRES, NGINX}),
    ],
)
def test_only_what_the_paths_need(words: list[str], needed: set[Program]) -> None:
    assert set(checks.needed_by_paths(words)) == needed


# --- what is done without ---


def passes(tally: checks.Tally) -> None:
    tally.passed += 3


def never(_tally: checks.Tally) -> None:
    raise AssertionError("it was run")


def test_a_part_that_cannot_run_is_skipped_by_name_and_the_rest_passes(
    fake: Fake, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.becomes(1000)
    tallies = [
        checks.run_part("style", passes),
        checks.run_part("postgres", never, needs=[POSTGRES]),
        checks.run_part("browser", never, needs=[CHROMIUM, FONT]),
        checks.run_part("process", passes, some_need=[POSTGRES, NGINX]),
    ]
    assert checks.report(tallies) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "6 passed, 0 failed, 2 skipped"
    command = "sudo apt-get install -y --no-install-recommends postgresql chromium fontconfig fonts-noto-cjk nginx"
    assert [line for line in lines if "apt-get" in line] == [line for line in lines if command in line] != []
    (skipped,) = [line for line in lines if line.startswith("browser ")]
    assert "1 skipped" in skipped and "Chromium" in skipped
    (some,) = [line for line in lines if line.startswith("process ")]
    assert "3 passed" in some and "nginx" in some


def test_a_part_that_fails_fails_whatever_was_skipped(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    def fails(tally: checks.Tally) -> None:
        tally.failed += 1

    tallies = [checks.run_part("browser", never, needs=[CHROMIUM]), checks.run_part("style", fails)]
    assert checks.report(tallies) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 1 skipped"


def test_nothing_at_all_is_no_success(capsys: pytest.CaptureFixture[str]) -> None:
    assert checks.report([checks.Tally("paths")]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed, 0 skipped"
