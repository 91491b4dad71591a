"""A list of matters as its page wants it: chips, form, table, pager. Filters come from the address, so they can be kept."""

import datetime as dt
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from gongjian.kernel.actor import actor_of
from gongjian.kernel.clock import now
from gongjian.kernel.paging import page_by_key
from gongjian.kernel.refused import Malformed
from gongjian.kernel.text import listed
from gongjian.org import queries as org
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    LIGHT_WORDS,
    Action,
    FilterBar,
    FilterChip,
    FilterGroup,
    PageHead,
    Pager,
    Part,
    RefusalBox,
)

from .. import queries, registry
from ..choices import CATEGORIES
from ..forms import ListFilterForm
from ..presentation import kind_label, raise_url
from ..procedures import FIRST, PROCEDURES
from . import matter as pages

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from ..models import Matter

PAGE = 50
ALL = "all"  # what the search at the top asks for
CHIPS = ("kind", "state", "light", "category", "open", "mine")


def kind_in(data: QueryDict, *, public: bool = False) -> str:
    """The kind that an address asks for, "" for all: a list inside shows one kind, a search and the
    public list show all.
    """
    asked = data.get("kind", "")
    return asked if asked in PROCEDURES else "" if public or asked == ALL else FIRST


def filter_from(data: QueryDict, *, public: bool = False) -> tuple[queries.Filter, ListFilterForm]:
    """The filter in an address, and the form that shows it; what cannot be read is left out and said at its field."""
    form, body = _read(data)
    typed = form.cleaned_data
    kind = kind_in(data, public=public)
    states = {s.code for p in PROCEDURES.values() for s in p.states if kind in ("", p.code)}
    return (
        queries.Filter(
            kind=kind,
            state=data.get("state", "") if data.get("state") in states else "",
            light=data.get("light", "") if data.get("light") in queries.LIGHTS else "",
            category=data.get("category", "") if data.get("category") in dict(CATEGORIES) else "",
            open_only=data.get("open") == "1",
            mine=data.get("mine") == "1",
            words=typed.get("q") or "",
            body=body.id if body else None,
            since=typed.get("since"),
            until=typed.get("until"),
        ),
        form,
    )


def _read(data: QueryDict) -> tuple[ListFilterForm, org.BodyRow | None]:
    """The form as it was sent, and the body that is meant; an address that names it by id shows its name."""
    words = data.get("body", "").strip()
    found = org.meant(words) if words else []
    if len(found) == 1 and (words.isdecimal() or "#" in words):
        data = data.copy()
        data["body"] = found[0].name
    form = ListFilterForm(data)
    form.is_valid()
    if words and not found:
        form.add_error("body", _("没有找到“%(words)s”。请输入单位或组织的名称，从提示中选择。") % {"words": words})
    elif len(found) > 1:
        names = listed(org.said(row, found) for row in found)
        form.add_error(
            "body", _("符合“%(words)s”的不止一家：%(names)s。请写全名称。") % {"words": words, "names": names}
        )
    return form, found[0] if len(found) == 1 else None


def _chip(data: QueryDict, name: str, value: str, label: Any) -> FilterChip:
    on = data.get(name) == value
    return FilterChip(label, _turned(data, name, "" if on else value), on=on)


def _turned(data: QueryDict, name: str, value: str) -> str:
    """The address of this list, from its first page, with another value of one filter ("" = without it)."""
    kept = [(k, v) for k, values in data.lists() for v in values if k not in ("after", "before", name)]
    return f"?{urlencode([*kept, (name, value)] if value else kept)}"


def _paged(data: QueryDict, name: str, key: str) -> str:
    return _turned(data, name, key) if key else ""


def filter_bar(data: QueryDict, form: ListFilterForm, *, public: bool) -> FilterBar:
    """Chips for state, light and category; a form for words, body and dates."""
    kind = kind_in(data, public=public)
    states = PROCEDURES[kind].states if kind else ()
    groups = [
        FilterGroup(_("状态"), [_chip(data, "state", s.code, s.label) for s in states], rare=True),
        FilterGroup(_("时限"), [_chip(data, "light", code, word) for code, word in LIGHT_WORDS.items()]),
        FilterGroup(_("类别"), [_chip(data, "category", code, label) for code, label in CATEGORIES], rare=True),
    ]
    if not kind:
        groups[0] = FilterGroup(_("事项"), [_chip(data, "kind", p.code, p.label) for p in PROCEDURES.values()])
    if not public:
        groups.insert(
            0, FilterGroup(_("范围"), [_chip(data, "open", "1", _("未办结")), _chip(data, "mine", "1", _("我提出的"))])
        )
    keep = {name: str(data[name]) for name in CHIPS if data.get(name)}
    return FilterBar(
        groups,
        form=form,
        clear=(f"?kind={data['kind']}" if data.get("kind") and not public else "?") if set(data) - {"kind"} else "",
        keep=keep,
    )


def _export(data: QueryDict) -> Action:
    """The list as it is narrowed, as a file."""
    kept = data.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    address = reverse("matters:export")
    return Action(_("导出Excel"), f"{address}?{kept.urlencode()}" if kept else address, icon="download", download=True)


def list_page(request: HttpRequest, rows: "QuerySet[Matter]", *, public: bool = False) -> PlainPage:
    """Everything a list page shows."""
    at: dt.datetime = now()
    data = request.GET
    wanted, form = filter_from(data, public=public)
    kind = wanted.kind
    refusal = None
    try:
        page = page_by_key(
            queries.narrowed(rows, wanted, actor=actor_of(request), at=at),
            ["-raised_at", "-id"],
            after=data.get("after", ""),
            before=data.get("before", ""),
            size=PAGE,
        )
    except Malformed as malformed:
        refusal = RefusalBox.of(malformed, Action(_("清除条件"), "?"))
        page = page_by_key(rows.none(), ["-raised_at", "-id"])
    pager = Pager(_paged(data, "before", page.before), _paged(data, "after", page.after))
    title = _("公开事项") if public else kind_label(kind) if kind else _("查找结果")
    actions = [] if public or not kind else [Action(_("提出"), raise_url(kind), tone="primary"), _export(data)]
    registered = registry.kind(kind) if kind and not public else None
    if registered is not None and registered.list_actions is not None:
        actions += registered.list_actions(actor_of(request))
    empty = pages.empty_list(kind or FIRST, filtered=bool(set(data) - {"kind"}), public=public)
    if registered is not None and registered.table is not None:
        table = registered.table(page.rows, at, pager=pager, empty=empty)
    else:
        voices = queries.voices_to(m.pk for m in page.rows) if public else None
        table = pages.list_table(page.rows, at, pager=pager, empty=empty, public=public, voices=voices)
    parts: list[Part] = [filter_bar(data, form, public=public), refusal, table]
    if public:
        lead = _("这里公开难题、诉求和提案的办理进度。提出人的姓名不公开。")
        parts.insert(0, format_html('<p class="muted">{}</p>', lead))
    return PlainPage(PageHead(title, actions=actions), parts)
