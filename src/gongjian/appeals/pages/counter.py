"""The counter's page and the receipt slip as shapes."""

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.web.dates import day, when
from gongjian.web.shapes import Action, Link, Note, PageHead

from .desk import item_link


def masked(name: str) -> str:
    """ "苏**": the first character, the rest hidden."""
    return name[:1] + "*" * max(1, len(name) - 1)


def counter_page(form: Any, checked: dict[str, Any] | None, last: str) -> dict[str, Any]:
    """The form, whose number it is, and the slip of the last one."""
    note = None
    if checked is not None:
        note = Note(checked["words"], "good" if checked["found"] else "warn", _("核对来人"))
    elif last:
        note = Note(
            _("上一件是 %(number)s，可以接着登记下一件。") % {"number": last},
            "good",
            action=Action(_("打印回执"), reverse("appeals:slip", args=[last]), icon="printer"),
        )
    return {
        "head": PageHead(
            _("窗口代录"),
            lead=_("替来电、来信、微信、QQ和到窗口的人登记；登记人记入台账。"),
            crumbs=[Link(_("受理台"), reverse("appeals:desk"))],
        ),
        "form": form,
        "note": note,
        "back": reverse("appeals:desk"),
    }


def _follow(key: str) -> str:
    """The address at which somebody without account follows by their key."""
    if not key:
        return ""
    try:
        return reverse("appeals:follow", args=[key])
    except NoReverseMatch:
        return ""


def slip_page(matter: Any, code: str, key: str, request: HttpRequest) -> dict[str, Any]:
    """What the person takes home: number, code, where and until when."""
    path = _follow(key) or (reverse("audit:receipt", args=[code]) if code else "")
    address = request.build_absolute_uri(path) if path else ""
    return {
        "head": PageHead(_("诉求回执"), matter.number, crumbs=[Link(_("窗口代录"), reverse("appeals:counter"))]),
        "matter": matter,
        "link": item_link(matter),
        "raised": when(matter.raised_at),
        "due": day(matter.due_at),
        "body": matter.origin.name,
        "code": code,
        "key": key,
        "address": address,
        "qr": ledger.qr(address) if address else "",
        "back": reverse("appeals:counter"),
    }
