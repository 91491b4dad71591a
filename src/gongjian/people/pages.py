"""What the account pages show, as shapes."""

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page
from gongjian.kernel.text import bracketed, listed
from gongjian.web.dates import day, when
from gongjian.web.pages import PlainPage
from gongjian.web.shapes import (
    Action,
    Chip,
    Column,
    Empty,
    Fact,
    Facts,
    FilterBar,
    Link,
    PageHead,
    Pager,
    Row,
    Section,
    Table,
)

from . import queries
from .forms import AccountFilterForm, TokenForm
from .scopes import SCOPES

if TYPE_CHECKING:
    from .models import Account, ApiToken, Person, Session

SUBJECT = "people.person"
OPENED = "people.opened"


# What a browser says of itself → what people call it; the first that fits.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "Mac"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """ "Chrome · Windows", from what the browser says of itself; else its first words."""
    found = [next((word for sign, word in table if sign in agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(word for word in found if word) or agent[:40] or _("未知设备")


def me(actor: Actor, account: "Account", at: Any, session_key: str) -> dict[str, Any]:
    """My data, my sessions, my tokens, who has looked at my data."""
    person = account.person
    contact = queries.masked_contact(person)
    return {
        "head": PageHead(
            _("我的资料"),
            actions=[
                Action(_("修改密码"), reverse("people:change-password")),
                Action(_("修改联系方式"), reverse("people:set-contact")),
                Action(_("导出本人资料"), reverse("people:export-own-data"), method="post", download=True),
            ],
        ),
        "facts": Facts(
            [
                Fact(_("姓名"), person.name),
                Fact(_("学号或工号"), person.number),
                Fact(_("类别"), person.get_kind_display()),
                Fact(_("职务"), actor.shown_title),
                Fact(_("账号"), account.username),
                Fact(_("电话"), contact.phone or _("未填写")),
                Fact(_("邮箱"), contact.email or _("未填写")),
            ]
        ),
        "sessions": sessions_table(queries.sessions_of(actor, at), session_key),
        "opened": opened_table(person),
        "tokens": tokens_table(queries.tokens_of(actor), at),
        "token_form": TokenForm(),
    }


def sessions_table(sessions: "list[Session]", present: str) -> Table:
    """Where I am signed in; the present one is ended by signing out."""
    rows = [
        Row(
            [
                when(s.began_at),
                device_words(s.device),
                s.address or "—",
                Chip(_("本机"), "good")
                if s.session_key == present
                else Action(
                    _("结束"), reverse("people:end-session", args=[queries.mark_of(s)]), method="post", small=True
                ),
            ]
        )
        for s in sessions
    ]
    columns = [
        Column(_("登录时间"), "date", "head"),
        Column(_("设备"), grow=True),
        Column(_("网络地址")),
        Column(_("操作"), "actions", "end"),
    ]
    return Table(columns, rows)


def opened_table(person: "Person") -> Table:
    """Who has opened my personal data, when and why."""
    rows = [
        Row(
            [
                when(line.at),
                bracketed(line.actor_name, line.actor_title),
                line.details.get("what", ""),
                line.details.get("reason", ""),
            ]
        )
        for line in ledger.timeline(SUBJECT, person.pk)
        if line.verb == OPENED
    ]
    columns = [Column(_("时间"), "date", "head"), Column(_("谁")), Column(_("看了什么")), Column(_("理由"), grow=True)]
    return Table(
        columns,
        rows,
        empty=Empty(_("没有人查看过您的个人信息。"), _("有权的人每次查看，都会记在这里。"), small=True),
    )


def tokens_table(tokens: "list[ApiToken]", at: Any) -> Table:
    """My API tokens."""

    def state(token: "ApiToken") -> Chip:
        if token.revoked_at:
            return Chip(_("已撤销"), "end")
        return Chip(_("已到期"), "end") if token.expires_at <= at else Chip(_("有效"), "good")

    rows = [
        Row(
            [
                t.label,
                listed(SCOPES[s] for s in t.scopes),
                state(t),
                day(t.created_at),
                day(t.expires_at),
                day(t.last_used_on),
                ""
                if t.revoked_at
                else Action(_("撤销"), reverse("people:revoke-token", args=[t.pk]), method="post", small=True),
            ]
        )
        for t in tokens
    ]
    columns = [
        Column(_("用途"), phone="head", grow=True),
        Column(_("范围")),
        Column(_("状态"), phone="end"),
        Column(_("创建"), "date"),
        Column(_("有效期至"), "date"),
        Column(_("最近使用"), "date"),
        Column(_("操作"), "actions"),
    ]
    return Table(
        columns,
        rows,
        empty=Empty(_("还没有接口令牌。"), _("令牌供脚本调用接口，权限与您本人相同。"), small=True),
    )


def accounts(page: "Page[Account]", form: AccountFilterForm, words: str) -> PlainPage:
    """The list of accounts."""

    def turn(name: str, key: str) -> str:
        return f"?{urlencode({'q': words, name: key})}" if key else ""

    rows = [
        Row(
            [
                Link(a.username, reverse("people:account", args=[a.pk]), strong=True),
                a.person.name,
                a.person.number,
                a.person.get_kind_display(),
                Chip(_("启用"), "good") if a.is_active else Chip(_("停用"), "end"),
                when(a.last_login),
            ]
        )
        for a in page.rows
    ]
    columns = [
        Column(_("账号"), phone="head"),
        Column(_("姓名"), grow=True),
        Column(_("学号或工号")),
        Column(_("类别")),
        Column(_("状态"), phone="end"),
        Column(_("最近登录"), "date"),
    ]
    new = Action(_("开通账号"), reverse("people:create-account"), tone="primary")
    return PlainPage(
        PageHead(_("账号"), actions=[new]),
        [
            FilterBar(form=form, clear="?" if words else ""),
            Table(
                columns,
                rows,
                empty=Empty(_("没有符合条件的账号。"), action=new),
                pager=Pager(turn("before", page.before), turn("after", page.after)),
            ),
        ],
    )


def account(account: "Account") -> PlainPage:
    """One account, to be administered."""
    person = account.person
    contact = queries.masked_contact(person)

    def to(verb: str) -> str:
        return reverse(f"people:{verb}", args=[account.pk])

    switch = (
        Action(_("停用"), to("disable-account"), tone="danger")
        if account.is_active
        else Action(_("启用"), to("enable-account"), method="post")
    )
    return PlainPage(
        PageHead(
            person.name,
            number=account.username,
            crumbs=[Link(_("账号"), reverse("people:accounts"))],
            chips=[Chip(_("启用"), "good") if account.is_active else Chip(_("停用"), "end")],
            actions=[
                Action(
                    _("重置密码"),
                    to("reset-password"),
                    method="post",
                    confirm=_("重置这个账号的密码？"),
                    consequences=[_("现在的密码立即失效，所有登录都会结束。")],
                ),
                Action(_("查看联系方式"), to("open-contact")),
                switch,
            ],
            more=[Action(_("注销个人资料"), to("anonymise"), tone="danger")],
        ),
        [
            Section(
                _("资料"),
                [
                    Facts(
                        [
                            Fact(_("学号或工号"), person.number),
                            Fact(_("类别"), person.get_kind_display()),
                            Fact(_("电话"), contact.phone or _("未填写")),
                            Fact(_("邮箱"), contact.email or _("未填写")),
                            Fact(_("开通"), when(account.created_at)),
                            Fact(_("最近登录"), when(account.last_login)),
                        ]
                    )
                ],
                id="data",
            )
        ],
    )
