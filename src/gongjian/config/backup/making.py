"""Writing a backup while the site goes on: one moment of the database, then the files its rows name."""

import contextlib
import datetime as dt
import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.utils.translation import gettext as _
from psycopg import IsolationLevel

from gongjian.audit import tasks as ledger
from gongjian.config.backup import archive, tables
from gongjian.files import queries as files
from gongjian.kernel.clock import local_time
from gongjian.kernel.commands import Counting
from gongjian.kernel.keyring import fingerprint
from gongjian.kernel.refused import Refused

SNAPSHOT = "snapshot"


@dataclass
class Made:
    """What was written."""

    path: Path
    rows: int = 0
    files: int = 0
    lost: list[str] = field(default_factory=list)  # contents that are not in the store, or are not what they were


def fingerprints() -> dict[str, str]:
    """The keys of this site by name, each as a digest that shows nothing of it."""
    found = {}
    if settings.KEYS_DIR.is_dir():
        for path in sorted(settings.KEYS_DIR.iterdir()):
            if path.is_file() and not path.name.endswith(".new"):
                found[path.name] = fingerprint(path.read_text().strip())
    found["session"] = fingerprint(settings.SECRET_KEY)
    return found


@contextlib.contextmanager
def one_moment() -> Iterator[str]:
    """A connection of its own that sees the database as it is now, whatever others write meanwhile. Gives its alias.

    SQLite: a reading transaction of the write-ahead log. PostgreSQL: REPEATABLE READ.
    """
    own = deepcopy(connection.settings_dict)
    if connection.vendor == "postgresql":
        own["OPTIONS"].pop("pool", None)
        own["OPTIONS"]["isolation_level"] = IsolationLevel.REPEATABLE_READ
    else:
        own["OPTIONS"]["transaction_mode"] = "DEFERRED"
    connections.settings[SNAPSHOT] = own
    try:
        with transaction.atomic(using=SNAPSHOT):
            tables.applied(SNAPSHOT)  # the first look fixes the moment
            yield SNAPSHOT
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT], connections.settings[SNAPSHOT]


@contextlib.contextmanager
def whole_or_not_at_all(target: Path) -> Iterator[Any]:
    """A file that bears its name only once it is whole and on the disk. Raises Refused if the name is taken."""
    if target.exists():
        raise Refused(
            _("%(path)s 已经存在，没有覆盖。") % {"path": target}, remedy=_("请换一个文件名。"), code="exists"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    for left in target.parent.glob(f".{target.name}.*.part"):  # of a run that was killed
        left.unlink(missing_ok=True)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(part, target)  # unlike a rename, this never takes a name from another
        except FileExistsError:
            raise Refused(_("%(path)s 已经存在，没有覆盖。") % {"path": target}, code="exists") from None
        except OSError:  # a file system without links
            os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def target_of(words: str, at: dt.datetime, encrypted: bool) -> Path:
    """The file as typed; in a folder, one named by the hour."""
    path = Path(words)
    if path.is_dir() or words.endswith("/"):
        path = path / f"gongjian-{local_time(at):%Y%m%d-%H%M%S}.tar{'.age' if encrypted else ''}"
    return path


def backup(*, target: Path, recipient: Any, with_keys: bool, at: dt.datetime, bar: Counting) -> Made:
    """Write everything into *target*. Others go on working meanwhile; what they write comes into the next backup.

    Raises Refused: if *target* exists, the tables are not up to date, or keys are asked for without encryption.
    """
    if with_keys and recipient is None:
        raise Refused(
            _("密钥只能放进加密的备份。"),
            remedy=_("请用 --recipient 给出备份公钥，或去掉 --with-keys、另行保管 keys 文件夹。"),
            code="keys-in-the-open",
        )
    made = Made(target)
    ledger.tick()  # what is linked now need not be linked after a restore
    with whole_or_not_at_all(target) as out, archive.closing_envelope(out, recipient) as plain, one_moment() as alias:
        writer = archive.Writer(plain, at.timestamp())
        try:
            _write(writer, alias, made, at, with_keys, bar)
        except BaseException:
            writer.abandon()
            raise
        writer.close()
    return made


def _write(writer: archive.Writer, alias: str, made: Made, at: dt.datetime, with_keys: bool, bar: Counting) -> None:
    done = tables.applied(alias)
    unknown = set(done) - tables.known()
    if unknown or not done:
        raise Refused(
            _("数据库的表和这个版本的程序不一致，没有备份。"),
            remedy=_("请用写入这个数据库的版本来备份，或先运行 gongjian migrate。"),
            code="other-version",
        )
    every = tables.tables_at(done)
    writer.put_json(archive.HEAD, _head(every, done, at, with_keys))
    bar.total(sum(t.count(alias) for t in every))
    digests = {t.name: _write_rows(writer, t, alias, bar) for t in every}
    made.rows = sum(d.rows for d in digests.values())
    if with_keys:
        for path in sorted(settings.KEYS_DIR.iterdir()):
            if path.is_file() and not path.name.endswith(".new"):
                writer.put(f"keys/{path.name}", path.read_bytes())
    _write_files(writer, alias, made, bar)
    writer.put_json(
        archive.MANIFEST,
        {"tables": {n: d.as_json() for n, d in digests.items()}, "files": made.files, "lost": made.lost},
    )


def _head(every: list[tables.Table], done: list[tuple[str, str]], at: dt.datetime, with_keys: bool) -> dict[str, Any]:
    return {
        "format": archive.FORMAT,
        "version": archive.VERSION,
        "program": version("gongjian"),
        "at": at.astimezone(dt.UTC).isoformat(),
        "database": connections[DEFAULT_DB_ALIAS].vendor,
        "migrations": [list(m) for m in done],
        "tables": {t.name: t.columns for t in every},
        "keys": fingerprints(),
        "keys_inside": with_keys,
    }


def _write_rows(writer: archive.Writer, table: tables.Table, alias: str, bar: Counting) -> tables.Digest:
    digest = tables.Digest()
    lines: list[bytes] = []
    part = 0

    def put() -> None:
        nonlocal part
        part += 1
        writer.put_lines(f"rows/{table.name}/{part:06d}.jsonl.gz", lines)
        bar.add(len(lines))
        lines.clear()

    for row in table.rows(alias):
        line = table.line(row)
        digest.add(line)
        lines.append(line)
        if len(lines) >= tables.ROWS_AT_ONCE:
            put()
    if lines:
        put()
    return digest


def _write_files(writer: archive.Writer, alias: str, made: Made, bar: Counting) -> None:
    for sha256 in files.contents(using=alias):
        content = files.content_of(sha256)
        if content is None:
            made.lost.append(sha256)
            continue
        writer.put(f"files/{sha256}", content)
        made.files += 1
