"""The pages: what is shown, what is asked, what is answered; all without JavaScript."""

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import docx
import pytest
import python_calamine
import time_machine
from django.test import Client
from django.urls import reverse

from gongjian.kernel.actor import Actor
from gongjian.org.models import Unit
from gongjian.pairing import operations, queries, registry
from gongjian.pairing.matching import Need
from gongjian.pairing.models import Offer, Pair
from tests.cast import Cast
from tests.pairing.conftest import fresh

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


@pytest.fixture
def signed_in(cast: Cast, frozen: time_machine.Traveller) -> SignedIn:
    frozen.shift(dt.timedelta(days=1))

    def client_of(part: str) -> Client:
        client = Client()
        client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


def sent(cast: Cast, **changes: Any) -> dict[str, Any]:
    """A filled form for proposing."""
    form = {
        "title": "热水供应共建",
        "kind": "office-student",
        "initiator": cast.branch.pk,
        "goals": "热水供应到二十三点",
        "since": "2026-03-10",
        "until": "2026-12-31",
        "members-TOTAL_FORMS": 2,
        "members-INITIAL_FORMS": 0,
        "members-0-body": cast.office_branch.pk,
        "members-0-brings": "检修",
        "activities-TOTAL_FORMS": 2,
        "activities-INITIAL_FORMS": 0,
        "activities-0-title": "联合主题党日",
        "activities-0-day": "2026-04-01",
        "activities-0-host": "1",
        "once": "token-1",
    }
    return form | changes


def text(answer: Any) -> str:
    return re.sub(r"\s+", "", answer.content.decode())


def test_a_plan_is_written_on_one_page_and_found_again_on_its_own(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in("secretary")
    assert "发起结对" in text(client.get(reverse("pairing:propose")))
    answer = client.post(reverse("pairing:propose"), sent(cast))
    pair = Pair.objects.get()
    assert answer.headers["Location"] == reverse("pairing:item", args=[pair.number])
    shown = text(client.get(answer.headers["Location"]))
    for word in ("热水供应共建", "后勤保障部党支部", "联合主题党日", "拟订", "送签", "热水供应到二十三点", "第十九条"):
        assert word in shown
    (activity,) = queries.activities_of(pair)
    assert activity.host is not None and activity.host.body_id == cast.office_branch.pk


def test_wrong_fields_come_back_with_what_was_typed(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in("secretary").post(
        reverse("pairing:propose"), sent(cast, title="", goals="写了很多", kind="firm", **{"activities-0-day": ""})
    )
    assert answer.status_code == 422
    assert "写了很多" in text(answer) and "联合主题党日" in text(answer)
    assert not Pair.objects.exists()
    refused = signed_in("secretary").post(reverse("pairing:propose"), sent(cast, kind="firm"))
    assert refused.status_code == 422 and "缺少企业" in text(refused)


def test_more_rows_come_without_losing_anything(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in("secretary").post(reverse("pairing:propose"), sent(cast, more="members", title="先写一半"))
    assert answer.status_code == 200
    assert "先写一半" in text(answer) and "参加方5" in text(answer) and "联合主题党日" in text(answer)
    assert "error-summary" not in text(answer)
    assert not Pair.objects.exists()


def test_a_draft_is_amended_on_its_page(cast: Cast, signed_in: SignedIn, draft: Pair) -> None:
    client, url = signed_in("secretary"), reverse("pairing:amend-plan", args=[draft.number])
    page = client.get(url)
    assert "联合主题党日" in text(page) and "走访浴室" in text(page)
    assert client.post(url, sent(cast, title="改后的名称", seen=draft.version)).status_code == 302
    assert fresh(draft).title == "改后的名称"
    stale = client.post(url, sent(cast, title="旧页面", seen=draft.version))
    assert stale.status_code == 409 and "旧页面" in text(stale)
    assert fresh(draft).title == "改后的名称"


def test_the_whole_walk_by_pages(cast: Cast, signed_in: SignedIn, draft: Pair) -> None:
    def post(part: str, verb: str, data: dict[str, Any] | None = None, *more: int) -> int:
        url = reverse(f"pairing:{verb}", args=[draft.number, *more])
        client = signed_in(part)
        assert client.get(url).status_code == 200
        return client.post(url, {"seen": fresh(draft).version, **(data or {})}).status_code

    assert post("secretary", "send-for-signing") == 302
    assert post("office_secretary", "hand-back", {"reason": "请改日期"}) == 302
    assert post("secretary", "send-for-signing") == 302
    assert post("secretary", "recall") == 302
    assert post("secretary", "send-for-signing") == 302
    assert post("secretary", "sign") == 302
    assert post("office_secretary", "sign") == 302
    assert fresh(draft).state == "active"
    first, second = queries.activities_of(draft)
    held = {"held_on": "2026-03-02", "note": "三十人参加", "present": "30"}
    assert post("office_secretary", "hold-activity", held, first.pk) == 302
    assert post("secretary", "call-off-activity", {"reason": "暴雨"}, second.pk) == 302
    assert post("secretary", "plan-activity", {"title": "补办走访", "day": "2026-05-01"}) == 302
    conclude = reverse("pairing:conclude", args=[draft.number])
    refused = signed_in("secretary").get(conclude), signed_in("secretary").post(conclude, {"summary": "都好"})
    assert [a.status_code for a in refused] == [409, 409]
    assert post("secretary", "add-outcome", {"text": "热水延长一小时", "served": "1200"}) == 302
    assert post("secretary", "conclude", {"summary": "都好"}) == 302
    shown = text(signed_in("stranger").get(reverse("pairing:item", args=[draft.number])))
    for word in (
        "已结束",
        "热水延长一小时",
        "1200人",
        "三十人参加",
        "暴雨",
        "都好",
        "“联合主题党日”已于2026-03-02举办",
    ):
        assert word in shown


def test_dissolving_says_what_follows(cast: Cast, signed_in: SignedIn, active: Pair) -> None:
    client, url = signed_in("office_secretary"), reverse("pairing:dissolve", args=[active.number])
    assert "另行确定承办方" in text(client.get(url))
    assert client.post(url, {"seen": active.version, "reason": ""}).status_code == 422
    assert client.post(url, {"seen": active.version, "reason": "撤并"}).status_code == 302
    assert fresh(active).state == "dissolved"


def test_a_paper_signature_is_recorded_on_its_page(
    cast: Cast, signed_in: SignedIn, draft: Pair, firm: Unit, at: dt.datetime
) -> None:
    client = signed_in("secretary")
    data = sent(cast, kind="firm", seen=draft.version, **{"members-0-body": firm.pk, "activities-TOTAL_FORMS": 0})
    assert client.post(reverse("pairing:amend-plan", args=[draft.number]), data).status_code == 302
    operations.send_for_signing(pair=fresh(draft), actor=cast.secretary, at=at)
    operations.sign(pair=fresh(draft), actor=cast.secretary, at=at)
    url = reverse("pairing:record-signature", args=[draft.number])
    assert "启明科技公司" in text(client.get(url))
    given = {"body_id": firm.pk, "name": "周启明", "signed_on": "2026-03-02"}
    assert client.post(url, given).status_code == 302
    assert fresh(draft).state == "active"
    assert "纸质" in text(client.get(reverse("pairing:item", args=[draft.number])))


@pytest.mark.parametrize(
    ("part", "name", "code"),
    [
        ("stranger", "item", 404),
        ("stranger", "plan", 404),
        ("stranger", "dissolve", 404),
        ("member", "amend-plan", 403),
        ("member", "send-for-signing", 403),
        ("office_secretary", "dissolve", 403),
        ("leader", "send-for-signing", 403),
    ],
)
def test_a_draft_is_closed_to_those_it_does_not_concern(
    signed_in: SignedIn, draft: Pair, part: str, name: str, code: int
) -> None:
    url = reverse(f"pairing:{name}", args=[draft.number])
    client = signed_in(part)
    assert client.get(url).status_code == code
    if name not in ("item", "plan"):
        before = fresh(draft).version
        assert client.post(url, {"seen": before, "reason": "不行"}).status_code in (code, 403)
        assert (fresh(draft).version, fresh(draft).state) == (before, "draft")


def test_guests_are_asked_to_sign_in(active: Pair) -> None:
    for url in ("pairing:list", "pairing:matching", "pairing:offers", "pairing:propose"):
        assert Client().get(reverse(url)).status_code == 302
    assert Client().get(reverse("pairing:item", args=[active.number])).status_code == 302


def test_the_list_filters_and_finds(signed_in: SignedIn, active: Pair, django_assert_max_num_queries: Any) -> None:
    client, url = signed_in("secretary"), reverse("pairing:list")
    with django_assert_max_num_queries(12):
        assert active.number in text(client.get(url))
    assert active.number in text(client.get(url, {"q": "热水", "state": "active", "kind": "office-student"}))
    assert active.number not in text(client.get(url, {"state": "draft"}))
    assert "至少两个字" in text(client.get(url, {"q": "热"}))
    assert client.get(url, {"body": "abc", "year": "x", "state": "nonsense"}).status_code == 200


def test_the_page_of_a_pair_costs_few_queries(
    signed_in: SignedIn, active: Pair, django_assert_max_num_queries: Any
) -> None:
    client = signed_in("secretary")
    client.get(reverse("pairing:item", args=[active.number]))
    with django_assert_max_num_queries(12):
        client.get(reverse("pairing:item", args=[active.number]))


def test_the_list_is_exported(signed_in: SignedIn, active: Pair) -> None:
    answer = signed_in("secretary").get(reverse("pairing:export"))
    rows = python_calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][:4] == [active.number, "热水供应共建", "机关与学生支部共建", "共建中"]
    assert rows[1][8] == 2


def test_the_plan_prints_as_offices_write_it(signed_in: SignedIn, active: Pair) -> None:
    answer = signed_in("secretary").get(reverse("pairing:plan", args=[active.number]))
    assert "filename" in answer.headers["Content-Disposition"]
    paper = docx.Document(io.BytesIO(answer.content))
    words = "\n".join(p.text for p in paper.paragraphs)
    cells = "\n".join(c.text for t in paper.tables for row in t.rows for c in row.cells)
    for word in ("热水供应共建实施方案", active.number, "三、共建目标", "解决浴室热水晚间停供", "浴室热水晚十点后停供"):
        assert word in words
    for word in ("联合主题党日", "现场检修", "苏文澜", "陶景行", "机关与学生支部共建"):
        assert word in cells


def test_offers_are_made_changed_and_withdrawn(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in("handler")
    given = {"title": "检修", "words": "热水 浴室", "capacity": "2", "since": "2026-03-01", "once": "t1"}
    assert client.post(reverse("pairing:make-offer"), {**given, "body_id": cast.other_department.pk}).status_code == 422
    assert client.post(reverse("pairing:make-offer"), {**given, "body_id": cast.department.pk}).status_code == 302
    offer = Offer.objects.get()
    assert "热水浴室" in text(client.get(reverse("pairing:offers")))
    url = reverse("pairing:change-offer", args=[offer.pk])
    changed = {**given, "capacity": "0", "seen": offer.version}
    assert client.get(url).status_code == 200
    assert client.post(url, changed).status_code == 422
    assert client.post(url, changed | {"capacity": "3"}).status_code == 302
    assert client.post(url, changed | {"capacity": "4"}).status_code == 409
    assert signed_in("other_handler").get(url).status_code == 404
    withdraw = reverse("pairing:withdraw-offer", args=[offer.pk])
    assert client.get(withdraw).status_code == 200
    assert client.post(withdraw).status_code == 302
    assert client.get(url).status_code == 404
    assert Offer.objects.get().capacity == 3


@pytest.fixture
def waiting_need(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Need:
    need = Need(
        "matter:000001", "浴室热水晚上停供", "热水供应", cast.branch.pk, cast.branch.name, "student", "", "/matters/x/"
    )

    def needs(actor: Actor) -> list[Need]:
        return [need]

    monkeypatch.setattr(registry, "_NEEDS", [needs])
    monkeypatch.setattr(registry, "_LOADS", [lambda ids: dict.fromkeys(ids, 2)])
    return need


def test_the_matching_explains_and_people_decide(
    cast: Cast, signed_in: SignedIn, waiting_need: Need, at: dt.datetime
) -> None:
    Offer.objects.create(body=cast.department, title="设备检修", words="热水 浴室", since=at.date(), capacity=2)
    Offer.objects.create(body=cast.other_department, title="热水费用查询", words="校园卡", since=at.date())
    client = signed_in("secretary")
    page = client.get(reverse("pairing:matching"))
    shown = text(page)
    for word in ("后勤保障部", "内容相合（", "热水", "属机关与学生支部共建", "手上有2件", "其次是网络信息中心", "采用"):
        assert word in shown
    link = re.search(r'href="([^"]*propose/\?[^"]*)"', page.content.decode())
    assert link
    form = text(client.get(link.group(1).replace("&amp;", "&")))
    assert "浴室热水晚上停供共建" in form
    assert f'value="{cast.office_branch.pk}"selected' in form  # the department's branch, not the department
    assert not Pair.objects.exists()


def test_typed_needs_are_matched_too(cast: Cast, signed_in: SignedIn, at: dt.datetime) -> None:
    Offer.objects.create(body=cast.department, title="设备检修", words="热水 浴室", since=at.date())
    page = text(
        signed_in("organiser").get(reverse("pairing:matching"), {"needs": "浴室热水不足\n完全不相干", "body": ""})
    )
    assert "浴室热水不足" in page and "后勤保障部" in page and "没有一家写明的职责和力量与此相合" in page


def test_the_matching_is_not_for_everybody(signed_in: SignedIn) -> None:
    for part in ("student", "handler"):
        assert signed_in(part).get(reverse("pairing:matching")).status_code == 403
