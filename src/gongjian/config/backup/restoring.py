"""Reading a backup into a new site: all of it or nothing, and every row read back before it counts."""

import gzip
import json
import logging
import os
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import tasks as ledger
from gongjian.config.backup import archive, tables
from gongjian.config.backup.making import fingerprints
from gongjian.config.requests.health import pending_migrations
from gongjian.files import operations as files
from gongjian.files.queries import store_is_empty
from gongjian.kernel import clock, keyring
from gongjian.kernel.commands import Counting
from gongjian.kernel.keyring import fingerprint
from gongjian.kernel.refused import Refused
from gongjian.people import operations as people
from gongjian.search import operations as search

log = logging.getLogger("gongjian.restore")
_ROWS = re.compile(r"rows/([a-z0-9_]+)/\d{6}\.jsonl\.gz")
_FILE = re.compile(r"files/([0-9a-f]{64})")
_KEY = re.compile(r"keys/([a-z][a-z0-9.-]*)")
DAMAGED = (tarfile.ReadError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError, TypeError)


@dataclass
class Restored:
    """What was put in."""

    rows: int = 0
    files: int = 0
    lost: list[str] = field(default_factory=list)
    at: str = ""
    keys_replaced: bool = False
    sessions: int = 0  # ended
    tokens: list[str] = field(default_factory=list)  # ended: account and purpose


def restore(*, source: Path, identity: Any, without_keys: bool, bar: Counting, keep_sessions: bool = False) -> Restored:
    """Put the backup *source* into this site, which must be new. Either all of it is there afterwards, or nothing: the database
    without tables if it had none, the files and the keys as they were.

    All sessions and tokens of the backup end, because what was signed out, revoked or reset after it would be in force again;
    with *keep_sessions* they stay (a site that moves to another machine).

    Raises Refused: if the site is not new, the backup is damaged, cut off, locked or of another version, the keys are
    not there, or a row read back is not the row that was written.
    """
    _refuse_a_house_in_use()
    written: list[str] = []
    done = Restored()
    was_empty, keys_before = not tables.applied(), _keys_now()
    try:
        with source.open("rb") as raw, archive.opening_envelope(raw, identity) as plain:
            _fill(archive.members(plain), without_keys, bar, written, done)
        if pending_migrations():
            call_command("migrate", interactive=False, verbosity=0)
        if not keep_sessions:
            done.sessions, done.tokens = people.end_all_access(at=clock.now())
        keyring.accept()
    except BaseException as error:
        _take_back(written, was_empty, keys_before)
        if isinstance(error, DAMAGED):
            raise Refused(
                _("备份文件不完整或已损坏：%(error)s") % {"error": error},
                remedy=_("没有恢复任何内容。"),
                code="backup-damaged",
            ) from error
        if isinstance(error, DatabaseError):
            raise Refused(
                _("数据库拒绝了备份中的内容：%(error)s") % {"error": str(error).splitlines()[0]},
                remedy=_("没有恢复任何内容。"),
                code="backup-refused",
            ) from error
        raise
    if not done.keys_replaced:
        ledger.tick()
    return done


def _keys_now() -> dict[str, bytes]:
    if not settings.KEYS_DIR.is_dir():
        return {}
    return {p.name: p.read_bytes() for p in settings.KEYS_DIR.iterdir() if p.is_file()}


def _take_back(written: list[str], was_empty: bool, keys_before: dict[str, bytes]) -> None:
    """Everything as it was before; what cannot be taken back is said in the log, and the first error stays the one told."""
    steps: list[Callable[[], None]] = [lambda: files.take_out(paths=written), lambda: _put_keys_back(keys_before)]
    if was_empty:
        steps.append(tables.drop_all)
    for step in steps:
        try:
            step()
        except Exception:
            log.exception("restore: something could not be taken back")


def _put_keys_back(before: dict[str, bytes]) -> None:
    for name in _keys_now():
        if name not in before:
            (settings.KEYS_DIR / name).unlink()
    for name, secret in before.items():
        if (settings.KEYS_DIR / name).read_bytes() != secret:
            _put_key(name, secret)


def _refuse_a_house_in_use() -> None:
    used = not store_is_empty()
    if tables.applied():
        names = (("people", "Person"), ("audit", "Entry"))
        used = used or any(apps.get_model(*n)._default_manager.exists() for n in names)
    if used:
        raise Refused(
            _("这里已经有数据，没有恢复。"),
            remedy=_("备份只能恢复到新的数据文件夹和新的数据库：用 --data 或 GONGJIAN_DATA、DATABASE_URL 指定。"),
            code="not-empty",
        )


def _fill(
    members: Iterator[tuple[str, IO[bytes]]], without_keys: bool, bar: Counting, written: list[str], done: Restored
) -> None:
    name, content = next(members, ("", None))
    head = json.loads(content.read()) if content is not None and name == archive.HEAD else {}
    if head.get("format") != archive.FORMAT:
        raise tarfile.ReadError(_("不是共建的备份"))
    if not without_keys and not head["keys_inside"]:
        _refuse_foreign_keys(head["keys"])
    done.at = head["at"]
    every = _tables(head)
    digests = {name: tables.Digest() for name in every}
    keys: dict[str, bytes] = {}
    manifest: dict[str, Any] | None = None
    with transaction.atomic():
        search.empty()
        for table in every.values():
            table.clear()
        for name, content in members:
            if found := _ROWS.fullmatch(name):
                table = every[found[1]]
                rows = list(_checked(table, content, digests[table.name]))
                if table.name == tables.SEARCH:
                    search.put_back(dict(zip(table.columns, row, strict=True)) for row in rows)
                else:
                    table.insert(rows)
                done.rows += len(rows)
                bar.add(len(rows))
            elif found := _KEY.fullmatch(name):
                keys[found[1]] = content.read()
            elif found := _FILE.fullmatch(name):
                written.append(files.put_back(sha256=found[1], content=content.read()))
            elif name == archive.MANIFEST:
                manifest = json.loads(content.read())
            else:
                raise tarfile.ReadError(name)
        if manifest is None:
            raise tarfile.ReadError(_("没有结尾的清单"))
        done.files, done.lost = len(written), list(manifest["lost"])
        tables.set_sequences(every.values())
        _compare(every, digests, manifest, len(written))
        for key, secret in keys.items():
            _put_key(key, secret)
        done.keys_replaced = "session" in keys and fingerprint(keys["session"].decode().strip()) != fingerprint(
            settings.SECRET_KEY
        )


def _refuse_foreign_keys(wanted: dict[str, str]) -> None:
    here = fingerprints()
    wrong = sorted(name for name, digest in wanted.items() if here.get(name) != digest)
    if wrong:
        raise Refused(
            _("这里没有备份时所用的密钥：%(names)s。") % {"names": "、".join(wrong)},
            remedy=_(
                "请先把原来的 keys 文件夹放进新的数据文件夹；"
                "密钥确实丢失时用 --without-keys，联系方式和匿名提出人将无法再打开。"
            ),
            code="keys-missing",
        )


def _tables(head: dict[str, Any]) -> dict[str, tables.Table]:
    """The archive's tables, made here if the database has none. Raises Refused if they are not the same."""
    wanted = [(app, name) for app, name in head["migrations"]]
    newer = set(wanted) - tables.known()
    if newer or head["version"] > archive.VERSION:
        raise Refused(
            _("这份备份由较新的版本写成（%(version)s）。") % {"version": head["program"]},
            remedy=_("请先把程序更新到那个版本。"),
            code="other-version",
        )
    present = tables.applied()
    if not present:
        tables.lead_to(wanted)
    elif set(present) != set(wanted):
        raise Refused(
            _("数据库里已有的表和备份不是同一个版本。"),
            remedy=_("请恢复到没有任何表的新数据库，程序会先建立备份当时的表，再更新。"),
            code="other-version",
        )
    every = {t.name: t for t in tables.tables_at(wanted)}
    if {n: t.columns for n, t in every.items()} != head["tables"]:
        raise Refused(
            _("备份中的表和这个版本的程序不一致（%(version)s）。") % {"version": head["program"]},
            remedy=_("请用写成这份备份的版本来恢复。"),
            code="other-version",
        )
    return every


def _checked(table: tables.Table, content: IO[bytes], digest: tables.Digest) -> Iterator[list[Any]]:
    for line in archive.lines_of(content):
        digest.add(line)
        yield table.row(line)


def _put_key(name: str, secret: bytes) -> None:
    settings.KEYS_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = settings.KEYS_DIR / f"{name}.{os.getpid()}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(secret)
    fresh.replace(settings.KEYS_DIR / name)


def _compare(
    every: dict[str, tables.Table], digests: dict[str, tables.Digest], manifest: dict[str, Any], number: int
) -> None:
    """What came out of the archive, and what now stands in the database, against what was written down."""
    for name, table in every.items():
        for found in (digests[name], tables.digest_of(table)):
            if found.as_json() != manifest["tables"][name]:
                raise ValueError(
                    _("表 %(name)s 应有 %(n)d 行，读到 %(found)d 行，或者内容不同")
                    % {"name": name, "n": manifest["tables"][name]["rows"], "found": found.rows}
                )
    if number != manifest["files"]:
        raise ValueError(_("附件应有 %(n)d 个，读到 %(found)d 个") % {"n": manifest["files"], "found": number})
