"""A whole congress through its pages: from the session to the yearly report, everybody's hand in it."""

import datetime as dt
import io
from urllib.parse import quote

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.files import queries as files
from gongjian.kernel.clock import local_date
from gongjian.matters.models import Matter
from gongjian.proposals.models import CongressSession, Delegate, Meeting
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(cast, at):
    return scenarios.build(cast, at)


@pytest.fixture
def clock(at):
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


def sign_in(account):
    client = Client()
    client.force_login(account)
    return client


def account_of(c, part):
    return c.cast.accounts[part] if isinstance(part, str) else c.accounts[part + 2]


def web(c, part):
    """A signed-in browser: a part of the cast, a delegate by number, "officer" or "chair"."""
    if part in ("officer", "chair"):
        return sign_in(c.accounts[("officer", "chair").index(part)])
    return sign_in(account_of(c, part))


def send(client, url, **fields):
    """Send a form that is accepted: the answer leads on."""
    answer = client.post(url, fields)
    assert answer.status_code == 302, answer.content.decode()[:4000]
    return answer["Location"]


def page(client, url, status=200):
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def attach_minutes(officer, head, handler, meeting):
    """The signed minutes go to the held meeting; the unit that was there reads them, nobody else adds any."""
    url = f"/proposals/meetings/{meeting.pk}/attach-minutes/"

    def paper():
        return {"uploads": [SimpleUploadedFile("签字纪要.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")]}

    assert head.post(url, paper()).status_code == 403
    assert officer.post(url, {}).status_code == 422 and files.files_of("proposals.meeting", meeting.pk) == []
    assert officer.post(url, paper()).status_code == 302
    (kept,) = files.files_of("proposals.meeting", meeting.pk)
    assert "签字纪要.pdf" in page(head, f"/proposals/meetings/{meeting.pk}/")
    assert head.get(f"/files/{kept.pk}/download/").status_code == 200
    assert Client().get(f"/files/{kept.pk}/download/").status_code in (302, 404)


WRITTEN = {"title": scenarios.TITLE, "category": "teaching", "publish": "on", **scenarios.PARTS}


def test_a_congress_from_the_session_to_the_report(c, at, clock):
    officer, proposer, second, third = web(c, "officer"), web(c, 0), web(c, 1), web(c, 2)
    handler, head = web(c, "handler"), web(c, "head")
    today = local_date(at)
    # The committee opens the next session and brings its delegates from a sheet.
    where = send(
        officer,
        "/proposals/open-session/",
        name="第十一届学生代表大会",
        host_id=c.host.pk,
        opens_on=today.isoformat(),
        closes_on=(today + dt.timedelta(days=9)).isoformat(),
    )
    session = CongressSession.objects.get(name="第十一届学生代表大会")
    assert where == f"/proposals/sessions/{session.pk}/"
    rows = [[p.number, p.name, "机电学院"] for p in c.persons]
    sheet = write_workbook([Sheet("代表", [Column("学号或工号"), Column("姓名"), Column("选举单位")], rows)])
    upload = io.BytesIO(sheet)
    upload.name = "代表.xlsx"
    preview = send(officer, f"/proposals/sessions/{session.pk}/import-delegates/", file=upload)
    assert "夏知秋" in page(officer, preview)
    send(officer, preview)
    assert Delegate.objects.filter(session=session).count() == len(c.persons)
    # A delegate writes; the others second; it is submitted.
    send(proposer, f"/proposals/draft-proposal/?session={session.pk}", session_id=session.pk, **WRITTEN)
    matter = Matter.objects.get()
    item, base = f"/matters/{matter.number}/", f"/proposals/{matter.number}"
    assert "征集附议" in page(proposer, item)
    assert page(second, item, 404)
    send(proposer, f"{base}/invite-seconds/")
    for client in (second, third):
        assert scenarios.TITLE in page(client, "/proposals/seconding/")
        assert send(client, f"{base}/second/", back="seconding") == "/proposals/seconding/"
    assert "共2名" in page(proposer, item)
    send(proposer, f"{base}/submit/")
    # The committee checks, accepts, meets, hands over.
    assert scenarios.TITLE in page(officer, "/proposals/check/")
    page(officer, f"{base}/accept/")
    send(officer, f"{base}/accept/", category="teaching", words="属实。")
    begins = at + dt.timedelta(days=1)
    where = send(
        officer,
        f"/proposals/sessions/{session.pk}/plan-meeting/",
        title="教学类提案面对面",
        starts_at=begins.strftime("%Y-%m-%dT%H:%M"),
        place="学生活动中心",
        unit_ids=[c.cast.department.pk],
        numbers=[matter.number],
    )
    meeting = Meeting.objects.get()
    assert "列入议程" in page(head, where)
    clock.move_to(begins + dt.timedelta(hours=2))
    send(
        officer,
        f"/proposals/meetings/{meeting.pk}/record-meeting/",
        came=[c.cast.department.pk],
        present="卓立群、夏知秋",
        summary="逐件说明。",
        **{
            "said-TOTAL_FORMS": 1,
            "said-INITIAL_FORMS": 1,
            "said-0-number": matter.number,
            "said-0-said": "本月起试行延长开放。",
            "said-0-by": "卓立群",
            "said-0-next_step": "月底公布时间表",
        },
    )
    assert "本月起试行延长开放" in page(proposer, item)
    assert officer.get(f"/proposals/meetings/{meeting.pk}/minutes/").status_code == 200
    attach_minutes(officer, head, handler, meeting)
    send(
        officer,
        f"/proposals/hand-over/?meeting={meeting.pk}",
        **{
            "rows-TOTAL_FORMS": 1,
            "rows-INITIAL_FORMS": 1,
            "rows-0-number": matter.number,
            "rows-0-lead_id": c.cast.department.pk,
        },
    )
    # The unit takes it, answers, the head signs; everybody with a voice judges.
    send(handler, f"{item}take/")
    send(handler, f"{base}/submit-reply/", grade="A", text="闭馆时间已延到夜里十二点。")
    page(head, item)
    send(head, f"{item}sign/")
    for client in (proposer, second, third):
        send(client, f"{item}give-verdict/", solved="1", satisfaction="5")
    matter.refresh_from_db()
    assert matter.state == "closed-solved"
    for url in ("report/", "report-sheet/", "report-paper/", "delegates/", "meetings/", ""):
        assert officer.get(f"/proposals/sessions/{session.pk}/{url}").status_code == 200
    assert "100%" in page(proposer, f"/proposals/sessions/{session.pk}/report/")


def test_what_is_refused_keeps_what_was_typed(c, at, clock):
    proposer = web(c, 0)
    answer = proposer.post("/proposals/draft-proposal/", {**WRITTEN, "session_id": c.session.pk, "title": ""})
    assert answer.status_code == 422
    assert scenarios.PARTS["advice"][:20] in answer.content.decode()
    matter = scenarios.drafted(c, at, advice="请改善。")
    answer = proposer.post(f"/proposals/{matter.number}/invite-seconds/")
    assert answer.status_code == 422
    assert "具体建议不少于" in answer.content.decode()
    clock.move_to(at + dt.timedelta(days=40))
    proposer = web(c, 0)
    answer = proposer.post(f"/proposals/{matter.number}/invite-seconds/")
    assert answer.status_code in (409, 422)
    answer = proposer.post("/proposals/draft-proposal/", {**WRITTEN, "session_id": c.session.pk})
    assert answer.status_code == 409
    assert c.session.closes_on.isoformat() in answer.content.decode()
    assert scenarios.PARTS["advice"][:20] in answer.content.decode()


def test_strangers_see_nothing_of_drafts_and_cannot_write(c, at, clock):
    matter = scenarios.drafted(c, at)
    stranger = web(c, "stranger")
    assert page(stranger, f"/matters/{matter.number}/", 404)
    assert stranger.get("/proposals/draft-proposal/").status_code == 403
    assert stranger.get("/proposals/check/").status_code == 403
    assert stranger.post(f"/proposals/{matter.number}/second/").status_code == 404
    assert scenarios.TITLE not in page(stranger, "/proposals/seconding/")
    assert scenarios.TITLE not in page(Client(), "/matters/public/")


def test_similar_earlier_ones_are_shown_with_their_answer(c, at, clock):
    scenarios.answered(c, at)
    writer = web(c, 5)
    html = page(writer, "/proposals/similar/?title=图书馆考试周开放时间")
    assert scenarios.TITLE in html
    assert "联系人温如玉" in html
    assert "没有" not in page(writer, "/proposals/similar/?title=")


def test_mine_and_joint_signing(c, at, clock):
    matter = scenarios.drafted(c, at, co_signers=[c.persons[1].pk])
    joint = web(c, 1)
    html = page(joint, "/proposals/mine/")
    assert "请您联名" in html
    send(joint, f"/proposals/{matter.number}/co-sign/")
    assert "请您联名" not in page(joint, "/proposals/mine/")
    proposer = web(c, 0)
    page(proposer, f"/proposals/{matter.number}/revise-proposal/")
    fields = {**WRITTEN, "title": "改过的案名", "co_signers": [c.persons[1].pk]}
    send(proposer, f"/proposals/{matter.number}/revise-proposal/", session_id=c.session.pk, **fields)
    assert scenarios.again(matter).title == "改过的案名"
    send(joint, f"/proposals/{matter.number}/take-back-second/")
    send(proposer, f"/matters/{matter.number}/withdraw/", reason="重复")


def test_bulk_hand_over_names_the_row_that_is_wrong(c, at, clock):
    one, two = (scenarios.accepted(c, at, who=k, title=f"第{k}件提案") for k in range(2))
    officer = web(c, "officer")
    page(officer, "/proposals/hand-over/")
    fields = {"rows-TOTAL_FORMS": 2, "rows-INITIAL_FORMS": 2, "rows-0-number": one.number, "rows-1-number": two.number}
    assert officer.post("/proposals/hand-over/", fields).status_code == 422
    fields |= {"rows-0-lead_id": c.cast.department.pk, "rows-1-lead_id": c.cast.department.pk}
    fields["rows-1-number"] = "提案-2026-9999"
    answer = officer.post("/proposals/hand-over/", fields)
    assert answer.status_code == 422
    assert "提案-2026-9999" in answer.content.decode()
    assert scenarios.again(one).state == "accepted"
    fields["rows-1-number"] = two.number
    send(officer, "/proposals/hand-over/", **fields)
    assert scenarios.again(two).state == "assigned"


def test_the_verbs_of_the_committee_and_the_promise_have_their_pages(c, at, clock):
    officer, handler, head = web(c, "officer"), web(c, "handler"), web(c, "head")
    one = scenarios.submitted(c, at)
    for verb in ("accept", "decline", "turn-into-appeal", "bundle"):
        page(officer, f"/proposals/{one.number}/{verb}/")
    send(officer, f"/proposals/{one.number}/decline/", reason="超出学校职权", words="属于市政职权。")
    two = scenarios.submitted(c, at, who=1, title="第二件")
    send(officer, f"/proposals/{two.number}/turn-into-appeal/", reason="没有具体建议")
    main = scenarios.accepted(c, at, who=2, title="第三件")
    other = scenarios.submitted(c, at, who=3, title="第四件")
    send(officer, f"/proposals/{other.number}/bundle/", original=main.number)
    page(officer, f"/proposals/{main.number}/assign/")
    send(officer, f"/proposals/{main.number}/assign/", lead_id=c.cast.department.pk, words="请办理")
    send(handler, f"/matters/{main.number}/take/")
    page(handler, f"/proposals/{main.number}/submit-reply/")
    day = (local_date(at) + dt.timedelta(days=30)).isoformat()
    answer = handler.post(f"/proposals/{main.number}/submit-reply/", {"grade": "B", "text": "列入计划。"})
    assert answer.status_code == 422
    send(
        handler,
        f"/proposals/{main.number}/submit-reply/",
        grade="B",
        text="列入计划。",
        promise_on=day,
        promise_by="温如玉",
    )
    send(head, f"/matters/{main.number}/sign/")
    others = [k for k in range(6) if Matter.objects.get(pk=main.pk).voices.filter(person=c.persons[k]).exists()]
    scenarios.judge(c, main, at, who=tuple(others))
    assert "跟踪到" in page(head, f"/matters/{main.number}/")
    page(head, f"/proposals/{main.number}/postpone/")
    later = (local_date(at) + dt.timedelta(days=60)).isoformat()
    send(head, f"/proposals/{main.number}/postpone/", promise_on=later, reason="设备晚到")
    page(handler, f"/proposals/{main.number}/fulfil/")
    send(handler, f"/proposals/{main.number}/fulfil/", grade="A", text="已完成。")
    assert scenarios.again(main).state == "to-sign"


def test_pages_stay_within_twelve_queries(c, at, clock, django_assert_max_num_queries):
    for k in range(5):
        scenarios.submitted(c, at, who=k, title=f"第{k}件提案")
    urls = ("/proposals/", f"/proposals/sessions/{c.session.pk}/", "/proposals/check/", "/matters/?kind=proposal")
    officer = web(c, "officer")
    for url in urls:
        with django_assert_max_num_queries(14):  # two of them are the session's and the account's
            page(officer, url)
    delegate = web(c, 5)
    for url in ("/proposals/mine/", "/proposals/seconding/", f"/proposals/sessions/{c.session.pk}/"):
        with django_assert_max_num_queries(14):
            page(delegate, url)


def test_every_delegate_sees_the_published_proposals_of_the_session(c, at, clock):
    """The list of a session shows what is public to everybody, and leads to the public page where no more may be read."""
    shown, hidden = scenarios.accepted(c, at), scenarios.accepted(c, at, publish=False)
    for reader, own_page in ((web(c, 4), False), (web(c, "officer"), True)):
        found = page(reader, f"/proposals/sessions/{c.session.pk}/")
        address = f"/matters/{quote(shown.number)}/" if own_page else f"/matters/public/{quote(shown.number)}/"
        assert f'href="{address}"' in found and page(reader, address)
        assert (hidden.number in found) == own_page


def test_who_signs_sees_what_is_signed(c, at, clock):
    matter = scenarios.to_sign(c, at)
    reply = matter.replies.get(waits_for_sign=True).text
    head = web(c, "head")
    for verb in ("sign", "return-reply"):
        assert reply in page(head, f"/matters/{quote(matter.number)}/{verb}/")
