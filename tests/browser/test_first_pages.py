"""The pages one meets before signing in, on both widths."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.cast import PASSWORD


def test_the_sign_in_page_looks_right(visit: Visit, device: str) -> None:
    look = visit(phone=device == "phone")
    look.go("/account/sign-in/")
    look.looks_right("sign-in")


def test_a_wrong_password_is_a_sentence_and_what_was_typed_stays(visit: Visit, device: str) -> None:
    look = visit(phone=device == "phone")
    page = look.go("/account/sign-in/")
    page.fill("[name=username]", "student")
    page.fill("[name=password]", PASSWORD + "?")
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=username]")).to_have_value("student")
    expect(page.locator("main")).to_contain_text("密码")
    look.looks_right("sign-in-wrong")


def test_an_unknown_page_is_a_page_of_the_house(visit: Visit, device: str) -> None:
    look = visit(phone=device == "phone")
    look.go("/no-such-page/")
    look.looks_right("not-found")
