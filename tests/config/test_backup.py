"""What a backup refuses, and that nothing is left by half."""

import contextlib
import datetime as dt
import io
import json
import os
import signal
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from gongjian.config.backup import archive, command, making, restoring, tables
from gongjian.files.models import StoredFile
from gongjian.kernel import clock
from gongjian.kernel.refused import Malformed, Refused
from gongjian.people.models import Account, ApiToken, Person, Session
from tests.cast import Cast
from tests.serving import gongjian

NOW = dt.datetime(2026, 11, 1, 3, tzinfo=dt.UTC)


class Bar:
    """No bar."""

    def add(self, amount: int = 1) -> None: ...

    def total(self, total: int) -> None: ...


@pytest.fixture
def empty_store(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """No files yet, and a place of our own for them. A test's rows are seen by its own connection alone."""
    monkeypatch.setattr(making, "one_moment", lambda: contextlib.nullcontext("default"))
    folder = tmp_path / "files"
    storages = {**settings.STORAGES}
    storages["default"] = {**storages["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = storages
    yield folder


def make(target: Path, recipient: Any = None, with_keys: bool = False) -> making.Made:
    return making.backup(target=target, recipient=recipient, with_keys=with_keys, at=NOW, bar=Bar())  # type: ignore[arg-type]


def put(source: Path, identity: Any = None) -> restoring.Restored:
    return restoring.restore(source=source, identity=identity, without_keys=True, bar=Bar())  # type: ignore[arg-type]


def test_every_row_of_every_table_is_written_and_read_the_same(cast: Cast) -> None:
    seen = 0
    for table in tables.tables_at(tables.applied()):
        for row in table.rows():
            line = table.line(row)
            assert table.line(table.row(line)) == line
            seen += 1
    assert seen > 100


@given(st.lists(st.binary(max_size=20), max_size=8), st.randoms())
def test_a_digest_does_not_mind_the_order_but_minds_everything_else(lines: list[bytes], shuffle: Any) -> None:
    def digest(some: list[bytes]) -> dict[str, Any]:
        made = tables.Digest()
        for line in some:
            made.add(line)
        return made.as_json()

    mixed = list(lines)
    shuffle.shuffle(mixed)
    assert digest(mixed) == digest(lines)
    assert digest([*lines, b"x"]) != digest(lines)
    if lines:
        assert digest([lines[0] + b"x", *lines[1:]]) != digest(lines)


@given(st.recursive(st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8))  # fmt: skip
def test_plain_json_is_plain_again(value: Any) -> None:
    once = tables._plain(value)
    assert tables._plain(once) == once == value


@pytest.mark.django_db
def test_it_is_restored_whole_or_not_at_all(tmp_path: Path, empty_store: Path) -> None:
    """One archive, damaged in every way: nothing comes in. Then the archive as it was: everything does."""
    person = Person.objects.create(name="甲", number="N1", kind="staff", phone_encrypted=b"\0\xff")
    secret, public = archive.make_key()
    identity = archive.pyrage.x25519.Identity.from_str(secret)
    plain, locked = tmp_path / "plain.tar", tmp_path / "locked.age"
    assert make(plain).rows > 0
    make(locked, recipient=archive.recipient_of(public), with_keys=True)
    assert (plain.stat().st_mode & 0o777) == 0o600
    with pytest.raises(Refused, match="已经有数据"):
        put(plain)
    person.delete()
    whole, closed = plain.read_bytes(), locked.read_bytes()
    assert b"head.json" in whole and b"head.json" not in closed
    bad = tmp_path / "bad"
    half = len(whole) // 2
    damaged = {
        "empty": b"",
        "something else": b"PK\x03\x04" + b"x" * 5000,
        "cut off": whole[:half],
        "without its end": whole[: whole.rindex(b"manifest.json")],
        "one byte": whole[: half - 1] + bytes([whole[half - 1] ^ 1]) + whole[half:],
        "locked, cut off": closed[: len(closed) // 2],
        "locked, its end cut off": closed[:-10],
        "locked, one byte": closed[:-2000] + bytes([closed[-2000] ^ 1]) + closed[-1999:],
    }
    for name, content in damaged.items():
        bad.write_bytes(content)
        with pytest.raises(Refused) as refused:
            put(bad, identity)
        assert refused.value.code in {"backup-damaged", "backup-locked"}, name
        assert not Person.objects.exists() and not empty_store.exists(), name
    with pytest.raises(Refused, match="加密"):
        put(locked)
    with pytest.raises(Refused, match="解不开"):
        put(locked, archive.pyrage.x25519.Identity.generate())
    put(locked, identity)
    assert bytes(Person.objects.get(number="N1").phone_encrypted) == b"\0\xff"


@pytest.mark.django_db
def test_no_file_is_overwritten_and_none_is_left_by_half(
    tmp_path: Path, empty_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.tar"
    target.write_text("mine")
    with pytest.raises(Refused, match="没有覆盖"):
        make(target)
    assert target.read_text() == "mine"
    (tmp_path / ".c.tar.1.part").write_text("left by a run that was killed")
    with pytest.raises(Refused, match="加密"):
        make(tmp_path / "c.tar", with_keys=True)

    def stopped(*_any: object) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(making, "_write_files", stopped)
        with pytest.raises(KeyboardInterrupt), command.stoppable():
            make(tmp_path / "c.tar")

    def full(*_any: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(making, "_write_files", full)
        with pytest.raises(OSError):
            make(tmp_path / "c.tar", recipient=archive.recipient_of(archive.make_key()[1]))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["b.tar"]


@pytest.mark.django_db
def test_a_lost_content_is_said_and_does_not_stop_the_backup(tmp_path: Path, empty_store: Path) -> None:
    StoredFile.objects.create(
        owner_kind="x", owner_id=1, name="a.txt", sha256="a" * 64, size=1, media_type="text/plain", at=NOW
    )
    assert make(tmp_path / "b.tar").lost == ["a" * 64]


@pytest.mark.django_db
def test_without_the_keys_it_is_not_restored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="session"):
        restoring._refuse_foreign_keys({**making.fingerprints(), "session": "0" * 32})
    restoring._refuse_foreign_keys(making.fingerprints())
    assert settings.SECRET_KEY not in str(making.fingerprints())


def test_keys_are_told_from_other_words(tmp_path: Path) -> None:
    secret, public = archive.make_key()
    file = tmp_path / "k"
    file.write_text(f"# public key: {public}\n{secret}\n")
    assert str(archive.recipient_of(str(file))) == str(archive.recipient_of(public)) == public
    assert str(archive.identity_of(file)) == secret
    for wrong in ("age1abc", "nonsense", str(tmp_path / "absent")):
        with pytest.raises(Malformed):
            archive.recipient_of(wrong)
    file.write_text("x")
    with pytest.raises(Malformed):
        archive.identity_of(file)


def test_a_folder_gets_a_file_named_by_the_hour(tmp_path: Path) -> None:
    assert making.target_of(str(tmp_path), NOW, False) == tmp_path / "gongjian-20261101-110000.tar"
    assert making.target_of(f"{tmp_path}/new/", NOW, True).name.endswith(".tar.age")
    assert making.target_of(str(tmp_path / "x.tar"), NOW, True).name == "x.tar"


@pytest.mark.django_db
def test_the_keys_of_a_restore_that_failed_are_as_they_were(
    tmp_path: Path, empty_store: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = tmp_path / "plain.tar"
    Person.objects.create(name="甲", number="N1", kind="staff")
    make(plain)
    Person.objects.all().delete()
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir()
    (settings.KEYS_DIR / "contact").write_text("own")

    def falls(*_: object, **__: object) -> None:
        restoring._put_key("contact", b"other")
        restoring._put_key("fresh", b"other")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "_compare", falls)
    with pytest.raises(OSError):
        put(plain)
    assert {p.name: p.read_text() for p in settings.KEYS_DIR.iterdir()} == {"contact": "own"}
    assert not Person.objects.exists() and tables.applied()


DROPPED = """
from django.core.management import call_command
from django.db import connection
from gongjian.config.backup import tables
call_command("migrate", interactive=False, verbosity=0)
assert tables.applied()
tables.drop_all()
with connection.cursor() as cursor:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                       " UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'")
    print("LEFT", cursor.fetchall())
call_command("migrate", interactive=False, verbosity=0)
print("APPLIED", len(tables.applied()) > 10)
"""


def test_a_database_that_had_no_tables_has_none_after_a_restore_that_failed(tmp_path: Path) -> None:
    """The tables, functions and triggers of all migrations, taken away again in a database of its own."""
    said = gongjian(tmp_path, "django", "shell", "-c", DROPPED, database_url=os.environ.get("DROP_DATABASE_URL", ""))
    assert "LEFT []" in said.stdout and "APPLIED True" in said.stdout, said.stderr[-2000:]


def test_a_damaged_backup_leaves_a_new_folder_new(tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar"
    with tarfile.open(bad, "w") as out:
        content = json.dumps({"format": archive.FORMAT}).encode()
        info = tarfile.TarInfo(archive.HEAD)
        info.size = len(content)
        out.addfile(info, io.BytesIO(content))
    said = gongjian(tmp_path / "data", "restore", str(bad), "--without-keys")
    assert said.returncode == 1 and "没有恢复任何内容" in said.stderr
    again = gongjian(tmp_path / "data", "migrate")
    assert again.returncode == 0, again.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("keep", [False, True])
def test_a_restored_backup_ends_sessions_and_tokens(tmp_path: Path, empty_store: Path, keep: bool) -> None:
    at = clock.now()
    person = Person.objects.create(name="甲", number="N1", kind="staff")
    account = Account.objects.create_user("jia", "x", person=person, created_at=at)
    ApiToken.objects.create(
        account=account, label="同步", digest="d", created_at=at, expires_at=at + dt.timedelta(days=3), scopes=["read"]
    )
    session = Session.get_session_store_class()()
    session["_auth_user_id"] = account.pk
    session.save()
    plain = tmp_path / "plain.tar"
    make(plain)
    account.delete()
    person.delete()
    done = restoring.restore(source=plain, identity=None, without_keys=True, bar=Bar(), keep_sessions=keep)  # type: ignore[arg-type]
    assert Session.objects.exists() is keep
    assert ApiToken.objects.filter(revoked_at=None).exists() is keep
    assert (done.sessions, done.tokens) == ((0, []) if keep else (1, ["jia：同步"]))
