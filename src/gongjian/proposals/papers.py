"""The app's papers: the yearly report as .docx and .xlsx, and the minutes of a meeting as .docx."""

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import NotNow
from gongjian.kernel.text import listed
from gongjian.spreadsheets.operations import Column, Paper, Sheet, Signature, write_workbook
from gongjian.web.dates import when

from . import metrics

if TYPE_CHECKING:
    from .models import Meeting

COUNTED = ("accepted", "handed_over", "answered", "solved", "in_hand")


def report_workbook(report: metrics.Report) -> bytes:
    """The yearly report as .xlsx: in all with definitions, by unit, by category."""
    total = report.total
    name = report.session.name
    numbers = [
        *((str(metrics.LABELS[n]), getattr(total, n), str(metrics.DEFINITIONS[n])) for n in ("submitted", *COUNTED)),
        (_("移交率（%）"), round(100 * total.handed_over / total.accepted, 1) if total.accepted else None, ""),
        (_("涉及单位"), len(report.units), str(metrics.DEFINITIONS["units"])),
        (_("面对面会议"), report.meetings, str(metrics.DEFINITIONS["meetings"])),
        *((str(metrics.LABELS[n]), getattr(total, n), str(metrics.DEFINITIONS[n])) for n in ("declined", "turned")),
    ]
    counts = [Column(str(metrics.LABELS[n]), 10, "int") for n in COUNTED]
    return write_workbook(
        [
            Sheet(
                _("总体情况"),
                [Column(_("项目"), 16), Column(_("数"), 10, "number"), Column(_("口径"), 70)],
                numbers,
                name,
            ),
            Sheet(
                _("按承办单位"),
                [Column(_("承办单位"), 30), *counts],
                [[label, *(getattr(c, n) for n in COUNTED)] for label, c in report.units],
                name,
            ),
            Sheet(
                _("按类别"),
                [Column(_("类别"), 16), *counts],
                [[label, *(getattr(c, n) for n in COUNTED)] for label, c in report.categories],
                name,
            ),
        ]
    )


def _long_day(value: dt.date) -> str:
    return _("%(y)d年%(m)d月%(d)d日") % {"y": value.year, "m": value.month, "d": value.day}


def report_paper(report: metrics.Report, at: dt.datetime) -> bytes:
    """提案工作年度报告."""
    total = report.total
    paper = Paper(_("提案工作年度报告"), subtitle=report.session.name)
    paper.heading(_("一、总体情况"))
    paper.paragraph(
        _(
            "本届提交提案%(submitted)d件，立案%(accepted)d件，涉及%(units)d个单位；召开面对面会议%(meetings)d次，移交%(handed_over)d件，"
            "移交率%(share)s。已答复%(answered)d件，其中已解决%(solved)d件；正在办理%(in_hand)d件。"
        )
        % {
            "submitted": total.submitted,
            "accepted": total.accepted,
            "units": len(report.units),
            "meetings": report.meetings,
            "handed_over": total.handed_over,
            "share": total.share,
            "answered": total.answered,
            "solved": total.solved,
            "in_hand": total.in_hand,
        }
    )
    names = ("submitted", *COUNTED, "declined", "turned")
    paper.table(
        [_("项目"), _("件数"), _("口径")],
        [[str(metrics.LABELS[n]), getattr(total, n), str(metrics.DEFINITIONS[n])] for n in names],
        widths=[1.6, 1, 6],
    )
    heads = [str(metrics.LABELS[n]) for n in COUNTED]
    paper.heading(_("二、按承办单位"))
    paper.table(
        [_("承办单位"), *heads],
        [[label, *(getattr(c, n) for n in COUNTED)] for label, c in report.units],
        widths=[3.4, 1, 1, 1, 1, 1.3],
    )
    paper.heading(_("三、按类别"))
    paper.table(
        [_("类别"), *heads],
        [[label, *(getattr(c, n) for n in COUNTED)] for label, c in report.categories],
        widths=[3.4, 1, 1, 1, 1, 1.3],
    )
    paper.paragraph(f"{report.session.host.name}\n{_long_day(local_date(at))}", align="right", indent=False)
    return paper.to_bytes()


def minutes(meeting: "Meeting", at: dt.datetime) -> bytes:
    """面对面会议纪要. Raises NotNow before the minutes are recorded."""
    if meeting.state != "held":
        raise NotNow(_("还没有登记纪要。"), code="no-minutes", remedy=_("会议开过以后由提案委员会登记。"))
    units = list(meeting.units.all())
    paper = Paper(_("提案面对面会议纪要"), subtitle=meeting.title)
    facts = [
        (_("届次"), meeting.session.name),
        (_("时间"), when(meeting.starts_at)),
        (_("地点"), meeting.place),
        (_("召集"), meeting.session.host.name),
        (_("到会单位"), listed(u.body.name for u in units if u.came)),
    ]
    absent = [u.body.name for u in units if not u.came]
    if absent:
        facts.append((_("未到会"), listed(absent)))
    if meeting.present:
        facts.append((_("到会人员"), meeting.present))
    facts.append((_("记录"), meeting.recorded_by))
    paper.facts(facts)
    if meeting.summary:
        paper.heading(_("会议小结")).paragraph(meeting.summary)
    paper.heading(_("逐件说明"))
    paper.table(
        [_("编号"), _("提案"), _("办理意见"), _("说明人"), _("下一步")],
        [
            [
                d.proposal.matter.number,
                d.proposal.matter.title,
                d.said or _("未说明"),
                d.by,
                d.next_step,
            ]
            for d in meeting.discussions.all()
        ],
        widths=[1.7, 2.2, 4, 1.3, 2],
    )
    paper.signatures([Signature(_("提案委员会")), Signature(_("职能部门"))])
    paper.paragraph(f"{settings.SCHOOL_NAME}\n{_long_day(local_date(at))}", align="right", indent=False)
    return paper.to_bytes()
