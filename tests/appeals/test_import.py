"""``gongjian import appeals``: encodings, mixed dates, true days, what was sent again, twice is once."""

import datetime as dt

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.appeals import metrics
from gongjian.appeals import operations as ops
from gongjian.appeals.commands import import_appeals
from gongjian.appeals.models import Appeal
from gongjian.kernel.refused import NotAllowed
from gongjian.matters import metrics as all_metrics
from gongjian.matters.models import Holding, Matter, Verdict
from gongjian.spreadsheets import importing
from tests.conftest import hour_of

pytestmark = pytest.mark.django_db
HEAD = "留言编号,留言主题,留言时间,留言详情,答复意见,答复时间\n"
ROWS = (
    "1,浴室没有热水,2019/8/23 17:06:03,南区浴室晚上没有热水，已经持续一周,已检修并恢复供水，请联系后勤值班室,2019-08-30 17:06:03\n"
    "2,自习室座位不足,2019-09-01 10:00:00,图书馆自习室周末座位不足，很多同学没有地方学习,,\n"
    "1,浴室没有热水,2019/9/02 08:00,南区浴室晚上没有热水，已经持续一周,再次检修，已更换水泵,2019-09-12 08:00:00\n"
)


def read(text: str, at: dt.datetime, encoding: str = "utf-8") -> importing.Reading[ops.AppealRow]:
    return importing.read(ops.APPEALS, (HEAD + text).encode(encoding), "旧.csv", scope=None, at=at)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_any_usual_encoding_is_read(at, encoding):
    reading = read(ROWS, at, encoding)
    assert [r.title for r in reading.rows] == ["浴室没有热水", "自习室座位不足", "浴室没有热水"]
    assert reading.rows[0].raised_at == hour_of("2019-08-23 17:06:03") and not reading.errors


def test_import_keeps_the_true_days(cast, at):
    reading = read(ROWS, at)
    done = ops.import_appeals(rows=reading.rows, actor=cast.administrator, at=at, file="旧.csv")
    assert (done.new, done.duplicate, done.answered) == (3, 0, 2)
    assert done.again == [("诉求-2026-0003", "诉求-2026-0001")]
    first = Matter.objects.get(number="诉求-2026-0001")
    assert first.state == "closed-presumed" and first.raised_at == hour_of("2019-08-23 17:06:03")
    assert first.ended_at is not None and first.ended_at < at
    assert first.replies.get().final and Verdict.objects.get(matter=first).presumed
    second = Matter.objects.get(number="诉求-2026-0002")
    assert second.state == "raised" and second.due_at > at
    assert Holding.objects.filter(until=None).count() == 1  # nobody holds what is over, somebody what is open
    assert all(m.holdings.exists() and m.involved.exists() for m in Matter.objects.all())
    assert metrics.delays().median == pytest.approx(8.5)
    assert metrics.mend_counters() == 0 and all_metrics.drift() == {}


def test_twice_is_once(cast, at):
    rows = read(ROWS, at).rows
    ops.import_appeals(rows=rows, actor=cast.administrator, at=at)
    again = ops.import_appeals(rows=rows, actor=cast.administrator, at=at)
    assert (again.new, again.duplicate) == (0, 3) and Appeal.objects.count() == 3


def test_a_lately_answered_one_waits_for_its_verdict(cast, at):
    row = f"9,路灯不亮,{at - dt.timedelta(days=5):%Y-%m-%d %H:%M},东门路灯不亮,已更换灯泡,{at - dt.timedelta(days=1):%Y-%m-%d %H:%M}\n"
    ops.import_appeals(rows=read(row, at).rows, actor=cast.administrator, at=at)
    matter = Matter.objects.get()
    assert matter.state == "answered" and matter.clock_stopped and matter.due_at > at
    ops.give_verdict(matter=matter, solved=True, satisfied="yes", actor=cast.receptionist, at=at)
    assert Matter.objects.get().state == "closed-confirmed"


def test_mistakes_are_said_by_row(at):
    reading = read("1,题,2019-13-45,内容,,\n2,题,,,,\n3,题,2020-01-02,内容,答复,2020-01-01\n", at)
    assert reading.wrong == 3 and [e.row for e in reading.errors] == [2, 3, 4]


def test_a_unit_is_credited_by_name_or_short_name_and_an_unknown_one_is_a_mistake(cast, at, tmp_path):
    unit = cast.department
    unit.short = "后保"
    unit.save()
    head = "编号,标题,内容,提出时间,类别,答复,答复时间,办理单位\n"
    line = "UA{0},门锁坏了{0},楼道门锁坏了，希望修好{0}。,2026-01-05,水电维修,已经修好。,2026-01-08,{1}\n"
    rows = [line.format(n, name) for n, name in enumerate([unit.name, unit.short, "没有的处", ""], start=1)]
    file = tmp_path / "旧.csv"
    file.write_text(head + "".join(rows))
    done = CliRunner().invoke(import_appeals, [str(file), "--yes"])
    assert done.exit_code == 1
    assert "第 4 行“办理单位”列：没有名为“没有的处”的单位" in done.stderr
    assert "第 2—5 行“类别”列：没有“水电维修”这一项，按“其他”读取。" in done.stderr
    assert done.stdout == "读取4行：新增3，重复0，再次提交2，有误1。\n"
    leads = {m.title: m.lead_id for m in Matter.objects.all()}
    reception = leads["门锁坏了4"]
    assert leads == {"门锁坏了1": unit.pk, "门锁坏了2": unit.pk, "门锁坏了4": reception}
    assert reception != unit.pk


def test_import_needs_the_right(cast, at):
    with pytest.raises(NotAllowed):
        ops.import_appeals(rows=read(ROWS, at).rows, actor=cast.receptionist, at=at)
    assert not Appeal.objects.exists()


def test_the_command_counts_on_its_last_line(cast, tmp_path):
    file = tmp_path / "旧.csv"
    file.write_bytes((HEAD + ROWS).encode("gb18030"))
    tried = CliRunner().invoke(import_appeals, [str(file), "--dry-run", "--yes"])
    assert tried.exit_code == 0 and not Appeal.objects.exists()
    done = CliRunner().invoke(import_appeals, [str(file), "--yes"])
    assert done.exit_code == 0 and Appeal.objects.count() == 3
    assert "读取3行：新增3，重复0，再次提交1，有误0。" in done.output


def test_the_page_previews_with_its_remarks_and_imports_once(cast, frozen, client):
    client.force_login(cast.accounts["administrator"])
    text = "编号,标题,内容,类别\n1,门锁坏了,楼道门锁坏了。,水电维修\n合计,1,,\n"

    def upload(content: str):
        given = {"file": SimpleUploadedFile("旧.csv", content.encode("gb18030")), "origin_id": cast.department.pk}
        return client.post(reverse("appeals:import"), given)

    sent = upload(text)
    assert sent.status_code == 302 and not Appeal.objects.exists()
    page = client.get(sent.url).content.decode()
    for words in (
        "没有“水电维修”这一项",
        "第 3 行：像是合计或表尾",
        "GB18030",
        f"由{cast.department.name}受理，共1件新的",
    ):
        assert words in page
    assert client.post(sent.url).status_code == 302 and Appeal.objects.count() == 1
    assert client.post(sent.url).status_code == 409 and Appeal.objects.count() == 1
    assert "没有重复导入" in client.get(upload(text).url).content.decode()
    wrong = upload("编号,标题,内容,承办单位\n2,灯坏了,路灯坏了。,没有的处\n")
    assert wrong.status_code == 422 and "没有名为“没有的处”的单位" in wrong.content.decode()
    assert Appeal.objects.count() == 1
