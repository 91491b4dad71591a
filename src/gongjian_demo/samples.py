"""Fixed sample data for the style guide: every component once, with the longest words that occur. Not part of the catalogue."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest

from gongjian.kernel.actor import Actor, Grant
from gongjian.kernel.refused import Citation, Malformed, NotNow
from gongjian.web import forms as house
from gongjian.web import shapes as s
from gongjian.web.routemap import RouteLine, RouteMap

RULE = Citation(
    "problem-rules:6",
    "难题销号管理办法",
    "第六条",
    "承办单位认为不属于本单位职责的，应当自交办之日起五个工作日内退办并说明理由。",
    "S",
)
CAPABILITIES = (
    "matters.read",
    "matters.handle",
    "matters.import",
    "matters.read-figures",
    "pairing.read",
    "pairing.match",
    "people.manage",
)


class SampleForm(house.VerbForm):
    """One field of each kind."""

    draft = "styleguide"
    title = forms.CharField(label="标题", max_length=60, help_text="一句话说清楚：在哪里、什么事。一事一提。")
    text = forms.CharField(
        label="事由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="写明时间、地点、影响多少人，已经找过谁。",
    )
    unit = forms.ChoiceField(
        label="建议由哪个单位办理",
        required=False,
        widget=house.SearchSelect,
        choices=[
            ("", "由学校指派"),
            ("1", "后勤保障部"),
            ("2", "教务处"),
            ("3", "网络信息中心"),
        ],
    )
    due = forms.DateField(label="希望何时解决", required=False, widget=house.DayInput)
    open_to = forms.ChoiceField(
        label="谁能看见",
        widget=forms.RadioSelect,
        choices=[("all", "全校公开进展（不显示提出人）"), ("few", "只有办理的人")],
    )
    anonymous = forms.BooleanField(
        label="匿名提出",
        required=False,
        help_text="办理的人不会知道您是谁；须两人同时批准并记录理由才能查阅。",
    )
    attachments = house.FilesField(
        label="附件", required=False, help_text="图片、PDF 或 Office 文件，每个不超过 20 MB。"
    )


def sample_actor() -> Actor:
    """A fictional office handler with wide rights, so that every menu group shows."""
    return Actor(
        account_id=0,
        person_id=0,
        name="林知远",
        title="后勤保障部 · 经办人",
        grants=frozenset(Grant(c, "") for c in CAPABILITIES),
    )


def sample_page(request: HttpRequest) -> dict[str, Any]:
    """The whole context of the style guide; ``?as=visitor`` shows the layout for people without an account."""
    if request.GET.get("as") != "visitor":
        request.actor = sample_actor()  # type: ignore[attr-defined]
    wrong = SampleForm({"text": "热水" * 3, "open_to": "all"}, auto_id="wrong_%s")
    wrong.is_valid()
    wrong.refuse(Malformed.at("due", "希望解决的日期不能早于今天。"))
    late = SampleForm({"title": "浴室热水晚十点后停供", "text": "…", "open_to": "all"}, seen=3, auto_id="late_%s")
    late.is_valid()
    late.refuse(
        NotNow(
            "现在是“已销号”，不能退办；退办只能在“已交办”“办理中”时进行。",
            authority=RULE,
            remedy="现在可以：再次提出。",
        )
    )
    return {
        "head": sample_head(),
        "steps": sample_steps(),
        "custody": sample_custody(),
        "timeline": sample_timeline(),
        "filters": sample_filters(),
        "table": sample_table(),
        "empty": s.Empty(
            "还没有人提出难题",
            "支部在调研中发现的、学生反映的难题会列在这里。",
            s.Action("提出第一件", "#", tone="primary"),
        ),
        "refusal": s.RefusalBox(
            "退办期限已过：交办于 2026-11-09，五个工作日已于 2026-11-16 届满。",
            RULE,
            "请直接办理，或请牵头支部发起动态调整，把责任单位改过来。",
            [s.Action("发起动态调整", "#", small=True)],
        ),
        "notes": sample_notes(),
        "confirm": s.ConfirmBox(
            "把“浴室热水晚十点后停供”退回交办支部？",
            [
                "事项回到“已立项”，由崇实书院学生第二党支部重新交办。",
                "您的理由会记入台账，提出人可以看到。",
                "退办不能撤回。",
            ],
            "退办",
            "#",
            "#",
            danger=True,
        ),
        "form": SampleForm(),
        "wrong_form": wrong,
        "late_form": late,
        "preview": sample_preview(),
        "rates": [
            s.Rate("响应率", 1180, 1212, "期限内首次答复的事项 ÷ 同期应当答复的事项；停表的时间不计。"),
            s.Rate("解决率", 873, 1212, "提出人确认解决的事项 ÷ 同期办结的事项。"),
            s.Rate("满意率", 640, 702, "评价四分及以上 ÷ 同期收到的评价。", "次"),
        ],
        "figures": [
            s.Figure("待我办理", 7, "件", "#", s.Light("red", "1 件超期")),
            s.Figure("待我确认", 2, "件", "#"),
            s.Figure("我提出的", 3, "件", "#", "1 件待评价"),
            s.Figure("本周到期", 4, "件", "#", s.Light("amber", "最近一件周三")),
        ],
        "charts": sample_charts(),
        "route": sample_route(),
        "print_head": s.PrintHead("难题清单", [s.Fact("范围", "全校"), s.Fact("制表日期", "2026-11-21")]),
        "facts": s.Facts(
            [
                s.Fact("受理", "2026-11-03，用时 1 个工作日"),
                s.Fact("答复", s.Light("amber", "还剩 2 个工作日"), "期限 2026-11-25"),
                s.Fact("办结", s.Light("green", "还剩 31 个工作日")),
                s.Fact("停表", s.Light("grey", "等待提出人补充材料")),
            ]
        ),
        "moment": dt.datetime(2026, 11, 21, 6, 30, tzinfo=dt.UTC),
    }


def sample_head() -> s.PageHead:
    """The head of a matter in hand."""
    return s.PageHead(
        title="浴室热水晚十点后停供",
        number="难题-2026-0031",
        crumbs=[s.Link("难题", "#"), s.Link("崇实书院", "#")],
        chips=[s.Chip("办理中", "active"), s.Light("amber", "还剩 2 个工作日")],
        facts=[
            s.Fact("提出", "崇实书院学生第二党支部 · 2026-09-03"),
            s.Fact("主办", s.Who("林知远", "后勤保障部", "经办人")),
            s.Fact("监督", s.Who("周明德", "校党委", "联系委员")),
        ],
        actions=[
            s.Action("申请销号", "#", tone="primary"),
            s.Action("调整清单", "#"),
            s.Action("退办", "#hand-back", why_not="退办期限已过，五个工作日已于 2026-11-16 届满。", authority=RULE),
        ],
        more=[
            s.Action("催办", "#"),
            s.Action("打印三张清单", "#"),
            s.Action(
                "撤回",
                "#",
                tone="danger",
                method="post",
                confirm="撤回这件难题？",
                consequences=["撤回后不再办理。", "已有记录仍留在台账。"],
            ),
        ],
    )


def sample_steps() -> s.StepBar:
    """A procedure at its fifth step."""
    words = [
        ("提出", "done", "09-03"),
        ("研究", "done", "09-08"),
        ("立项", "done", "09-15"),
        ("交办", "done", "09-16"),
        ("办理", "now", "第 24 天"),
        ("申请销号", "todo", ""),
        ("评价", "todo", ""),
        ("销号", "todo", ""),
    ]
    return s.StepBar([s.StepMark(w, state, when) for w, state, when in words])  # type: ignore[arg-type]


def sample_custody() -> s.CustodyBar:
    """Three holders, one of them now."""
    return s.CustodyBar(
        [
            s.HoldingSpan("崇实书院学生第二党支部", "13 天", 31, "2026-09-03", "2026-09-16"),
            s.HoldingSpan("教务处", "4 天", 10, "2026-09-16", "2026-09-20"),
            s.HoldingSpan("后勤保障部", "24 天", 59, "2026-09-20", "", True),
        ],
        "41 天 6 小时",
    )


def sample_timeline() -> s.Timeline:
    """One entry of each tone."""
    return s.Timeline(
        [
            s.TimelineItem(
                "2026-11-20（周五）16:02",
                "登记进展",
                s.Who("林知远", "后勤保障部", "经办人"),
                "三号、五号浴室锅炉已更换，供水时间延长至 23:30，试运行一周。",
                [s.Fact("举措二", s.Share(60))],
                "",
                "active",
                "#1842",
            ),
            s.TimelineItem(
                "2026-11-12（周四）09:30",
                "催办",
                s.Who("周明德", "校党委", "联系委员"),
                "临近供暖，请在月底前完成。",
                (),
                "",
                "warn",
                "#1790",
            ),
            s.TimelineItem(
                "2026-09-20（周日）10:15",
                "签收",
                s.Who("", "后勤保障部", "经办人"),
                "",
                (),
                "《难题销号管理办法》第五条",
                "good",
                "#1503",
            ),
            s.TimelineItem(
                "2026-09-20（周日）09:40",
                "退办",
                s.Who("", "教务处", "经办人"),
                "浴室由后勤保障部管理，不属于我处职责。",
                [s.Fact("退给", "崇实书院学生第二党支部")],
                "《难题销号管理办法》第六条",
                "bad",
                "#1499",
            ),
            s.TimelineItem(
                "2026-09-03（周四）20:11",
                "提出",
                "匿名提出人",
                "学生晚课结束后回到宿舍已无热水，涉及约 1,200 人。",
                (),
                "",
                "quiet",
                "#1377",
            ),
        ]
    )


def sample_filters() -> s.FilterBar:
    """Two groups, one choice on in each."""
    return s.FilterBar(
        [
            s.FilterGroup(
                "状态",
                [
                    s.FilterChip("全部", "#"),
                    s.FilterChip("办理中", "#", True, 214),
                    s.FilterChip("待销号", "#", False, 31),
                    s.FilterChip("已销号", "#", False, 873),
                    s.FilterChip("挂账", "#", False, 12),
                ],
            ),
            s.FilterGroup(
                "时限",
                [
                    s.FilterChip("超期", "#", False, 9),
                    s.FilterChip("临期", "#", True, 27),
                    s.FilterChip("正常", "#"),
                ],
            ),
        ],
        clear="#",
    )


def sample_table() -> s.Table:
    """Five rows with every light."""
    columns = [
        s.Column("编号", phone="line"),
        s.Column("标题", phone="head", grow=True),
        s.Column("状态", phone="end"),
        s.Column("主办", phone="line"),
        s.Column("时限", phone="line"),
        s.Column("进度", phone="hidden"),
        s.Column("影响", "number", "hidden", "人"),
    ]
    lines = [
        ("0031", "浴室热水晚十点后停供", "active", "办理中", "后勤保障部", s.Light("amber", "还剩 2 个工作日"), 60, "1,200"),
        ("0029", "研究生实验室夜间门禁与安全巡查时间冲突，影响长周期实验", "active", "办理中", "保卫处", s.Light("red", "已超期 2 天"), 35, "340"),
        ("0027", "校医院周末无儿科", "warn", "挂账", "校医院", s.Light("grey", "待批复"), 10, "86"),
        ("0022", "教学楼 A 座无障碍坡道破损", "good", "待评价", "基建处", s.Light("green", "还剩 9 个工作日"), 100, "15"),
        ("0018", "选课系统高峰期无法登录", "end", "已销号", "教务处", "—", 100, "12,400"),
    ]  # fmt: skip
    rows = [
        s.Row(
            [
                s.Link(f"难题-2026-{number}", "#", True),
                s.Link(title, "#"),
                s.Chip(word, tone),  # type: ignore[arg-type]
                unit,
                light,
                s.Share(percent),
                people,
            ],
            key=number,
        )
        for number, title, tone, word, unit, light, percent, people in lines
    ]
    return s.Table(
        columns,
        rows,
        pager=s.Pager("#", "#"),
        bulk=[s.Action("批量催办", "#"), s.Action("导出所选", "#")],
    )


def sample_notes() -> list[s.Note]:
    """One remark of each tone."""
    return [
        s.Note("2027 年的调休安排尚未公布，2027 年的期限按周末推算。", "warn", "工作日历不全"),
        s.Note("难题-2026-0031 已提出。支部将在 7 个工作日内研究，届时您会收到消息。", "good", "已收到"),
        s.Note("本页所列为您有权查看的事项。", "info"),
    ]


def sample_preview() -> s.ImportPreview:
    """A sheet with two wrong cells."""
    return s.ImportPreview(
        "难题清单-2026-11.xlsx",
        121,
        112,
        4,
        2,
        1,
        [
            s.WrongRow("举措清单", 14, "完成时限", "不是日期。请写成 2026-12-31。", "年底前"),
            s.WrongRow("责任清单", 8, "牵头单位", "没有叫这个名字的单位；相近的有：后勤保障部。", "后勤处"),
        ],
        remarks=[s.Remarked("工作表『举措清单』第 5—7 行“责任单位”列", "合并的单元格，每一行都按同样的内容读取。")],
        again="#",
    )


def sample_charts() -> list[s.Chart]:
    """One chart of each kind."""
    months = [f"2026-{m:02d}" for m in range(6, 12)]
    raised, closed = [38, 12, 9, 71, 64, 52], [30, 21, 11, 40, 58, 61]
    table = s.Table(
        [s.Column("月份", phone="head"), s.Column("提出", "number"), s.Column("销号", "number")],
        [s.Row([m, a, b]) for m, a, b in zip(months, raised, closed, strict=True)],
        plain=True,
    )
    units = ["后勤保障部", "教务处", "保卫处", "校医院", "网信中心"]
    counts = [[n % 5, n // 5, (n * 7) % 13] for n in range(25)]
    heat = s.Table(
        [s.Column("单位", phone="head"), *(s.Column(m, "number") for m in months[:5])],
        [s.Row([u, *(str(counts[r * 5 + c][2]) for c in range(5))]) for r, u in enumerate(units)],
        plain=True,
    )
    series = [{"name": "提出", "values": raised}, {"name": "销号", "values": closed}]
    return [
        s.Chart("raised-closed", "bars", "每月提出与销号", {"labels": months, "series": series}, table, "按提出、销号的日期计入当月。", "#"),
        s.Chart("trend", "lines", "走势", {"labels": months, "series": series}, table),
        s.Chart("coverage", "heat", "各单位每月办结", {"columns": months[:5], "rows": units, "values": counts}, heat, "办结：销号或提出人逾期未评价。"),
        s.Chart(
            "bodies",
            "tree",
            "组织",
            {"root": {"name": "校党委", "children": [{"name": "崇实书院党总支", "children": [{"name": "学生第一党支部"}, {"name": "学生第二党支部"}]}, {"name": "机关党委", "children": [{"name": "后勤保障部第一党支部"}]}]}},
            s.Table([s.Column("组织", phone="head"), s.Column("上级")], [s.Row(["崇实书院党总支", "校党委"]), s.Row(["机关党委", "校党委"])], plain=True),
        ),
    ]  # fmt: skip


def sample_route() -> RouteMap:
    """Lines done, moved, late and to come."""
    day = dt.date
    return RouteMap(
        [
            RouteLine("举措一：延长三号浴室供水", day(2026, 9, 20), day(2026, 10, 15), "后勤保障部", 100, "done"),
            RouteLine(
                "举措二：更换锅炉两台", day(2026, 10, 8), day(2026, 12, 10), "后勤保障部", 60, "now",
                day(2026, 10, 8), day(2026, 11, 15),
            ),
            RouteLine("举措三：宿舍楼热力管线改造论证", day(2026, 11, 1), day(2026, 11, 18), "基建处", 40, "late"),
            RouteLine("举措四：寒假施工", day(2027, 1, 18), day(2027, 2, 20), "基建处 · 后勤保障部", 0, "todo"),
        ],
        day(2026, 11, 21),
    )  # fmt: skip
