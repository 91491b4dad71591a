"""Files of delegates and of proposals: preview, mistakes by row, never twice, any encoding."""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from gongjian.kernel.refused import Refused
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.matters.models import Matter
from gongjian.proposals import commands
from gongjian.proposals import operations as ops
from gongjian.proposals.models import Delegate, Proposal
from gongjian.spreadsheets import importing

from . import scenarios

pytestmark = pytest.mark.django_db
TEXT = "调研情况：走访了三栋宿舍。\n问题分析：管理人员不足。具体建议：一、增加一名；二、公布电话。"
ROWS = [
    ["标题", "类型", "内容", "提案形式", "署名人数", "提案人"],
    ["关于宿舍值班的建议", "教育事业", TEXT, "联名", "4", "代表甲"],
    ["没有小标题的建议", "财税金融", "请多开几个窗口。", "个人", "1", "代表乙"],
]


def table(rows, encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


@pytest.fixture
def c(cast, at):
    return scenarios.build(cast, at)


def read(c, at, data, importer=ops.PROPOSALS):
    return importing.read(importer, data, "表.csv", scope=c.session, at=at)


def bring(c, at, rows=ROWS, encoding="utf-8"):
    reading = read(c, at, table(rows, encoding))
    return ops.import_proposals(session=c.session, rows=reading.rows, actor=c.officer, at=at, file="提案.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_is_taken_apart_in_any_encoding(c, at, encoding):
    done = bring(c, at, encoding=encoding)
    assert (done.new, done.duplicate) == (2, 0)
    one, two = Proposal.objects.select_related("matter").order_by("pk")
    assert (one.research, one.analysis) == ("走访了三栋宿舍。", "管理人员不足。")
    assert one.advice == "一、增加一名；二、公布电话。"
    assert (one.background, one.form, one.signatories) == (one.matter.title, "联名", 4)
    assert (one.matter.state, one.matter.source, one.matter.category) == ("submitted", "import", "teaching")
    assert (two.background, two.advice, two.matter.category) == ("请多开几个窗口。", "", "other")
    assert one.matter.raiser_id is None
    assert one.matter.on_behalf_of == "代表甲"
    assert not one.matter.public
    assert [t.verb for t in matter_queries.waiting_for(c.officer)] == ["accept", "accept"]


def test_the_same_text_is_not_imported_twice(c, at):
    bring(c, at)
    done = bring(
        c,
        at,
        [*ROWS, ["第三件", "教育", "内容三", "个人", "1", "甲"], ["第三件", "教育", "内容 三", "个人", "1", "甲"]],
    )
    assert (done.new, done.duplicate) == (1, 3)
    assert Matter.objects.count() == 3


def test_the_committee_speaks_for_an_absent_proposer(c, at):
    bring(c, at)
    matter = scenarios.again(Matter.objects.order_by("pk").first())
    ops.accept(matter=matter, actor=c.officer, at=at)
    ops.assign(matter=scenarios.again(matter), lead_id=c.cast.department.pk, actor=c.officer, at=at)
    matters.take(matter=scenarios.again(matter), actor=c.cast.handler, at=at)
    ops.submit_reply(matter=scenarios.again(matter), text="已安排。", grade="A", actor=c.cast.handler, at=at)
    matters.sign(matter=scenarios.again(matter), actor=c.cast.head, at=at)
    matters.give_verdict(matter=scenarios.again(matter), solved=True, satisfaction=4, actor=c.officer, at=at)
    assert scenarios.again(matter).state == "closed-solved"


def test_mistakes_are_said_by_row_and_nothing_is_kept(c, at):
    rows = [
        *ROWS,
        ["", "教育", "内容", "", "", ""],
        ["长" * 121, "教育", "内容", "", "", ""],
        ["题", "", "", "", "", ""],
    ]
    rows.append(["题", "", "内容", "", "很多", ""])
    reading = read(c, at, table(rows))
    assert [(e.row, e.column) for e in reading.errors] == [(4, "标题"), (5, "标题"), (6, "内容"), (7, "署名人数")]
    assert (reading.read, reading.wrong) == (6, 4)
    with pytest.raises(Refused):
        read(c, at, table([["姓名", "年龄"], ["甲", "1"]]))
    with pytest.raises(Refused):
        ops.import_proposals(session=c.session, rows=reading.rows, actor=c.proposer, at=at)
    assert Matter.objects.count() == 0


def test_the_command(c, tmp_path, django_db_blocker):
    path = tmp_path / "proposals.csv"
    path.write_bytes(table(ROWS, "gb18030"))
    run = CliRunner()
    preview = run.invoke(commands.import_proposals, [str(path), "--session", c.session.name, "--dry-run"])
    assert preview.output.strip().endswith("read=2 new=2 duplicate=0 wrong=0")
    assert Matter.objects.count() == 0
    done = run.invoke(commands.import_proposals, [str(path), "--session", c.session.name, "--yes"])
    assert (done.exit_code, Matter.objects.count()) == (0, 2)
    again = run.invoke(commands.import_proposals, [str(path)])
    assert "new=0 duplicate=2" in again.output
    assert "第二届" in str(run.invoke(commands.import_proposals, [str(path), "--session", "第二届"]).exception)


def test_real_texts(c, at, shared_data: Path):
    path = shared_data / "proposals.csv"
    reading = read(c, at, path.read_bytes())
    assert (reading.read, reading.errors) == (218, [])
    assert sum(bool(row.advice) for row in reading.rows) >= 206
    assert sum(row.signatories is not None for row in reading.rows) == 218
    done = ops.import_proposals(session=c.session, rows=reading.rows[:20], actor=c.cast.system, at=at)
    assert (done.new, done.duplicate) == (20, 0)


def test_delegates_from_a_sheet(c, at):
    rows = [["学号", "姓名", "选举单位"], ["S003", "乔未央", "星河学院"], [c.persons[0].number, "", "机电学院"]]
    given = {"scope": c.session, "actor": c.officer, "at": at}
    reading = read(c, at, table(rows, "gb18030"), ops.DELEGATES)
    judged = importing.judge(ops.DELEGATES, reading.rows, **given)
    assert (judged.counts, judged.wrong) == ({"new": 1, "same": 1}, [])
    batch = importing.keep(ops.DELEGATES, reading.rows, data=b"x", name="代表.csv", **given)
    assert importing.confirm(ops.DELEGATES, batch, **given) == 1
    assert importing.keep(ops.DELEGATES, reading.rows, data=b"x", name="代表.csv", **given).applied
    wrong = [
        ["学号", "姓名", "选举单位"],
        ["S999", "", "星河学院"],
        ["S003", "别人", "星河学院"],
        ["S002", "", "没有的单位"],
    ]
    before = Delegate.objects.count()
    reading = read(c, at, table(wrong), ops.DELEGATES)
    reading.add_wrong(importing.judge(ops.DELEGATES, reading.rows, **given).wrong)
    assert [(e.row, e.column) for e in reading.errors] == [(2, "学号"), (3, "姓名"), (4, "选举单位")]
    with pytest.raises(Refused):
        ops.import_delegates(session=c.session, rows=reading.rows, actor=c.officer, at=at)
    assert Delegate.objects.count() == before
