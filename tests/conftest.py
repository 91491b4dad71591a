"""What all tests share. The environment (data folder, testing switch) is set by ``gongjian.config.testing``."""

import datetime as dt
import gc
import os
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.http.response import HttpResponseBase
from django.test import Client
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker
from whitenoise.middleware import WhiteNoiseMiddleware

from gongjian.audit import append_only
from gongjian.kernel.cache import clear_all_caches
from gongjian.rulebook import queries as rulebook
from gongjian.search import backend as search_index
from gongjian.workdays import queries as workdays
from tests import prepared, unchanging
from tests.cast import Cast, build_cast
from tests.given_names import every_name_is_given

ROOT = Path(__file__).resolve().parent.parent
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")

# "ci" is the one in use; HYPOTHESIS_PROFILE=thorough looks longer.
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "thorough",
    deadline=None,
    max_examples=1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


DATABASE_FIXTURES = {"db", "transactional_db", "cast"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--with-database", action="store_true", help="only the tests that ask the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With --with-database: leave out what runs the same on every database."""
    if not config.getoption("--with-database"):
        return
    kept, left = [], []
    for item in items:
        asks = item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))
        (kept if asks else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


def pytest_collection_finish() -> None:
    """What has been loaded stays: the collector need not walk over it again and again (an eighth of all time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's own would migrate anew in every process: here each gets a copy of what was migrated once."""
    with django_db_blocker.unblock(), prepared.database_of_the_tests(), connection.execute_wrapper(unchanging.watch):
        yield


@pytest.fixture(autouse=True)
def nothing_kept_from_other_tests() -> Iterator[None]:
    """Small tables kept in memory are forgotten, because each test's rows are rolled back."""
    if not connection.in_atomic_block:  # else the rows of a whole module are there
        unchanging.rolled_back()
    clear_all_caches()
    yield
    clear_all_caches()


@pytest.fixture(scope="session", autouse=True)
def static_files_are_listed_once() -> Iterator[None]:
    """WhiteNoise lists all static files for each new ``Client``, which takes longer than most pages."""
    listing = WhiteNoiseMiddleware.add_files_from_finders
    known: dict[str, dict[str, object]] = {}

    def add_files_from_finders(self: WhiteNoiseMiddleware) -> None:
        if self.static_prefix not in known:
            listing(self)
            known[self.static_prefix] = dict(self.files)
        self.files.update(known[self.static_prefix])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files_from_finders)
        yield


@pytest.fixture(scope="session", autouse=True)
def regulations_and_calendar_are_read_once() -> Iterator[None]:
    """As long as a test changes neither; it would read them anew, as each begins without what was kept in memory."""
    with pytest.MonkeyPatch.context() as patch:
        for table, kept in ((rulebook.book, "rulebook_"), (workdays.calendar, "workdays_")):
            patch.setattr(table, "_load", unchanging.loading(table._load, kept))
        yield


@pytest.fixture(scope="session", autouse=True)
def pages_are_given_every_name() -> Iterator[None]:
    """A page that leaves out a name of its template fails, whether or not the test comes to where it is drawn."""
    with every_name_is_given():
        yield


@pytest.fixture(autouse=True)
def answers_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A file that was sent and that the test did not read to its end is closed, as a server does after each request."""
    sent: list[HttpResponseBase] = []
    asking = Client.request

    def request(self: Client, **environ: object) -> HttpResponseBase:
        answer = asking(self, **environ)
        if answer.streaming:
            sent.append(answer)
        return answer

    monkeypatch.setattr(Client, "request", request)
    yield
    request_finished.disconnect(close_old_connections)  # as Django's own client does: the test's transaction goes on
    try:
        for answer in sent:
            if not answer.closed:
                answer.close()
    finally:
        request_finished.connect(close_old_connections)


def hour_of(text: str) -> dt.datetime:
    """``hour_of("2026-03-02 09:00")``: that hour at the school, aware."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def at() -> dt.datetime:
    """The hour at which a story begins: Monday, 2026-03-02, 09:00 at the school. Verbs are told it as ``at=``."""
    return hour_of("2026-03-02 09:00")


@pytest.fixture
def cast(db: None, at: dt.datetime) -> Cast:
    """The small cast: a university with one person for each part (see ``tests.cast``)."""
    return build_cast(at)


@pytest.fixture
def frozen(at: dt.datetime) -> Iterator[time_machine.Traveller]:
    """The clock stands still at ``at``; move it with ``frozen.shift(timedelta)`` or ``frozen.move_to(hour)``."""
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real texts to try things on (GONGJIAN_SHARED, else ``../shared``); the test is skipped without it."""
    folder = Path(os.environ.get("GONGJIAN_SHARED") or ROOT.parent / "shared") / "data"
    if not folder.is_dir():
        pytest.skip(f"the folder of real texts is not here: {folder} (set GONGJIAN_SHARED)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def emptying_the_test_database_empties_it_all() -> Iterator[None]:
    """Tests that commit end with a flush: the ledger's walls are let down for that moment, the search index is emptied."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_with_walls_down(self: BaseDatabaseOperations, sql_list: list[str]) -> list[str]:
        append_only.lower_walls(self.connection)
        try:
            return flush(self, sql_list)
        finally:
            append_only.raise_walls(self.connection)
            unchanging.forget()
            search_index.empty()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "execute_sql_flush", flush_with_walls_down)
        yield
