"""The reception's desk and the pages of the unit that answers: who may, what is shown, what is kept."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.appeals import operations as ops
from gongjian.appeals.models import Appeal, Exclusion
from gongjian.matters import operations as shared
from gongjian.matters.models import Matter
from tests.appeals import scenarios
from tests.appeals.scenarios import REPLY, again

pytestmark = pytest.mark.django_db
DESK = "/appeals/desk/"


@pytest.fixture
def as_(cast, frozen):
    """``as_("receptionist")``: a browser signed in as this part, at the frozen hour."""

    def sign_in(part: str) -> Client:
        browser = Client()
        browser.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in


def address(matter: Matter, verb: str) -> str:
    return f"/appeals/{matter.number}/{verb}/"


def rule_to(cast, at, unit):
    ops.add_rule(unit_id=unit.pk, words="浴室 热水", actor=cast.receptionist, at=at)


# --- the desk ---


def test_the_desk_shows_what_waits_by_time_left_to_receptionists_only(cast, as_, at, frozen):
    late = scenarios.raised(cast, at - dt.timedelta(days=5), title="早提出的")
    new = scenarios.raised(cast, at, title="刚提出的", text="图书馆四层的灯坏了三盏，晚上看书很暗。")
    words = as_("receptionist").get(DESK).content.decode()
    assert words.index(late.number) < words.index(new.number)
    for part in ("student", "handler", "secretary"):
        assert as_(part).get(DESK).status_code == 403


def test_every_tab_of_the_desk_opens(cast, as_, at, frozen):
    rule_to(cast, at, cast.department)
    scenarios.raised(cast, at)
    objected = scenarios.assigned(cast, at, unit=cast.other_department, title="网", text="宿舍网络晚上总是断开连接。")
    ops.hand_back(matter=objected, reason="应由后勤办理", actor=cast.other_handler, at=at)
    for tab in ("accept", "assign", "late", "objected", "open", "nonsense"):
        assert as_("receptionist").get(f"{DESK}?tab={tab}").status_code == 200
    assert objected.number in as_("receptionist").get(f"{DESK}?tab=objected").content.decode()


@pytest.mark.parametrize("tab", ["accept", "assign", "open"])
def test_the_desk_asks_few_queries_however_much_waits(cast, as_, at, frozen, tab):
    for n in range(3):
        scenarios.raised(cast, at + dt.timedelta(minutes=n), title=f"第{n}件", text=f"第{n}间教室的灯坏了，请修理。")
        scenarios.accepted(
            cast, at + dt.timedelta(minutes=n), title=f"再{n}件", text=f"第{n}间教室的门坏了。", actor=cast.member
        )
    browser = as_("receptionist")
    browser.get(DESK)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(f"{DESK}?tab={tab}").status_code == 200
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 12, "\n".join(asked)


# --- accept and assign ---


def test_accept_shows_the_suggestion_with_its_reason_and_does_both_at_once(cast, as_, at, frozen):
    rule_to(cast, at, cast.department)
    matter = scenarios.raised(cast, at)
    words = as_("receptionist").get(address(matter, "accept")).content.decode()
    assert "后勤保障部" in words and "派单规则" in words and "写有“浴室”" in words and "3 个工作日内答复" in words
    sent = {
        "go": "assign",
        "nature": "complaint",
        "category": "living",
        "answer_class": "general",
        "lead_id": cast.department.pk,
        "co_units": [cast.other_department.pk],
        "words": "请先恢复供水",
        "seen": matter.version,
    }
    answer = as_("receptionist").post(address(matter, "accept"), sent)
    assert answer.status_code == 302
    matter = again(matter)
    assert (matter.state, matter.lead_id) == ("assigned", cast.department.pk)
    assert matter.appeal.routed_by == "rule" and matter.appeal.answer_class == "general"
    assert matter.involved.filter(body=cast.other_department, part="help").exists()


def test_only_accepting_goes_on_to_assigning(cast, as_, at, frozen):
    matter = scenarios.raised(cast, at)
    sent = {"go": "accept", "nature": "request", "category": "living", "answer_class": "simple", "seen": matter.version}
    answer = as_("receptionist").post(address(matter, "accept"), sent)
    assert answer["Location"].endswith("/assign/")
    matter = again(matter)
    assert matter.state == "accepted"
    assert as_("receptionist").get(address(matter, "assign")).status_code == 200
    sent = {"lead_id": cast.other_department.pk, "why": "归网络管理", "seen": matter.version}
    assert as_("receptionist").post(address(matter, "assign"), sent).status_code == 302
    assert again(matter).appeal.routed_why == "归网络管理"


def test_a_missing_unit_is_said_and_what_was_typed_stays(cast, as_, at, frozen):
    matter = scenarios.raised(cast, at)
    sent = {"go": "assign", "nature": "request", "category": "living", "answer_class": "simple", "words": "留着我"}
    answer = as_("receptionist").post(address(matter, "accept"), sent)
    assert answer.status_code == 422 and "留着我" in answer.content.decode()
    assert again(matter).state == "raised"


@pytest.mark.parametrize("part", ["student", "handler", "stranger", "secretary"])
def test_others_cannot_accept(cast, as_, at, frozen, part):
    matter = scenarios.raised(cast, at)
    answer = as_(part).post(address(matter, "accept"), {"go": "accept"})
    assert answer.status_code in (403, 404)
    assert again(matter).state == "raised"


def test_similar_ones_can_be_worked_as_one(cast, as_, at, frozen):
    first = scenarios.raised(cast, at)
    second = scenarios.raised(cast, at, actor=cast.member, text="明远书院三层浴室已经三天没有热水，晚上没法洗澡。")
    words = as_("receptionist").get(address(second, "similar-to")).content.decode()
    assert first.number in words and "并入这一件" in words
    sent = {"original": first.number, "seen": second.version}
    assert as_("receptionist").post(f"/matters/{second.number}/bundle/", sent).status_code == 302
    assert again(second).state == "bundled"
    page = as_("receptionist").get(f"/matters/{first.number}/").content.decode()
    assert second.number in page


def test_bulk_does_each_and_says_which_failed(cast, as_, at, frozen):
    rule_to(cast, at, cast.department)
    one = scenarios.raised(cast, at, title="一")
    two = scenarios.accepted(cast, at, title="二", text="教室的投影仪坏了，上课看不清楚。")
    browser = as_("receptionist")
    page = browser.post("/appeals/desk/bulk/", {"row": [one.pk, two.pk]})
    assert page.status_code == 200 and one.number in page.content.decode()
    sent = {"confirm": "1", "row": [one.pk, two.pk]}
    for m, unit in ((one, cast.department.pk), (two, "")):
        sent |= {f"m{m.pk}-category": "living", f"m{m.pk}-answer_class": "simple", f"m{m.pk}-lead_id": unit}
    answer = browser.post("/appeals/desk/bulk/", sent)
    assert answer.status_code == 422 and "请选择派给哪个单位" in answer.content.decode()
    assert (again(one).state, again(two).state) == ("assigned", "accepted")
    sent[f"m{two.pk}-lead_id"] = cast.department.pk
    assert browser.post("/appeals/desk/bulk/", sent | {"row": [two.pk]}).status_code == 302
    assert again(two).state == "assigned"
    assert as_("student").post("/appeals/desk/bulk/", sent).status_code == 403


# --- the other verbs ---


def test_declining_takes_a_reason_of_the_rules_and_words(cast, as_, at, frozen):
    matter = scenarios.raised(cast, at)
    assert "不属于学校职权范围" in as_("receptionist").get(address(matter, "decline")).content.decode()
    sent = {"reason": "不属于学校职权范围", "words": "", "seen": matter.version}
    assert as_("receptionist").post(address(matter, "decline"), sent).status_code == 422
    sent["words"] = "请向社区反映"
    assert as_("receptionist").post(address(matter, "decline"), sent).status_code == 302
    assert again(matter).state == "declined"


def test_an_objection_says_who_must_take_it(cast, as_, at, frozen):
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    words = as_("other_handler").get(address(matter, "hand-back")).content.decode()
    assert "兜底单位后勤保障部" in words
    sent = {"reason": "热水归后勤", "seen": matter.version}
    assert as_("other_handler").post(address(matter, "hand-back"), sent).status_code == 302
    matter = again(matter)
    assert matter.lead_id == cast.department.pk and matter.appeal.forced
    assert as_("handler").get(address(matter, "hand-back")).status_code == 403


def test_reassign_and_co_unit_have_their_pages(cast, as_, at, frozen):
    matter = scenarios.assigned(cast, at, unit=cast.other_department)
    sent = {"lead_id": cast.department.pk, "reason": "热水归后勤", "seen": matter.version}
    assert as_("receptionist").get(address(matter, "reassign")).status_code == 200
    assert as_("receptionist").post(address(matter, "reassign"), sent).status_code == 302
    shared.take(matter=again(matter), actor=cast.handler, at=at)
    matter = again(matter)
    sent = {"unit_id": cast.other_department.pk, "words": "请查线路", "seen": matter.version}
    assert as_("handler").get(address(matter, "add-co-unit")).status_code == 200
    assert as_("handler").post(address(matter, "add-co-unit"), sent).status_code == 302
    assert again(matter).involved.filter(body=cast.other_department, part="help").exists()


# --- answering ---


def test_a_reply_is_looked_through_before_it_goes_out(cast, as_, at, frozen):
    matter = scenarios.handling(cast, at)
    page = address(matter, "answer")
    browser = as_("handler")
    assert browser.get(page).status_code == 200
    empty = browser.post(page, {"text": "感谢您的来信，我们高度重视。", "confirmed": "on"})
    assert empty.status_code == 422 and "只有客套话" in empty.content.decode()
    plain = "我们已经派人到现场查看，浴室的热水管道老化，已经更换了管道，现在热水供应恢复正常了。"
    asked = browser.post(page, {"text": plain, "seen": matter.version})
    assert (
        asked.status_code == 422
        and "没有看到时间" in asked.content.decode()
        and 'name="confirmed"' in asked.content.decode()
    )
    assert again(matter).state == "handling"
    sent = {"text": plain, "confirmed": "on", "seen": matter.version}
    assert browser.post(page, sent).status_code == 302
    assert again(matter).state == "answered"


def test_a_template_is_inserted_without_script_and_nothing_is_sent(cast, as_, at, frozen):
    template = ops.add_template(title="修好了", text="{编号}已由{单位}办结。", actor=cast.receptionist, at=at)
    matter = scenarios.handling(cast, at)
    answer = as_("handler").post(address(matter, "answer"), {"text": "先写的", "use": template.pk})
    words = answer.content.decode()
    assert answer.status_code == 200 and "先写的" in words and f"{matter.number}已由后勤保障部办结。" in words
    assert again(matter).state == "handling"


def test_looking_through_alone_sends_nothing(cast, as_, at, frozen):
    matter = scenarios.handling(cast, at)
    answer = as_("handler").post(address(matter, "answer"), {"text": REPLY, "check": "1"})
    assert answer.status_code == 200 and "没有发现问题" in answer.content.decode()
    assert again(matter).state == "handling"


def test_a_near_copy_is_shown_with_the_other_one(cast, as_, at, frozen):
    other = scenarios.answered(cast, at)
    matter = scenarios.handling(cast, at, title="另一件", text="星河学院的浴室也没有热水了，请来修理。")
    words = as_("handler").post(address(matter, "answer"), {"text": REPLY}).content.decode()
    assert "相同" in words and other.number in words


def test_complex_ones_go_to_the_head_who_sees_text_and_findings(cast, as_, at, frozen):
    matter = scenarios.handling(cast, at, answer_class="complex")
    assert as_("handler").get(address(matter, "answer"))["Location"].endswith("/submit-reply/")
    sent = {"text": REPLY, "confirmed": "on", "seen": matter.version}
    assert as_("handler").post(address(matter, "submit-reply"), sent).status_code == 302
    matter = again(matter)
    assert matter.state == "to-sign"
    assert as_("handler").get(address(matter, "sign")).status_code == 403
    words = as_("head").get(address(matter, "sign")).content.decode()
    assert "管道老化" in words and "没有发现问题" in words
    assert as_("head").post(address(matter, "sign"), {"seen": matter.version}).status_code == 302
    assert again(matter).state == "answered"


def test_a_returned_reply_comes_back_with_the_reason(cast, as_, at, frozen):
    matter = scenarios.handling(cast, at, answer_class="complex")
    ops.submit_reply(matter=matter, text=REPLY, confirmed=True, actor=cast.handler, at=at)
    shared.return_reply(matter=again(matter), reason="写上电话分机", actor=cast.head, at=at)
    words = as_("handler").get(address(matter, "submit-reply")).content.decode()
    assert "写上电话分机" in words and "管道老化" in words


# --- exclusions ---


def test_an_exclusion_is_asked_and_approved_by_another(cast, as_, at, frozen):
    matter = scenarios.closed(cast, at)
    ask = {"reason": "评价的是另一件事情", "seen": matter.version}
    assert as_("stranger").post(address(matter, "ask-exclusion"), ask).status_code == 404
    assert as_("handler").post(address(matter, "ask-exclusion"), ask).status_code == 302
    words = as_("leader").get("/appeals/exclusions/").content.decode()
    assert "评价的是另一件事情" in words and "批准" in words
    matter = again(matter)
    assert "评价的是另一件事情" in as_("leader").get(address(matter, "approve-exclusion")).content.decode()
    assert as_("handler").post(address(matter, "approve-exclusion"), {"seen": matter.version}).status_code == 403
    assert as_("leader").post(address(matter, "approve-exclusion"), {"seen": matter.version}).status_code == 302
    assert Appeal.objects.get(pk=matter.pk).excluded
    assert as_("student").get("/appeals/exclusions/").status_code == 403


def test_an_exclusion_is_refused_with_a_reason(cast, as_, at, frozen):
    matter = scenarios.closed(cast, at)
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=cast.handler, at=at)
    matter = again(matter)
    assert as_("leader").post(address(matter, "refuse-exclusion"), {"reason": ""}).status_code == 422
    sent = {"reason": "评价就是这件事", "seen": matter.version}
    assert as_("leader").post(address(matter, "refuse-exclusion"), sent).status_code == 302
    assert Exclusion.objects.get().approved is False
