"""窗口代录, the school's own settings, boards of a station, and the import of a file: pages, rights, what is kept."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal, Board, EmergencyContact, Reception, ReplyTemplate, RoutingRule
from gongjian.matters.models import Matter
from tests.appeals import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_(cast, frozen):
    """``as_("receptionist")``: a browser signed in as this part, at the frozen hour."""

    def sign_in(part: str) -> Client:
        browser = Client()
        browser.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in


def entered(**given):
    return {
        "channel": "wechat",
        "nature": "request",
        "category": "living",
        "text": "宿舍六号楼的洗衣机有两台不能用，排队很久。",
        "once": "abcdefghijklmnopqrst",
    } | given


# --- the counter ---


def test_the_counter_enters_many_keeps_the_channel_and_prints_a_slip(cast, as_, at):
    browser = as_("receptionist")
    assert browser.post("/appeals/counter/", entered()).status_code == 302
    matter = Matter.objects.get(kind="appeal")
    assert matter.appeal.channel == "wechat" and matter.appeal.entered_by_id == cast.receptionist.person_id
    page = browser.get("/appeals/counter/").content.decode()
    assert matter.number in page and 'value="wechat"' in page
    assert "checked" in page.split('value="wechat"')[1][:120]
    slip = browser.get(f"/appeals/counter/{matter.number}/slip/").content.decode()
    assert "跟踪码" in slip and matter.number in slip
    assert as_("receptionist").get(f"/appeals/counter/{matter.number}/slip/").status_code == 404


def test_whose_number_it_is_is_shown_masked(cast, as_, at):
    browser = as_("receptionist")
    words = browser.post("/appeals/counter/", entered(person_number="S001", check="1")).content.decode()
    assert "顾**" in words and "顾一苇" not in words and Matter.objects.count() == 0
    words = browser.post("/appeals/counter/", entered(person_number="S999", check="1")).content.decode()
    assert "没有这个学号或工号" in words
    assert browser.post("/appeals/counter/", entered(person_number="S999")).status_code == 422
    assert browser.post("/appeals/counter/", entered(person_number="S001")).status_code == 302
    assert Matter.objects.get().raiser_id == cast.student.person_id


def test_only_receptionists_enter_for_others(as_, at, cast):
    for part in ("student", "handler", "secretary"):
        assert as_(part).get("/appeals/counter/").status_code == 403
        assert as_(part).post("/appeals/counter/", entered()).status_code == 403
    assert Appeal.objects.count() == 0


# --- settings ---


def test_rules_are_added_changed_put_away_and_tried_out(cast, as_, at):
    browser = as_("receptionist")
    assert browser.get("/appeals/rules/").status_code == 200
    assert browser.post("/appeals/rules/add/", {"unit_id": cast.department.pk, "position": "5"}).status_code == 422
    sent = {"words": "热水 浴室", "unit_id": cast.department.pk, "position": "5"}
    assert browser.post("/appeals/rules/add/", sent).status_code == 302
    rule = RoutingRule.objects.get()
    found = browser.get("/appeals/rules/", {"text": "浴室没有水", "category": "", "place": ""}).content.decode()
    assert "后勤保障部" in found and "写有“浴室”" in found
    assert "没有建议" in browser.get("/appeals/rules/", {"text": "图书馆太吵"}).content.decode()
    change = f"/appeals/rules/{rule.pk}/"
    assert "热水 浴室" in browser.get(change).content.decode()
    assert browser.post(change, sent | {"seen": rule.version}).status_code == 302  # not ticked: put away
    assert not RoutingRule.objects.get().active


def test_templates_and_contacts_are_kept(cast, as_, at):
    browser = as_("receptionist")
    assert browser.post("/appeals/templates/add/", {"title": "修好了", "text": "{编号}已修好。"}).status_code == 302
    template = ReplyTemplate.objects.get()
    assert template.active and "修好了" in browser.get("/appeals/templates/").content.decode()
    sent = {"title": "已修", "text": "已修好。", "active": "on", "seen": template.version}
    assert browser.post(f"/appeals/templates/{template.pk}/", sent).status_code == 302
    wrong = {"sort": "safety", "name": "报警", "phone": "没有", "position": "1"}
    assert browser.post("/appeals/contacts/add/", wrong).status_code == 422
    assert browser.post("/appeals/contacts/add/", wrong | {"phone": "82660110"}).status_code == 302
    contact = EmergencyContact.objects.get()
    words = browser.get("/appeals/contacts/").content.decode()
    assert "82660110" in words and "触电" in words
    sent = wrong | {"phone": "82660119", "active": "on", "seen": contact.version}
    assert browser.post(f"/appeals/contacts/{contact.pk}/", sent).status_code == 302
    assert as_("student").get("/appeals/templates/").status_code == 403


def test_receptions_are_set_by_administrators(cast, as_, at):
    sent = {"body_id": cast.academy.pk, "default_unit_id": cast.department.pk}
    assert as_("receptionist").post("/appeals/receptions/set/", sent).status_code == 403
    browser = as_("administrator")
    assert browser.post("/appeals/receptions/set/", sent).status_code == 302
    own = Reception.objects.get(body=cast.academy)
    assert "明远书院" in browser.get("/appeals/receptions/").content.decode()
    close = f"/appeals/receptions/{own.pk}/close/"
    assert browser.get(close).status_code == 200
    assert browser.post(close, {"seen": own.version}).status_code == 302
    assert not Reception.objects.get(body=cast.academy).active


def test_a_topic_is_opened_summarised_and_published(cast, as_, at, frozen):
    browser = as_("receptionist")
    reception = Reception.objects.get(main=True)
    sent = {
        "reception_id": reception.pk,
        "topic": "夜间自习",
        "text": "想听听大家怎样用自习室。",
        "opens_on": "2026-03-02",
        "closes_on": "2026-03-03",
    }
    assert browser.post("/appeals/board-desk/open/", sent).status_code == 302
    board = Board.objects.get()
    assert browser.get(f"/appeals/board-desk/{board.pk}/").status_code == 200
    scenarios.raised(cast, at, board_id=board.pk, title="延长到零点", text="希望自习室开放到零点。")
    early = browser.post(f"/appeals/board-desk/{board.pk}/summarise/", {"summary": "大家希望延长"})
    assert early.status_code == 409 and "大家希望延长" in early.content.decode()
    frozen.move_to(at + dt.timedelta(days=5))
    page = browser.get(f"/appeals/board-desk/{board.pk}/summarise/").content.decode()
    assert "延长到零点" in page
    assert browser.post(f"/appeals/board-desk/{board.pk}/summarise/", {"summary": "大家希望延长"}).status_code == 302
    assert browser.post(f"/appeals/board-desk/{board.pk}/publish/", {}).status_code == 302
    board.refresh_from_db()
    assert board.published_at is not None and "已公布归纳" in browser.get("/appeals/board-desk/").content.decode()


# --- import ---

CSV = (
    "标题,内容,提出时间,答复,答复时间\n"
    "浴室没有热水,明远书院三层浴室已经三天没有热水。,2025-11-03,已更换水泵，恢复供水。,2025-11-07\n"
    "浴室没有热水,明远书院三层浴室已经三天没有热水啊。,2025-11-05,,\n"
    "灯坏了,图书馆四层的灯坏了三盏。,2025-11-06,,\n"
)


def upload(browser, cast, data: bytes):
    file = SimpleUploadedFile("诉求.csv", data, content_type="text/csv")
    return browser.post("/appeals/import/", {"origin_id": cast.reception_unit.pk, "file": file}, follow=True)


def test_a_gb18030_file_is_previewed_said_and_imported_once(cast, as_, at):
    browser = as_("administrator")
    page = upload(browser, cast, CSV.encode("gb18030"))
    words = page.content.decode()
    assert page.status_code == 200 and "GB18030" in words.upper() and "再次提交" in words and "3件新的" in words
    assert Appeal.objects.count() == 0
    address = page.redirect_chain[-1][0]
    assert browser.post(address).status_code == 302
    assert Appeal.objects.count() == 3
    again = upload(browser, cast, CSV.encode("gb18030")).content.decode()
    assert "导入过" in again and Appeal.objects.count() == 3


def test_those_sent_again_can_be_worked_as_one(cast, as_, at):
    rows = "标题,内容,提出时间\n浴室没有热水,明远书院三层浴室已经三天没有热水。,2026-02-03\n浴室没有热水,明远书院三层浴室已经三天没有热水啊。,2026-02-05\n"
    browser = as_("administrator")
    page = upload(browser, cast, rows.encode())
    browser.post(page.redirect_chain[-1][0])
    words = as_("receptionist").get("/appeals/desk/resubmitted/").content.decode()
    assert "并案" in words and words.count("浴室没有热水") >= 2


def test_mistakes_are_said_by_row_and_nothing_is_kept(cast, as_, at):
    page = upload(as_("administrator"), cast, "内容,提出时间\n没有热水,昨天吧\n".encode())
    assert page.status_code == 422 and "提出时间" in page.content.decode()
    assert Appeal.objects.count() == 0
    assert as_("receptionist").get("/appeals/import/").status_code == 403


def test_the_list_and_the_page_of_an_appeal_show_what_is_peculiar_to_it(cast, as_, at):
    ops.add_rule(unit_id=cast.department.pk, words="浴室", actor=cast.receptionist, at=at)
    matter = scenarios.handling(cast, at)
    ops.join(matter=matter, actor=cast.member, at=at)
    words = as_("handler").get(f"/matters/{matter.number}/").content.decode()
    assert "为什么派给这个单位" in words and "写有“浴室”" in words and "1人也遇到" in words and "网页" in words
    listed = as_("receptionist").get("/matters/?kind=appeal").content.decode()
    assert "期限类别" in listed and "一般" in listed and matter.number in listed
