"""The lists of bodies and appointments as .xlsx."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from gongjian.spreadsheets.operations import Column, Sheet, write_workbook

from .queries import AppointmentRow, BodyRow


def bodies_workbook(rows: Iterable[BodyRow]) -> bytes:
    """单位与党组织一览表."""
    columns = [
        Column(_("代码"), 14),
        Column(_("名称"), 34),
        Column(_("简称"), 16),
        Column(_("类别"), 12),
        Column(_("形式"), 12),
        Column(_("所在校区"), 12),
        Column(_("职责范围"), 40),
        Column(_("终止日期"), 12, "date"),
    ]
    lines = ([r.code, r.name, r.short, r.kind_label, r.form_label, r.place, r.duties, r.ended] for r in rows)
    return write_workbook([Sheet(_("单位与党组织"), columns, lines, title=_("单位与党组织一览表"))])


def appointments_workbook(rows: Iterable[AppointmentRow]) -> bytes:
    """任职一览表."""
    columns = [
        Column(_("单位或党组织"), 34),
        Column(_("职务"), 16),
        Column(_("姓名"), 12),
        Column(_("任期起"), 12, "date"),
        Column(_("任期止"), 12, "date"),
        Column(_("派出单位"), 20),
    ]
    lines = ([r.body, r.post_label, r.name, r.since, r.until, r.sent_by] for r in rows)
    return write_workbook([Sheet(_("任职"), columns, lines, title=_("任职一览表"))])
