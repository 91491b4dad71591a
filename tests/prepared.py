"""One database with all its tables made, for every test and every site of the tests: migrated once, then copied.

Kept in ``var/prepared`` (SQLite) and as a template in the PostgreSQL server of the run, by a fingerprint of what ``migrate`` puts
into it (``SOURCES``): models, migrations, regulations, calendar. A change elsewhere in the code keeps it.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import connection

from tests.serving import ROOT, alone, gongjian

KEPT = ROOT / "var/prepared"
NAME = "gongjian.sqlite3"


# Tables, their first rows and whatever writes them: patterns below src/gongjian.
SOURCES = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/**/*.py",
    "config/settings.py",  # which apps there are
    "kernel/postgresql/*.py",
    "audit/append_only.py",  # the triggers of the log
    "search/backend.py",  # the tables of the index
    "rulebook/apps.py",  # what is written after migrate
    "rulebook/data/*",
    "rulebook/library.py",
    "rulebook/operations.py",
    "workdays/apps.py",
    "workdays/operations.py",
    "workdays/queries.py",
)


def sources(root: Path = ROOT) -> list[Path]:
    """Every file that has a say in the tables and their first rows; the pinned packages bring the national calendar."""
    package = root / "src/gongjian"
    found = {p for pattern in SOURCES for p in package.glob(pattern) if p.is_file() and p.suffix != ".pyc"}
    return sorted([*found, root / "requirements/base.txt"])


def fingerprint_of(root: Path) -> str:
    """Of the names and contents of these files."""
    sums = hashlib.sha256()
    for path in sources(root):
        sums.update(f"{path.relative_to(root)}\0".encode())
        sums.update(path.read_bytes())
    return sums.hexdigest()[:16]


@functools.cache
def fingerprint() -> str:
    """That of the project as it stands."""
    return fingerprint_of(ROOT)


def _migrate(data: Path, database_url: str = "") -> None:
    made = gongjian(data, "migrate", database_url=database_url, GONGJIAN_TESTING="1")
    assert made.returncode == 0, made.stderr


@functools.cache
def sqlite_file() -> Path:
    """The file to copy."""
    KEPT.mkdir(parents=True, exist_ok=True)
    made = KEPT / f"{fingerprint()}.sqlite3"
    with alone("sqlite"):
        if not made.exists():
            for old in KEPT.glob("*.sqlite3"):
                old.unlink()
            with tempfile.TemporaryDirectory(dir=KEPT) as folder:
                _migrate(Path(folder))
                assert not (Path(folder) / f"{NAME}-wal").exists(), "not all of it is in the one file"
                (Path(folder) / NAME).rename(made)
    return made


@functools.cache
def postgres_template(server: str) -> str:
    """The name of the database to copy, in this server."""
    name = f"prepared_{fingerprint()}"
    with alone("postgres"), psycopg.connect(server, autocommit=True) as line:
        known = [n for (n,) in line.execute("SELECT datname FROM pg_database WHERE datname LIKE 'prepared\\_%'")]
        if name not in known:
            for old in known:
                line.execute(f'DROP DATABASE "{old}"')
            line.execute(f'CREATE DATABASE "{name}_made"')
            with tempfile.TemporaryDirectory() as folder:
                _migrate(Path(folder), beside(server, f"{name}_made"))
            line.execute(f'ALTER DATABASE "{name}_made" RENAME TO "{name}"')
    return name


def beside(server: str, name: str) -> str:
    """The address of another database of that server."""
    return f"{server.rsplit('/', 1)[0]}/{name}"


def put_sqlite(data: Path, name: str = NAME) -> None:
    """The tables, for a site whose data folder this is."""
    shutil.copyfile(sqlite_file(), data / name)


@contextlib.contextmanager
def postgres_database(server: str, *, tables: bool = True) -> Iterator[str]:
    """The address of a database of one's own in this server, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    source = f'TEMPLATE "{postgres_template(server)}"' if tables else ""
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}" {source}')
    try:
        yield beside(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as line:
            line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextlib.contextmanager
def database_of_the_tests() -> Iterator[None]:
    """Django's connections lead to a copy of this process's own, until the end."""
    before = connection.settings_dict["NAME"]
    connection.close()
    with contextlib.ExitStack() as stack:
        if connection.vendor == "sqlite":
            own = settings.DATA_DIR / f"test-{os.getpid()}.sqlite3"
            shutil.copyfile(sqlite_file(), own)
            name = str(own)
        else:
            name = stack.enter_context(postgres_database(os.environ["DATABASE_URL"])).rsplit("/", 1)[1]
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = before
