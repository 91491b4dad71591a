"""Pairing through real clicks: proposed, signed by both secretaries, given a problem, concluded; dissolved, the problem returns."""

import time

from playwright.sync_api import expect

from tests.browser.actions import choose, expect_state, fill, find, press, run_command, send, today
from tests.browser.conftest import Visit
from tests.browser.furnish import PAIR, TITLES

TITLE = "宿舍热水供应共建"


def test_from_proposing_to_concluding(visit: Visit) -> None:
    secretary, office = visit("secretary"), visit("office_secretary", phone=True)
    page = secretary.go("/pairing/propose/")
    fill(page, title=TITLE, goals="晚间热水不断供", problems=TITLES["for-pair"], until=today(200))
    choose(page, "kind", "机关与学生支部共建")
    choose(page, "members-0-body", "后勤保障部党支部")
    fill(page, members__0__brings="检修力量", activities__0__title="走访浴室", activities__0__day=today(20))
    secretary.looks_right("pair-plan")
    send(page)
    expect_state(page, "拟订")
    address = page.url.removeprefix(secretary.url)
    run_command(secretary, address, "送签")
    expect_state(page, "待签署")
    run_command(secretary, address, "签署")
    expect_state(page, "待签署")
    run_command(office, address, "签署")
    expect_state(office.page, "共建中")
    office.looks_right("pair-active")

    problem = find(secretary, TITLES["for-pair"])
    page = secretary.go(problem)
    press(page, "制定清单")
    fill(page, goal="热水不断供")
    pair_option = page.locator("[name=pair_id] option", has_text=TITLE).inner_text()
    choose(page, "pair_id", pair_option)
    fill(page, measures__0__text="检修循环泵", measures__0__metric="不低于45度", measures__0__person_name="温如玉")
    fill(page, measures__0__starts_on=today(), measures__0__ends_on=today(30))
    choose(page, "measures-0-body", "后勤保障部")
    for row, body in enumerate(("后勤保障部", "网络信息中心", "学校党委")):
        choose(page, f"duties-{row}-body", body)
        values = {"person_name": "经办人", "task": "按分工办理", "due_on": today(40)}
        fill(page, **{f"duties-{row}-{name}": words for name, words in values.items()})
    send(page)
    expect_state(page, "待交办")
    expect(page.locator("main")).to_contain_text(TITLE)
    page = secretary.go(address)
    expect(page.locator("#problems")).to_contain_text(TITLES["for-pair"])

    run_command(secretary, address, "登记成果", text="热水供应延长至十二点。")
    run_command(secretary, address, "结束结对", summary="目标完成，做法可以推广。")
    expect_state(page, "已结束")
    secretary.looks_right("pair-concluded")


def test_a_dissolved_pair_gives_its_problem_back(visit: Visit) -> None:
    secretary = visit("secretary", phone=True)
    problem = find(secretary, TITLES["of-pair"])
    expect_state(secretary.go(problem), "办理中")
    page = secretary.go(find(secretary, PAIR, "/pairing/"))
    press(page, "解除结对")
    fill(page, reason="双方分工调整，另行结对。")
    send(page)
    expect_state(page, "已解除")
    last = time.monotonic() + 15  # the apps above are told beside the request
    while time.monotonic() < last and secretary.go(problem).locator(".page-head .chip").first.inner_text() == "办理中":
        page.wait_for_timeout(250)
    expect_state(page, "待交办")
    expect(page.locator(".page-facts")).to_contain_text("明远书院学生第一党支部")
    expect(page.locator("main")).to_contain_text("结对共建已解除")
