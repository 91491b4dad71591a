"""A sign-in that fails, on both widths; the pages as they open are in ``test_every_page``."""

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.cast import PASSWORD


def test_a_wrong_password_is_a_sentence_and_what_was_typed_stays(visit: Visit, device: str) -> None:
    look = visit(phone=device == "phone")
    page = look.go("/account/sign-in/")
    page.fill("[name=username]", "student")
    page.fill("[name=password]", PASSWORD + "?")
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=username]")).to_have_value("student")
    expect(page.locator("main")).to_contain_text("密码")
    look.looks_right("sign-in-wrong")
