"""A real site and a real Chromium for the browser tests.

``site``       a server with the small cast of all tests (accounts = parts of the cast, password ``tests.cast.PASSWORD``)
``visit``       opens a tab: ``visit("secretary")``, ``visit("student", phone=True)``, ``visit()`` for a guest
``desk`` and ``phone``  a guest's tab on 1280×800 and on 390×844

At the end of each test its tabs must not have met a script error, a CSP violation or a 5xx answer.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from machine import BROWSER, find_chromium, lacking
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests import prepared
from tests.browser.looking import ARTEFACTS, Look
from tests.cast import PASSWORD
from tests.serving import ROOT, Server, alone, environment

DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
Visit = Callable[..., Look]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if said := lacking(BROWSER):
        pytest.skip(said)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-dev-shm-usage", "--font-render-hinting=none"],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the small cast, made once in a run for all of its processes."""
    parallel = "PYTEST_XDIST_WORKER" in os.environ
    shared = tmp_path_factory.getbasetemp().parent if parallel else tmp_path_factory.mktemp("furnished")
    with alone("furnished"):
        if not (shared / prepared.NAME).exists():
            prepared.put_sqlite(shared, "making")
            furnish = [sys.executable, "-m", "tests.browser.furnish"]
            where = environment(shared, f"sqlite:///{quote(str(shared / 'making'))}")
            subprocess.run(furnish, cwd=ROOT, env=where, check=True, timeout=120)
            (shared / "making").rename(shared / prepared.NAME)
    return shared


@pytest.fixture(scope="session")
def year(furnished: Path) -> str:
    """The year in the numbers of what the furnished site has."""
    with contextlib.closing(sqlite3.connect(furnished / prepared.NAME)) as line:
        (number,) = line.execute("SELECT number FROM bulletin_notice ORDER BY id").fetchone()
    return str(number.split("-")[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[Server]:
    """A server with the small cast."""
    data = tmp_path_factory.mktemp("house")
    shutil.copytree(furnished / "keys", data / "keys")
    shutil.copyfile(furnished / prepared.NAME, data / prepared.NAME)
    server = Server(data, "--no-demo", command="start")
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture(scope="session")
def cookies() -> dict[tuple[str, str], Any]:
    """Cookies of those who have signed in, so that each part signs in once."""
    return {}


def sign_in(look: Look, username: str, password: str) -> None:
    """Through the page, as a person does."""
    page = look.go("/account/sign-in/")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/account/sign-in" not in url, timeout=15_000)


@pytest.fixture
def visit(browser: Browser, cookies: dict[tuple[str, str], Any], request: pytest.FixtureRequest) -> Iterator[Visit]:
    """``visit(part, phone=False, at=site, password=…)`` opens a tab; several persons may be open at once."""
    open_tabs: list[tuple[BrowserContext, Look]] = []

    def open_tab(
        part: str = "", *, phone: bool = False, at: Server | None = None, password: str = PASSWORD, **more: Any
    ) -> Look:
        server = at or request.getfixturevalue("site")
        device = "phone" if phone else "desktop"
        known = cookies.get((server.url, part))
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", storage_state=known, **{**DEVICES[device], **more}
        )
        context.set_default_timeout(10_000)
        look = Look(context, server.url, device, part)
        open_tabs.append((context, look))
        if part and known is None:
            sign_in(look, part, password)
            cookies[(server.url, part)] = context.storage_state()
        return look

    yield open_tab
    faults = [f"{look.part or 'guest'} ({look.device}): {fault}" for _c, look in open_tabs for fault in look.faults]
    failed = getattr(request.node, "failed_call", False)
    for number, (context, look) in enumerate(open_tabs):
        if failed and not look.page.is_closed():
            look.shot(f"failed-{request.node.name[:60].replace('/', '_')}-{number}")
        context.close()
    assert not faults, "\n".join(faults)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if report.when == "call" and report.failed:
        item.failed_call = True  # type: ignore[attr-defined]
    return report


@pytest.fixture
def desk(visit: Visit) -> Look:
    """A guest's tab on a desk."""
    return visit()


@pytest.fixture
def phone(visit: Visit) -> Look:
    """A guest's tab on a phone."""
    return visit(phone=True)


@pytest.fixture(params=["desktop", "phone"])
def device(request: pytest.FixtureRequest) -> str:
    """For tests that look at both widths: ``visit(part, phone=device == "phone")``."""
    return str(request.param)


@pytest.fixture(scope="session", autouse=True)
def fresh_artefacts() -> None:
    """Pictures of failed tests of an earlier run are thrown away."""
    for old in ARTEFACTS.glob("failed-*.png"):
        old.unlink()
