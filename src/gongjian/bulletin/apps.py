"""Registers the app's words with the ledger, its texts with the search, its files, its citations and procedures."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from gongjian.audit import registry as ledger
from gongjian.files import registry as files
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.notify import registry as notify
from gongjian.rulebook import registry as rulebook
from gongjian.search import registry as search
from gongjian.workflow.registry import register

from .labels import ITEM_WHO, WHO
from .personal import PERSONAL
from .procedures import ITEM_STAGES, LOST_ITEM, NOTICE, PICTURES, STAGES, SUBSCRIBING

KINDS = (
    ("bulletin.to-review", _("公告待审核")),
    ("bulletin.reviewed", _("我写的公告的审核结果")),
    ("bulletin.published", _("订阅栏目的新公告")),
    ("bulletin.answered", _("失物招领的联系")),
)


def _queries() -> Any:
    """The app's reading: it needs the tables, which are not there yet when this file is read."""
    return import_module("gongjian.bulletin.queries")


def _texts() -> Iterator[tuple[int, Sequence[str]]]:
    yield from _queries().search_texts()


def _item_texts() -> Iterator[tuple[int, Sequence[str]]]:
    yield from _queries().item_texts()


def _may_read(actor: Actor, notice_id: int) -> bool:
    return bool(_queries().may_read_files(actor, notice_id))


def _may_read_photos(actor: Actor, item_id: int) -> bool:
    return bool(_queries().may_read_photos(actor, item_id))


def _citations() -> list[rulebook.CitedBy]:
    lines = [
        line
        for procedure in (NOTICE, LOST_ITEM)
        for line in rulebook.lines_of(procedure, reverse("rulebook:procedure", args=[procedure.code]))
    ]
    lines.append(rulebook.CitedBy(SUBSCRIBING, NOTICE.label, _("订阅栏目"), reverse("bulletin:subscribe")))
    lines.append(rulebook.CitedBy(PICTURES, NOTICE.label, _("图片和附件"), reverse("bulletin:write")))
    return lines


def _url(notice_id: int) -> str:
    return str(_queries().url_of_id(notice_id))


def _item_url(item_id: int) -> str:
    return str(_queries().item_url_of_id(item_id))


class BulletinConfig(AppConfig):
    name = "gongjian.bulletin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        personal.declare("bulletin", PERSONAL)
        register(import_string("gongjian.bulletin.operations.NOTICE_COMMANDS"), NOTICE, stages=STAGES, who=WHO)
        register(
            import_string("gongjian.bulletin.operations.ITEM_COMMANDS"), LOST_ITEM, stages=ITEM_STAGES, who=ITEM_WHO
        )
        for kind, word in KINDS:
            notify.register_kind(kind, word)
        rulebook.register_citations(_citations)
        ledger.register_subject("bulletin.notice", label=_("公告"), url=_url)
        ledger.register_subject("bulletin.item", label=_("失物招领"), url=_item_url)
        ledger.register_subject("bulletin.cover", label=_("失物小图"), url=_item_url)
        search.register_source("bulletin.notice", label=_("公告"), texts=_texts)
        search.register_source("bulletin.item", label=_("失物招领"), texts=_item_texts)
        files.register_owner("bulletin.notice", may_read=_may_read, url=_url)
        files.register_owner("bulletin.item", may_read=_may_read_photos, url=_item_url)
        files.register_owner("bulletin.cover", may_read=_may_read_photos, url=_item_url)
