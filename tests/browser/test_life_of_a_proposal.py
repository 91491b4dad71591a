"""A congress session through real clicks on a phone: opened, written, seconded with one tap, accepted, answered, judged."""

import pytest
from playwright.sync_api import expect

from tests.browser.actions import choose, expect_state, fill, press, run_command, send, today
from tests.browser.conftest import Visit
from tests.browser.looking import Look
from tests.cast import PERSONS

SESSION = "第二十届学生代表大会"
TITLE = "关于延长自习室开放时间的提案"
PARTS = {
    "background": "考试周自习室晚上十点清场，许多同学没有地方复习，只能在走廊和食堂里看书，影响很大。",
    "research": "我们走访了三栋教学楼，发放问卷三百份，收回二百八十份，其中八成同学希望清场时间延到十二点，并愿意参加值班。",
    "analysis": "清场时间多年没有调整，保洁和巡查都排在同一时段，增加一名值班同学就可以解决问题。",
    "advice": "一、考试周两周内清场时间延到夜里十二点；二、由勤工助学岗位值班；三、公布开放的楼栋。",
}


def open_session(look: Look) -> None:
    """The administrator opens the session and enters three delegates."""
    page = look.go("/proposals/open-session/")
    fill(page, name=SESSION, opens_on=today(), closes_on=today(20))
    choose(page, "host_id", "后勤保障部")
    send(page)
    expect(page.locator("main")).to_contain_text("征集中")
    base = page.url
    for part in ("student", "member", "stranger"):
        page.goto(f"{base}enter-delegate/")
        fill(page, number=PERSONS[part][1])
        choose(page, "constituency_id", "机电学院")
        send(page)
    expect(page.locator("main")).to_contain_text("顾一苇")


def write(look: Look) -> str:
    """The student writes it and asks for seconds; gives its address."""
    page = look.go("/proposals/draft-proposal/")
    fill(page, title=TITLE, **PARTS)
    choose(page, "category", "教育教学")
    send(page)
    expect_state(page, "草稿")
    address = page.url
    press(page, "征集附议")
    send(page)
    expect_state(page, "征集附议")
    look.nothing_sideways()
    return address


def second(look: Look) -> None:
    """One tap in the list."""
    page = look.go("/proposals/seconding/")
    row = page.locator("table.rows tbody tr", has_text=TITLE)
    expect(row).to_be_visible()
    with page.expect_navigation():
        row.get_by_role("button", name="附议").click()
    expect(page.locator("table.rows tbody tr", has_text=TITLE)).to_contain_text("您已参与")
    look.nothing_sideways()


def judge(look: Look, path: str) -> None:
    """已经解决, 5."""
    page = look.go(path)
    press(page, "评价")
    page.locator("[name=solved][value='1']").check()
    page.locator("[name=satisfaction][value='5']").check()
    send(page)


@pytest.mark.parametrize("phone", [True])
def test_a_congress_on_the_phone(visit: Visit, phone: bool) -> None:
    open_session(visit("administrator", phone=phone))
    student, head, handler = visit("student", phone=phone), visit("head", phone=phone), visit("handler", phone=phone)
    address = write(student)
    path = address[address.index("/matters/") :]
    supporters = [visit(part, phone=phone) for part in ("member", "stranger")]
    for look in supporters:
        second(look)
    expect_state(run_command(student, path, "提交提案"), "待审查")
    expect_state(run_command(head, path, "立案"), "已立案")
    page = head.go(path)
    press(page, "交办")
    choose(page, "lead_id", "后勤保障部")
    send(page)
    run_command(handler, path, "签收")
    page = handler.go(path)
    press(page, "送签答复")
    page.locator("[name=grade][value='A']").check()
    fill(page, text="考试周清场时间已延到夜里十二点，联系人温如玉。")
    send(page)
    expect_state(run_command(head, path, "签发答复"), "待评价")
    for look in (student, *supporters):
        judge(look, path)
    expect_state(student.go(path), "已办结（已解决）")
