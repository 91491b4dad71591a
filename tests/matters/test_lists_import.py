"""The three lists out to Excel, edited, and back: what differs is proposed, all of it or nothing, each file once."""

import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongjian.audit import queries as ledger
from gongjian.kernel.refused import Malformed, NotAllowed, Overtaken
from gongjian.matters.models import Matter
from gongjian.matters.procedures import SUBJECT
from gongjian.org.models import Body
from gongjian.problems import operations, sheets
from gongjian.problems import queries as problem_queries
from gongjian.problems.models import Adjustment, Duty, Measure
from gongjian.problems.pages import list_import
from gongjian.spreadsheets.models import ImportBatch
from gongjian.spreadsheets.operations import Column, Sheet, write_workbook
from gongjian.spreadsheets.queries import read_workbook

from . import scenarios

pytestmark = pytest.mark.django_db
P, M, D = "难题清单", "举措清单", "责任清单"


def exported(actor) -> bytes:
    out = io.BytesIO()
    sheets.write_lists(out, problem_queries.with_lists(actor))
    return out.getvalue()


def cells(data: bytes) -> dict[str, list[list[object]]]:
    return {s.name: [list(r.values) for r in s.all_rows] for s in read_workbook(data, "x.xlsx")}


def saved(book: dict[str, list[list[object]]]) -> bytes:
    """The cells as another file, as Excel would save them."""
    made = []
    for name, (head, *rows) in book.items():
        columns = [Column(str(t), kind="date" if t in ("开始", "完成", "时限", "提出日期") else "text") for t in head]
        made.append(Sheet(name, columns, rows))
    return write_workbook(made)


def at_of(book, sheet: str, title: str) -> int:
    return book[sheet][0].index(title)


def put(book, sheet: str, row: int, title: str, value: object) -> None:
    """Row 1 is the first line below the heading."""
    book[sheet][row][at_of(book, sheet, title)] = value


def add(book, sheet: str, **values: object) -> None:
    line: list[object] = [None] * len(book[sheet][0])
    for title, value in values.items():
        line[at_of(book, sheet, title)] = value
    book[sheet].append(line)


def upload(data: bytes, actor, at):
    return list_import.upload(data, "三张清单.xlsx", actor=actor, at=at)


def import_(data: bytes, actor, at, reason: str = "施工推迟"):
    return operations.import_lists(batch=upload(data, actor, at).batch, reason=reason, actor=actor, at=at)


def sentences(uploaded) -> list[str]:
    return [str(e) for e in uploaded.plan.errors]


def untouched() -> bool:
    return not Adjustment.objects.exists() and not ImportBatch.objects.exists()


# --- round trip ---


def test_out_and_back_unchanged_changes_nothing(cast, at):
    scenarios.handling(cast, at)
    scenarios.listed(cast, at, title="=1+1 食堂窗口排队")
    scenarios.adopted(cast, at, title="还没有清单的难题")
    before = exported(cast.secretary)
    done = upload(before, cast.secretary, at)
    assert done.plan.counts == {"same": 3 + 4 + 6, "new": 0, "changed": 0, "dropped": 0, "duplicate": 0}
    assert not done.plan.matters and not done.plan.errors
    with pytest.raises(Malformed):
        operations.import_lists(batch=done.batch, reason="没有", actor=cast.secretary, at=at)
    assert cells(exported(cast.secretary)) == cells(before)
    assert not Adjustment.objects.exists()


ODD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60)
DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1))


@settings(max_examples=12)
@given(goal=ODD, text=ODD, metric=ODD, who=ODD, start=DAYS, length=st.integers(0, 4000), task=ODD)
def test_whatever_stands_in_a_line_comes_back_the_same(cast, at, goal, text, metric, who, start, length, task):
    matter = Matter.objects.filter(title=scenarios.TITLE).first() or scenarios.handling(cast, at)
    Matter.objects.filter(pk=matter.pk).update(goal=goal)
    end = start + dt.timedelta(days=length)
    line = matter.measures.first()
    Measure.objects.filter(pk=line.pk).update(text=text, metric=metric, person_name=who, starts_on=start, ends_on=end)
    Duty.objects.filter(matter=matter, part="help").update(task=task, person_name=who, due_on=end)
    before = exported(cast.handler)
    plan = upload(before, cast.handler, at).plan
    assert not plan.errors and not plan.matters
    assert cells(exported(cast.handler)) == cells(before)
    # Saved again by another program, and with every mark's digest gone: still nothing to propose.
    book = cells(before)
    for sheet in book:
        for row in range(1, len(book[sheet])):
            put(book, sheet, row, "行标识", book[sheet][row][at_of(book, sheet, "行标识")].split("-")[0])
    plan = upload(saved(book), cast.handler, at).plan
    assert not plan.matters
    assert all("不能为空" in e.sentence for e in plan.errors)  # a text of blanks only


def test_dates_and_numbers_are_true_cells(cast, at):
    scenarios.handling(cast, at)
    row = cells(exported(cast.handler))[M][1]
    assert isinstance(row[5], dt.date) and row[0] == 1
    assert row[9] == 0


# --- what an edited file proposes ---


def test_an_edited_file_is_proposed_as_one_adjustment_for_each_problem(cast, at):
    one, two = scenarios.handling(cast, at), scenarios.handling(cast, at, title="自习室夜间照明不足")
    book = cells(exported(cast.handler))
    rows = {r[1]: n for n, r in enumerate(book[M]) if n}
    put(book, M, rows[one.number], "完成", dt.date(2026, 5, 1))
    put(book, M, rows[two.number], "责任单位", "机电学院")
    put(
        book, P, next(n for n, r in enumerate(book[P]) if r[1] == two.number), "目标（销号标准）", "照度不低于300勒克斯"
    )
    add(
        book,
        D,
        编号=one.number,
        分工="配合",
        责任单位="机电学院",
        责任人="鲁望舒",
        责任内容="通知学生",
        时限="2026/4/30",
    )
    put(book, D, next(n for n, r in enumerate(book[D]) if r[1] == two.number and r[3] == "配合"), "撤销", "撤销")
    data = saved(book)
    plan = upload(data, cast.handler, at).plan
    assert sentences(upload(data, cast.handler, at)) == []
    assert (plan.new, plan.changed, plan.dropped) == (1, 3, 1)
    done = import_(data, cast.handler, at)
    assert done.adjusted == 2
    first, second = Adjustment.objects.get(matter=one), Adjustment.objects.get(matter=two)
    assert {c["action"] for c in first.changes} == {"change", "add"}
    assert {(c["line"], c["action"]) for c in second.changes} == {
        ("problem", "change"),
        ("measure", "change"),
        ("duty", "drop"),
    }
    assert first.batch == second.batch and len(first.batch) == 64
    assert first.reason == "施工推迟" and first.state == "proposed"
    assert "matters.lists-imported" in [row.verb for row in ledger.timeline(SUBJECT, one.pk)]
    operations.confirm_adjustment(matter=scenarios.again(two), adjustment_id=second.pk, actor=cast.liaison, at=at)
    operations.confirm_adjustment(matter=scenarios.again(one), adjustment_id=first.pk, actor=cast.liaison, at=at)
    after = cells(exported(cast.handler))
    assert "照度不低于300勒克斯" in str(after[P]) and "鲁望舒" in str(after[D])
    assert [r for r in after[D] if r[1] == two.number and r[3] == "配合"] == []


def test_the_same_file_twice_changes_nothing(cast, at):
    matter = scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    data = saved(book)
    import_(data, cast.handler, at)
    again = upload(data, cast.head, at)
    assert again.batch.applied and not again.goes_on
    with pytest.raises(Overtaken):
        operations.import_lists(batch=again.batch, reason="再来", actor=cast.handler, at=at)
    # Saved anew the file has another hash; the same changes already wait for confirmation.
    put(book, P, 1, "类别", "随手改的")
    plan = upload(saved(book), cast.handler, at).plan
    assert (plan.matters, plan.duplicate) == ([], 1)
    assert Adjustment.objects.filter(matter=matter).count() == 1


def test_a_row_that_is_missing_is_not_dropped(cast, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    del book[M][1:], book[D]
    plan = upload(saved(book), cast.handler, at).plan
    assert not plan.matters and not plan.errors


def test_first_lists_of_an_adopted_problem_are_drawn_up(cast, at):
    matter = scenarios.adopted(cast, at)
    book = cells(exported(cast.secretary))
    put(book, P, 1, "目标（销号标准）", "热水不断供")
    add(
        book,
        M,
        编号=matter.number,
        举措="检修",
        衡量标准="45度",
        开始="2026年3月3日",
        完成="2026.4.1",
        责任单位="后勤保障部",
        责任人="温如玉",
    )
    add(
        book,
        D,
        编号=matter.number,
        分工="牵头",
        责任单位="后勤保障部",
        责任人="卓立群",
        责任内容="统筹",
        时限=dt.date(2026, 5, 1),
    )
    done = import_(saved(book), cast.secretary, at, reason="")
    assert (done.adjusted, done.drawn_up) == (0, 1)
    fresh = scenarios.again(matter)
    assert (fresh.state, fresh.goal, fresh.measures.get().ends_on) == ("listed", "热水不断供", dt.date(2026, 4, 1))


def test_a_name_in_short_is_the_same_unit(cast, at):
    scenarios.handling(cast, at)
    Body.objects.filter(pk=cast.department.pk).update(short="后勤")
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任单位", "后勤")
    assert not upload(saved(book), cast.handler, at).plan.matters


# --- all or nothing ---


@pytest.mark.parametrize(
    ("sheet", "title", "value", "words"),
    [
        (M, "完成", "很快", "不是可以识别的日期"),
        (M, "完成", None, "请填写日期"),
        (M, "完成", dt.date(2020, 1, 1), "不能早于开始日期"),
        (M, "举措", " ", "不能为空"),
        (M, "举措", "长" * 301, "不超过300字"),
        (M, "责任单位", "没有这个部门", "没有名为“没有这个部门”"),
        (M, "撤销", "也许", "只能填“撤销”"),
        (M, "编号", "难题-1999-0001", "没有编号为"),
        (M, "编号", None, "请填写难题的编号"),
        (M, "行标识", "乱写", "行标识被改动过"),
        (M, "行标识", "M999999", "行标识与编号对不上"),
        (D, "分工", "旁观", "分工只能是"),
        (D, "分工", "督办", "不能互改"),
        (D, "撤销", "撤销", "牵头单位不能删除"),
        (D, "责任单位", "学校党委", "牵头的必须是一个单位"),
        (P, "难题", "换个标题", "标题不能在表格中修改"),
    ],
)
def test_one_wrong_cell_is_named_by_sheet_and_row_and_nothing_is_written(cast, at, sheet, title, value, words):
    matter = scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 2, "责任人", "这一处是对的")
    put(book, sheet, 1, title, value)
    done = upload(saved(book), cast.handler, at)
    said = "\n".join(sentences(done))
    assert words in said, said
    assert f"『{sheet}』第 2 行" in said
    assert done.batch is None and untouched()
    assert scenarios.again(matter).version == matter.version


def test_a_copied_row_with_its_mark_is_wrong(cast, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    book[M].append(list(book[M][1]))
    assert "行标识与第2行相同" in sentences(upload(saved(book), cast.handler, at))[0]
    book[M][-1][-1] = None
    assert "内容相同" in sentences(upload(saved(book), cast.handler, at))[0]
    assert untouched()


def test_a_problem_in_a_state_without_adjustments_says_so(cast, at):
    scenarios.claimed(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    said = sentences(upload(saved(book), cast.handler, at))
    assert len(said) == 1 and "待评价" in said[0]
    assert untouched()


def test_rows_of_problems_of_others_are_wrong(cast, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    said = sentences(upload(saved(book), cast.other_handler, at))  # helps, and may read it
    assert len(said) == 1 and "只有制定清单的组织和主办单位" in said[0]
    with pytest.raises(NotAllowed):
        upload(saved(book), cast.student, at)
    assert untouched()


def test_a_line_changed_by_others_since_the_export_is_not_overwritten(cast, at):
    matter = scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    put(book, M, 2, "责任人", "贺知秋")
    data = saved(book)
    batch = upload(data, cast.handler, at).batch
    Measure.objects.filter(pk=matter.measures.first().pk).update(metric="别人改过")
    said = sentences(upload(data, cast.handler, at))
    assert len(said) == 1 and "已经由别人调整过" in said[0]
    with pytest.raises(Overtaken) as refused:
        operations.import_lists(batch=batch, reason="推迟", actor=cast.handler, at=at)
    assert "已经由别人调整过" in str(refused.value)
    assert not Adjustment.objects.exists()
    assert ImportBatch.objects.get(pk=batch.pk).state == "previewed"


def test_a_reason_is_asked(cast, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    put(book, M, 1, "责任人", "温知夏")
    with pytest.raises(Malformed) as refused:
        import_(saved(book), cast.handler, at, reason=" ")
    assert "reason" in refused.value.fields
    assert not Adjustment.objects.exists()


# --- bad files ---


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"MZ\x90\x00", "不是表格文件"),
        (b"PK\x03\x04 broken", "损坏"),
        (write_workbook([Sheet("别的", [Column("编号")], [["1"]])]), "没有名为"),
        (write_workbook([Sheet(M, [Column("编号"), Column("举措")], [["1", "2"]])]), "缺少这些列"),
        (write_workbook([Sheet(P, [Column(t) for t in ("编号", "难题", "目标", "行标识")], [])]), "没有一行内容"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(cast, at, data, words):
    with pytest.raises(Malformed) as refused:
        upload(data, cast.handler, at)
    assert words in str(refused.value.sentence)
    assert untouched()


def test_a_file_of_many_rows_is_read(cast, at):
    scenarios.handling(cast, at)
    book = cells(exported(cast.handler))
    for n in range(3000):
        add(
            book,
            M,
            编号=f"难题-2000-{n:04}",
            举措="甲",
            衡量标准="乙",
            开始="2026-01-01",
            完成="2026-01-02",
            责任单位="后勤保障部",
            责任人="丙",
        )
    done = upload(saved(book), cast.handler, at)
    assert len(done.plan.errors) == 3000
    assert untouched()
