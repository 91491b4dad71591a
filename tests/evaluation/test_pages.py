"""The pages: what is shown to whom, what is asked, what is answered; all without JavaScript."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
import python_calamine
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Contest, Entry, Objection, Review
from tests.cast import Cast
from tests.evaluation.scenarios import (
    JURORS,
    admitted,
    again,
    drafted,
    give,
    handed_in,
    judging,
    noticed,
    opened,
    settled,
    written,
)

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"


@pytest.fixture
def signed_in(cast: Cast, frozen: time_machine.Traveller) -> SignedIn:
    def client_of(part: str) -> Client:
        client = Client()
        if part != "guest":
            client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


def text(answer: Any) -> str:
    return re.sub(r"\s+", "", answer.content.decode())


def url(name: str, *args: Any) -> str:
    return reverse(f"evaluation:{name}", args=args)


CHARTER = {
    "title": "集智思源提案大赛",
    "edition": "3",
    "kind": "proposal",
    "text": "面向全体学生",
    "opens_on": "2026-03-02",
    "closes_on": "2026-03-22",
    "judging_until": "2026-04-01",
    "anonymous": "on",
    "once": "t1",
}
CRITERIA = {
    "criteria-TOTAL_FORMS": "3",
    "criteria-INITIAL_FORMS": "0",
    "criteria-0-name": "调研深入",
    "criteria-0-most": "30",
    "criteria-0-weight": "60",
    "criteria-1-name": "建议可行",
    "criteria-1-most": "70",
    "criteria-1-weight": "40",
    "awards-TOTAL_FORMS": "1",
    "awards-INITIAL_FORMS": "0",
    "awards-0-name": "一等奖",
    "awards-0-quota": "1",
}
ENTRY = {
    "title": "延长热水时间",
    "category": "生活服务",
    "team": "S002",
    "background": "晚自习后已停水",
    "research_place": "一号楼",
    "research_since": "2026-02-10",
    "research_until": "2026-02-20",
    "research_method": "问卷",
    "asked": "120",
    "findings": "八成同学晚归",
    "analysis": "可以分时供水",
    "advice": "延长到二十三点",
    "once": "t2",
}


def test_the_whole_walk_by_pages(
    cast: Cast, signed_in: SignedIn, frozen: time_machine.Traveller, at: dt.datetime
) -> None:
    host = signed_in("head")
    assert host.get(url("draw-up-contest")).status_code == 200
    answer = host.post(url("draw-up-contest"), CHARTER | {"host_id": cast.department.pk})
    contest = Contest.objects.get()
    assert answer.headers["Location"] == url("set-criteria", contest.number)
    assert host.get(answer.headers["Location"]).status_code == 200
    assert host.post(url("set-criteria", contest.number), CRITERIA | {"criteria-1-weight": "30"}).status_code == 422
    assert "评分项5" in text(host.post(url("set-criteria", contest.number), CRITERIA | {"more": "criteria"}))
    assert host.post(url("set-criteria", contest.number), CRITERIA).status_code == 302
    changed = CHARTER | {"host_id": cast.department.pk, "title": "提案大赛", "seen": again(contest).version}
    assert host.get(url("amend-contest", contest.number)).status_code == 200
    assert host.post(url("amend-contest", contest.number), changed).status_code == 302
    for part in JURORS:
        form = {"number": cast.persons[part].number}
        assert host.post(url("appoint-juror", contest.number), form).status_code == 302
    assert host.post(url("open-contest", contest.number), {"seen": again(contest).version}).status_code == 302

    team = signed_in("student")
    assert "填写申报" in text(team.get(url("item", contest.number)))
    photo = SimpleUploadedFile("现场.png", PNG)
    answer = team.post(url("start-entry", contest.number), ENTRY | {"uploads": photo, "analysis": ""})
    entry = Entry.objects.get()
    assert answer.headers["Location"] == url("entry", entry.number)
    page = text(team.get(url("entry", entry.number)))
    for word in ("请写明分析", "现场.png", "八成同学晚归", "顾一苇、祁安然"):
        assert word in page
    assert team.post(url("hand-in", entry.number), {"seen": entry.version}).status_code == 422
    assert team.get(url("write-entry", entry.number)).status_code == 200
    assert team.post(url("write-entry", entry.number), ENTRY | {"seen": entry.version}).status_code == 302
    assert team.post(url("hand-in", entry.number), {"seen": entry.version + 1}).status_code == 302

    assert entry.number in text(host.get(url("entries", contest.number)))
    assert host.get(url("admit", entry.number)).status_code == 200
    assert host.post(url("admit", entry.number), {"seen": ""}).status_code == 302
    frozen.move_to(at + dt.timedelta(days=21))
    host = signed_in("head")  # the session of three weeks ago is over
    assert host.post(url("begin-judging", contest.number), {}).status_code == 302
    first, second = queries.criteria_of(contest)
    for part in JURORS:
        juror = signed_in(part)
        assert "未评" in text(juror.get(url("desk")))
        page = text(juror.get(url("score", entry.number)))
        assert "八成同学晚归" in page and "顾一苇" not in page and "机电学院" not in page
        wrong = juror.post(url("score", entry.number), {f"points-{first.pk}": "99", "comment": "调研扎实"})
        assert wrong.status_code == 422 and "调研扎实" in text(wrong)
        points = {f"points-{first.pk}": "27", f"points-{second.pk}": "63", "comment": "调研扎实"}
        assert juror.post(url("score", entry.number), points).headers["Location"] == url("desk")
        assert "修改评分" in text(juror.get(url("desk")))
    assert host.post(url("notice-results", contest.number), {}).status_code == 302
    shown = text(signed_in("guest").get(url("item", contest.number)))
    assert "90.00" in shown and "一等奖" in shown and "顾一苇" not in shown
    assert "顾一苇" in text(signed_in("stranger").get(url("item", contest.number)))
    objector = signed_in("stranger")
    assert entry.number in text(objector.get(url("object-to", contest.number)))
    assert (
        objector.post(url("object-to", contest.number), {"text": "日期不对", "entry_id": entry.pk}).status_code == 302
    )
    objection = Objection.objects.get()
    page = host.get(url("answer-objection", contest.number, objection.pk))
    assert "日期不对" in text(page)
    form = {"upheld": "0", "answer": "已核对"}
    assert host.post(url("answer-objection", contest.number, objection.pk), form).status_code == 302
    assert host.post(url("settle", contest.number), {}).status_code == 409
    frozen.move_to(at + dt.timedelta(days=30))
    host, team = signed_in("head"), signed_in("student")
    assert host.post(url("settle", contest.number), {}).status_code == 302
    assert again(contest).state == "settled"
    page = text(team.get(url("entry", entry.number)))
    assert "获奖" in page and "调研扎实" in page and "翟明轩" not in page
    assert "延长热水时间" in text(signed_in("guest").get(url("entry", entry.number)))


def test_wrong_fields_come_back_with_what_was_typed(cast: Cast, signed_in: SignedIn) -> None:
    host = signed_in("head")
    answer = host.post(url("draw-up-contest"), CHARTER | {"title": "", "host_id": cast.department.pk})
    assert answer.status_code == 422 and "面向全体学生" in text(answer)
    assert not Contest.objects.exists()


@pytest.mark.parametrize(
    ("part", "name", "code"),
    [
        ("guest", "item", 404),
        ("student", "item", 404),
        ("other_head", "set-criteria", 404),
        ("head", "item", 200),
        ("administrator", "amend-contest", 200),
        ("student", "draw-up-contest", 403),
        ("guest", "draw-up-contest", 302),
        ("guest", "list", 200),
        ("guest", "mine", 302),
        ("guest", "desk", 302),
    ],
)
def test_a_draft_is_closed_to_those_it_does_not_concern(
    cast: Cast, signed_in: SignedIn, at: dt.datetime, part: str, name: str, code: int
) -> None:
    contest = drafted(cast, at)
    alone = ("draw-up-contest", "list", "mine", "desk")
    assert signed_in(part).get(url(name, *([] if name in alone else [contest.number]))).status_code == code


def test_an_excluded_juror_sees_the_reason_and_nothing_else(
    cast: Cast, signed_in: SignedIn, frozen: time_machine.Traveller, at: dt.datetime
) -> None:
    _contest, (first, second), when = judging(cast, at, jurors=(*JURORS, "secretary"))
    frozen.move_to(when)
    juror = signed_in("secretary")
    page = text(juror.get(url("desk")))
    assert "提案2" in page and "提案1" not in page and "须回避" in page and "机电学院" in page
    assert juror.get(url("entry", first.number)).status_code == 404
    for answer in (juror.get(url("score", first.number)), juror.post(url("score", first.number), {})):
        assert answer.status_code == 403 and "机电学院" in text(answer)
    assert juror.get(url("score", second.number)).status_code == 200
    assert juror.post(url("declare-conflict", second.number), {"reason": "亲属"}).headers["Location"] == url("desk")
    assert Review.objects.filter(entry=second, exclusion="declared").count() == 1


def test_the_host_sees_progress_and_exclusions(
    cast: Cast, signed_in: SignedIn, frozen: time_machine.Traveller, at: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    contest, (first, _second), when = judging(cast, at, jurors=(*JURORS, "secretary"))
    give(first, cast.leader, (20, 10, 30), when)
    frozen.move_to(when)
    host = signed_in("head")
    host.get(url("item", contest.number))
    with django_assert_max_num_queries(14):
        page = text(host.get(url("item", contest.number)))
    assert "苏文澜" in page and "机电学院" in page and "评委与进度" in page
    with django_assert_max_num_queries(14):
        page = text(host.get(url("entry", first.number)))
    assert "已评" in page and "顾一苇" in page
    assert "1／3" in text(host.get(url("entries", contest.number) + "?state=admitted"))
    juror = queries.jurors_of(contest)[0]
    assert host.get(url("dismiss-juror", contest.number, juror.pk)).status_code == 200
    form = {"reason": "出国"}
    assert host.post(url("dismiss-juror", contest.number, juror.pk), form).status_code == 302
    assert host.get(url("assign-juror", first.number)).status_code == 200
    others = text(signed_in("stranger").get(url("item", contest.number)))
    assert "苏文澜" not in others and "评委与进度" not in others
    assert signed_in("student").get(url("entries", contest.number)).status_code == 403


def test_deadlines_are_told(cast: Cast, signed_in: SignedIn, frozen: time_machine.Traveller, at: dt.datetime) -> None:
    contest = opened(cast, at)
    entry = written(cast, contest, at)
    frozen.move_to(at + dt.timedelta(days=21))
    team = signed_in("student")
    for answer in (team.get(url("start-entry", contest.number)), team.post(url("hand-in", entry.number), {})):
        assert answer.status_code == 409 and "已于2026-03-22截止" in text(answer)
    assert "填写申报" not in text(team.get(url("item", contest.number))).split("办理记录")[0]


def test_checking_by_pages(cast: Cast, signed_in: SignedIn, at: dt.datetime) -> None:
    contest = opened(cast, at)
    host = signed_in("head")
    for verb, data, code in (
        ("return-entry", {"reason": ""}, 422),
        ("return-entry", {"reason": "补充人数"}, 302),
        ("admit", {}, 409),
    ):
        entry = Entry.objects.first() or handed_in(cast, contest, at)
        assert host.post(url(verb, entry.number), data).status_code == code
    assert "补充人数" in text(signed_in("student").get(url("entry", entry.number)))
    other = handed_in(cast, contest, at, "stranger")
    assert host.post(url("turn-down", other.number), {"reason": "不是提案"}).status_code == 302
    third = admitted(cast, contest, at)
    assert host.post(url("disqualify", third.number), {"reason": "冒名"}).status_code == 302
    assert signed_in("student").post(url("retract", entry.number), {}).status_code == 302
    assert (
        host.post(
            url("prolong", contest.number), {"closes_on": "2026-03-25", "judging_until": "2026-04-05", "reason": "寒潮"}
        ).status_code
        == 302
    )
    assert "寒潮" in text(host.get(url("item", contest.number)))
    assert host.post(url("call-off", contest.number), {"reason": "并入校赛"}).status_code == 302
    assert "并入校赛" in text(signed_in("guest").get(url("item", contest.number)))


def test_results_are_exported(cast: Cast, signed_in: SignedIn, at: dt.datetime) -> None:
    contest, entries, _when = settled(cast, at, parts=("student", "stranger"))
    answer = signed_in("head").get(url("export", contest.number))
    book = python_calamine.load_workbook(io.BytesIO(answer.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[1][:3] == [1.0, entries[0].number, "提案1"] and rows[1][5] == 87.0
    assert book.sheet_names == ["结果", "评分明细", "回避"]
    assert len(book.get_sheet_by_index(1).to_python()) == 7
    public = python_calamine.load_workbook(io.BytesIO(signed_in("guest").get(url("export", contest.number)).content))
    assert public.sheet_names == ["结果"] and "顾一苇" not in str(public.get_sheet_by_index(0).to_python())
    paper = docx.Document(io.BytesIO(signed_in("student").get(url("result-list", contest.number)).content))
    words = "\n".join(p.text for p in paper.paragraphs)
    cells = "\n".join(c.text for t in paper.tables for row in t.rows for c in row.cells)
    assert "第 3 届集智思源提案大赛评选结果" in words and "一等奖" in cells and "87.00" in cells


def test_everybody_may_open_the_page_of_a_winner(cast: Cast, signed_in: SignedIn, at: dt.datetime) -> None:
    contest, (first, _second), _when = settled(cast, at)
    for part in ("guest", "student", "head", "administrator", "other_head", "handler"):
        assert "一等奖" in text(signed_in(part).get(url("entry", first.number)))
        assert "一等奖" in text(signed_in(part).get(url("item", contest.number)))


def test_nothing_is_exported_before_the_notice(cast: Cast, signed_in: SignedIn, at: dt.datetime) -> None:
    contest, _entries, _when = judging(cast, at)
    for name in ("export", "result-list"):
        assert signed_in("head").get(url(name, contest.number)).status_code == 404


def test_an_upheld_objection_by_pages(
    cast: Cast, signed_in: SignedIn, frozen: time_machine.Traveller, at: dt.datetime
) -> None:
    contest, _entries, when = noticed(cast, at)
    frozen.move_to(when)
    made = operations.object_to(contest=contest, text="有误", actor=cast.stranger, at=when)
    host = signed_in("head")
    answer = {"upheld": "1", "answer": "属实"}
    assert host.post(url("answer-objection", contest.number, made.pk), answer).status_code == 302
    again_until = {"judging_until": "2026-04-10", "reason": "重评"}
    assert host.post(url("rejudge", contest.number), again_until).status_code == 302
    assert again(contest).state == "judging"


def test_the_list_filters_and_finds(
    cast: Cast, signed_in: SignedIn, at: dt.datetime, django_assert_max_num_queries: Any
) -> None:
    contest = opened(cast, at)
    client = signed_in("student")
    client.get(url("list"))
    with django_assert_max_num_queries(9):
        assert contest.number in text(client.get(url("list")))
    assert contest.number in text(client.get(url("list"), {"q": "集智", "state": "open", "kind": "proposal"}))
    assert contest.number not in text(client.get(url("list"), {"state": "settled"}))
    assert client.get(url("list"), {"q": "x", "state": "nonsense"}).status_code == 200
    assert contest.number not in text(client.get(url("mine")))
    entry = written(cast, contest, at)
    assert entry.number in text(client.get(url("mine")))
