"""The school amends its own rules from a day on; what was done before keeps the old ones; higher rules stand."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gongjian.audit.queries import latest
from gongjian.kernel.procedure import Procedure, State, Step
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.rulebook import operations, queries, registry
from gongjian.rulebook.models import Provision, Regulation
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = dt.date(2026, 3, 2)
LATER = dt.date(2026, 4, 1)
NEW_RULE: dict[str, Any] = {
    "code": "canteen-rules",
    "title": "《食堂意见办理办法》",
    "issuer": "示范大学",
    "edition": "2026",
    "in_force_from": TODAY,
    "source": "校发〔2026〕1 号",
    "articles": ["第一件事。", "", "第二件事。"],
}


def amend(cast: Cast, part: str = "administrator", **changes: Any) -> Provision:
    asked: dict[str, Any] = {
        "code": "problem-rules",
        "number": "7",
        "words": "交办后 {take_days} 个工作日内签收或退办。",
        "values": {"take_days": "3"},
        "effective": LATER,
        **changes,
    }
    return operations.amend(**asked, actor=getattr(cast, part), at=cast.at)


def signed_in(cast: Cast, part: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_an_amendment_holds_from_its_day_on(cast: Cast) -> None:
    made = amend(cast)
    assert queries.parameter("problem-rules:7", "take_days", LATER - dt.timedelta(1)) == 5
    assert queries.parameter("problem-rules:7", "take_days", LATER) == 3
    assert "3 个工作日内签收" in queries.cite("problem-rules:7", on=LATER).words
    assert queries.cite("problem-rules:8", on=LATER).words == queries.cite("problem-rules:8", on=TODAY).words
    assert made.regulation.provisions.count() == 22
    entry = latest("rulebook.regulation", made.regulation_id)
    assert entry is not None
    assert (entry.details["before"]["take_days"], entry.details["after"]["take_days"]) == (5, 3)
    amend(cast, number="17", words="提醒。", values={"ladder": "0、2、5", "amber_days": "3"})
    assert queries.parameter("problem-rules:17", "ladder", LATER) == [0, 2, 5]
    assert Regulation.objects.filter(code="problem-rules").count() == 2
    assert operations.sync() == 0
    assert queries.parameter("problem-rules:7", "take_days", LATER) == 3


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"effective": TODAY - dt.timedelta(1)}, Malformed),
        ({"words": " "}, Malformed),
        ({"values": {"take_days": "三"}}, Malformed),
        ({"values": {"take_days": "-1"}}, Malformed),
        ({"values": {"take_days": "1.5"}}, Malformed),
        ({"values": {"no_such": "1"}}, Malformed),
        ({"code": "party-development", "values": {}}, NotAllowed),
    ],
)
def test_what_cannot_be_amended(cast: Cast, changes: dict[str, Any], refusal: type[Exception]) -> None:
    before = Regulation.objects.count()
    with pytest.raises(refusal):
        amend(cast, **changes)
    assert Regulation.objects.count() == before


def test_an_amendment_that_changes_nothing_is_refused(cast: Cast) -> None:
    words = Provision.objects.get(regulation__code="problem-rules", number="7").words
    with pytest.raises(NotNow):
        amend(cast, words=words, values={"take_days": "5"})


@pytest.mark.parametrize("part", ["student", "secretary", "leader", "guest"])
def test_others_may_not(cast: Cast, part: str) -> None:
    before = Regulation.objects.count()
    with pytest.raises(NotAllowed):
        amend(cast, part)
    with pytest.raises(NotAllowed):
        operations.enter(**NEW_RULE, actor=getattr(cast, part), at=cast.at)
    assert Regulation.objects.count() == before


def test_the_school_enters_a_regulation_of_its_own(cast: Cast) -> None:
    made = operations.enter(**NEW_RULE, actor=cast.administrator, at=cast.at)
    assert str(queries.cite("canteen-rules:2", on=TODAY)) == "《食堂意见办理办法》第二条"
    assert made.origin == "school"
    for wrong in (
        NEW_RULE,
        {**NEW_RULE, "edition": "二"},
        {**NEW_RULE, "code": "食堂"},
        {**NEW_RULE, "code": "other", "articles": []},
        {**NEW_RULE, "code": "other", "title": ""},
    ):
        with pytest.raises(Malformed):
            operations.enter(**wrong, actor=cast.administrator, at=cast.at)


def test_everybody_reads(client: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(6):
        page = client.get(reverse("rulebook:list")).content.decode()
    assert "中国共产党发展党员工作细则" in page
    assert "凭记忆整理，待核对" in page
    assert "现行" in page
    assert "尚未施行" in page  # the edition of May, on 2 March
    with django_assert_max_num_queries(6):
        page = client.get(reverse("rulebook:regulation", args=["problem-rules"])).content.decode()
    assert "第七条" in page
    assert "5 个工作日" in page
    assert "修订本条" not in page
    assert client.get(reverse("rulebook:regulation", args=["no-such"])).status_code == 404
    assert client.get(reverse("rulebook:edition", args=["problem-rules", 10_000])).status_code == 404


def test_the_page_shows_which_lines_cite_an_article(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_listers", [])
    states = (State("a", "甲态"), State("b", "乙态"))
    step = Step("take", "演练签收", ("a",), "b", "may_take", "problem-rules:7")
    table = Procedure("test", "演练程序", "1", states, (step,), "a")
    registry.register_citations(lambda: registry.lines_of(table))
    page = client.get(reverse("rulebook:regulation", args=["problem-rules"])).content.decode()
    assert "演练程序 · 演练签收" in page


def test_amending_on_the_page(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    url = reverse("rulebook:amend", args=["problem-rules", "7"])
    assert "签收或退办期限" in client.get(url).content.decode()
    wrong = client.post(url, {"words": "甲", "p_take_days": "三", "effective": "2026-04-01"})
    assert wrong.status_code == 422
    right = client.post(url, {"words": "甲", "p_take_days": "4", "effective": "2026-04-01"})
    assert right.status_code == 302
    assert queries.parameter("problem-rules:7", "take_days", LATER) == 4
    assert client.get(right["Location"]).status_code == 200
    assert client.get(reverse("rulebook:amend", args=["party-development", "7"])).status_code == 403
    assert signed_in(cast, "student").get(url).status_code == 403


def test_entering_on_the_page(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    url = reverse("rulebook:enter")
    assert client.get(url).status_code == 200
    data = {**NEW_RULE, "in_force_from": "2026-03-02", "articles": "第一件事。\n第二件事。"}
    assert client.post(url, {**data, "code": "食堂"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert Regulation.objects.get(code="canteen-rules").provisions.count() == 2
