"""三率, exclusions, radar, lifting: against a naive count of a small history; public and inside; exports can be read."""

import datetime as dt
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongjian.appeals import figures, metrics
from gongjian.appeals import operations as ops
from gongjian.appeals.models import Lift
from gongjian.appeals.pages import rates as rates_pages
from gongjian.appeals.radar import Alarm as Burst
from gongjian.matters import operations as shared
from gongjian.matters.models import Verdict
from tests.appeals import scenarios
from tests.appeals.scenarios import again

pytestmark = pytest.mark.django_db
RATES = "/appeals/rates/"


@pytest.fixture
def as_(cast, frozen):
    """``as_("receptionist")``: a browser signed in as this part, at the frozen hour."""

    def sign_in(part: str) -> Client:
        browser = Client()
        browser.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return sign_in


TEXTS = (
    "明远书院三层浴室没有热水，晚上无法洗澡。",
    "食堂二楼的排风扇坏了，油烟很大，吃饭呛人。",
    "图书馆四层的灯坏了三盏，晚上看书很暗。",
    "宿舍六号楼的洗衣机有两台不能用，排队很久。",
    "操场跑道有一段破损，跑步容易绊倒。",
    "教学楼三层的饮水机没有水，课间喝不上水。",
    "北门自行车棚漏雨，车都淋湿了。",
)
SAID = ("yes", "yes", "mostly", "no", "yes", "mostly")


def history(cast, at):
    """Six appeals judged by their raisers, one answered and silent; on different hours, because of the limits."""
    people = [cast.student, cast.member, cast.stranger]
    for n, text in enumerate(TEXTS):
        who, when = people[n % 3], at + dt.timedelta(minutes=n)
        given = {"title": text[:10], "text": text, "actor": who}
        if n == len(SAID):
            scenarios.answered(cast, when, **given)
        else:
            matter = scenarios.answered(cast, when, **given)
            ops.give_verdict(
                matter=matter,
                solved=SAID[n] != "no",
                satisfied=SAID[n],
                contacted=n % 2 == 0,
                words="还是这样" if SAID[n] == "no" else "",
                actor=who,
                at=when,
            )


def naive(at) -> dict[str, int]:
    rows = list(Verdict.objects.filter(presumed=False))
    return {
        "valid": len(rows),
        "contacted": sum(bool(v.contacted) for v in rows),
        "solved": sum(v.solved for v in rows),
        "satisfied": sum((v.satisfaction or 0) >= 4 for v in rows),
        "mostly": sum(v.satisfaction == 3 for v in rows),
    }


def test_the_dashboard_says_what_a_naive_count_says(cast, as_, at, frozen):
    history(cast, at)
    truth = naive(at)
    found = figures.figures(cast.leader, "month", at)
    assert {k: getattr(found.read.whole, k) for k in truth} == truth
    unit = found.read.units[cast.department.pk]
    assert {k: getattr(unit, k) for k in truth} == truth
    words = as_("leader").get(RATES).content.decode()
    satisfied = (truth["satisfied"] + 0.9 * truth["mostly"]) / truth["valid"]
    assert f"{100 * truth['solved'] / truth['valid']:.1f}%" in words and f"{100 * satisfied:.1f}%" in words
    assert (
        f"{truth['solved']}/{truth['valid']}" in words and "后勤保障部" in words and "不提供按满意率单独排名" in words
    )
    assert found.delays.answered == len(TEXTS)


def test_below_five_only_counts_are_shown(cast, as_, at, frozen):
    scenarios.closed(cast, at)
    words = as_("leader").get(RATES).content.decode()
    assert "不足5次" in words and "100.0%</p>" not in words


def test_every_period_sort_and_unit_opens_and_nothing_is_ranked_by_satisfaction(cast, as_, at, frozen):
    history(cast, at)
    browser = as_("leader")
    for period in ("month", "quarter", "year", "2026", "all", "x"):
        for sort in ("name", "valid", "composite", "satisfaction"):
            assert browser.get(f"{RATES}?period={period}&sort={sort}").status_code == 200
    assert browser.get(f"{RATES}?unit={cast.department.pk}").status_code == 200
    assert browser.get(f"{RATES}?unit=abc").status_code == 200
    assert "satisfaction" not in figures.SORTS


def test_the_dashboard_asks_few_queries(cast, as_, at, frozen):
    history(cast, at)
    browser = as_("leader")
    browser.get(RATES)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(RATES).status_code == 200
    asked = [q["sql"][:300] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 12, "\n".join(asked)


def test_rates_inside_need_the_right_and_the_public_page_names_nobody(cast, as_, client, at, frozen):
    history(cast, at)
    for part in ("student", "stranger"):
        assert as_(part).get(RATES).status_code == 403
        assert as_(part).get(f"{RATES}export/").status_code == 403
    assert client.get(RATES).status_code == 302
    answer = client.get(f"{RATES}public/")
    words = answer.content.decode()
    assert answer.status_code == 200 and "后勤保障部" in words and "%" in words
    assert not any(p.name in words for p in cast.persons.values()) and "诉求-2026" not in words


def test_the_workbook_holds_what_the_page_shows(cast, as_, at, frozen):
    history(cast, at)
    answer = as_("leader").get(f"{RATES}export/?period=month")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert len(book.sheetnames) == 4
    rows = {r[0]: r for r in book.worksheets[0].iter_rows(values_only=True)}
    truth = naive(at)
    assert rows["后勤保障部"][1] == truth["valid"] and rows["后勤保障部"][4] == truth["solved"]


def test_what_is_excluded_counts_apart_and_is_listed(cast, as_, at, frozen):
    history(cast, at)
    matter = scenarios.closed(
        cast, at + dt.timedelta(hours=2), title="剔除的", text="体育馆更衣室的柜子坏了一个。", actor=cast.secretary
    )
    before = metrics.rates(["2026-03"]).whole
    ops.ask_exclusion(matter=matter, reason="评价的是另一件事情", actor=cast.handler, at=at)
    ops.approve_exclusion(matter=again(matter), actor=cast.leader, at=at)
    after = metrics.rates(["2026-03"]).whole
    assert (after.valid, after.excluded) == (before.valid - 1, before.excluded + 1)
    words = as_("leader").get(RATES).content.decode()
    assert "评价的是另一件事情" in words


def test_delays_show_median_and_shares_with_their_table(cast, as_, at, frozen):
    delays = metrics.Delays({10: 2, 80: 1, 400: 1}, {})
    figures_shown = [f.label for f in rates_pages.delay_figures(delays)]
    assert "答复用时中位数" in figures_shown and len(figures_shown) == 4
    chart = rates_pages.delay_chart(delays, "")
    assert sum(chart.data["series"][0]["values"]) == 4 and len(chart.table.rows) == len(chart.data["labels"])


# --- radar and lifting ---


def alarm(cast, at):
    matters = [
        scenarios.raised(cast, at + dt.timedelta(minutes=n), title=t[:8], text=t, actor=a)
        for n, (t, a) in enumerate(zip(TEXTS[:3], (cast.student, cast.member, cast.stranger), strict=True))
    ]
    burst = Burst(
        cell=("living", "明远书院"),
        expected=0.4,
        seen=3,
        p_value=0.0009,
        weeks=26,
        case_ids=[m.pk for m in matters],
    )
    return ops.sound_alarms(week="2026-W09", bursts=[burst], at=at)[0], matters


def test_the_radar_says_how_unusual_it_is_and_shows_the_cases(cast, as_, at, frozen):
    _alarm, matters = alarm(cast, at)
    browser = as_("receptionist")
    browser.get("/appeals/radar/")
    with CaptureQueriesContext(connection) as queries:
        words = browser.get("/appeals/radar/").content.decode()
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) <= 12
    assert "3件" in words and "约0.4件" in words and "偶然碰到一次" in words and matters[0].number in words
    assert browser.get("/appeals/radar/?week=1999-W01").status_code == 200
    assert as_("student").get("/appeals/radar/").status_code == 403


def test_lifting_makes_a_problem_with_links_both_ways(cast, as_, at, frozen):
    found, matters = alarm(cast, at)
    page = as_("receptionist").get(f"/appeals/radar/{found.pk}/lift/")
    assert page.status_code == 200 and "诉求集中" in page.content.decode()
    sent = {
        "title": "明远书院生活设施失修",
        "text": "一周内有3件诉求。",
        "category": "living",
        "place": "明远书院",
        "origin_id": cast.branch.pk,
        "topic": "on",
        "row": [m.pk for m in matters[:2]],
        "once": "abcdefghijklmnop",
    }
    assert as_("student").post(f"/appeals/radar/{found.pk}/lift/", sent).status_code == 403
    assert as_("receptionist").post(f"/appeals/radar/{found.pk}/lift/", sent).status_code == 302
    lift = Lift.objects.get()
    assert lift.appeals.count() == 2 and lift.topic
    words = as_("receptionist").get("/appeals/lifts/").content.decode()
    assert lift.problem.number in words and matters[0].number in words
    page = as_("secretary").get(f"/matters/{lift.problem.number}/").content.decode()
    assert matters[0].number in page
    appeal = as_("receptionist").get(f"/matters/{matters[0].number}/").content.decode()
    assert lift.problem.number in appeal


def test_ticked_appeals_of_the_desk_are_lifted_too(cast, as_, at, frozen):
    matter = scenarios.raised(cast, at)
    browser = as_("receptionist")
    assert browser.post("/appeals/desk/lift/", {}).status_code == 302
    page = browser.post("/appeals/desk/lift/", {"row": [matter.pk]})
    assert page.status_code == 200 and matter.number in page.content.decode()


def test_parked_ones_are_listed_with_reason_and_approver(cast, as_, at, frozen):
    matter = scenarios.handling(cast, at)
    review = dt.date(2026, 4, 1)
    shared.ask_to_park(matter=matter, reason="等锅炉到货", plan="四月更换", review_on=review, actor=cast.handler, at=at)
    shared.approve_parking(matter=again(matter), actor=cast.leader, at=at)
    words = as_("leader").get("/appeals/exclusions/").content.decode()
    assert "等锅炉到货" in words and "2026-04-01" in words
