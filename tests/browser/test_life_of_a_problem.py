"""The whole life of a problem through real clicks, on a desk and on a phone: from 提出 to 销号, everybody's hand in it."""

import base64
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.actions import choose, expect_state, fill, find, press, run_command, send, today
from tests.browser.conftest import Visit
from tests.browser.furnish import TITLES
from tests.browser.looking import Look

RAISER = "顾一苇"
PHOTO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEElEQVR4nGO4FGWDFTEMLQkAkZlZAaKqKpsAAAAASUVORK5CYII="
)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small picture, as a telephone takes it."""
    path = tmp_path / "浴室.png"
    path.write_bytes(PHOTO)
    return path


def raise_it(look: Look, title: str, photo: Path) -> str:
    """The student raises it with a photo and what was found in the field; gives the receipt's address."""
    page = look.go("/matters/raise/")
    fill(page, title=title, text="三号公寓浴室晚十点后没有热水，晚归的同学无法洗浴。希望延长供应。", place="三号公寓")
    choose(page, "category", "生活服务")
    choose(page, "origin_id", "明远书院学生第一党支部")
    page.set_input_files("[name=uploads]", str(photo))
    expect(page.locator("[data-upload-list]")).to_contain_text("浴室.png")
    page.locator("#found > summary").click()
    fill(page, found_place="三号公寓", found_on=today(-1), by_whom="第一党支部调研组", affected="320")
    look.shot("life-raise")
    send(page)
    expect(page.locator("main")).to_contain_text("已提出")
    expect(page.locator("main svg.qr")).to_be_visible()
    look.looks_right("life-receipt")
    receipt = str(page.locator(".receipt-code a").get_attribute("href"))
    press(page, "查看这件事项")
    expect(page.locator("main")).to_contain_text("涉及320人")
    expect(page.locator("#files")).to_contain_text("浴室.png")
    return receipt


def adopt_it(look: Look, address: str) -> None:
    """Studied; adopted with wrong numbers first: the sentence stands at the field and nothing typed is lost."""
    run_command(look, address, "研究", held_on=today(), opinion="情况属实，建议立项。")
    page = look.go(address)
    press(page, "立项")
    fill(page, held_on=today(), due="21", present="10", in_favour="10", words="一致认为应当解决。")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)
    assert answered.value.status == 422
    expect(page.locator(".field-wrong .field-error").first).to_be_visible()
    expect(page.locator("[name=words]")).to_have_value("一致认为应当解决。")
    expect(page.locator("[name=due]")).to_have_value("21")
    look.looks_right("life-adopt-refused")
    fill(page, present="18", in_favour="16")
    send(page)
    expect_state(page, "已立项")


def draw_up(look: Look, address: str) -> None:
    """The three lists on one page; three more rows do not lose what was typed."""
    page = look.go(address)
    press(page, "制定清单")
    fill(page, goal="晚十点至十二点热水不断供")
    fill(page, measures__0__text="检修热水循环泵", measures__0__metric="出水不低于45度")
    fill(page, measures__0__starts_on=today(), measures__0__ends_on=today(20), measures__0__person_name="温如玉")
    choose(page, "measures-0-body", "后勤保障部")
    rows = page.locator("#measures fieldset.line")
    expect(rows).to_have_count(3)
    with page.expect_navigation():
        page.locator("#measures").get_by_role("button", name="再加三行").click()
    expect(rows).to_have_count(6)
    expect(page.locator("[name='measures-0-text']")).to_have_value("检修热水循环泵")
    for row, (body, person, task) in enumerate(
        (
            ("后勤保障部", "卓立群", "统筹解决"),
            ("网络信息中心", "贺知微", "提供监测"),
            ("学校党委", "柏清远", "跟踪督促"),
        )
    ):
        choose(page, f"duties-{row}-body", body)
        values = {"person_name": person, "task": task, "due_on": today(40)}
        fill(page, **{f"duties-{row}-{name}": words for name, words in values.items()})
    look.looks_right("life-lists")
    send(page)
    expect_state(page, "待交办")


def assign(look: Look, address: str) -> None:
    """To the office that leads."""
    page = look.go(address)
    press(page, "交办")
    choose(page, "lead_id", "后勤保障部")
    send(page)
    expect_state(page, "待签收")


def adjust(handler: Look, liaison: Look, address: str) -> None:
    """The lead proposes another day; the liaison sees old beside new and confirms; the list is changed."""
    page = handler.go(address)
    press(page, "调整")
    fill(page, measures__0__ends_on=today(30), reason="配件到货推迟")
    send(page)
    page = liaison.go(address)
    part = page.locator("#adjustments")
    if liaison.device == "phone":
        part.locator("summary").first.click()
    expect(part).to_contain_text(today(20))
    expect(part).to_contain_text(today(30))
    liaison.looks_right("life-adjustment")
    part.get_by_role("button", name="确认调整").click()
    with page.expect_navigation():
        page.locator("dialog.ask").get_by_role("button", name="确认调整").click()
    expect(page.locator("#toasts")).to_contain_text("调整已生效")


def complete_and_claim(look: Look, address: str, times: str) -> None:
    """All measures are done; claimed solved."""
    page = look.go(address)
    press(page, "报进度")
    fill(page, percent="100", text=f"循环泵已更换，{times}验收合格", evidence="验收单")
    send(page)
    run_command(look, address, "申请销号", statement=f"热水供应延长至十二点（{times}）。", evidence="运行记录")
    expect_state(look.page, "待评价")


def judge(look: Look, address: str, *, solved: bool, words: str) -> None:
    """The raiser's word."""
    page = look.go(address)
    press(page, "评价")
    page.check(f"[name=solved][value='{int(solved)}']")
    page.check(f"[name=satisfaction][value='{5 if solved else 2}']")
    fill(page, words=words)
    send(page)


def test_from_raising_to_striking_off(visit: Visit, device: str, photo: Path) -> None:
    phone = device == "phone"
    student, secretary, handler = (visit(part, phone=phone) for part in ("student", "secretary", "handler"))
    title = f"浴室热水晚十点后停供（{'手机' if phone else '桌面'}）"
    receipt = raise_it(student, title, photo)
    address = student.page.url.removeprefix(student.url)

    guest = visit(phone=phone)
    page = guest.go(receipt)
    expect(page.locator("main")).to_contain_text("台账记录")
    expect(page.locator("body")).not_to_contain_text(RAISER)
    guest.looks_right("life-receipt-checked")

    adopt_it(secretary, address)
    draw_up(secretary, address)
    assign(secretary, address)
    run_command(handler, address, "退办", reason="热水监测归网络信息中心，请明确牵头。")
    expect_state(secretary.go(address), "待交办")
    expect(secretary.page.locator("main")).to_contain_text("请明确牵头")
    assign(secretary, address)
    run_command(handler, address, "签收")
    expect_state(handler.page, "办理中")
    handler.looks_right("life-in-hand")

    page = handler.go(address)
    press(page, "报进度")
    fill(page, percent="40", text="已到现场勘查")
    send(page)
    run_command(handler, address, "答复", text="已安排检修，二十日内完成。联系人：温如玉。")
    run_command(handler, address, "请补充", question="哪几个楼层最严重？")
    expect_state(student.go(address), "待补充")
    run_command(student, address, "补充情况", text="三层和五层。")
    expect_state(student.page, "办理中")

    liaison = visit("liaison", phone=phone)
    adjust(handler, liaison, address)

    complete_and_claim(handler, address, "第一次")
    judge(student, address, solved=False, words="五层仍然没有热水。")
    expect_state(student.page, "办理中")
    expect(student.page.locator(".page-head")).to_contain_text("第2轮办理")
    run_command(handler, address, "申请销号", statement="五层管路已更换（第二次）。", evidence="复验记录")
    judge(student, address, solved=True, words="热水正常了。")
    expect_state(student.page, "待确认销号")
    run_command(liaison, address, "确认销号")
    expect_state(liaison.page, "已销号")

    page = guest.go(address.replace("/matters/", "/matters/public/"))
    expect_state(page, "已销号")
    expect(page.locator("body")).not_to_contain_text(RAISER)
    guest.looks_right("life-public")

    page = secretary.go(address)
    if phone:
        page.locator("details.section", has_text="经手记录").locator("summary").click()
        page.locator("details.section", has_text="持有").first.locator("summary").click()
    records = page.locator("ol.timeline").last
    expect(records).to_be_visible()
    verbs = records.locator(".timeline-head b").all_inner_texts()
    done = "提出 研究 立项 制定清单 交办 退办 签收 报进度 答复 请补充 补充情况 提出调整 确认调整 申请销号 评价 销号"
    assert set(done.split()) <= set(verbs)
    holders = page.locator(".custody ol")
    expect(holders).to_contain_text("明远书院学生第一党支部")
    expect(holders).to_contain_text("后勤保障部")
    secretary.looks_right("life-struck-off")


def test_two_hands_at_once_one_wins_and_the_other_loses_nothing(visit: Visit) -> None:
    handler, head = visit("handler"), visit("head")
    address = find(handler, TITLES["two-hands"])
    page = head.go(f"{address}hand-back/")
    fill(page, reason="不属于本单位，应由网络信息中心办理。")
    run_command(handler, address, "签收")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)
    assert answered.value.status == 409
    expect(page.locator(".refusal")).to_contain_text("温如玉")
    expect(page.locator(".refusal")).to_contain_text("签收")
    expect(page.locator("[name=reason]")).to_have_value("不属于本单位，应由网络信息中心办理。")
    head.looks_right("two-hands-second")
    expect_state(head.go(address), "办理中")


def test_a_second_click_sends_nothing_twice(visit: Visit) -> None:
    student = visit("student")
    page = student.go("/matters/raise/")
    title = "公寓门口路灯不亮"
    fill(page, title=title, text="公寓门口路灯坏了一周。")
    choose(page, "category", "生活服务")
    choose(page, "origin_id", "明远书院学生第一党支部")
    with page.expect_navigation():
        page.locator("main form[method=post] .btn-tone-primary").last.dblclick()
    expect(page.locator("main")).to_contain_text("已提出")
    rows = visit("secretary").go(f"/matters/?q={title}").locator("table.rows tbody tr")
    expect(rows).to_have_count(1)


def test_who_raised_it_without_a_name_is_named_nowhere(visit: Visit) -> None:
    """The raiser finds it; the office, the branch, those above and the public never read the name."""
    title = TITLES["anonymous"]
    address = find(visit("handler"), title)
    expect_state(visit("student").go(address), "待签收")
    for part in ("handler", "head", "secretary", "liaison", "leader", "administrator"):
        look = visit(part)
        for path in (address, "/desk/", f"/matters/?q={title}", "/matters/lists/?list=duties", f"{address}urge/"):
            expect(look.go(path).locator("body")).not_to_contain_text(RAISER)
    page = visit("handler", phone=True).go(address)
    expect(page.locator(".page-head")).to_contain_text("匿名提出人")
    expect(page.locator("body")).not_to_contain_text(RAISER)
    for path in (f"/matters/public/?q={title}", address.replace("/matters/", "/matters/public/")):
        expect(visit().go(path).locator("body")).not_to_contain_text(RAISER)
