"""Which edition answers: that of the day of the step at the school; what the school's lacks comes from the software."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gongjian.appeals import operations as appeals
from gongjian.audit import queries as ledger
from gongjian.bulletin import operations as bulletin
from gongjian.config.processes.checking import rule_gaps
from gongjian.evaluation import operations as evaluation
from gongjian.pairing import operations as pairing
from gongjian.rulebook import library, operations, queries
from gongjian.rulebook.engine import UnknownProvision
from gongjian.rulebook.models import Provision, Regulation
from tests.cast import Cast
from tests.conftest import hour_of
from tests.evaluation.scenarios import charter
from tests.matters import scenarios

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
TODAY = dt.date(2026, 3, 2)
NEW_DAY = dt.date(2026, 3, 3)


def enter(cast: Cast, code: str, since: dt.date, *, articles: int = 1, title: str = "本校新规则") -> Regulation:
    """The school's own edition with so many articles, in plain words: no parameters, no checks."""
    return operations.enter(
        code=code,
        title=title,
        issuer="示范大学",
        edition=f"{since}版",
        in_force_from=since,
        source="",
        articles=[f"本校写的第{n}条。" for n in range(1, articles + 1)],
        actor=cast.administrator,
        at=cast.at,
    )


def pair(cast: Cast, at: dt.datetime) -> None:
    day = dt.date(2026, 3, 10)
    members = (pairing.MemberLine(cast.branch.pk, "座谈"), pairing.MemberLine(cast.office_branch.pk, "检修"))
    plan = pairing.Plan(
        title="热水供应共建", kind="office-student", goals="解决停供", problems="晚十点后停供", since=day,
        until=day + dt.timedelta(days=300), members=members, activities=(pairing.ActivityLine("座谈", day, "", None),),
    )  # fmt: skip
    pairing.propose(**vars(plan), actor=cast.secretary, at=at)


def notice(cast: Cast, at: dt.datetime) -> None:
    bulletin.write(
        column="official", title="热水", text="供应到晚上。", body_id=cast.department.pk, actor=cast.handler, at=at
    )


def contest(cast: Cast, at: dt.datetime) -> None:
    evaluation.draw_up_contest(**charter(cast, at), actor=cast.head, at=at)


def problem(cast: Cast, at: dt.datetime) -> None:
    scenarios.raised(cast, at)


def appeal(cast: Cast, at: dt.datetime) -> None:
    words = {"title": "路灯不亮", "text": "东门外路灯不亮。", "nature": "request", "token": "edition" * 3}
    appeals.raise_appeal(**words, actor=cast.student, at=at)


STEPS = [
    ("problem-rules", pair),
    ("problem-rules", problem),
    ("appeal-rules", appeal),
    ("bulletin-rules", notice),
    ("contest-rules", contest),
]


def authority() -> str:
    """What the newest line of the ledger rests on."""
    return str(ledger.Entry.objects.latest("id").authority)


@pytest.mark.parametrize(("code", "step"), STEPS)
@pytest.mark.parametrize(
    ("hour", "new"),
    [("2026-03-02 23:59", False), ("2026-03-03 00:01", True), ("2026-03-03 07:59", True), ("2026-03-03 12:00", True)],
)
def test_a_step_cites_the_edition_of_the_day_at_the_school(
    cast: Cast, code: str, step: Callable[[Cast, dt.datetime], None], hour: str, new: bool
) -> None:
    enter(cast, code, NEW_DAY, articles=25)
    step(cast, hour_of(hour).astimezone(dt.UTC))  # as ``clock.now`` gives it
    assert authority().startswith("《本校新规则》") is new
    assert "软件自带" not in authority()


@pytest.mark.parametrize(("code", "step"), STEPS)
def test_an_edition_of_the_future_is_cited_by_nobody(
    cast: Cast, code: str, step: Callable[[Cast, dt.datetime], None]
) -> None:
    enter(cast, code, dt.date(2030, 1, 1), articles=25)
    step(cast, cast.at)
    assert "本校新规则" not in authority()
    assert authority()


def test_an_edition_of_the_future_leaves_the_pages_as_they_are(cast: Cast, client: Client) -> None:
    made = scenarios.raised(cast, cast.at)
    client.force_login(cast.accounts["secretary"], backend="django.contrib.auth.backends.ModelBackend")
    pages = [
        reverse("matters:item", args=[made.number]),
        reverse("rulebook:procedure", args=["problem"]),
        reverse("rulebook:regulation", args=["problem-rules"]),
    ]
    before = [client.get(url).content.decode() for url in pages]
    enter(cast, "problem-rules", dt.date(2030, 1, 1), articles=3)
    for url, was in zip(pages, before, strict=True):
        answer = client.get(url)
        assert answer.status_code == 200, url
        assert "软件自带" not in answer.content.decode()
        assert answer.content.decode().count("第七条") == was.count("第七条")


def test_citing_asks_for_the_day() -> None:
    with pytest.raises(TypeError):
        queries.cite("problem-rules:7")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        queries.parameter("problem-rules:7", "take_days")  # type: ignore[call-arg]


# --- what the school's own edition lacks ---


def test_a_missing_article_is_cited_from_the_software(cast: Cast) -> None:
    before = queries.cite("problem-rules:7", on=TODAY)
    enter(cast, "problem-rules", TODAY)
    after = queries.cite("problem-rules:7", on=TODAY)
    assert after == replace(before, shipped=True)
    assert str(after) == f"{before}（软件自带）"
    own = queries.cite("problem-rules:1", on=TODAY)
    assert (own.title, own.words, own.shipped) == ("本校新规则", "本校写的第1条。", False)
    assert queries.cite("problem-rules:7", on=TODAY - dt.timedelta(1)) == before
    with pytest.raises(UnknownProvision):
        queries.cite("problem-rules:99", on=TODAY)


def test_a_missing_parameter_is_read_from_the_software(cast: Cast) -> None:
    enter(cast, "problem-rules", TODAY, articles=22)  # the article is there, in plain words
    assert not queries.cite("problem-rules:7", on=TODAY).shipped
    assert queries.parameter("problem-rules:7", "take_days", TODAY) == 5
    with pytest.raises(UnknownProvision):
        queries.parameter("problem-rules:7", "no_such", TODAY)


def test_the_schools_parameter_goes_before_the_softwares(cast: Cast) -> None:
    values = {"take_days": "3"}
    changed = {"code": "problem-rules", "number": "7", "words": "{take_days} 天内签收。", "values": values}
    operations.amend(**changed, effective=TODAY, actor=cast.administrator, at=cast.at)
    Provision.objects.filter(regulation__origin="school", number="8").delete()
    queries.book.clear()
    assert queries.parameter("problem-rules:7", "take_days", TODAY) == 3
    assert queries.parameter("problem-rules:8", "take_days", TODAY) == 3  # names are unique in an edition
    assert queries.cite("problem-rules:8", on=TODAY).shipped


def test_facts_are_judged_by_the_softwares_check_of_a_missing_article(cast: Cast) -> None:
    facts = {"due": 21, "present": 10, "in_favour": 11}
    (before,) = queries.judge(["branch-work:4"], facts, TODAY).broken
    enter(cast, "branch-work", TODAY)
    (after,) = queries.judge(["branch-work:4"], facts, TODAY).broken
    assert after == replace(before, shipped=True)


def with_article(code: str, number: str, words: str) -> Callable[[], tuple[library.Volume, ...]]:
    """The files of a release that brings one article more."""
    volumes = library.volumes()
    row = {"number": number, "article": library.article_name(number), "heading": "", "words": words, "mark": "S"}
    row |= {"place": int(number), "parameters": {"late_days": {"value": 9, "label": "延期"}}, "checks": []}
    return lambda: tuple(
        replace(v, digest=f"{v.digest[:60]}new", provisions=(*v.provisions, row)) if v.head["code"] == code else v
        for v in volumes
    )


@pytest.fixture
def new_release(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A release whose rules for problems have an article 23."""
    newer = with_article("problem-rules", "23", "延期不超过 {late_days} 天。")
    for module in (queries, operations):
        monkeypatch.setattr(module, "volumes", newer)
    queries.shipped.cache_clear()
    yield
    queries.shipped.cache_clear()


@pytest.fixture
def amended(cast: Cast) -> None:
    """The school amended an article before that release came."""
    changed = {"code": "problem-rules", "number": "7", "words": "尽快签收。", "values": {}}
    operations.amend(**changed, effective=TODAY, actor=cast.administrator, at=cast.at)


def test_a_new_article_reaches_a_school_that_had_amended_its_rules(cast: Cast, amended: None, new_release: Any) -> None:
    assert operations.sync() == 1
    cited = queries.cite("problem-rules:23", on=TODAY)
    assert (cited.words, cited.shipped) == ("延期不超过 9 天。", True)
    assert queries.parameter("problem-rules:23", "late_days", TODAY) == 9
    assert queries.cite("problem-rules:7", on=TODAY).words == "尽快签收。"
    before = queries.cite("problem-rules:23", on=TODAY - dt.timedelta(1))
    assert (before.words, before.shipped) == ("延期不超过 9 天。", False)


def test_check_and_migrate_say_what_is_missing(cast: Cast, amended: None, new_release: Any) -> None:
    operations.sync()
    assert [gap.articles for gap in queries.gaps(TODAY)] == [("第二十三条",)]
    (said,) = rule_gaps()
    assert "《结对共建解难题工作规则（示范文本）》" in said and "第二十三条" in said
    taken = {
        "code": "problem-rules",
        "number": "23",
        "words": "延期不超过 {late_days} 天。",
        "values": {"late_days": "9"},
    }
    operations.amend(**taken, effective=TODAY, actor=cast.administrator, at=cast.at)
    assert queries.gaps(TODAY) == []
    assert not queries.cite("problem-rules:23", on=TODAY).shipped


def test_only_editions_that_hold_or_will_hold_are_said_to_lack_something(cast: Cast) -> None:
    enter(cast, "contest-rules", dt.date(2026, 1, 1))
    enter(cast, "contest-rules", TODAY, articles=12)
    enter(cast, "contest-rules", dt.date(2030, 1, 1), articles=11)
    found = queries.gaps(TODAY)
    assert [(g.since, g.articles) for g in found] == [(TODAY, ()), (dt.date(2030, 1, 1), ("第十二条",))]
    assert all(g.parameters for g in found)  # entered in plain words


def test_the_page_and_the_api_mark_what_is_the_softwares(cast: Cast, client: Client) -> None:
    enter(cast, "problem-rules", TODAY, articles=7)
    page = client.get(reverse("rulebook:regulation", args=["problem-rules"])).content.decode()
    assert page.count("本校版本没有这一条，按软件自带的条文办理") == 15
    assert 'id="article-22"' in page
    assert "签收或退办期限（软件自带）" in page
    told = client.get("/api/v1/rulebook/problem-rules").json()["articles"]
    assert [a["key"] for a in told if a["shipped"]] == [f"problem-rules:{n}" for n in range(8, 23)]
    assert told[6]["parameters"]["take_days"] == 5
    assert told[6]["shipped_parameters"] == ["take_days"]
    page = client.get(reverse("rulebook:procedure", args=["problem"])).content.decode()
    assert "第八条（软件自带）" in page and "第七条（软件自带）" not in page


def test_the_school_takes_over_a_missing_article_on_its_page(cast: Cast, client: Client) -> None:
    enter(cast, "problem-rules", TODAY, articles=7)
    client.force_login(cast.accounts["administrator"], backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("rulebook:amend", args=["problem-rules", "8"])
    assert client.get(url).status_code == 200
    given = {"words": "{solve_days} 天内办结。", "p_solve_days": "45", "effective": str(TODAY)}
    answer = client.post(url, given)
    assert answer.status_code == 302, answer.content.decode()
    cited = queries.cite("problem-rules:8", on=TODAY)
    assert (cited.words, cited.shipped) == ("45 天内办结。", False)
    assert queries.parameter("problem-rules:8", "solve_days", TODAY) == 45


def test_an_edition_of_the_school_is_not_overwritten_by_a_release(cast: Cast, new_release: Any) -> None:
    Regulation.objects.filter(code="problem-rules").update(origin="school", digest="")
    before = list(Provision.objects.filter(regulation__code="problem-rules").values_list("id", "words"))
    assert operations.sync() == 0
    assert list(Provision.objects.filter(regulation__code="problem-rules").values_list("id", "words")) == before
    assert queries.cite("problem-rules:23", on=TODAY).shipped
