"""A store whose keys are missing or wrong refuses to start, and says so wherever one looks."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from gongjian.config import cli
from gongjian.config.processes import checking, starting
from gongjian.kernel import keyring, keys
from gongjian.kernel.keys import NAMES, kept_secret
from gongjian.kernel.models import KeyDigest
from gongjian.kernel.refused import NotNow
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The keys of a store in use, noted."""
    place = tmp_path / "keys"
    settings.KEYS_DIR = place  # type: ignore[attr-defined]
    settings.SEAL_KEY = place / "ledger-seal"  # type: ignore[attr-defined]
    monkeypatch.delenv("GONGJIAN_SECRET_KEY", raising=False)
    keyring.settle()
    assert {p.name for p in place.iterdir()} == set(NAMES)
    yield place
    keys._held.clear()


def test_the_right_keys_are_no_trouble(folder: Path) -> None:
    assert keyring.troubles() == []
    keyring.settle()
    assert KeyDigest.objects.count() == len(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_key_that_is_missing_or_wrong_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert [str(t) for t in keyring.troubles()] == [f"{name}（缺失）"]
    (folder / name).write_text("another")
    assert [str(t) for t in keyring.troubles()] == [f"{name}（不是原来的）"]
    with pytest.raises(NotNow) as refused:
        keyring.settle()
    assert "keys" in str(refused.value.remedy)
    assert (folder / name).read_text() == "another"


def test_a_lost_folder_is_refused_by_serve_and_work_and_nothing_is_made(
    folder: Path, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder)
    before = set(KeyDigest.objects.values_list("name", "digest"))
    for command in (["serve", "--port", "1"], ["work", "--once"], ["migrate"], ["keys"]):
        assert cli.run(command) == 1, command
        said = capsys.readouterr().err
        assert "密钥不齐或不对" in said, command
        assert "keys 文件夹放回" in said
    assert not folder.exists() or not [p for p in folder.iterdir() if p.name != "session"]
    assert set(KeyDigest.objects.values_list("name", "digest")) == before


def test_check_healthz_and_verify_say_so(folder: Path, client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    assert client.get("/healthz").json()["keys"] == {"ok": True, "missing": [], "wrong": []}
    (folder / "contact").unlink()
    (folder / "sealed-index").write_text("x")
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["keys"] == {"ok": False, "missing": ["contact"], "wrong": ["sealed-index"]}
    assert "密钥" in answer.json()["reasons"][0]
    assert [good for good, _ in checking._keys()] == [False, False]
    with pytest.raises(SystemExit) as ended:
        cli.cli.main(["verify"], standalone_mode=False)
    assert ended.value.code == 1
    assert "contact（缺失）" in capsys.readouterr().err


def test_keys_lost_for_good_are_accepted_on_order_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "contact").unlink()
    monkeypatch.setattr("click.confirm", lambda *_, **__: True)
    assert cli.run(["keys", "--accept"]) == 0
    assert keyring.troubles() == []


def test_a_process_that_runs_goes_on_with_the_keys_it_has(folder: Path) -> None:
    keys.hold(folder, NAMES)
    first = kept_secret(folder, "identity-seal")
    shutil.rmtree(folder)
    assert kept_secret(folder, "identity-seal") == first
    assert not folder.exists()


def test_a_store_not_yet_in_use_notes_nothing(tmp_path: Path, settings: object) -> None:
    settings.KEYS_DIR = tmp_path / "keys"  # type: ignore[attr-defined]
    starting.settle_keys()
    assert not KeyDigest.objects.exists()


def test_a_seal_key_kept_apart_is_known_by_its_public_half(folder: Path, settings: object, tmp_path: Path) -> None:
    settings.SEAL_KEY = tmp_path / "apart" / "seal"  # type: ignore[attr-defined]
    (folder / "ledger-seal.pub").write_text("public half")
    KeyDigest.objects.all().delete()
    keyring.settle()
    assert not os.path.exists(tmp_path / "apart")
    assert keyring.troubles() == []
    (folder / "ledger-seal.pub").write_text("another")
    assert [t.name for t in keyring.troubles()] == ["ledger-seal"]
