"""Every page of the menu, the public ones and the refusals, at both widths: axe, nothing sideways, no error, no raw words.

A new page is one line in ``PAGES``; ``{…}`` stands for the matter of that name in ``tests.browser.furnish.TITLES``, ``{year}``
for the year in which the site was furnished (at one o'clock of a new year, the old one).
"""

import re

import pytest

from gongjian.config import navigation
from tests.browser.actions import find
from tests.browser.conftest import Visit
from tests.browser.furnish import TITLES
from tests.browser.looking import Look
from tests.cast import PERSONS

# (part, addresses): the part's tab walks through them.
PAGES: dict[str, tuple[str, ...]] = {
    "": (
        "/",
        "/matters/public/",
        "/appeals/rates/public/",
        "/matters/public/{struck-off}/",
        "/ledger/receipt/",
        "/ledger/receipt/WRON-GWRO-NGWR/",
        "/bulletin/",
        "/bulletin/official/",
        "/bulletin/official/?q=热水",
        "/bulletin/notices/公告-{year}-0001/",
        "/bulletin/lost/",
        "/bulletin/items/招领-{year}-0001/",
        "/appeals/raise/",
        "/appeals/boards/",
        "/appeals/boards/1/",
        "/appeals/boards/1/raise/",
        "/appeals/follow/no-such-key/",
        "/rulebook/",
        "/rulebook/problem-rules/",
        "/account/sign-in/",
        "/no-such-page/",
    ),
    "student": (
        "/desk/",
        "/appeals/raise/",
        "/appeals/mine/",
        "/account/",
        "/messages/",
        "/messages/preferences/",
        "/figures/",
        "/matters/{claimed}/give-verdict/",
        "/contests/",
        "/contests/mine/",
        "/contests/desk/",
        "/proposals/",
        "/proposals/mine/",
        "/proposals/seconding/",
        "/bulletin/subscribe/",
        "/bulletin/lost/enter-item/",
        "/bulletin/lost/mine/",
        "/bulletin/items/招领-{year}-0001/",
    ),
    "receptionist": (
        "/appeals/desk/",
        "/appeals/desk/?tab=open",
        "/appeals/counter/",
        "/appeals/rates/",
        "/appeals/exclusions/",
        "/appeals/radar/",
        "/appeals/lifts/",
        "/appeals/rules/",
        "/appeals/templates/",
        "/appeals/contacts/",
        "/appeals/receptions/",
        "/appeals/board-desk/",
        "/appeals/board-desk/open/",
    ),
    "secretary": (
        "/desk/",
        "/matters/",
        "/matters/?state=handling&category=living",
        "/matters/lists/",
        "/matters/lists/?list=measures",
        "/matters/lists/?list=duties",
        "/matters/{adopted}/draw-up/",
        "/matters/{studied}/decline/",
        "/pairing/",
        "/pairing/matching/",
        "/pairing/offers/",
        "/bodies/",
        "/bodies/tree/",
        "/bodies/appointments/",
        "/bodies/liaisons/",
        "/bodies/organisers/",
    ),
    "handler": (
        "/desk/",
        "/bulletin/desk/",
        "/bulletin/write/",
        "/bulletin/notices/公告-{year}-0002/send-for-review/",
        "/matters/{handling}/",
        "/matters/{handling}/propose-adjustment/",
        "/matters/{handling}/take/",
    ),
    "liaison": ("/matters/{judged}/", "/matters/{judged}/confirm-solved/"),
    "leader": ("/figures/",),
    "administrator": (
        "/contests/draw-up-contest/",
        "/account/accounts/",
        "/account/accounts/create/",
        "/workdays/",
        "/workdays/days/2026-10-01/set/",
        "/ledger/",
        "/matters/import/",
        "/rulebook/enter/",
    ),
}
# Machine words and forgotten English; what may stand in Latin letters is listed.
ALLOWED = re.compile(
    r"(?<![A-Za-z])(Excel|Word|Linux|Chrome|HeadlessChrome|English|[MG]B|PDF|CSV|QR|IP|UTF-8|GB18030|\.?(xlsx|csv|docx)"
    r"|mm/dd/yyyy|1\+X|[0-9A-Z]{4}(-[0-9A-Z]{4})+|[0-9a-f]{8,}|[A-Z]{1,4}-?\d+)(?![A-Za-z])"
)
RAW = re.compile(r"[A-Za-z][A-Za-z_\-]{2,}|\{\{|\{%|%\(|None|True|False")
# The names of accounts, codes of receipts and seals are no words.
NOT_WORDS = "code, kbd, .receipt-code, .seal, .qr"
NAMES = set(PERSONS)  # the accounts of the cast


def raw_words(look: Look) -> list[str]:
    """Latin words in the page's visible text that no one has allowed."""
    text: str = look.page.evaluate(
        "no => { const gone = [...document.querySelectorAll('main ' + no.split(', ').join(', main '))];"
        "gone.forEach(e => { e.hidden = true }); const t = document.querySelector('main').innerText;"
        "gone.forEach(e => { e.hidden = false }); return t }",
        NOT_WORDS,
    )
    return sorted(set(RAW.findall(ALLOWED.sub(" ", text))) - NAMES)


def name_of(part: str, path: str) -> str:
    """The name of the picture."""
    return f"page-{part or 'guest'}-{re.sub(r'[^a-z0-9一-龥]+', '-', path.lower()).strip('-') or 'home'}"


@pytest.mark.parametrize("part", PAGES)
def test_every_page_can_be_read_and_used(visit: Visit, device: str, part: str, year: str) -> None:
    look = visit(part, phone=device == "phone")
    paths = [path.replace("{year}", year) for path in PAGES[part]]
    wanted = [re.search(r"\{(.+?)\}", path) for path in paths]
    finder = look if part else visit("secretary")
    numbers = {m[1]: find(finder, TITLES[m[1]]).split("/")[2] for m in wanted if m}
    wrong: list[str] = []
    for path in paths:
        page = look.go(re.sub(r"\{(.+?)\}", lambda m: numbers[m[1]], path))
        try:
            look.looks_right(name_of(part, path))
        except AssertionError as found:
            wrong.append(str(found))
        if words := raw_words(look):
            wrong.append(f"{page.url}: untranslated words: {', '.join(words)}")
    assert not wrong, "\n\n".join(wrong)


def test_no_entry_of_the_menu_is_forgotten() -> None:
    seen = {path.split("?")[0] for paths in PAGES.values() for path in paths}
    raised_elsewhere = {"/matters/raise/"}  # test_life_of_a_problem looks at it
    entries = [
        *(e for g in navigation.MENU for e in g.entries),
        *navigation.BOTTOM,
        *navigation.PUBLIC,
        *navigation.PERSON,
    ]
    assert {navigation.address(entry.url) for entry in entries} - seen - raised_elsewhere == set()


def test_the_styleguide_is_off_in_a_real_house(visit: Visit) -> None:
    look = visit()
    look.go("/web/styleguide/")
    assert "没有找到" in look.page.inner_text("main")
