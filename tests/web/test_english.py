"""Read in English, the interface has no Chinese left: menus, headings, buttons, labels, columns, states, lights.

Names, titles, numbers and the words of regulations stay as they are; so does the button that leads back to Chinese.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import translation

from gongjian.matters.models import Matter
from gongjian.org.models import Body
from gongjian.web import catalogue
from gongjian.workdays.models import Day
from tests.cast import Cast
from tests.matters import scenarios

pytestmark = pytest.mark.django_db

CHINESE = re.compile(r"[\u3001-\u3011\u3400-\u9fff\uff01-\uff5e]")  # words, and the punctuation between them
CHROME = {"nav", "button", "label", "legend", "th", "h1", "h2", "h3", "dt", "summary", "option", "title", "footer"}
CHROME_CLASSES = {"btn", "chip", "light", "field-help", "page-lead", "filter-chip", "step-bar", "figure"}
SPOKEN = {"aria-label", "placeholder", "title", "alt"}
VOID = {"input", "br", "meta", "link", "img", "hr", "use", "path", "wbr"}

PAGES = [
    ("", "/"),
    ("", "/account/sign-in/"),
    ("", "/matters/public/"),
    ("", "/ledger/receipt/"),
    ("", "/no-such-page/"),
    ("student", "/desk/"),
    ("student", "/matters/raise/"),
    ("student", "/account/"),
    ("student", "/messages/"),
    ("student", "/messages/preferences/"),
    ("secretary", "/desk/"),
    ("secretary", "/matters/"),
    ("secretary", "/matters/lists/"),
    ("secretary", "/matters/lists/?list=measures"),
    ("secretary", "/matters/lists/?list=duties"),
    ("secretary", "/matters/{raised}/"),
    ("secretary", "/matters/{raised}/study/"),
    ("secretary", "/matters/{claimed}/"),
    ("secretary", "/pairing/"),
    ("secretary", "/pairing/matching/"),
    ("secretary", "/pairing/propose/"),
    ("secretary", "/pairing/offers/"),
    ("secretary", "/bodies/"),
    ("secretary", "/bodies/tree/"),
    ("secretary", "/bodies/appointments/"),
    ("secretary", "/bodies/liaisons/"),
    ("handler", "/matters/{handling}/"),
    ("handler", "/matters/{handling}/report-progress/"),
    ("handler", "/matters/{finished}/claim-solved/"),
    ("student", "/matters/{claimed}/"),
    ("student", "/matters/{claimed}/give-verdict/"),
    ("leader", "/figures/"),
    ("leader", "/ledger/"),
    ("administrator", "/rulebook/"),
    ("administrator", "/rulebook/procedures/problem/"),
    ("administrator", "/workdays/"),
    ("administrator", "/account/accounts/"),
    ("administrator", "/matters/import/"),
]


class Reader(HTMLParser):
    """The words of the interface on one page: the text inside of its parts, and what only screen readers hear."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.words += [value for name, value in attrs if name in SPOKEN and value]
        if tag not in VOID:
            part = tag in CHROME or bool(CHROME_CLASSES & set((given.get("class") or "").split()))
            self.open.append((tag, part or bool(self.open and self.open[-1][1])))

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag not in VOID:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and data.strip():
            self.words.append(data.strip())


@pytest.fixture(scope="module", autouse=True)
def compiled() -> None:
    catalogue.compile_catalogue()


@pytest.fixture(autouse=True)
def back_to_chinese() -> Iterator[None]:
    """The last request's language would stay in force for the tests that follow."""
    yield
    translation.deactivate()


@pytest.fixture
def matters(cast: Cast, frozen: time_machine.Traveller) -> dict[str, Matter]:
    """A problem in each of four states."""
    made = {state: getattr(scenarios, state)(cast, cast.at) for state in ("raised", "handling", "finished", "claimed")}
    frozen.shift(3600)
    return made


@pytest.fixture
def names(matters: dict[str, Matter], cast: Cast) -> list[str]:
    """What people and bodies, problems and regulations are called, the longest first."""
    known = {"简体中文", str(settings.SCHOOL_NAME)}
    for body in Body.objects.all():
        known |= {body.name, body.short}
    known |= {person.name for person in cast.persons.values()}
    for matter in matters.values():
        known |= {matter.number, matter.title, *(measure.text for measure in matter.measures.all())}
    known |= set(Day.objects.values_list("name", flat=True)) - {""}
    return sorted(known, key=len, reverse=True)


@pytest.mark.parametrize(("part", "path"), PAGES)
def test_nothing_chinese_is_left_in_the_interface(
    part: str, path: str, client: Client, cast: Cast, matters: dict[str, Matter], names: list[str]
) -> None:
    if part:
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(path.format(**{state: matter.number for state, matter in matters.items()}))
    assert answer.status_code == (404 if "no-such" in path else 200)
    reader = Reader()
    reader.feed(answer.content.decode())
    left = []
    for words in reader.words:
        rest = re.sub(r"《[^》]*》(第[一二三四五六七八九十百]+条)?", "", words)
        for name in names:
            rest = rest.replace(name, "")
        rest = re.sub(r"[“\"][^”\"]*[”\"]", "", rest)  # columns of sheets keep their names
        if CHINESE.search(rest):
            left.append(words)
    assert left == []


def test_the_button_changes_the_language_and_the_choice_is_kept(client: Client, cast: Cast) -> None:
    assert "提出" in client.get("/").content.decode()
    answer = client.post("/web/language/", {"language": "en", "next": "/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/"
    assert '<html lang="en"' in answer.content.decode()
    assert "Raise a matter" in client.get("/").content.decode()
