"""The pictures of the README, taken from the demo university in a real headless Chromium.

``.venv/bin/python scripts/pictures.py`` makes a demo university in a temporary folder, starts a server, takes every
picture into ``docs/pictures/``, and ends the server. ``--url`` takes them from a demo site that is already running.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.serving import Server  # noqa: E402

PICTURES = ROOT / "docs/pictures"
PASSWORD = "gongjian-demo"
MOST_BYTES = 200 * 1024
DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Picture:
    """One picture: its file, whose tab it is ("" = a guest), and how to get there."""

    name: str
    part: str
    path: str
    then: Callable[[Page], None] | None = None
    phone: bool = False


def _first_in_hand(page: Page) -> None:
    """From the list of problems to the first one in hand that has a pair and progress."""
    links = page.locator("table.rows tbody tr a.strong, table.rows tbody tr a")
    addresses = [a.get_attribute("href") or "" for a in links.all()]
    matters = [a for a in dict.fromkeys(addresses) if re.search(r"/matters/[^/]+-\d{4}-\d+/$", a)]
    best = matters[0]
    for address in matters[:12]:
        page.goto(address if address.startswith("http") else page.url.split("/matters/")[0] + address)
        if page.locator(".route-grid").count() and "/pairing/" in page.locator("main").inner_html():
            best = address
            break
    page.goto(best if best.startswith("http") else page.url.split("/matters/")[0] + best)


def _fill(page: Page) -> None:
    """Words in the form, so that one sees what it is for."""
    page.fill("[name=title]", "明远书院三号楼浴室晚上十点后没有热水")
    page.fill("[name=text]", "最近两周，晚上十点以后浴室只有冷水，实验室回来晚的同学没法洗澡。")
    page.evaluate("window.scrollTo(0, 0)")


TAKEN = (
    Picture("home", "", "/"),
    Picture("desk", "secretary", "/desk/"),
    Picture("matter", "leader", "/matters/?state=handling", _first_in_hand),
    Picture("lists", "leader", "/matters/lists/"),
    Picture("matching", "liaison", "/pairing/matching/"),
    Picture("procedure", "", "/rulebook/procedures/problem/"),
    Picture("raise-phone", "student", "/matters/raise/", _fill, phone=True),
    Picture("desk-phone", "secretary", "/desk/", phone=True),
)


def chromium() -> str:
    """The browser of this machine."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        sys.exit("没有找到 Chromium：apt-get install chromium fonts-noto-cjk")
    return found


def take(browser: Browser, url: str, picture: Picture) -> Path:
    """One picture: what a person sees first, not the whole length of the page."""
    context = browser.new_context(
        viewport=PHONE if picture.phone else DESK,  # type: ignore[arg-type]
        is_mobile=picture.phone,
        has_touch=picture.phone,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.part:
        page.goto(f"{url}/account/sign-in/")
        page.fill("[name=username]", picture.part)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/account/sign-in" not in address)
    page.goto(f"{url}{picture.path}")
    if picture.then:
        picture.then(page)
    page.wait_for_load_state("networkidle")
    path = PICTURES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    return path


@contextmanager
def demo_house() -> Iterator[str]:
    """The address of a demo university of its own."""
    with tempfile.TemporaryDirectory(prefix="gongjian-pictures-") as folder:
        server = Server(Path(folder), command="start")
        try:
            yield server.wait(within=300).url
        finally:
            server.stop()


def main() -> int:
    """Take them all; 1 if one is too heavy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", help="a running demo house")
    parser.add_argument("names", nargs="*", help="only these pictures")
    chosen = parser.parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    heavy = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        wanted = [p for p in TAKEN if not chosen.names or p.name in chosen.names]

        def all_of(url: str) -> None:
            for picture in wanted:
                path = take(browser, url, picture)
                size = path.stat().st_size
                sys.stderr.write(f"{path.relative_to(ROOT)} {size // 1024} KB\n")
                if size > MOST_BYTES:
                    heavy.append(path.name)

        if chosen.url:
            all_of(chosen.url)
        else:
            with demo_house() as url:
                all_of(url)
        browser.close()
    if heavy:
        sys.stderr.write(f"over {MOST_BYTES // 1024} KB: {', '.join(heavy)}\n")
    return 1 if heavy else 0


if __name__ == "__main__":
    sys.exit(main())
