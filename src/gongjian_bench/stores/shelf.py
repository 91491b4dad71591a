"""The stores of the bench: made once, kept in a folder, used again as long as tables and generator stay the same.

A store is a data folder of its own (keys, files, the SQLite file) and, on PostgreSQL, a database. One whose making was
stopped has no mark and is thrown away the next time.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import click
import psycopg

import gongjian
from gongjian.kernel.commands import say

EDITION = "2"  # raise it when the generator changes
PACKAGE = Path(gongjian.__file__).parent
DONE = "store.json"
# A module of this package, in a process with the settings of a store.
IN_STORE = "import django; django.setup(); from gongjian_bench.{} import main; main()"


@dataclass(frozen=True)
class Size:
    """How big the university is, and how many lives the verbs make before the copying begins."""

    scale: int = 25
    lives: int = 620


def fingerprint(size: Size) -> str:
    """Twelve digits over all tables' migrations, the generator's edition and the size."""
    sums = hashlib.sha256(f"{EDITION}:{size.scale}:{size.lives}".encode())
    for path in sorted(PACKAGE.glob("*/migrations/*.py")):
        # The first line of a migration is the day it was made.
        sums.update(path.read_bytes().split(b"\n", 1)[-1])
    return sums.hexdigest()[:12]


@dataclass(frozen=True)
class Store:
    """One store: ``matters`` is 0 for the small one that all others are grown from."""

    folder: Path
    matters: int
    database_url: str = ""  # empty: SQLite in the folder

    @property
    def vendor(self) -> str:
        return "postgres" if self.database_url else "sqlite"

    @property
    def database(self) -> str:
        """The name of the database on PostgreSQL."""
        return urlsplit(self.database_url).path.strip("/")

    def environment(self, **more: str) -> dict[str, str]:
        """For a process that works in this store; nothing of the caller's site leaks in."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GONGJIAN_", "DATABASE_URL", "DJANGO_"))}
        return {**kept, "GONGJIAN_DATA": str(self.folder), "DATABASE_URL": self.database_url, **more}

    @property
    def summary(self) -> dict[str, Any] | None:
        """What was noted when it was made; None: it is not there or not whole."""
        try:
            found: dict[str, Any] = json.loads((self.folder / DONE).read_text())
        except (OSError, ValueError):
            return None
        return found


def _on(server: str, database: str) -> str:
    parts = urlsplit(server)
    return urlunsplit(parts._replace(path=f"/{database}"))


class Shelf:
    """All stores of one database in one folder. ``server`` is the address of a PostgreSQL server, or empty."""

    def __init__(self, folder: Path, size: Size, server: str = "") -> None:
        self.folder = folder
        self.size = size
        self.server = server
        self.vendor = "postgres" if server else "sqlite"
        self.print = fingerprint(size)

    def store(self, matters: int) -> Store:
        """The store of this size, whether it is there or not."""
        name = f"{self.vendor}-{self.print}-{matters or 'base'}"
        url = _on(self.server, f"gongjian_bench_{self.print}_{matters or 'base'}") if self.server else ""
        return Store(self.folder / name, matters, url)

    def is_there(self, matters: int) -> bool:
        """Whether the store can be used as it is."""
        store = self.store(matters)
        return store.summary is not None and (not self.server or self._has_database(store))

    def get(self, matters: int) -> Store:
        """The store of this size, made if it is not there. Raises ClickException with the last words of what failed."""
        store = self.store(matters)
        if self.is_there(matters):
            return store
        self._throw_away(store)
        if matters:
            self._copy(self.get(0), store)
            say(f"▸ {self.vendor}：{matters} 件事项的数据")
            made = _make(store, "fill", str(matters))
        elif self.server:
            made = self._carry_over(Shelf(self.folder, self.size).get(0), store)
        else:
            store.folder.mkdir(parents=True)
            say(f"▸ 大学（规模 {self.size.scale}）和最初的事项")
            made = _make(store, "found", str(self.size.scale), str(self.size.lives))
        (store.folder / DONE).write_text(json.dumps(made))
        return store

    def _carry_over(self, base: Store, store: Store) -> Mapping[str, Any]:
        """The small store is made once, on SQLite; to PostgreSQL it comes as a backup that is restored there."""
        say("▸ 把最初的数据搬到 PostgreSQL")
        self._sql(f'CREATE DATABASE "{store.database}"')
        archive = base.folder.with_suffix(".backup")
        archive.unlink(missing_ok=True)
        shutil.copytree(base.folder / "keys", store.folder / "keys")
        _run(base, "backup", str(archive))
        _run(store, "restore", str(archive))
        archive.unlink()
        return base.summary or {}

    def _copy(self, base: Store, store: Store) -> None:
        shutil.copytree(base.folder, store.folder, ignore=shutil.ignore_patterns(DONE))
        if self.server:
            self._sql(f'CREATE DATABASE "{store.database}" TEMPLATE "{base.database}"')

    def _throw_away(self, store: Store) -> None:
        shutil.rmtree(store.folder, ignore_errors=True)
        if self.server:
            self._sql(f'DROP DATABASE IF EXISTS "{store.database}" WITH (FORCE)')

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement.encode())

    def _has_database(self, store: Store) -> bool:
        with psycopg.connect(self.server, autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [store.database])
            return found.fetchone() is not None


def _run(store: Store, *words: str) -> None:
    """One of the site's own commands in this store."""
    done = subprocess.run(
        [sys.executable, "-c", "from gongjian.config.cli import main; main()", *words],
        env=store.environment(DJANGO_SETTINGS_MODULE="gongjian.config.settings"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise click.ClickException(f"gongjian {words[0]}：{done.stdout}{done.stderr}")


def _make(store: Store, *words: str) -> Mapping[str, Any]:
    """Another process does it, with the settings of this store. Its last line is what is noted."""
    child = subprocess.Popen(
        [sys.executable, "-c", IN_STORE.format("stores.making"), *words],
        env=store.environment(DJANGO_SETTINGS_MODULE="gongjian.config.settings"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        out, _none = child.communicate()
    except BaseException:
        child.kill()
        child.wait()
        raise
    if child.returncode:
        raise click.ClickException(f"数据没有生成（{child.returncode}）：{store.folder}")
    made: dict[str, Any] = json.loads(out.strip().splitlines()[-1])
    return made
