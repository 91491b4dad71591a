"""The contexts of a problem's own pages: its three lists and adjustments, the receipt."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.matters.pages import matter as pages
from gongjian.web.dates import day
from gongjian.web.shapes import Action, Empty, Link, Note, PageHead, Words

from ..procedures import LIFE

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


def lists_page(matter: "Matter", lists: Any, title: Words) -> dict[str, Any]:
    """The page on which rows are written."""
    back = pages.url_of(matter)
    return {
        "head": PageHead(
            title,
            matter.number,
            lead=matter.title,
            crumbs=[Link(_("难题"), reverse("matters:list")), Link(matter.number, back)],
        ),
        "lists": lists,
        "matter": matter,
        "back": back,
    }


def raised_page(matter: "Matter", code: str, at: dt.datetime, request: HttpRequest) -> dict[str, Any]:
    """After sending: what happens next, by when; the receipt with its QR code."""
    clock = LIFE.limits[LIFE.front[matter.state]] if matter.state in LIFE.front else None
    link = reverse("audit:receipt", args=[code]) if code else ""
    next_words = _("由%(body)s在%(day)s前组织研究，结果会告诉您。") % {
        "body": matter.origin.name,
        "day": day(matter.due_at),
    }
    return {
        "head": PageHead(
            _("已提出"),
            matter.number,
            lead=matter.title,
            actions=[
                Action(_("查看这件事项"), pages.url_of(matter), tone="primary"),
                Action(_("再提一件"), reverse("problems:raise")),
            ],
        ),
        "note": Note(next_words, "good", _("下一步")),
        "code": code,
        "qr": ledger.qr(request.build_absolute_uri(link)) if link else "",
        "receipt_path": link,
        "clock": clock.label if clock else "",
    }


def no_problems_yet() -> Empty:
    """For a pairing's page."""
    return Empty(_("还没有承接难题"), _("制定三张清单时选择这个结对，难题就会列在这里。"), small=True)
