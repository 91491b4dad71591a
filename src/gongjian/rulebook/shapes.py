"""Regulations as the shapes of ``web``."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import SHIPPED, Words
from gongjian.kernel.text import listed
from gongjian.web.shapes import Action, Chip, Column, Empty, Fact, Facts, Link, PageHead, Row, Table

from . import flowchart, permissions, printing, queries
from .registry import CitedBy, Printed

if TYPE_CHECKING:
    from .models import Provision, Regulation


@dataclass(frozen=True, slots=True)
class Article:
    """One article as shown: title (number and heading), words, parameters, who cites it, the button to amend it."""

    anchor: str
    title: str
    words: str
    mark: Chip | None
    parameters: Facts | None
    cited: Sequence[CitedBy]
    amend: Action | None


def mark_chip(mark: str) -> Chip:
    """How far the text was checked against its source."""
    words: dict[str, Words] = {
        "R": _("已读全文"),
        "P": _("读到部分原文"),
        "M": _("凭记忆整理，待核对"),
        "S": _("本校自定"),
    }
    tone = {"R": "good", "P": "quiet", "M": "warn", "S": "active"}
    return Chip(words[mark], tone[mark])  # type: ignore[arg-type]


def marks_explained() -> Facts:
    """What the four marks mean."""
    said = {
        "R": _("条款内容与制度全文核对过，用自己的话概括。"),
        "P": _("只核对过部分原文，其余以原文为准。"),
        "M": _("没有核对原文，可以修订；引用前请先核对。"),
        "S": _("由本校制定或选用的规则，可以修订；示范文本须经本校审定后执行。"),
    }
    return Facts([Fact(mark_chip(mark).label, words) for mark, words in said.items()])


def standing(regulation: "Regulation", current: bool, today: dt.date) -> Chip:
    """In force, not yet, or no longer."""
    if regulation.in_force_from > today:
        return Chip(_("尚未施行"), "quiet")
    if current and (regulation.in_force_to is None or today <= regulation.in_force_to):
        return Chip(_("现行"), "good")
    return Chip(_("已被取代"), "end")


def list_head(actor: Actor) -> PageHead:
    """Title and the button to enter one."""
    actions = (
        [Action(_("录入制度"), reverse("rulebook:enter"), tone="primary")] if permissions.may_edit(actor, None) else []
    )
    return PageHead(_("制度库"), lead=_("办理每一步所依据的规定；一件事按当天施行的版本办理。"), actions=actions)


def list_table(regulations: Sequence["Regulation"], today: dt.date) -> Table:
    """All editions; of each regulation the one in force is marked."""
    current: dict[str, int] = {}
    for r in sorted(regulations, key=lambda r: (r.in_force_from, r.pk)):
        if r.in_force_from <= today:
            current[r.code] = r.pk
    columns = [
        Column(_("名称"), phone="head", grow=True),
        Column(_("施行情况"), phone="end"),
        Column(_("版本")),
        Column(_("发布机关")),
        Column(_("施行日期"), "date"),
        Column(_("条数"), "number", "hidden", unit=_("条")),
        Column(_("核对程度")),
    ]
    rows = [
        Row(
            [
                Link(
                    f"《{r.title}》",
                    reverse("rulebook:edition", args=[r.code, r.pk]),
                    strong=current.get(r.code) == r.pk,
                ),
                standing(r, current.get(r.code) == r.pk, today),
                r.edition,
                r.issuer,
                str(r.in_force_from),
                str(getattr(r, "articles", "")),
                mark_chip(r.mark),
            ],
            key=str(r.pk),
        )
        for r in regulations
    ]
    return Table(columns, rows, empty=Empty(_("制度库还是空的"), _("上级制度和本校规则会列在这里。")))


def regulation_head(regulation: "Regulation", editions: Sequence["Regulation"], today: dt.date) -> PageHead:
    """Title, edition, since when, and the other editions."""
    begun = [e for e in editions if e.in_force_from <= today]
    current = bool(begun) and begun[0].pk == regulation.pk
    others = [
        Action(
            _("%(edition)s版（%(day)s起）") % {"edition": e.edition, "day": e.in_force_from},
            reverse("rulebook:edition", args=[e.code, e.pk]),
        )
        for e in editions
        if e.pk != regulation.pk
    ]
    facts = [
        Fact(_("发布机关"), regulation.issuer),
        Fact(_("版本"), regulation.edition),
        Fact(_("施行日期"), str(regulation.in_force_from)),
    ]
    return PageHead(
        _("《%(title)s》") % {"title": regulation.title},
        lead=regulation.source,
        crumbs=[Link(_("制度库"), reverse("rulebook:list"))],
        chips=[standing(regulation, current, today), mark_chip(regulation.mark)],
        facts=facts,
        actions=others[:3],
        more=others[3:],
    )


def _parameters(provision: "Provision", lacking: Mapping[str, Any]) -> Facts | None:
    """The article's parameters; those that only the software's text has are marked."""
    parameters = {**provision.parameters, **lacking}
    if not parameters:
        return None
    return Facts(
        [
            Fact(
                f"{p.get('label') or name}{SHIPPED if name in lacking else ''}",
                _("%(value)s %(unit)s")
                % {
                    "value": listed(p["value"]) if isinstance(p["value"], list) else p["value"],
                    "unit": p.get("unit", ""),
                },
            )
            for name, p in parameters.items()
        ],
        wide=True,
    )


def _article_chip(provision: "Provision", regulation: "Regulation") -> Chip | None:
    if provision.pk is None:
        return Chip(_("本校版本没有这一条，按软件自带的条文办理"), "warn")
    return mark_chip(provision.mark) if provision.mark != regulation.mark else None


def articles(
    regulation: "Regulation", provisions: Sequence["Provision"], cited: dict[str, list[CitedBy]], actor: Actor
) -> list[Article]:
    """The articles of an edition; those that a school's edition lacks are marked as the software's."""
    may = bool(permissions.may_amend(actor, regulation))
    lacking = queries.missing_parameters(regulation)
    return [
        Article(
            anchor=f"article-{p.number}",
            title=f"{p.article} {p.heading}".strip(),
            words=queries.plain_words(p),
            mark=_article_chip(p, regulation),
            parameters=_parameters(p, lacking.get(p.number, {})),
            cited=cited.get(p.number, []),
            amend=Action(_("修订本条"), reverse("rulebook:amend", args=[regulation.code, p.number]), small=True)
            if may
            else None,
        )
        for p in provisions
    ]


def procedure_links(all_printed: Sequence[Printed]) -> list[Link]:
    """A link to the page of each procedure."""
    return [Link(p.procedure.label, reverse("rulebook:procedure", args=[p.procedure.code])) for p in all_printed]


def procedure_head(printed: Printed) -> PageHead:
    """Title and edition of a procedure."""
    return PageHead(
        _("%(procedure)s的办理流程") % {"procedure": printed.procedure.label},
        lead=_("按钮、时限、退回的理由和这张图都出自同一张流程表。"),
        crumbs=[Link(_("制度库"), reverse("rulebook:list"))],
        facts=[Fact(_("版本"), printed.procedure.edition)],
    )


def picture(printed: Printed) -> SafeString:
    """The picture as SVG to stand in the page; its words are escaped by the writer of the XML."""
    return mark_safe(flowchart.svg(printed.procedure, printed.stages))


def procedure_table(printed: Printed, on: dt.date) -> Table:
    """The lines of the table, each with a link to its article in the edition of that day."""
    columns = [
        Column(_("步骤"), "wrap", phone="head", width="9em"),
        Column(_("从"), "wrap"),
        Column(_("到"), "wrap"),
        Column(_("谁"), "wrap"),
        Column(_("填写"), "wrap"),
        Column(_("时限"), "wrap"),
        Column(pgettext("rule", "依据"), phone="end"),
    ]
    rows = []
    for line in printing.lines(printed):
        cited = queries.cite(line.article, on=on)
        code, _colon, number = line.article.partition(":")
        href = f"{reverse('rulebook:regulation', args=[code])}#article-{number}"
        label = _("%(step)s（自动）") % {"step": line.label} if line.automatic else line.label
        row = [label, line.sources, line.target, line.who, line.needs, line.clocks, Link(cited.place, href)]
        rows.append(Row(row, key=line.verb))
    return Table(columns, rows, caption=_("流程表"), plain=True)
