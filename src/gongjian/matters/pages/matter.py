"""A matter's pages as shapes: head, steps, custody, lists, timeline, rows of lists. Words only; the rules are elsewhere."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.audit import queries as ledger
from gongjian.files import queries as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.urls import fast_reverse
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day, when
from gongjian.web.shapes import (
    Action,
    Atom,
    Chip,
    Column,
    CustodyBar,
    Empty,
    Fact,
    Facts,
    HoldingSpan,
    Link,
    PageHead,
    Pager,
    Row,
    Table,
    Timeline,
    TimelineItem,
    Who,
    Words,
)
from gongjian.workflow import registry as workflow_registry
from gongjian.workflow.pages import one_filled

from .. import queries, registry
from ..choices import GRADES, PART_LABELS
from ..permissions import knows_persons, may_write_up, right
from ..presentation import chip, kind_label, light, list_url, raise_url, time_left, verb_url
from ..procedures import LIVES, PROCEDURES, SUBJECT
from ..reading_record import Record, stops_of

if TYPE_CHECKING:
    from ..models import Matter


def list_columns() -> tuple[Column, ...]:
    """The columns of a list of matters, in the language of the moment."""
    return (
        Column(_("编号"), phone="line", width="9.5rem"),
        Column(_("标题"), phone="head", grow=True),
        Column(_("状态"), phone="end"),
        Column(_("时限"), phone="line"),
        Column(_("提出组织"), "name", "hidden"),
        Column(_("现由谁负责"), "name", "line"),
        Column(_("提出日期"), "date", "hidden"),
    )


def public_columns() -> tuple[Column, ...]:
    """The columns of the public list: also how many raised the same."""
    columns = list_columns()
    return (*columns[:2], Column(_("人数"), phone="line"), *columns[2:])


def url_of(matter: "Matter") -> str:
    """The address of the matter's page."""
    return fast_reverse("matters:item", matter.number)


def list_table(
    rows: "Iterable[Matter]",
    at: dt.datetime,
    *,
    pager: Pager | None = None,
    empty: Empty | None = None,
    public: bool = False,
    first: int | None = None,
    voices: Mapping[int, int] | None = None,
) -> Table:
    """Matters as a table; on phones a list of two lines. ``first``: only so many columns, inside another page.

    ``voices``: how many have raised, joined or seconded each matter (by id), for the public list.
    """
    made = []
    for m in rows:
        href = fast_reverse("matters:public-item", m.number) if public else url_of(m)
        made.append(
            Row(
                [
                    Link(m.number, href, strong=True),
                    m.title,
                    *([_many(voices.get(m.pk, 0))] if voices is not None else []),
                    chip(m),
                    light(m, at) or day(m.ended_at),
                    m.origin.short,
                    m.holder.short,
                    day(m.raised_at),
                ][:first],
                key=str(m.pk),
            )
        )
    columns = list_columns() if voices is None else public_columns()
    return Table(columns[:first], made, caption=_("事项"), pager=pager, empty=empty)


def _many(n: int) -> str:
    return _("%(n)s人") % {"n": n} if n > 1 else ""


# --- the matter's page ---


def actions(matter: "Matter", actor: Actor, at: dt.datetime) -> tuple[list[Action], list[Action]]:
    """The buttons this actor has now: (shown, behind ⋯). They come from the procedure's table and the predicates."""
    shown: list[Action] = []
    more: list[Action] = []
    registered = registry.kind(matter.kind)
    for step in PROCEDURES[matter.kind].steps_from(matter.state):
        if step.by_system or step.verb in registered.beside or not right(step.who)(actor, matter):
            continue
        refused = workflow_registry.refusal(matter, step.verb, actor, at)
        action = Action(step.label, verb_url(matter, step.verb), tone=step.tone)
        if refused is not None:
            action = Action(step.label, why_not=refused.sentence, authority=refused.authority)
        (more if step.rare else shown).append(action)
    if matter.state in LIVES[matter.kind].solved_ends and matter.public and may_write_up(actor, matter):
        more.append(Action(_("写成“怎么解决的”"), reverse("matters:write-up", args=[matter.number]), method="post"))
    if registered.actions is not None:
        more += registered.actions(matter, actor, at)
    return one_filled(shown), more


def raiser_words(matter: "Matter") -> Words:
    """Who raised it, as handlers see it: anonymous stays anonymous."""
    if matter.is_anonymous:
        return _("匿名提出人")
    if matter.raiser is None:
        return _("批量导入") if matter.source == "import" else matter.on_behalf_of or _("未署名")
    return matter.raiser.name


def head(matter: "Matter", actor: Actor, at: dt.datetime) -> PageHead:
    """Number, title, state, light, who raised, who leads, who has it; the buttons."""
    chips: list[Atom] = [chip(matter)]
    if (deadline_light := light(matter, at)) is not None:
        chips.append(deadline_light)
    if matter.round > 1:
        chips.append(Chip(_("第%(n)s轮办理") % {"n": matter.round}, "warn"))
    shown, more = actions(matter, actor, at)
    facts = [
        Fact(
            pgettext("who", "提出"),
            Who(raiser_words(matter) if knows_persons(actor, matter) else _("提出人"), matter.origin.short)
            if not matter.is_anonymous
            else Who(_("匿名提出人"), matter.origin.short),
        ),
        Fact(_("提出时间"), when(matter.raised_at)),
        Fact(_("现由谁负责"), matter.holder.name),
    ]
    if matter.lead is not None:
        facts.append(Fact(_("主办"), matter.lead.name))
    return PageHead(
        matter.title,
        matter.number,
        crumbs=[Link(kind_label(matter.kind), list_url(matter.kind))],
        chips=chips,
        facts=facts,
        actions=shown,
        more=more,
    )


def duration(seconds: int) -> str:
    """ "41 天 6 小时"; below an hour in minutes."""
    days, rest = divmod(max(0, seconds), 86400)
    hours, rest = divmod(rest, 3600)
    if days:
        return _("%(d)s 天 %(h)s 小时") % {"d": days, "h": hours}
    if hours:
        return _("%(h)s 小时 %(m)s 分") % {"h": hours, "m": rest // 60}
    return _("%(m)s 分钟") % {"m": rest // 60}


def custody_bar(matter: "Matter", record: Record, at: dt.datetime) -> CustodyBar:
    """Who held it how long; the parts sum to the whole age."""
    age = queries.age_seconds(matter, at)
    spans = [
        HoldingSpan(
            s.body_name,
            duration(s.seconds),
            100 * s.seconds / age if age else 100,
            when(s.since),
            when(s.until) if s.until else _("至今"),
            current=s.until is None,
        )
        for s in queries.spans_of(record.holdings, at)
    ]
    return CustodyBar(spans, total=duration(age))


def clock_facts(kind: str, record: Record, at: dt.datetime) -> Facts:
    """All deadlines so far: due, met, stopped from/to."""
    facts = []
    for clock in sorted(record.clocks, key=lambda c: (c.started_at, c.pk), reverse=True):
        if clock.met_at:
            value, hint = _("%(met)s 完成") % {"met": day(clock.met_at)}, _("限 %(due)s") % {"due": day(clock.due_at)}
        elif clock.dropped_at:
            value, hint = _("%(day)s 终止") % {"day": day(clock.dropped_at)}, ""
        elif clock.stopped_at:
            value, hint = _("自 %(day)s 起停表") % {"day": day(clock.stopped_at)}, ""
        else:
            value, hint = _("%(due)s 前") % {"due": day(clock.due_at)}, time_left(clock.due_at, at)
        stops = str(_("；")).join(
            _("停表 %(since)s 至 %(until)s") % {"since": day(s.since), "until": day(s.until) if s.until else _("今")}
            for s in stops_of(record, clock)
        )
        facts.append(
            Fact(LIVES[kind].limits[clock.name].label, value, hint=str(_("；")).join(filter(None, (hint, stops))))
        )
    return Facts(facts)


def origin_facts(matter: "Matter", record: Record, *, persons: bool = True) -> Facts:
    """What it is about and how it came; without ``persons`` nobody it was raised for is named."""
    facts = [Fact(_("类别"), matter.get_category_display()), Fact(_("来源"), matter.get_source_display())]
    if matter.place:
        facts.append(Fact(_("地点"), matter.place))
    if matter.on_behalf_of and persons:
        facts.append(Fact(_("代为提出"), matter.on_behalf_of))
    if (own := registry.kind(matter.kind).facts) is not None:
        facts += own(matter, record)
    if matter.duplicate_of is not None:
        facts.append(Fact(_("并入"), Link(matter.duplicate_of.number, url_of(matter.duplicate_of))))
    if matter.end_reason and not matter.is_open:
        facts.append(Fact(_("办结说明"), matter.end_reason))
    return Facts(facts)


def timeline(matter: "Matter") -> Timeline:
    """The ledger's entries, newest first."""
    items = [
        TimelineItem(
            at=when(row.at),
            verb=row.verb_label,
            who=Who(row.actor_name, row.actor_title),
            sentence=row.sentence,
            authority=row.authority,
            seal=f"#{row.seq}" if row.seq else "",
        )
        for row in reversed(ledger.timeline(SUBJECT, matter.pk))
    ]
    return Timeline(items)


def file_links(matter: "Matter") -> list[Link]:
    """A link to each file of the matter, by its name."""
    return [Link(f.name, reverse("files:download", args=[f.pk])) for f in files.files_of(SUBJECT, matter.pk)]


def progress_items(matter: "Matter", record: Record, *, inside: bool = True) -> Timeline:
    """Replies, exchanges, verdicts and what the kind adds as people read them, newest first.

    ``inside``: also the replies that are not signed yet, for those who work on it.
    """
    items: list[tuple[dt.datetime, TimelineItem]] = []
    if (own := registry.kind(matter.kind).progress) is not None:
        items += own(record)
    items += [(r.at, _reply_item(r)) for r in record.replies if inside or not (r.waits_for_sign or r.returned_reason)]
    for e in record.exchanges:
        facts = [Fact(_("补充"), e.answer)] if e.answer else []
        items.append(
            (e.asked_at, TimelineItem(when(e.asked_at), _("请补充"), e.asked_by, e.question, facts, tone="warn"))
        )
    for v in record.verdicts:
        items.append((v.at, _verdict_item(v)))
    items.sort(key=lambda pair: pair[0], reverse=True)
    return Timeline([item for _at, item in items], empty=_("还没有进展。"))


def _reply_item(r: "object") -> TimelineItem:
    at, text, by, grade, promise_on, promise_by = (
        getattr(r, n) for n in ("at", "text", "by", "grade", "promise_on", "promise_by")
    )
    facts = []
    if grade:
        facts.append(Fact(_("办理结果"), GRADES[grade]))
    if promise_on:
        facts.append(Fact(_("承诺"), _("%(day)s前，%(who)s") % {"day": day(promise_on), "who": promise_by}))
    if getattr(r, "signed_by", ""):
        facts.append(Fact(_("签发"), getattr(r, "signed_by", "")))
    if reason := getattr(r, "returned_reason", ""):
        facts.append(Fact(_("退回修改"), reason))
        return TimelineItem(when(at), _("答复稿"), by, text, facts, tone="quiet")
    if getattr(r, "waits_for_sign", False):
        return TimelineItem(when(at), _("答复稿（待签发）"), by, text, facts, tone="warn")
    return TimelineItem(
        when(at), _("正式答复") if getattr(r, "final", False) else _("答复"), by, text, facts, tone="active"
    )


def _verdict_item(v: "object") -> TimelineItem:
    at, presumed, solved, satisfaction, words = (
        getattr(v, n) for n in ("at", "presumed", "solved", "satisfaction", "words")
    )
    who = PART_LABELS.get(getattr(v, "part", None) or "raiser", _("提出人"))
    if presumed:
        return TimelineItem(when(at), _("评价"), who, _("逾期未评价，按默认处理。"), tone="quiet")
    word = _("已经解决") if solved else _("没有解决")
    sentence = _("%(word)s，满意度%(n)s。%(words)s") % {"word": word, "n": satisfaction, "words": words}
    return TimelineItem(when(at), _("评价"), who, sentence, tone="good" if solved else "bad")


def authorities(matter: "Matter", on: dt.date) -> list[tuple[str, str]]:
    """The provisions this matter's present steps rest on, in the edition of that day: (citation, plain words)."""
    seen: dict[str, tuple[str, str]] = {}
    for step in PROCEDURES[matter.kind].steps_from(matter.state):
        cited = rulebook.cite(step.article, on=on)
        seen.setdefault(cited.key, (str(cited), cited.words))
    return list(seen.values())


def empty_list(kind: str, *, filtered: bool, public: bool = False) -> Empty:
    """What a list without rows says."""
    if filtered or public:
        return Empty(_("没有符合条件的事项"), _("请放宽筛选条件。"))
    return Empty(
        _("还没有%(kind)s") % {"kind": kind_label(kind)},
        _("提出以后会列在这里。"),
        Action(_("提出"), raise_url(kind), tone="primary"),
    )
