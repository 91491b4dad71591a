"""An appeal on phones: raised by a guest, joined by a student, answered, judged "no", handled again, judged "yes"."""

import subprocess
import sys

from playwright.sync_api import Page, expect

from tests.browser.actions import expect_state, fill, press, send
from tests.browser.conftest import Visit
from tests.serving import ROOT, Server, environment

TITLE = "北门外路灯不亮"
TEXT = "北门外人行道上三盏路灯不亮，下晚自习看不清路，已经一周。希望尽快修好。"


def handled(site: Server) -> None:
    """Reception and unit do their part."""
    command = [sys.executable, "-m", "tests.browser.reception", TITLE]
    subprocess.run(command, cwd=ROOT, env=environment(site.data), check=True, timeout=60)


def pick(page: Page, *words: str) -> None:
    """One of the large choices."""
    for word in words:
        page.locator(".tiles label").get_by_text(word, exact=True).click()


def test_from_raising_to_the_last_verdict(visit: Visit, site: Server) -> None:
    guest, student = visit(phone=True), visit("student", phone=True)
    page = guest.go("/")
    page.locator("nav.bottom a", has_text="提出").click()
    pick(page, "求助")
    fill(page, title=TITLE, text=TEXT, place="北门")
    expect(page.locator("#similar")).to_contain_text("还没有类似的")
    page.check("[name=publish]")
    guest.looks_right("appeal-raise")
    send(page)
    expect(page.locator("main")).to_contain_text("只有这个链接")
    guest.looks_right("appeal-raised")
    link = page.input_value("[data-copy]").removeprefix(guest.url)

    other = student.go("/appeals/raise/")
    fill(other, text="北门外的路灯不亮，下晚自习看不清路，很危险。")
    alike = other.locator(".alike li", has_text=TITLE)
    expect(alike).to_contain_text("学生事务中心")
    student.looks_right("appeal-similar")
    own = guest.go("/appeals/raise/")  # who means another one sends it all the same
    pick(own, "求助")
    fill(own, text="北门外人行道上又有一盏路灯不亮，下晚自习看不清路，希望尽快修好。", place="北门东侧")
    expect(own.locator(".alike li", has_text=TITLE)).to_be_visible()
    send(own)
    expect(own.locator("main")).to_contain_text("只有这个链接")

    alike.get_by_text("我也遇到").click()
    student.looks_right("appeal-join")
    send(other)
    expect(other.locator("body")).to_contain_text("已加入")

    handled(site)
    expect_state(guest.go(link), "待评价")
    guest.looks_right("appeal-answered")
    press(page, "提交评价")
    pick(page, "联系过", "没有解决", "不满意")
    send(page)
    expect(page.locator(".error-summary")).to_contain_text("哪里没有解决")  # what was chosen is still chosen
    fill(page, words="还有一盏不亮。")
    guest.looks_right("appeal-verdict")
    send(page)
    expect_state(page, "办理中")

    handled(site)
    guest.go(link)
    press(page, "提交评价")
    pick(page, "联系过", "已经解决", "满意")
    send(page)
    expect_state(page, "待评价")  # the other voice has not spoken yet
    student.go("/appeals/mine/")
    student.looks_right("appeal-mine")
    other.locator("main a", has_text="请评价").first.click()
    pick(other, "联系过", "已经解决", "基本满意")
    send(other)
    expect_state(other, "已办结")
    expect_state(guest.go(link), "已办结")
