"""The bulletin through real clicks: one writes, another publishes, a guest reads; a thing found on a phone comes back."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.browser.actions import expect_state, fill, press, run_command, send
from tests.browser.conftest import Visit

TITLE = "自习室开放时间调整"


def test_one_writes_another_publishes_a_guest_reads(visit: Visit) -> None:
    handler, head, guest = visit("handler"), visit("head", phone=True), visit()
    page = handler.go("/bulletin/write/?column=official")
    fill(page, title=TITLE, text="# 时间\n\n**每天**开放到二十三点。\n\n- 南区\n- 北区")
    send(page)
    expect_state(page, "拟订")
    address = page.url.removeprefix(handler.url)
    expect(page.locator(".prose h2")).to_have_text("时间")
    run_command(handler, address, "送审")
    expect_state(page, "待审核")
    refused = page.locator(".page-head .actions").get_by_text("发布", exact=True)
    expect(refused).to_be_disabled()  # the writer does not publish
    handler.looks_right("notice-sent")
    head.go("/bulletin/desk/")
    expect(head.page.locator("#waiting")).to_contain_text(TITLE)
    run_command(head, address, "发布")
    head.looks_right("notice-published")
    page = guest.go("/bulletin/")
    page.get_by_text(TITLE).click()
    expect(page.locator(".page-facts")).to_contain_text("次")
    guest.looks_right("notice-read")
    run_command(handler, address, "撤下", reason="时间有误")
    expect_state(handler.page, "已撤下")
    expect(guest.go(address).locator("h1")).to_have_text("没有找到")


def test_a_thing_found_on_a_phone_comes_back(visit: Visit) -> None:
    finder, owner = visit("student", phone=True), visit("member", phone=True)
    page = finder.go("/bulletin/lost/")
    press(page, "登记物品")
    fill(page, title="蓝色水杯", place="操场看台")
    drawn = io.BytesIO()
    Image.new("RGB", (900, 600), "navy").save(drawn, "JPEG")
    page.set_input_files("[name=pictures]", {"name": "杯.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()})
    finder.looks_right("lost-entering")
    send(page)
    expect(page.locator(".pictures img")).to_have_count(1)
    address = page.url.removeprefix(finder.url)
    page = owner.go(address)
    fill(page, text="杯底有一道划痕")
    send(page)
    expect(page.locator("main")).to_contain_text("杯底有一道划痕")
    page = finder.go(address)
    fill(page, text="对得上，请到看台领取")
    send(page)
    finder.looks_right("lost-talking")
    run_command(finder, address, "已被认领")
    expect(finder.page.locator(".page-head .chips")).to_contain_text("已认领")
    expect(owner.go(address).locator("main")).to_contain_text("请到看台领取")
