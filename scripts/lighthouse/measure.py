"""Lighthouse over the main pages of the demo university, as a slow phone meets them.

``.venv/bin/python scripts/lighthouse/measure.py`` installs the pinned Lighthouse beside itself (npm ci), makes a demo university in
a temporary folder, starts the real server, and gives each page three runs; the table shows the median. Lighthouse's
own phone: 1.6 Mbit/s, 150 ms there and back, a processor four times slower. ``--url`` measures a demo site that is
already running, ``--json`` prints figures for machines. The exit code is 1 if a score is below ``LEAST``.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

import setup_steps  # noqa: E402
from machine import find_chromium  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.serving import Server  # noqa: E402

HERE = Path(__file__).resolve().parent
PASSWORD = "gongjian-demo"
LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices")
# name of the figure: (audit of Lighthouse, divided by)
FIGURES = {
    "fcp_s": ("first-contentful-paint", 1000),
    "lcp_s": ("largest-contentful-paint", 1000),
    "tti_s": ("interactive", 1000),
    "tbt_ms": ("total-blocking-time", 1),
    "kb": ("total-byte-weight", 1024),
}


@dataclass(frozen=True)
class Visited:
    """One page; ``part`` is whose it is ("" = a guest)."""

    name: str
    path: str
    part: str = ""


def pages(url: str) -> list[Visited]:
    """The front page, the public list, one matter in it, an appeal to be raised, the rates, a desk."""
    with urllib.request.urlopen(f"{url}/matters/public/", timeout=60) as answer:
        found = re.search(r'href="(/matters/public/[^"?/]+/)"', answer.read().decode())
    assert found, "the public list shows no matter"
    return [
        Visited("front page", "/"),
        Visited("public list", "/matters/public/"),
        Visited("a matter", found[1]),
        Visited("raise an appeal", "/appeals/raise/"),
        Visited("rates", "/appeals/rates/public/"),
        Visited("my desk", "/desk/", "secretary"),
    ]


def cookie_of(url: str, part: str, chromium: str) -> str:
    """The Cookie header of one who has signed in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{url}/account/sign-in/")
        page.fill("[name=username]", part)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/account/sign-in" not in address)
        said = "; ".join(f"{c['name']}={c['value']}" for c in page.context.cookies())
        browser.close()
    return said


TRIES = 4


def ensure_lighthouse() -> tuple[list[str], dict[str, str]]:
    """The command and its environment; installed if it is not there."""
    path = {**os.environ, "PATH": setup_steps.node_path()}
    lock = setup_steps.Stamp(HERE / "node_modules/.stamp", setup_steps.digest([HERE / "package-lock.json"]))
    if not lock.fresh:
        setup_steps.say("安装 Lighthouse（npm ci）", "installing Lighthouse")
        setup_steps.run([shutil.which("npm", path=path["PATH"]), "ci", "--loglevel=error"], env=path, cwd=HERE)
        lock.put()
    node = shutil.which("node", path=path["PATH"]) or "node"
    return [node, str(HERE / "node_modules/lighthouse/cli/index.js")], path


def one_run(command: list[str], env: dict[str, str], address: str, headers: dict[str, str]) -> dict[str, Any]:
    """What Lighthouse says about one opening of the page."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "said.json"
        extra = Path(folder) / "headers.json"
        extra.write_text(json.dumps({"Accept-Language": "zh-CN", **headers}))
        asked = [*command, address, "--quiet", "--output=json", f"--output-path={out}", f"--extra-headers={extra}"]
        asked += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless=new --no-sandbox"]
        for left in range(TRIES, 0, -1):
            # Now and then the browser's trace misses its beginning; Lighthouse says so and asks for another go.
            done = subprocess.run(asked, env=env, check=left == 1, stdin=subprocess.DEVNULL, timeout=300)
            if done.returncode == 0:
                break
        return dict(json.loads(out.read_text()))


def measure(url: str, runs: int, only: str = "") -> list[dict[str, Any]]:
    """Scores and figures of every page (medians), and what Lighthouse found wanting."""
    command, env = ensure_lighthouse()
    chromium = find_chromium()
    env["CHROME_PATH"] = chromium
    rows = []
    for page in pages(url):
        if only and only not in page.name:
            continue
        headers = {"Cookie": cookie_of(url, page.part, chromium)} if page.part else {}
        said = [one_run(command, env, url + page.path, headers) for _n in range(runs)]
        row: dict[str, Any] = {"page": page.name}
        for name in CATEGORIES:
            row[name] = round(100 * statistics.median(s["categories"][name]["score"] for s in said))
        for name, (audit, by) in FIGURES.items():
            row[name] = round(statistics.median(s["audits"][audit]["numericValue"] for s in said) / by, 2)
        audits, weighed = (
            said[0]["audits"],
            [r["id"] for c in CATEGORIES for r in said[0]["categories"][c]["auditRefs"] if r["weight"]],
        )
        row["wanting"] = sorted(i for i in weighed if audits[i]["score"] is not None and audits[i]["score"] < 0.9)
        rows.append(row)
        setup_steps.say(json.dumps(row, ensure_ascii=False))
    return rows


@contextmanager
def demo() -> Iterator[str]:
    """A demo site of its own, ended at the end."""
    with tempfile.TemporaryDirectory(prefix="gongjian-lighthouse-") as folder:
        server = Server(Path(folder), command="start")
        try:
            yield server.wait(within=900).url
        finally:
            server.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--url", help="a demo house that is already running")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--page", default="", help="only pages with this in their name")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if chosen.url:
        rows = measure(chosen.url.rstrip("/"), chosen.runs, chosen.page)
    else:
        with demo() as url:
            rows = measure(url, chosen.runs, chosen.page)
    if chosen.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        names = ["page", *CATEGORIES, *FIGURES]
        sys.stdout.write("| " + " | ".join(names) + " |\n|" + "---|" * len(names) + "\n")
        for row in rows:
            sys.stdout.write("| " + " | ".join(str(row[n]) for n in names) + " |\n")
    return int(any(row[c] < LEAST for row in rows for c in CATEGORIES))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except setup_steps.Missing as error:
        sys.exit(str(error))
