"""The lost-and-found board as shapes: cards, an item, the talks about it. Words only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.rulebook import queries as rulebook
from gongjian.web.dates import day, when
from gongjian.web.shapes import (
    Action,
    Chip,
    Empty,
    Fact,
    FilterBar,
    FilterChip,
    FilterGroup,
    Link,
    Note,
    PageHead,
    Pager,
    Timeline,
    TimelineItem,
    Who,
)
from gongjian.workflow import pages as workflow
from gongjian.workflow.command import Command
from gongjian.workflow.forms import CommandForm, form_of

from .. import queries
from ..columns import BY_CODE, LOST
from ..operations import answer_item
from ..permissions import may_enter_item, may_settle_item, may_take_item_down
from ..procedures import FINDING, LOST_ITEM, OPEN, SETTLED, TAKEN_DOWN
from .notice import chip, column_url, crumb, feed_url, pictures_and_papers

if TYPE_CHECKING:
    from ..models import LostItem


@dataclass(frozen=True, slots=True)
class ItemCard:
    """An item on the board."""

    title: str
    url: str
    picture: str
    chips: Sequence[Chip]
    kind: str
    place: str
    day: str


@dataclass(frozen=True, slots=True)
class TalkBox:
    """One talk about an item, with the form to go on."""

    heading: str
    lines: Timeline
    form: CommandForm | None


def verb_url(item: "LostItem", verb: str) -> str:
    """The page of one verb of the item."""
    return reverse(f"bulletin:{verb.replace('_', '-')}", args=[item.number])


def lost_crumb() -> Link:
    """Back to the board."""
    return Link(BY_CODE[LOST].label, column_url(LOST))


def sort_chip(item: "LostItem") -> Chip:
    """Lost or found, in its colour."""
    return Chip(item.get_sort_display(), "active" if item.sort == "found" else "warn")


def state_chip(item: "LostItem") -> Chip:
    """How it ended, in the word that fits: 已认领 for what was found, 已找到 for what was lost."""
    if item.state == SETTLED:
        return Chip(_("已认领") if item.sort == "found" else _("已找到"), "good")
    return chip(item.state, LOST_ITEM)


def card_of(item: "LostItem") -> ItemCard:
    """The card of an item. Its picture is the small one."""
    chips = [sort_chip(item)] if item.state == OPEN else [sort_chip(item), state_chip(item)]
    picture = reverse("files:download", args=[item.cover_id]) if item.cover_id else ""
    return ItemCard(
        item.title, queries.item_url(item.number), picture, chips, item.get_kind_display(), item.place, day(item.day)
    )


def board_page(actor: Actor, found: Any, form: Any, here: dict[str, str], mine: bool) -> dict[str, Any]:
    """The board: cards, filters."""
    at = reverse("bulletin:my-items") if mine else column_url(LOST)

    def link(**changes: str) -> str:
        query = {k: v for k, v in (here | changes).items() if v}
        return f"{at}?{urlencode(query)}" if query else at

    def choice(name: str, code: str, label: Any) -> FilterChip:
        on = here.get(name, "") == code
        return FilterChip(label, link(**{name: "" if on else code}), on)

    groups = [
        FilterGroup(_("情形"), [choice("sort", k, label) for k, label in queries.ItemSort.choices]),
        FilterGroup(_("类别"), [choice("kind", k, label) for k, label in queries.ItemKind.choices]),
    ]
    if not mine:
        groups.append(FilterGroup(_("状态"), [choice("state", SETTLED, _("已找回"))]))
    actions = [Action(_("登记物品"), verb_enter(), tone="primary", icon="plus")]
    if may_enter_item(actor):
        actions.append(
            Action(_("全部物品"), column_url(LOST)) if mine else Action(_("我登记的"), reverse("bulletin:my-items"))
        )
    if not mine:
        actions.append(Action(_("订阅源"), feed_url(LOST), icon="link"))
    empty = (
        Empty(_("没有符合条件的物品"), _("请放宽筛选条件。"))
        if here
        else Empty(
            _("还没有登记的物品"),
            _("捡到或丢了东西，一分钟就能登记。"),
            Action(_("登记物品"), verb_enter(), tone="primary"),
        )
    )
    crumbs = [crumb(), lost_crumb()] if mine else [crumb()]
    keep = {k: v for k, v in here.items() if k != "q"}
    return {
        "head": PageHead(
            _("我登记的物品") if mine else BY_CODE[LOST].label,
            lead="" if mine else BY_CODE[LOST].purpose,
            crumbs=crumbs,
            actions=actions,
        ),
        "filters": FilterBar(groups, form, at, at if here else "", keep),
        "form": form,
        "cards": [card_of(item) for item in found.rows],
        "empty": empty,
        "pager": Pager(found.before and link(before=found.before), found.after and link(after=found.after)),
        "feed": "" if mine else feed_url(LOST),
    }


def verb_enter() -> str:
    """The page for entering an item."""
    return reverse("bulletin:enter-item")


def _actions(item: "LostItem", actor: Actor) -> list[Action]:
    if item.state != OPEN:
        return []
    shown = []
    if may_settle_item(actor, item):
        word = _("已被认领") if item.sort == "found" else _("已经找到")
        shown.append(Action(word, verb_url(item, "settle_item"), tone="primary"))
    elif actor.person_id is None:
        url = f"{reverse('people:sign-in')}?next={queries.item_url(item.number)}"
        shown.append(Action(_("登录后联系登记人"), url, tone="primary"))
    if may_take_item_down(actor, item):
        shown.append(Action(LOST_ITEM.step("take_item_down").label, verb_url(item, "take_item_down"), tone="danger"))
    return shown


def _talk(talk: queries.Talk, item: "LostItem", mine: bool) -> TalkBox:
    lines = [
        TimelineItem(
            when(line.at),
            _("登记人") if line.by_owner else talk.other,
            sentence=line.text,
        )
        for line in talk.lines
    ]
    form = None
    if item.state == OPEN:
        form = form_of(answer_item)(
            initial={"to_id": talk.other_id if mine else None}, auto_id=f"id_{talk.other_id}_%s"
        )
    heading = _("与%(name)s的联系") % {"name": talk.other} if mine else _("我与登记人的联系")
    return TalkBox(heading, Timeline(lines), form)


def talks(item: "LostItem", actor: Actor) -> list[TalkBox]:
    """What was said, each talk with the form to go on; for a newcomer an empty one."""
    if actor.person_id is None:
        return []
    mine = item.person_id == actor.person_id
    boxes = [_talk(t, item, mine) for t in queries.talks_of(item, actor)]
    if not boxes and not mine and item.state == OPEN:
        word = _("是您的东西？联系登记人") if item.sort == "found" else _("看到过？联系登记人")
        boxes.append(TalkBox(word, Timeline([], empty=""), form_of(answer_item)()))
    return boxes


def item_page(item: "LostItem", actor: Actor, on: dt.date) -> dict[str, Any]:
    """Everything the page of an item shows. Names only to those signed in."""
    pictures, _papers = pictures_and_papers(queries.ITEMS, item.pk)
    facts = [
        Fact(_("地点"), item.place),
        Fact(_("日期"), day(item.day)),
        Fact(_("类别"), item.get_kind_display()),
        Fact(_("登记"), when(item.entered_at)),
    ]
    if actor.is_signed_in:
        facts.append(Fact(_("登记人"), Who(item.person.name)))
    if item.state == OPEN:
        facts.append(Fact(_("公示至"), day(item.expires_on)))
    note = None
    if item.state == TAKEN_DOWN:
        note = Note(item.end_note, "warn", _("已撤下，公众看不到"))
    works = bool(may_take_item_down(actor, item))
    return {
        "head": PageHead(
            item.title,
            crumbs=[crumb(), lost_crumb()],
            chips=[sort_chip(item), state_chip(item)],
            facts=facts,
            actions=_actions(item, actor),
        ),
        "note": note,
        "item_text": item.text,
        "pictures": pictures,
        "talks": talks(item, actor),
        "answer_url": verb_url(item, "answer_item"),
        "number": item.number,
        "timeline": ledger.shown_timeline(ledger.timeline(queries.ITEMS, item.pk)) if works else None,
        "article": rulebook.cite(FINDING, on=on),
    }


def about(item: "LostItem", command: Command[..., Any]) -> workflow.About:
    """What the page of a command says of the item."""
    label = LOST_ITEM.step(command.name).label
    back = queries.item_url(item.number)
    return workflow.About(
        title=_("%(verb)s：%(title)s") % {"verb": label, "title": item.title},
        back=back,
        crumbs=[crumb(), lost_crumb(), Link(item.number, back)],
        chips=[state_chip(item)],
    )


def about_entering() -> workflow.About:
    """What the page says on which an item is entered."""
    return workflow.About(
        title=_("登记物品"),
        back=column_url(LOST),
        crumbs=[crumb(), lost_crumb()],
        question=_("登记后直接公开；联系经系统转达，不公开您的电话。"),
        yes=_("登记"),
    )
