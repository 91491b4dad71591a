"""Who is told what about notices and lost items. Each function reacts to one event; ``reactions`` joins them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from gongjian.kernel.events import DomainEvent
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import queries
from .columns import LOST, label_of
from .events import (
    LostItemAnswered,
    LostItemEnded,
    LostItemEntered,
    NoticeHandedBack,
    NoticePublished,
    NoticeSentForReview,
    NoticeTakenDown,
)
from .permissions import REVIEW
from .procedures import EXPIRED


def ask_for_review(event: NoticeSentForReview) -> int:
    """All who may review for the body and have not written on it. Gives how many were told."""
    _writer, authors, path, title = queries.person_concerned(event.notice_id)
    to = set(org.holders_of_capability(REVIEW, path, event.at)) - set(authors)
    text = _("%(number)s“%(title)s”已送审，请您审核。") % {"number": event.number, "title": title}
    return _send(event, to, "bulletin.to-review", text, queries.url_of(event.number))


def tell_of_return(event: NoticeHandedBack) -> int:
    """Those who wrote on it hear what is to be amended."""
    _writer, authors, _path, title = queries.person_concerned(event.notice_id)
    text = _("“%(title)s”被退回修改：%(reason)s") % {"title": title, "reason": event.reason}
    return _send(event, authors, "bulletin.reviewed", text, queries.url_of(event.number))


def tell_of_publishing(event: NoticePublished) -> int:
    """Those who wrote on it, and in their digest those who subscribed its column."""
    _writer, authors, _path, title = queries.person_concerned(event.notice_id)
    url = queries.url_of(event.number)
    text = _("“%(title)s”已审核发布。") % {"title": title}
    sent = _send(event, authors, "bulletin.reviewed", text, url)
    to = set(queries.subscribers(event.column)) - set(authors)
    words = _("%(column)s：%(title)s") % {"column": label_of(event.column), "title": title}
    return sent + _send(event, to, "bulletin.published", words, url)


def tell_of_taking_down(event: NoticeTakenDown) -> int:
    """Those who wrote on it hear why."""
    _writer, authors, _path, title = queries.person_concerned(event.notice_id)
    text = _("“%(title)s”已撤下：%(reason)s") % {"title": title, "reason": event.reason}
    return _send(event, authors, "bulletin.reviewed", text, queries.url_of(event.number))


def tell_of_item(event: LostItemEntered) -> int:
    """In their digest, those who subscribed 失物招领."""
    _person, title = queries.item_concerned(event.item_id)
    words = _("%(column)s：%(title)s") % {"column": label_of(LOST), "title": title}
    return _send(event, queries.subscribers(LOST), "bulletin.published", words, queries.item_url(event.number))


def carry_answer(event: LostItemAnswered) -> int:
    """The words go to the other side, at once unless that person wishes otherwise."""
    _person, title = queries.item_concerned(event.item_id)
    text = _("关于“%(title)s”有人与您联系：%(text)s") % {"title": title, "text": event.text}
    return _send(event, [event.to_person_id], "bulletin.answered", text, queries.item_url(event.number))


def tell_of_end(event: LostItemEnded) -> int:
    """The one who entered it hears that it left the board, unless it was they who took it down."""
    person, title = queries.item_concerned(event.item_id)
    text = (
        _("“%(title)s”公示期满，已自动下架；需要时可以重新登记。") % {"title": title}
        if event.state == EXPIRED
        else _("“%(title)s”的登记已撤下：%(reason)s") % {"title": title, "reason": event.reason}
    )
    return _send(event, [person], "bulletin.answered", text, queries.item_url(event.number))


def _send(event: DomainEvent, to: Iterable[int], kind: str, text: str, url: str) -> int:
    persons = set(to)
    persons.discard(event.actor_person_id or 0)  # never to the one who acted
    return notify.send(to=persons, kind=kind, text=text, url=url, at=event.at, actor=None)


# Event → the one function that tells of it; ``reactions`` spreads this into its table.
NOTICES: dict[type[DomainEvent], Callable[[Any], int]] = {
    NoticeSentForReview: ask_for_review,
    NoticeHandedBack: tell_of_return,
    NoticePublished: tell_of_publishing,
    NoticeTakenDown: tell_of_taking_down,
    LostItemEntered: tell_of_item,
    LostItemAnswered: carry_answer,
    LostItemEnded: tell_of_end,
}
