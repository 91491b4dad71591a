"""What a person's hands do on any page: find a matter, press, fill in, choose, send."""

import datetime as dt
import zoneinfo

from playwright.sync_api import Locator, Page, expect

from tests.browser.looking import Look

SENDS = ".form-actions :is(.btn-tone-primary, .btn-tone-danger)"


def today(days: int = 0) -> str:
    """A day at the school, as a date field takes it."""
    here = dt.datetime.now(zoneinfo.ZoneInfo("Asia/Shanghai")).date()
    return (here + dt.timedelta(days=days)).isoformat()


def find(look: Look, title: str, under: str = "/matters/") -> str:
    """The address of the matter (or pair) with this title, found by the search of its list."""
    page = look.go(f"{under}?q={title}")
    row = page.locator("table.rows tbody tr", has_text=title).first
    return str(row.locator("a").first.get_attribute("href"))


def press(page: Page, label: str) -> None:
    """A button in the head of the page; behind ⋯ if it is not in sight."""
    actions = page.locator(".page-head .actions").first
    button = actions.locator(".btn, .menu-list :is(a, button)").get_by_text(label, exact=True)
    if not button.is_visible():
        actions.locator("details.menu > summary").click()
    button.click()
    page.wait_for_load_state("load")


def choose(page: Page, name: str, words: str) -> None:
    """An option of a select; where it has a search box, by typing."""
    select = page.locator(f"select[name='{name}']")
    if select.get_attribute("data-search") is None:
        select.select_option(label=words)
        return
    box = page.locator(f"select[name='{name}'] + .ts-wrapper")
    box.locator(".ts-control").click()
    page.keyboard.type(words)
    box.locator(".ts-dropdown .option", has_text=words).first.click()


def fill(page: Page, **fields: str) -> None:
    """Type into fields by their names (``measures__0__text`` is ``measures-0-text``)."""
    for name, words in fields.items():
        page.fill(f"[name='{name.replace('__', '-')}']", words)


def send(page: Page) -> None:
    """The button that sends the form of the page, and wait for the answer."""
    with page.expect_navigation():
        page.locator(f"main form[method=post] {SENDS}").last.click()


def run_command(look: Look, address: str, label: str, **fields: str) -> Page:
    """Open the matter, press the verb, fill in its form, send it; the matter's page is open afterwards."""
    page = look.go(address)
    press(page, label)
    fill(page, **fields)
    send(page)
    return page


def state_of(page: Page) -> Locator:
    """The chip of the state in the head."""
    return page.locator(".page-head .chip").first


def expect_state(page: Page, words: str) -> None:
    """The state's word stands in the head."""
    expect(state_of(page)).to_have_text(words)
