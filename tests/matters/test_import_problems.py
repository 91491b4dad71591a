"""Real texts come in: by the command and by the page; duplicates and mistakes are said; what came in can be carried to its end."""

import datetime as dt
import io

import pytest
import xlsxwriter
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongjian.audit import verification
from gongjian.audit.models import Entry
from gongjian.kernel.clock import local_date
from gongjian.kernel.commands import IMPORT
from gongjian.kernel.refused import Malformed, NotAllowed
from gongjian.matters import metrics, queries
from gongjian.matters import operations as ops
from gongjian.matters.models import Holding, Matter, Reply
from gongjian.problems import commands
from gongjian.problems import operations as problem_commands
from gongjian.problems.problems_sheet import read_problems
from gongjian.search import queries as search
from gongjian.spreadsheets.queries import clean
from tests.matters import scenarios

pytestmark = pytest.mark.django_db
assert commands.import_problems.name == "problems"

TEXT = "宿舍三楼热水器经常跳闸，报修两次没有人来。"


def csv_of(*rows: str, head: str = "留言主题,留言时间,留言详情,一级标签", encoding: str = "utf-8") -> bytes:
    return "\n".join([head, *rows]).encode(encoding)


def line(n: int, when: str = "2019/8/23 17:06:03") -> str:
    return f"热水器跳闸{n},{when},{TEXT}第{n}次反映。,教育文体"


def run(tmp_path, data: bytes, *options: str, name: str = "诉求.csv"):
    file = tmp_path / name
    file.write_bytes(data)
    return CliRunner().invoke(IMPORT, ["problems", str(file), *options])


def counted(result) -> str:
    return result.stdout.strip().splitlines()[-1].split("  ")[-1]


def test_the_command_imports_and_says_so(cast, frozen, tmp_path, at):
    result = run(tmp_path, csv_of(line(1), line(2, "2017-12-27 16:12:59")), "--origin", cast.branch.name)
    assert result.exit_code == 0, result.output
    assert result.stdout == "读取 2，新增 2，重复 0，错误 0  read=2 new=2 duplicate=0 wrong=0\n"
    first = Matter.objects.get(title="热水器跳闸1")
    assert (first.state, first.source, first.public, first.raiser_id) == ("raised", "import", False, None)
    assert (first.origin_id, first.holder_id, first.category) == (cast.branch.pk, cast.branch.pk, "teaching")
    assert scenarios.local(first.raised_at) == "2019-08-23 17:06:03"
    assert first.due_at is not None and first.due_at > at
    assert metrics.drift() == {}
    assert first.pk in set(search.matching("matters.matter", "跳闸"))
    assert sum(s.seconds for s in queries.custody(first, at)) == queries.age_seconds(first, at)
    entry = Entry.objects.get(verb="matters.imported", subject_id=first.pk)
    assert entry.at == at
    assert verification.walk(at).findings == []
    assert [m.number for m in Matter.objects.order_by("id")] == ["难题-2026-0001", "难题-2026-0002"]


def test_the_same_file_again_changes_nothing(cast, frozen, tmp_path):
    data = csv_of(line(1), line(2), line(1))
    assert counted(run(tmp_path, data)) == "read=3 new=2 duplicate=1 wrong=0"
    before = list(Matter.objects.values()), Entry.objects.count(), Holding.objects.count()
    again = run(tmp_path, data, name="改了名.csv")
    assert counted(again) == "read=3 new=0 duplicate=3 wrong=0"
    assert "难题-2026-0001" in again.stderr
    assert before == (list(Matter.objects.values()), Entry.objects.count(), Holding.objects.count())


def test_odd_spaces_and_forms_do_not_make_another_text(cast, frozen, tmp_path):
    run(tmp_path, csv_of("热水 问题,2019-08-23,水温不够（晚上）,"))
    again = run(tmp_path, csv_of("　热水问题&nbsp;,2020-01-01, 水温不够(晚上)　,"))
    assert counted(again) == "read=1 new=0 duplicate=1 wrong=0"
    assert clean("　第一行&nbsp;&nbsp;完　\r\n\r\n\r\n\r\n 第二行\x00 ") == "第一行 完\n\n第二行"


def test_gb18030_is_detected_and_said(cast, frozen, tmp_path):
    result = run(tmp_path, csv_of(line(1), encoding="gb18030"))
    assert "GB18030" in result.stderr
    assert counted(result) == "read=1 new=1 duplicate=0 wrong=0"
    assert Matter.objects.get().title == "热水器跳闸1"


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet("收集")
    for n, row in enumerate(rows):
        for k, value in enumerate(row):
            sheet.write(n, k, value)
    book.close()
    return out.getvalue()


def test_a_workbook_with_real_dates(cast, frozen, tmp_path):
    rows = [
        ["收集表"],
        ["题目", "内容", "日期", "单位", "答复", "答复时间"],
        [
            "路灯不亮",
            "东门路灯坏了",
            dt.datetime.fromisoformat("2025-05-06 07:08"),
            "机电学院",
            "已换灯",
            dt.datetime.fromisoformat("2025-05-09 09:00"),
        ],
        ["没有日期", "西门路灯坏了", None, "", "", None],
    ]
    assert counted(run(tmp_path, workbook(rows), name="表.xlsx")) == "read=2 new=2 duplicate=0 wrong=0"
    deadline_light = Matter.objects.get(title="路灯不亮")
    assert scenarios.local(deadline_light.raised_at) == "2025-05-06 07:08:00"
    assert deadline_light.on_behalf_of == "机电学院"
    reply = Reply.objects.get()
    assert (reply.matter_id, reply.text, scenarios.local(reply.at)) == (
        deadline_light.pk,
        "已换灯",
        "2025-05-09 09:00:00",
    )


def test_wrong_rows_are_named_and_the_good_ones_come_in(cast, frozen, tmp_path):
    data = csv_of(
        line(1),
        "没有正文,2019-01-01,,",
        f"日期不对,前天,{TEXT},",
        f"将来的,2031-01-01,{TEXT}二,",
        "太长,," + "长" * 20_001 + ",",
    )
    result = run(tmp_path, data)
    assert counted(result) == "read=5 new=1 duplicate=0 wrong=4"
    assert result.exit_code == 1
    for row in (3, 4, 5, 6):
        assert f"第 {row} 行" in result.stderr
    assert "20001字" in result.stderr
    assert Matter.objects.get().title == "热水器跳闸1"


def test_strict_and_dry_run_write_nothing(cast, frozen, tmp_path):
    data = csv_of(line(1), "没有正文,2019-01-01,,")
    assert counted(run(tmp_path, data, "--strict")) == "read=2 new=0 duplicate=0 wrong=1"
    assert run(tmp_path, csv_of(line(1)), "--dry-run").exit_code == 0
    assert not Matter.objects.exists() and not Entry.objects.exists()


def test_a_title_is_taken_from_the_text_or_cut_to_fit(at):
    long = "很长的标题" * 30
    reading = read_problems(csv_of(f",,{TEXT},", f"{long},,正文在此,"), "a.csv", at)
    assert reading.rows[0].title == "宿舍三楼热水器经常跳闸，报修两次没有人来"
    assert len(reading.rows[1].title) == 120
    assert reading.rows[1].text.startswith(long)
    without = read_problems(
        csv_of("食堂排队时间太长，能不能多开一个窗口让大家早点吃上饭呢谢谢了各位老师。", head="内容"), "a.csv", at
    )
    assert without.rows[0].title == "食堂排队时间太长，能不能多开一个窗口让大家早点吃上饭呢谢谢了"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", "留言主题,留言时间\n热水,2019-01-01\n".encode()])
def test_a_file_without_a_column_of_texts_is_refused(data, at):
    with pytest.raises(Malformed):
        read_problems(data, "a.csv", at)


def test_only_who_may_import_imports(cast, at):
    rows = [problem_commands.ProblemRow(sheet="a", row=2, title="热水", text=TEXT)]
    with pytest.raises(NotAllowed):
        problem_commands.import_problems(rows=rows, origin_id=cast.branch.pk, actor=cast.secretary, at=at)
    with pytest.raises(Malformed):
        problem_commands.import_problems(rows=rows, origin_id=cast.department.pk, actor=cast.administrator, at=at)
    assert not Matter.objects.exists()


def carry_to_the_end(cast, matter: Matter, at: dt.datetime) -> Matter:
    """From imported to struck off; the secretary speaks for the absent raiser."""
    matter = scenarios.again(matter)
    problem_commands.study(matter=matter, held_on=local_date(at), opinion="属实", actor=cast.secretary, at=at)
    problem_commands.adopt(
        matter=matter, held_on=local_date(at), due=21, present=18, in_favour=16, actor=cast.secretary, at=at
    )
    problem_commands.draw_up(
        matter=matter,
        goal="恢复使用",
        measures=scenarios.measures(cast, at),
        duties=scenarios.duties(cast, at),
        actor=cast.secretary,
        at=at,
    )
    problem_commands.assign(matter=matter, lead_id=cast.department.pk, actor=cast.secretary, at=at)
    matter = scenarios.again(matter)
    ops.take(matter=matter, actor=cast.handler, at=at)
    for measure in matter.measures.all():
        problem_commands.report_progress(
            matter=matter, measure_id=measure.pk, percent=100, text="完成", evidence="照片", actor=cast.handler, at=at
        )
    problem_commands.claim_solved(matter=matter, statement="已修复", evidence="照片", actor=cast.handler, at=at)
    matter = scenarios.again(matter)
    with pytest.raises(NotAllowed):
        ops.give_verdict(matter=matter, solved=True, satisfaction=5, words="", actor=cast.student, at=at)
    assert (matter.pk, "give_verdict") in {(t.matter.pk, t.verb) for t in queries.waiting_for(cast.secretary)}
    ops.give_verdict(matter=matter, solved=True, satisfaction=4, words="回访满意", actor=cast.secretary, at=at)
    verdict = Entry.objects.filter(verb="matters.verdict-given", subject_id=matter.pk).latest("id")
    assert verdict.actor_person_id == cast.secretary.person_id and '"for_absent":true' in verdict.content.replace(
        " ", ""
    )
    problem_commands.confirm_solved(matter=scenarios.again(matter), actor=cast.liaison, at=at)
    return scenarios.again(matter)


def test_an_imported_problem_is_struck_off(cast, frozen, tmp_path, at):
    run(tmp_path, csv_of(line(1)), "--origin", cast.branch.name)
    assert carry_to_the_end(cast, Matter.objects.get(), at).state == "solved-confirmed"
    assert metrics.drift() == {}


def test_real_texts_come_in_and_some_are_struck_off(cast, frozen, at, shared_data):
    file = shared_data / "appeals_campus.csv"
    options = ["problems", str(file), "--origin", cast.branch.name, "--as", cast.accounts["administrator"].username]
    assert counted(CliRunner().invoke(IMPORT, options)) == "read=121 new=121 duplicate=0 wrong=0"
    assert Matter.objects.count() == 121
    before = list(Matter.objects.order_by("id").values())
    assert counted(CliRunner().invoke(IMPORT, options)) == "read=121 new=0 duplicate=121 wrong=0"
    assert before == list(Matter.objects.order_by("id").values())
    for matter in Matter.objects.order_by("id")[:3]:
        assert carry_to_the_end(cast, matter, at).state == "solved-confirmed"
    assert metrics.drift() == {}
    assert verification.walk(at).findings == []
    for matter in Matter.objects.all():
        assert sum(s.seconds for s in queries.custody(matter, at)) == queries.age_seconds(matter, at)


def upload(client, cast, data: bytes, name: str = "诉求.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post(reverse("problems:import"), {"file": file, "origin_id": cast.branch.pk})


def test_the_page_previews_before_it_saves(cast, frozen, client):
    client.force_login(cast.accounts["administrator"])
    assert "批量导入" in client.get(reverse("matters:list")).content.decode()
    data = csv_of(line(1), line(2), line(1))
    sent = upload(client, cast, data)
    assert sent.status_code == 302
    assert not Matter.objects.exists()
    page = client.get(sent.url)
    assert "热水器跳闸2" in page.content.decode() and "重复：第2行" in page.content.decode()
    assert client.post(sent.url).status_code == 302
    assert Matter.objects.count() == 2
    assert client.post(sent.url).status_code == 409  # a second click
    assert Matter.objects.count() == 2
    again = upload(client, cast, data)
    assert "没有重复导入" in client.get(again.url).content.decode()


def test_the_page_names_wrong_rows_and_keeps_what_was_chosen(cast, frozen, client):
    client.force_login(cast.accounts["administrator"])
    answer = upload(client, cast, csv_of(line(1), f"日期不对,前天,{TEXT},"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "不是可以识别的日期" in page
    assert f'value="{cast.branch.pk}" selected' in page
    assert upload(client, cast, b"\x89PNG\r\n\x1a\n").status_code == 422
    assert not Matter.objects.exists()


def test_the_page_is_for_those_who_may_import(cast, frozen, client):
    client.force_login(cast.accounts["secretary"])
    assert client.get(reverse("problems:import")).status_code == 403
    assert "批量导入" not in client.get(reverse("matters:list")).content.decode()
