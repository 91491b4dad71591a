"""The pages as people send them: every verb through its form, refusals at their fields, nothing typed lost."""

import pytest
import time_machine

from gongjian.matters.models import Matter
from tests.appeals import scenarios as appeals
from tests.cast import PASSWORD, build_cast

from . import scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at):
    return build_cast(at)


@pytest.fixture
def as_(client, cast, frozen):
    """``as_("secretary")``: the client signed in as this part, at the frozen hour."""

    def sign_in(part: str):
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def address(matter: Matter, verb: str = "") -> str:
    return f"/matters/{matter.number}/{verb + '/' if verb else ''}"


def formset(prefix: str, rows: list[dict[str, object]]) -> dict[str, str]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(rows)), f"{prefix}-INITIAL_FORMS": "0"}
    for n, row in enumerate(rows):
        data |= {f"{prefix}-{n}-{k}": str(v) for k, v in row.items()}
    return data


def lists(cast) -> dict[str, str]:
    return {
        "goal": "晚十点至十二点热水不断供",
        **formset(
            "measures",
            [
                {
                    "text": "检修循环泵",
                    "metric": "出水不低于45度",
                    "starts_on": "2026-03-02",
                    "ends_on": "2026-03-20",
                    "body": cast.department.pk,
                    "person_name": "温如玉",
                }
            ],
        ),
        **formset(
            "duties",
            [
                {
                    "part": "lead",
                    "body": cast.department.pk,
                    "person_name": "卓立群",
                    "task": "统筹",
                    "due_on": "2026-04-30",
                },
                {
                    "part": "supervise",
                    "body": cast.committee.pk,
                    "person_name": "柏清远",
                    "task": "督促",
                    "due_on": "2026-04-30",
                },
            ],
        ),
    }


def test_the_whole_walk_through_the_pages(cast, as_):
    sent = {
        "title": scenarios.TITLE,
        "text": scenarios.TEXT,
        "category": "living",
        "origin_id": cast.branch.pk,
        "public": "on",
        "once": "t1",
    }
    answer = as_("student").post("/matters/raise/", sent)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    matter = Matter.objects.get()
    page = as_("student").get(answer["Location"])
    assert page.status_code == 200
    steps = [
        ("secretary", "study", {"held_on": "2026-03-02", "opinion": "属实"}),
        ("secretary", "adopt", {"held_on": "2026-03-02", "due": 21, "present": 18, "in_favour": 16}),
        ("secretary", "draw-up", lists(cast)),
        ("secretary", "assign", {"lead_id": cast.department.pk}),
        ("handler", "take", {}),
        ("handler", "report-progress", {"measure_id": "MEASURE", "percent": 100, "text": "完成", "evidence": "验收单"}),
        ("handler", "reply", {"text": "已延长供水"}),
        ("handler", "ask-raiser", {"question": "几层"}),
        ("student", "supply", {"text": "三层"}),
        ("handler", "claim-solved", {"statement": "已解决", "evidence": "记录"}),
        ("student", "give-verdict", {"solved": 1, "satisfaction": 5, "words": "好"}),
        ("liaison", "confirm-solved", {}),
    ]
    for part, verb, data in steps:
        asking = as_(part).get(address(matter, verb))
        assert asking.status_code == 200, (verb, asking.content.decode()[:2000])
        if data.get("measure_id"):
            data["measure_id"] = matter.measures.get().pk
        answer = as_(part).post(address(matter, verb), {**data, "seen": Matter.objects.get().version})
        assert answer.status_code == 302, (verb, answer.content.decode()[:6000])
        assert as_(part).get(address(matter)).status_code == 200
    assert Matter.objects.get().state == "solved-confirmed"
    assert as_("liaison").get("/matters/").status_code == 200
    as_("liaison").logout()
    for url in ("/matters/public/", f"/matters/public/{matter.number}/"):
        page = as_("stranger").get(url)
        assert page.status_code == 200
        assert "顾一苇" not in page.content.decode()


def test_wrong_fields_come_back_with_what_was_typed(cast, as_):
    answer = as_("student").post(
        "/matters/raise/", {"title": "", "text": "写了很多内容", "category": "living", "origin_id": cast.branch.pk}
    )
    assert answer.status_code == 422
    assert "写了很多内容" in answer.content.decode()
    assert not Matter.objects.exists()


def test_a_second_click_makes_no_second_matter(cast, as_):
    sent = {
        "title": scenarios.TITLE,
        "text": scenarios.TEXT,
        "category": "living",
        "origin_id": cast.branch.pk,
        "once": "same",
    }
    first = as_("student").post("/matters/raise/", sent)
    second = as_("student").post("/matters/raise/", sent)
    assert first["Location"] == second["Location"]
    assert Matter.objects.count() == 1


def test_a_stale_page_is_told_who_was_faster_and_keeps_what_was_typed(cast, as_, at):
    matter = scenarios.assigned(cast, at)
    seen = matter.version
    scenarios.ops.take(matter=matter, actor=cast.handler, at=at)
    answer = as_("head").post(address(matter, "hand-back"), {"reason": "应由网络信息中心办理", "seen": seen})
    assert answer.status_code == 409
    words = answer.content.decode()
    assert "温如玉" in words and "应由网络信息中心办理" in words
    assert Matter.objects.get().state == "handling"


def test_absent_and_forbidden_look_the_same(cast, as_, at):
    matter = scenarios.handling(cast, at)
    forbidden = as_("stranger").get(address(matter))
    absent = as_("stranger").get("/matters/难题-2026-9999/")
    assert forbidden.status_code == absent.status_code == 404


def test_a_verb_without_the_right_is_refused_with_its_sentence(cast, as_, at):
    matter = scenarios.assigned(cast, at)
    answer = as_("secretary").post(address(matter, "take"), {"seen": matter.version})
    assert answer.status_code == 403
    assert "只有被交办单位" in answer.content.decode()
    assert scenarios.again(matter).state == "assigned"


def test_guests_are_sent_to_sign_in(client, cast):
    assert client.get("/matters/").status_code == 302
    assert client.get("/matters/public/").status_code == 200
    assert PASSWORD


def test_a_deadline_in_a_year_without_known_holidays_says_so(cast, client, at):
    late = at.replace(month=12, day=1)
    matter = scenarios.handling(cast, late)  # 60 days from then: January 2027, whose holidays no table knows
    with time_machine.travel(late, tick=False):
        client.force_login(cast.accounts["handler"], backend="django.contrib.auth.backends.ModelBackend")
        assert "2027" in client.get(address(matter)).content.decode().split("时限", 1)[1][:1500]


def test_the_search_at_the_top_finds_all_kinds(cast, at, as_):
    problem = scenarios.raised(cast, at, title="浴室热水不足")
    appeal = appeals.raised(cast, at, title="浴室没有热水")
    client = as_("student")
    assert 'name="kind" value="all"' in client.get("/matters/").content.decode()
    found = client.get("/matters/", {"kind": "all", "q": "热水"}).content.decode()
    assert problem.number in found and appeal.number in found and "查找结果" in found
    only = client.get("/matters/", {"kind": "appeal", "q": "热水"}).content.decode()
    assert appeal.number in only and problem.number not in only
    assert problem.number not in client.get("/matters/", {"kind": "all", "q": "不存在的词"}).content.decode()
