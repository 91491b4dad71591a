"""The raiser's pages as shapes: what is alike, what comes next, how it stands, what waits for them. Words only."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.matters import queries as matters
from gongjian.web.dates import day
from gongjian.web.shapes import (
    Action,
    Chip,
    Link,
    Note,
    PageHead,
    Shape,
    Words,
)

from .. import queries
from ..forms_raising import RaiseForm

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SUBJECT = "matters.matter"
FIRST_WORDS = 30  # of a text without a title, that stand for one
BEGINNING = 90  # characters of a text or answer that help to judge whether it is the same


def home_crumb() -> Link:
    """The way back to one's own."""
    return Link(_("我的诉求"), reverse("appeals:mine"))


def address_of(matter: "Matter") -> str:
    """Where this appeal is read: by everybody if it is public, else by those who may."""
    return reverse("matters:public-item" if matter.public else "matters:item", args=[matter.number])


def board_url(pk: int) -> str:
    """The address of a topic."""
    return reverse("appeals:board", args=[pk])


def joined_words(count: int) -> str:
    """How many have met the same."""
    return _("%(n)s人提出") % {"n": count} if count > 1 else ""


# --- raising ---


@dataclass(frozen=True)
class SimilarShown:
    """One appeal that is alike, as the page shows it."""

    title: str
    href: str
    chip: Chip
    about: str
    snippet: str
    answer: str
    join: str
    own: bool


def similar_part(title: str, text: str, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """What is shown while somebody writes: whom to call if a danger is named, and what is alike."""
    first = text.strip().split("\n", 1)[0][:FIRST_WORDS]
    found = queries.similar(title if title.strip() else first, text, actor)
    ids = [s.matter.pk for s in found]
    answers, joined = queries.answers_to(ids), queries.joined_to(ids)
    own = queries.own_among(actor, ids)
    return {
        "danger": danger_note(queries.dangers_in(title, text, at=at)),
        "found": [
            SimilarShown(
                title=s.matter.title,
                href=address_of(s.matter),
                chip=Chip(s.state_label, matters.chip(s.matter).tone),
                about="　".join(
                    filter(None, (s.unit, day(s.matter.raised_at), joined_words(joined.get(s.matter.pk, 0))))
                ),
                snippet=Truncator(s.snippet).chars(BEGINNING),
                answer=Truncator(answers.get(s.matter.pk, "")).chars(BEGINNING),
                join=reverse("appeals:join", args=[s.matter.number]) if s.joinable else "",
                own=s.matter.pk in own,
            )
            for s in found
        ],
    }


@dataclass(frozen=True, slots=True)
class Danger(Shape):
    """Whom to call now."""

    template: ClassVar[str] = "appeals/components/danger.html"
    contacts: Sequence[Any]
    sentence: Words


def danger_note(sorts: Iterable[str]) -> Danger | None:
    """Whom to call, where the words name a danger; also while the school has set no number of its own."""
    wanted = list(sorts)
    if not wanted:
        return None
    return Danger(
        queries.contacts(wanted),
        _("如果现在就有危险，请马上打电话，不要等答复。诉求照常提交，受理单位负责人会立即收到。"),
    )


def raise_page(form: RaiseForm, actor: Actor, board: Any, part: Mapping[str, Any] | None) -> dict[str, Any]:
    """The page on which one raises; ``part``: what was found alike after a first sending."""
    head = PageHead(
        _("提出意见") if board else _("我要提出"),
        lead=_("议题：%(topic)s") % {"topic": board.topic}
        if board
        else _("写清楚，就有人负责到底；是否解决由您说了算。"),
        crumbs=[Link(_("议事平台"), reverse("appeals:boards")), Link(board.topic, board_url(board.pk))]
        if board
        else [],
    )
    note = None
    if part and part["found"] and not form.errors:
        words = _("已有%(n)s件类似的诉求，请先看看；不是同一件事，再点“仍要提交”。") % {"n": len(part["found"])}
        note = Note(words, "info", action=Action(_("去看看"), "#similar", tone="link"))
    return {
        "head": head,
        "form": form,
        "note": note,
        "files_note": Note(_("刚才选择的附件没有保存，请重新选择。"), "warn") if form.lost_files else None,
        "yes": _("仍要提交") if note else pgettext("button", "提交"),
        "guest": not actor.is_signed_in,
        "others": [] if board else other_ways(),
        "sign_in": f"{reverse('people:sign-in')}?next={reverse('appeals:raise')}",
    }


def other_ways() -> list[Link]:
    """For whom another kind of matter is meant."""
    return [
        Link(_("党支部提出难题"), matters.raise_url("problem")),
        Link(_("代表提提案"), matters.raise_url("proposal")),
        Link(_("书院议事平台"), reverse("appeals:boards")),
    ]


# --- after raising or joining ---


def next_words(matter: "Matter") -> str:
    """What happens next, and by when."""
    who = {"body": (matter.lead or matter.holder).name, "day": day(matter.due_at) if matter.due_at else ""}
    if matter.state == "raised":
        return _("由%(body)s在%(day)s前受理并派给负责的单位，每一步都会留下记录。") % who
    if matter.due_at and matter.is_open and not matter.clock_stopped:
        return _("由%(body)s办理，这一步的期限是%(day)s。有了答复请您评价是否解决。") % who
    return _("由%(body)s办理。有了答复请您评价是否解决。") % who


def raised_page(matter: "Matter", request: HttpRequest) -> dict[str, Any]:
    """After sending, for somebody signed in: what comes next, by when, the receipt."""
    return {
        "head": PageHead(
            _("已提交"),
            matter.number,
            lead=matter.title,
            actions=[
                Action(_("查看进展"), reverse("matters:item", args=[matter.number]), tone="primary"),
                Action(_("再提一件"), reverse("appeals:raise")),
            ],
        ),
        "danger": danger_note(queries.appeal_of(matter).danger.split()),
        "note": Note(next_words(matter), "good", _("下一步")),
        "link": "",
        "link_qr": "",
        "until": "",
        **receipt_of(matter, request),
    }


NO_RECEIPT = {"code": "", "receipt_path": "", "qr": ""}


def receipt_of(matter: "Matter", request: HttpRequest) -> dict[str, Any]:
    """The receipt's code, address and picture."""
    found = ledger.receipts_of(SUBJECT, matter.pk)
    if not found:
        return dict(NO_RECEIPT)
    path = reverse("audit:receipt", args=[found[0].code])
    return {"code": found[0].code, "receipt_path": path, "qr": ledger.qr(request.build_absolute_uri(path))}


def follow_url(key: str) -> str:
    """The address by which a person without account follows."""
    return reverse("appeals:follow", args=[key])


def follow_raised_page(matter: "Matter", actor: Actor, key: str, request: HttpRequest) -> dict[str, Any]:
    """After a guest has raised or joined: what comes next, their link, the receipt of what they raised."""
    raised = queries.raised_it(actor, matter)
    link = request.build_absolute_uri(follow_url(key))
    return {
        "head": PageHead(
            _("已提交") if raised else _("已加入"),
            matter.number,
            lead=matter.title,
            actions=[Action(_("查看进展"), follow_url(key), tone="primary")],
        ),
        "danger": danger_note(queries.appeal_of(matter).danger.split()) if raised else None,
        "note": Note(next_words(matter), "good", _("下一步")),
        "link": link,
        "link_qr": ledger.qr(link),
        "until": day(queries.valid_until(matter)),
        **(receipt_of(matter, request) if raised else NO_RECEIPT),
    }
