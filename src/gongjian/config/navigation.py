"""The menu: groups appear only with the right.

The map of pages as a table. An entry names a URL; ``needs`` are capabilities of which one must be held somewhere
(empty: everyone signed in). Entries whose app has not landed are left out; ``missing`` lists them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.matters import queries as matters
from gongjian.notify.queries import unread_count
from gongjian.web.shapes import Menu

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a menu: its word, the URL name it leads to, its icon, who sees it."""

    label: Words
    url: str
    icon: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    label: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page draws it; ``here``: this is the page."""

    label: Words
    href: str
    icon: str
    here: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    label: Words
    entries: list[Shown]


READ_MATTERS = ("matters.read", "matters.handle", "matters.supervise")
READ_RATES = ("matters.receive", "matters.supervise", "matters.read-figures")
MENU: tuple[Group, ...] = (
    Group(
        "",
        (
            Entry(_("我的工作台"), "insight:desk", "home"),
            Entry(_("我要提出"), "appeals:raise", "plus"),
            Entry(_("公开事项"), "matters:public", "world"),
        ),
    ),
    Group(
        pgettext_lazy("menu", "事项"),
        (
            Entry(_("难题"), "matters:list", "list", READ_MATTERS),
            Entry(_("三张清单"), "problems:lists", "checklist", READ_MATTERS),
            Entry(_("提案"), "proposals:sessions", "file"),
        ),
    ),
    Group(
        _("诉求"),
        (
            Entry(_("我的诉求"), "appeals:mine", "inbox"),
            Entry(_("议事平台"), "appeals:boards", "message"),
            Entry(_("受理台"), "appeals:desk", "inbox", ("matters.receive",)),
            Entry(pgettext_lazy("menu", "窗口代录"), "appeals:counter", "edit", ("matters.receive",)),
            Entry(_("三率"), "appeals:rates", "chart", READ_RATES),
            Entry(_("热点雷达"), "appeals:radar", "progress", ("matters.receive", "matters.read-figures")),
            Entry(_("派单规则"), "appeals:rules", "match", ("matters.receive", "system.manage")),
            Entry(_("模板"), "appeals:templates", "file", ("matters.receive", "system.manage")),
            Entry(_("议题工作"), "appeals:board-desk", "message", ("matters.receive",)),
        ),
    ),
    Group(
        _("结对共建"),
        (
            Entry(_("共建与方案"), "pairing:list", "users", ("pairing.read",)),
            Entry(_("匹配建议"), "pairing:matching", "match", ("pairing.match",)),
        ),
    ),
    Group(
        _("公告"),
        (
            Entry(_("公告栏"), "bulletin:home", "message"),
            Entry(_("失物招领"), "bulletin:lost", "search"),
            Entry(_("公告工作"), "bulletin:desk", "edit", ("bulletin.write", "bulletin.review")),
        ),
    ),
    Group(
        _("评选考核"),
        (
            Entry(_("评选"), "evaluation:list", "check"),
            Entry(_("我的申报"), "evaluation:mine", "list"),
            Entry(_("我的评审"), "evaluation:desk", "checklist"),
        ),
    ),
    Group(
        _("组织"),
        (
            Entry(_("组织树"), "org:tree", "tree"),
            Entry(_("单位与党组织"), "org:list", "building"),
            Entry(_("任职"), "org:appointments", "users"),
            Entry(_("联系点"), "org:liaisons", "users"),
            Entry(_("组织员"), "org:organisers", "users"),
        ),
    ),
    Group(
        _("看板与依据"),
        (
            Entry(_("看板"), "insight:figures", "chart", ("matters.read-figures",)),
            Entry(_("制度库"), "rulebook:list", "book"),
            Entry(_("工作日历"), "workdays:calendar", "calendar"),
            Entry(_("台账核验"), "audit:verify", "shield", ("audit.read",)),
        ),
    ),
    Group(
        _("系统"),
        (
            Entry(_("账号"), "people:accounts", "user", ("people.manage",)),
            Entry(_("导入"), "problems:import", "upload", ("matters.import",)),
        ),
    ),
)
BOTTOM = (
    Entry(_("首页"), "insight:home", "home"),
    Entry(_("待办"), "insight:desk", "inbox"),
    Entry(_("提出"), "appeals:raise", "plus"),
    Entry(_("进展"), "matters:public", "progress"),
    Entry(_("我的"), "people:me", "user"),
)
PUBLIC = (
    Entry(_("首页"), "insight:home", "home"),
    Entry(_("公开事项"), "matters:public", "world"),
    Entry(_("公告栏"), "bulletin:home", "message"),
    Entry(_("我要提出"), "appeals:raise", "plus"),
    Entry(_("查回执"), "audit:receipt-search", "shield"),
    Entry(_("制度库"), "rulebook:list", "book"),
)
PUBLIC_BOTTOM = (
    Entry(_("首页"), "insight:home", "home"),
    Entry(_("进展"), "matters:public", "progress"),
    Entry(_("提出"), "appeals:raise", "plus"),
    Entry(_("查回执"), "audit:receipt-search", "shield"),
    Entry(_("登录"), "people:sign-in", "user"),
)
PERSON = (
    Entry(_("我的资料"), "people:me"),
    Entry(_("通知设置"), "notify:preferences"),
)
# Where the pages of one matter stand in the menu: the first of these that this person has.
OF_KIND = {
    "problem": ("matters:list",),
    "appeal": ("appeals:desk", "appeals:mine"),
    "proposal": ("proposals:sessions",),
}
OTHER = ("people:sign-in", "people:sign-out", "notify:inbox")


@cache
def address(name: str) -> str:
    """The address of a URL name, or "" while its app has no such page. Looked up once: a menu has forty."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def missing() -> list[str]:
    """URL names of the menu that lead nowhere; empty once every app has landed (asserted by a test)."""
    entries = [*(e for group in MENU for e in group.entries), *BOTTOM, *PUBLIC, *PUBLIC_BOTTOM, *PERSON]
    return sorted({name for name in (*(e.url for e in entries), *OTHER) if not address(name)})


def _shown(entries: tuple[Entry, ...], actor: Actor, path: str) -> list[Shown]:
    out = []
    for entry in entries:
        href = address(entry.url)
        if href and (not entry.needs or any(actor.can_anywhere(c) for c in entry.needs)):
            out.append(Shown(entry.label, href, entry.icon, path == href))
    return out


def _nearest(groups: list[ShownGroup], path: str) -> list[ShownGroup]:
    """Mark the entry of the matter's kind, else that with the longest address that the page lies under."""
    entries = [e for g in groups for e in g.entries]
    if any(e.here for e in entries):
        return groups
    rest = path.removeprefix(address("matters:list"))
    kind = rest.removeprefix("?kind=") if rest.startswith("?") else matters.kind_of_number(rest.partition("/")[0])
    homes = [address(name) for name in OF_KIND.get(kind, ())]
    home = next((h for h in homes if any(e.href == h for e in entries)), "")
    if rest.startswith("?") and not home:
        return groups
    best = home or max((e.href for e in entries if e.href != "/" and path.startswith(e.href)), key=len, default="")
    if not best:
        return groups
    return [ShownGroup(g.label, [Shown(e.label, e.href, e.icon, e.href == best) for e in g.entries]) for g in groups]


@dataclass(frozen=True, slots=True)
class Navigation:
    """What ``web/base.html`` draws around a page; "" where this actor has no such page."""

    signed_in: bool
    home: str
    search: str
    bottom: Sequence[Shown]
    menu: Menu | None = None
    person: Sequence[Shown] = ()
    public: Sequence[Shown] = ()
    messages: str = ""
    unread: int = 0
    sign_in: str = ""
    sign_out: str = ""


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    """Context for ``web/base.html``: ``nav`` with what this actor may open."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    path = request.path
    if path == address("matters:list") and request.GET.get("kind", "problem") != "problem":
        path += f"?kind={request.GET['kind']}"  # one page, but not the list of problems
    home = address("insight:home") or "/"
    if not actor.is_signed_in:
        return {
            "nav": Navigation(
                signed_in=False,
                home=home,
                search=address("matters:public"),
                bottom=_shown(PUBLIC_BOTTOM, actor, path),
                public=_shown(PUBLIC, actor, path),
                sign_in=address("people:sign-in"),
            )
        }
    unread: int | None = getattr(request, "unread", None)  # a page that has counted already says so
    groups = [ShownGroup(g.label, _shown(g.entries, actor, path)) for g in MENU]
    return {
        "nav": Navigation(
            signed_in=True,
            home=home,
            search=address("matters:list"),
            bottom=_shown(BOTTOM, actor, path),
            menu=Menu(_nearest([g for g in groups if g.entries], path)),
            person=_shown(PERSON, actor, path),
            messages=address("notify:inbox"),
            unread=unread_count(actor.person_id) if unread is None else unread,
            sign_out=address("people:sign-out"),
        )
    }
