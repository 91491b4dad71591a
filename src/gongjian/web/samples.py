"""Fixed sample data for the style guide: every component once, with the longest words that occur."""

import datetime as dt
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor, Grant
from gongjian.kernel.refused import Citation, Malformed, NotNow
from gongjian.web import forms as house
from gongjian.web import shapes as s
from gongjian.web.routemap import RouteLine, RouteMap

RULE = Citation(
    "problem-rules:6",
    _("难题销号管理办法"),
    _("第六条"),
    _("承办单位认为不属于本单位职责的，应当自交办之日起五个工作日内退办并说明理由。"),
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
    title = forms.CharField(
        label=gettext_lazy("标题"), max_length=60, help_text=gettext_lazy("一句话说清楚：在哪里、什么事。一事一提。")
    )
    text = forms.CharField(
        label=gettext_lazy("事由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("写明时间、地点、影响多少人，已经找过谁。"),
    )
    unit = forms.ChoiceField(
        label=gettext_lazy("建议由哪个单位办理"),
        required=False,
        widget=house.SearchSelect,
        choices=[
            ("", gettext_lazy("由学校指派")),
            ("1", gettext_lazy("后勤保障部")),
            ("2", gettext_lazy("教务处")),
            ("3", gettext_lazy("网络信息中心")),
        ],
    )
    due = forms.DateField(label=gettext_lazy("希望何时解决"), required=False, widget=house.DayInput)
    open_to = forms.ChoiceField(
        label=gettext_lazy("谁能看见"),
        widget=forms.RadioSelect,
        choices=[("all", gettext_lazy("全校公开进展（不显示提出人）")), ("few", gettext_lazy("只有办理的人"))],
    )
    anonymous = forms.BooleanField(
        label=gettext_lazy("匿名提出"),
        required=False,
        help_text=gettext_lazy("办理的人不会知道您是谁；须两人同时批准并记录理由才能查阅。"),
    )
    files = house.FilesField(
        label=gettext_lazy("附件"), required=False, help_text=gettext_lazy("图片、PDF 或 Office 文件，每个不超过 20 MB。")
    )


def sample_actor() -> Actor:
    """A fictional office handler with wide rights, so that every menu group shows."""
    return Actor(
        account_id=0,
        person_id=0,
        name=_("林知远"),
        title=_("后勤保障部 · 经办人"),
        grants=frozenset(Grant(c, "") for c in CAPABILITIES),
    )


def sample_page(request: HttpRequest) -> dict[str, Any]:
    """The whole context of the style guide; ``?as=visitor`` shows the layout for people without an account."""
    if request.GET.get("as") != "visitor":
        request.actor = sample_actor()  # type: ignore[attr-defined]
    wrong = SampleForm({"text": _("热水") * 3, "open_to": "all"}, auto_id="wrong_%s")
    wrong.is_valid()
    wrong.refuse(Malformed.at("due", _("希望解决的日期不能早于今天。")))
    late = SampleForm({"title": _("浴室热水晚十点后停供"), "text": "…", "open_to": "all"}, seen=3, auto_id="late_%s")
    late.is_valid()
    late.refuse(
        NotNow(
            _("现在是“已销号”，不能退办；退办只能在“已交办”“办理中”时进行。"),
            authority=RULE,
            remedy=_("现在可以：再次提出。"),
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
            _("还没有人提出难题"),
            _("支部在调研中发现的、学生反映的难题会列在这里。"),
            s.Action(_("提出第一件"), "#", tone="primary"),
        ),
        "refusal": s.RefusalBox(
            _("退办期限已过：交办于 2026-11-09，五个工作日已于 2026-11-16 届满。"),
            RULE,
            _("请直接办理，或请牵头支部发起动态调整，把责任单位改过来。"),
            [s.Action(_("发起动态调整"), "#", small=True)],
        ),
        "notes": sample_notes(),
        "confirm": s.ConfirmBox(
            _("把“浴室热水晚十点后停供”退回交办支部？"),
            [
                _("事项回到“已立项”，由崇实书院学生第二党支部重新交办。"),
                _("您的理由会记入台账，提出人可以看到。"),
                _("退办不能撤回。"),
            ],
            _("退办"),
            "#",
            "#",
            danger=True,
        ),
        "form": SampleForm(),
        "wrong_form": wrong,
        "late_form": late,
        "preview": sample_preview(),
        "rates": [
            s.Rate(_("响应率"), 1180, 1212, _("期限内首次答复的事项 ÷ 同期应当答复的事项；停表的时间不计。")),
            s.Rate(_("解决率"), 873, 1212, _("提出人确认解决的事项 ÷ 同期办结的事项。")),
            s.Rate(_("满意率"), 640, 702, _("评价四分及以上 ÷ 同期收到的评价。"), _("次")),
        ],
        "figures": [
            s.Figure(_("待我办理"), 7, _("件"), "#", s.Light("red", _("1 件超期"))),
            s.Figure(_("待我确认"), 2, _("件"), "#"),
            s.Figure(_("我提出的"), 3, _("件"), "#", _("1 件待评价")),
            s.Figure(_("本周到期"), 4, _("件"), "#", s.Light("amber", _("最近一件周三"))),
        ],
        "charts": sample_charts(),
        "route": sample_route(),
        "print_head": s.PrintHead(
            _("难题清单"), [s.Fact(_("范围"), _("全校")), s.Fact(_("制表日期"), "2026-11-21")]
        ),
        "facts": s.Facts(
            [
                s.Fact(_("受理"), _("2026-11-03，用时 1 个工作日")),
                s.Fact(_("答复"), s.Light("amber", _("还剩 2 个工作日")), _("期限 2026-11-25")),
                s.Fact(_("办结"), s.Light("green", _("还剩 31 个工作日"))),
                s.Fact(_("停表"), s.Light("grey", _("等待提出人补充材料"))),
            ]
        ),
        "moment": dt.datetime(2026, 11, 21, 6, 30, tzinfo=dt.UTC),
    }


def sample_head() -> s.PageHead:
    return s.PageHead(
        title=_("浴室热水晚十点后停供"),
        number="难题-2026-0031",
        crumbs=[s.Link(_("难题"), "#"), s.Link(_("崇实书院"), "#")],
        chips=[s.Chip(_("办理中"), "active"), s.Light("amber", _("还剩 2 个工作日"))],
        facts=[
            s.Fact(_("提出"), _("崇实书院学生第二党支部 · 2026-09-03")),
            s.Fact(_("主办"), s.Who(_("林知远"), _("后勤保障部"), _("经办人"))),
            s.Fact(_("监督"), s.Who(_("周明德"), _("校党委"), _("联系委员"))),
        ],
        actions=[
            s.Action(_("申请销号"), "#", tone="primary"),
            s.Action(_("调整清单"), "#"),
            s.Action(
                _("退办"), "#hand-back", why_not=_("退办期限已过，五个工作日已于 2026-11-16 届满。"), authority=RULE
            ),
        ],
        more=[
            s.Action(_("催办"), "#"),
            s.Action(_("打印三张清单"), "#"),
            s.Action(
                _("撤回"),
                "#",
                tone="danger",
                method="post",
                confirm=_("撤回这件难题？"),
                consequences=[_("撤回后不再办理。"), _("已有记录仍留在台账。")],
            ),
        ],
    )


def sample_steps() -> s.StepBar:
    words = [
        (_("提出"), "done", "09-03"),
        (_("研究"), "done", "09-08"),
        (_("立项"), "done", "09-15"),
        (_("交办"), "done", "09-16"),
        (_("办理"), "now", _("第 24 天")),
        (_("申请销号"), "todo", ""),
        (_("评价"), "todo", ""),
        (_("销号"), "todo", ""),
    ]
    return s.StepBar([s.StepMark(w, state, when) for w, state, when in words])  # type: ignore[arg-type]


def sample_custody() -> s.CustodyBar:
    return s.CustodyBar(
        [
            s.HoldingSpan(_("崇实书院学生第二党支部"), _("13 天"), 31, "2026-09-03", "2026-09-16"),
            s.HoldingSpan(_("教务处"), _("4 天"), 10, "2026-09-16", "2026-09-20"),
            s.HoldingSpan(_("后勤保障部"), _("24 天"), 59, "2026-09-20", "", True),
        ],
        _("41 天 6 小时"),
    )


def sample_timeline() -> s.Timeline:
    return s.Timeline(
        [
            s.TimelineItem(
                "2026-11-20（周五）16:02",
                _("登记进展"),
                s.Who(_("林知远"), _("后勤保障部"), _("经办人")),
                _("三号、五号浴室锅炉已更换，供水时间延长至 23:30，试运行一周。"),
                [s.Fact(_("举措二"), s.Share(60))],
                "",
                "active",
                "#1842",
            ),
            s.TimelineItem(
                "2026-11-12（周四）09:30",
                _("催办"),
                s.Who(_("周明德"), _("校党委"), _("联系委员")),
                _("临近供暖，请在月底前完成。"),
                (),
                "",
                "warn",
                "#1790",
            ),
            s.TimelineItem(
                "2026-09-20（周日）10:15",
                _("签收"),
                s.Who("", _("后勤保障部"), _("经办人")),
                "",
                (),
                _("《难题销号管理办法》第五条"),
                "good",
                "#1503",
            ),
            s.TimelineItem(
                "2026-09-20（周日）09:40",
                _("退办"),
                s.Who("", _("教务处"), _("经办人")),
                _("浴室由后勤保障部管理，不属于我处职责。"),
                [s.Fact(_("退给"), _("崇实书院学生第二党支部"))],
                _("《难题销号管理办法》第六条"),
                "bad",
                "#1499",
            ),
            s.TimelineItem(
                "2026-09-03（周四）20:11",
                _("提出"),
                _("匿名提出人"),
                _("学生晚课结束后回到宿舍已无热水，涉及约 1,200 人。"),
                (),
                "",
                "quiet",
                "#1377",
            ),
        ]
    )


def sample_filters() -> s.FilterBar:
    return s.FilterBar(
        [
            s.FilterGroup(
                _("状态"),
                [
                    s.FilterChip(_("全部"), "#"),
                    s.FilterChip(_("办理中"), "#", True, 214),
                    s.FilterChip(_("待销号"), "#", False, 31),
                    s.FilterChip(_("已销号"), "#", False, 873),
                    s.FilterChip(_("挂账"), "#", False, 12),
                ],
            ),
            s.FilterGroup(
                _("时限"),
                [
                    s.FilterChip(_("超期"), "#", False, 9),
                    s.FilterChip(_("临期"), "#", True, 27),
                    s.FilterChip(_("正常"), "#"),
                ],
            ),
        ],
        clear="#",
    )


def sample_table() -> s.Table:
    columns = [
        s.Column(_("编号"), phone="line"),
        s.Column(_("标题"), phone="head", grow=True),
        s.Column(_("状态"), phone="end"),
        s.Column(_("主办"), phone="line"),
        s.Column(_("时限"), phone="line"),
        s.Column(_("进度"), phone="hidden"),
        s.Column(_("影响"), "number", "hidden", _("人")),
    ]
    lines = [
        ("0031", _("浴室热水晚十点后停供"), "active", _("办理中"), _("后勤保障部"), s.Light("amber", _("还剩 2 个工作日")), 60, "1,200"),
        ("0029", _("研究生实验室夜间门禁与安全巡查时间冲突，影响长周期实验"), "active", _("办理中"), _("保卫处"), s.Light("red", _("已超期 2 天")), 35, "340"),
        ("0027", _("校医院周末无儿科"), "warn", _("挂账"), _("校医院"), s.Light("grey", _("待批复")), 10, "86"),
        ("0022", _("教学楼 A 座无障碍坡道破损"), "good", _("待评价"), _("基建处"), s.Light("green", _("还剩 9 个工作日")), 100, "15"),
        ("0018", _("选课系统高峰期无法登录"), "end", _("已销号"), _("教务处"), "—", 100, "12,400"),
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
        bulk=[s.Action(_("批量催办"), "#"), s.Action(_("导出所选"), "#")],
    )


def sample_notes() -> list[s.Note]:
    return [
        s.Note(_("2027 年的调休安排尚未公布，2027 年的期限按周末推算。"), "warn", _("工作日历不全")),
        s.Note(_("难题-2026-0031 已提出。支部将在 7 个工作日内研究，届时您会收到消息。"), "good", _("已收到")),
        s.Note(_("本页所列为您有权查看的事项。"), "info"),
    ]


def sample_preview() -> s.ImportPreview:
    return s.ImportPreview(
        _("难题清单-2026-11.xlsx"),
        121,
        112,
        4,
        2,
        1,
        [
            s.WrongRow(_("举措清单"), 14, _("完成时限"), _("不是日期。请写成 2026-12-31。"), _("年底前")),
            s.WrongRow(_("责任清单"), 8, _("牵头单位"), _("没有叫这个名字的单位；相近的有：后勤保障部。"), _("后勤处")),
        ],
        again="#",
    )


def sample_charts() -> list[s.Chart]:
    months = [f"2026-{m:02d}" for m in range(6, 12)]
    raised, closed = [38, 12, 9, 71, 64, 52], [30, 21, 11, 40, 58, 61]
    table = s.Table(
        [s.Column(_("月份"), phone="head"), s.Column(_("提出"), "number"), s.Column(_("销号"), "number")],
        [s.Row([m, a, b]) for m, a, b in zip(months, raised, closed, strict=True)],
        plain=True,
    )
    units = [_("后勤保障部"), _("教务处"), _("保卫处"), _("校医院"), _("网信中心")]
    counts = [[n % 5, n // 5, (n * 7) % 13] for n in range(25)]
    heat = s.Table(
        [s.Column(_("单位"), phone="head"), *(s.Column(m, "number") for m in months[:5])],
        [s.Row([u, *(str(counts[r * 5 + c][2]) for c in range(5))]) for r, u in enumerate(units)],
        plain=True,
    )
    series = [{"name": _("提出"), "values": raised}, {"name": _("销号"), "values": closed}]
    return [
        s.Chart("raised-closed", "bars", _("每月提出与销号"), {"labels": months, "series": series}, table, _("按提出、销号的日期计入当月。"), "#"),
        s.Chart("trend", "lines", _("走势"), {"labels": months, "series": series}, table),
        s.Chart("coverage", "heat", _("各单位每月办结"), {"columns": months[:5], "rows": units, "values": counts}, heat, _("办结：销号或提出人逾期未评价。")),
        s.Chart(
            "bodies",
            "tree",
            _("组织"),
            {"root": {"name": _("校党委"), "children": [{"name": _("崇实书院党总支"), "children": [{"name": _("学生第一党支部")}, {"name": _("学生第二党支部")}]}, {"name": _("机关党委"), "children": [{"name": _("后勤保障部第一党支部")}]}]}},
            s.Table([s.Column(_("组织"), phone="head"), s.Column(_("上级"))], [s.Row([_("崇实书院党总支"), _("校党委")]), s.Row([_("机关党委"), _("校党委")])], plain=True),
        ),
    ]  # fmt: skip


def sample_route() -> RouteMap:
    day = dt.date
    return RouteMap(
        [
            RouteLine(_("举措一：延长三号浴室供水"), day(2026, 9, 20), day(2026, 10, 15), _("后勤保障部"), 100, "done"),
            RouteLine(
                _("举措二：更换锅炉两台"), day(2026, 10, 8), day(2026, 12, 10), _("后勤保障部"), 60, "now",
                day(2026, 10, 8), day(2026, 11, 15),
            ),
            RouteLine(_("举措三：宿舍楼热力管线改造论证"), day(2026, 11, 1), day(2026, 11, 18), _("基建处"), 40, "late"),
            RouteLine(_("举措四：寒假施工"), day(2027, 1, 18), day(2027, 2, 20), _("基建处 · 后勤保障部"), 0, "todo"),
        ],
        day(2026, 11, 21),
        _("路线图"),
    )  # fmt: skip
