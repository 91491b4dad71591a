"""Lists: reading the filters from the address, and the shapes of the page."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import FilterBar, FilterChip, FilterGroup, Pager

from .. import queries
from ..permissions import may_draw_up
from ..procedures import CONTEST, DRAFT, ENTRY
from ..writing import FilterForm
from . import contest as pages
from . import entry as entry_pages

if TYPE_CHECKING:
    from ..models import Contest

CHIPS = ("state", "kind")


def contests_page(request: HttpRequest, actor: Actor) -> PlainPage:
    """Everything the list of contests shows."""
    form = FilterForm({"q": request.GET.get("q", "")})
    known = {"state": {s.code for s in CONTEST.states}, "kind": set(queries.ContestKind.values)}
    here = {k: request.GET[k] for k in CHIPS if request.GET.get(k) in known[k]}
    filters: dict[str, Any] = dict(here)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if words:
        here["q"] = words
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    try:
        page = queries.page(actor, **filters, words=words, after=after, before=before)
    except Malformed as refused:
        form.refuse(refused)
        page = queries.page(actor, **filters)

    def link(**changes: str) -> str:
        query = urlencode({k: v for k, v in (here | changes).items() if v})
        return f"?{query}" if query else reverse("evaluation:list")

    def chip(name: str, code: str, label: Any) -> FilterChip:
        on = here.get(name) == code
        return FilterChip(label, link(**{name: "" if on else code}), on)

    states = [s for s in CONTEST.states if s.code != DRAFT or may_draw_up(actor)]
    groups = [
        FilterGroup(_("状态"), [chip("state", s.code, s.label) for s in states]),
        FilterGroup(_("类型"), [chip("kind", k, label) for k, label in queries.ContestKind.choices]),
    ]
    keep = {k: here[k] for k in CHIPS if k in here}
    pager = Pager(page.before and link(before=page.before), page.after and link(after=page.after))
    home = reverse("evaluation:list")
    bar = FilterBar(groups, form, home, home if here else "", keep)
    table = pages.list_table(page.rows, pager, filtered=bool(here))
    return PlainPage(pages.list_head(actor), [bar, form.refused_as, table])


def entries_page(request: HttpRequest, contest: "Contest") -> PlainPage:
    """Everything the host's list of entries shows."""
    asked = request.GET.get("state", "")
    state = asked if asked in {s.code for s in ENTRY.states} else ""
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = queries.entries_page(contest, state=state, after=after, before=before)

    def link(**changes: str) -> str:
        return "?" + urlencode({k: v for k, v in {"state": state, **changes}.items() if v})

    pager = Pager(page.before and link(before=page.before), page.after and link(after=page.after))
    return entry_pages.entries_page(contest, page.rows, pager, state)
