"""A tab of a real browser that notices what a person should never meet."""

import functools
import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

ROOT = Path(__file__).resolve().parent.parent.parent
ARTEFACTS = ROOT / "artefacts"
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# A refused request is a page or a swapped part with a sentence; the browser still calls it a failed resource.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


@functools.cache
def _axe() -> str:
    return AXE.read_text()


class Look:
    """One person's tab: ``look.page`` is Playwright's page; what went wrong is in ``look.faults``."""

    def __init__(self, context: BrowserContext, url: str, device: str, part: str) -> None:
        self.context = context
        self.url = url
        self.device = device
        self.part = part
        self.faults: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.faults.append(f"script error on {self.page.url}: {error}"))
        self.page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.search(message.text):
            self.faults.append(f"console on {self.page.url}: {message.text}")
        elif "Content Security Policy" in message.text:
            self.faults.append(f"CSP on {self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        kind = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and kind not in {"document", "xhr", "fetch"}):
            self.faults.append(f"{response.status} for {kind} {response.url}")

    def go(self, path: str) -> Page:
        """Open an address of the site and wait until its scripts have run."""
        self.page.goto(f"{self.url}{path}", wait_until="load")
        return self.page

    def shot(self, name: str) -> Path:
        """A picture of the whole page in ``artefacts/``."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}-{self.device}.png"
        self.page.screenshot(path=path, full_page=True, animations="disabled")
        return path

    def axe(self, *, without: tuple[str, ...] = ()) -> None:
        """No violation of WCAG 2.1 A and AA or of good practice on the page as it stands."""
        if not AXE.exists():
            raise AssertionError("axe-core is not installed: ./test browser sets it up (npm ci in frontend/)")
        self.page.evaluate(_axe())  # through the debugger: the page's CSP stays as it is
        found: dict[str, Any] = self.page.evaluate(
            "([tags, without]) => axe.run(document, {runOnly: tags, resultTypes: ['violations'], preload: false,"
            " iframes: false, rules: Object.fromEntries("
            "without.map(r => [r, {enabled: false}]))})",
            [AXE_RULES, list(without)],
        )
        said = [
            f"{v['id']} ({v['impact']}): {v['help']}\n"
            + "\n".join(
                f"    {n['target']}: {n['html'][:160]}\n    {n['failureSummary'][:300]}" for n in v["nodes"][:5]
            )
            for v in found["violations"]
        ]
        assert not said, f"{self.page.url} on {self.device}:\n" + "\n".join(said)

    def nothing_sideways(self) -> None:
        """The page is not wider than the screen: on phones nothing scrolls sideways."""
        wide, screen = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide <= screen, f"{self.page.url} is {wide} px wide on a screen of {screen} px"
        cut: list[str] = self.page.evaluate(
            "[...document.querySelectorAll('.rows-frame, .section, .panel')].filter(f => f.offsetParent"
            " && !f.closest('.unseen, .chart-table') && f.scrollWidth > f.clientWidth + 1)"
            ".map(f => `${f.className} ${f.clientWidth} < ${f.scrollWidth}: ${f.innerText.slice(0, 40)}`)"
        )
        assert not cut, f"{self.page.url} on {self.device}: cut off at its right edge: {cut}"

    def looks_right(self, name: str) -> None:
        """axe, no sideways scrolling; with GONGJIAN_PICTURES=1 a picture."""
        if os.environ.get("GONGJIAN_PICTURES") == "1":
            self.shot(name)
        self.axe()
        self.nothing_sideways()
