"""Lost and found: enter, write to the one who entered, settle, expire, take down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.numbers import take_number
from gongjian.kernel.once import result_of, spend
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.rulebook import queries as rulebook

from .. import photos
from ..events import LostItemAnswered, LostItemEnded, LostItemEntered
from ..models import ItemAnswer, LostItem
from ..permissions import may_enter_item
from ..procedures import FINDING, LOST_ITEM
from ..queries import COVERS, ITEMS, answers_today, entered_today
from ._shape import begin, move, record, show_item, without_numbers, words

SERIES = "招领"
OLDEST = dt.timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Found:
    """What was found or lost, where and when."""

    sort: str
    kind: str
    title: str
    place: str
    day: dt.date
    text: str = ""


@transaction.atomic
def enter_item(
    *, found: Found, pictures: "Sequence[UploadedFile[Any]]" = (), actor: Actor, at: dt.datetime, token: str = ""
) -> LostItem:
    """Put a lost or found thing on the board at once, with photographs drawn anew, for as many days as the rules say.

    A form token that was spent already gives the item it made. Raises Refused: not signed in, too many on one day, wrong
    fields or files. Source: bulletin-rules:6.
    """
    known = result_of(actor=actor, kind="bulletin.enter-item", token=token)
    if known is not None:
        return LostItem.objects.get(pk=known)
    permit(may_enter_item, actor, None)
    assert actor.person_id is not None
    today = local_date(at)
    line = LOST_ITEM.step("enter_item")
    most = int(rulebook.parameter(FINDING, "entries_most", today))
    if entered_today(actor.person_id, at) >= most:
        raise NotNow(
            _("今天已登记 %(most)d 件，请明天再登记。") % {"most": most},
            code="too-many-entries",
            authority=rulebook.cite(FINDING, on=today),
        )
    item = LostItem.objects.create(
        number=f"{SERIES}-{today.year}-{take_number(f'{SERIES}-{today.year}'):04d}",
        person_id=actor.person_id,
        entered_at=at,
        expires_on=today + dt.timedelta(days=int(rulebook.parameter(FINDING, "stand_days", today))),
        **_checked(found, today),
    )
    _keep_pictures(item, pictures, actor, at)
    show_item(item, True)
    record("bulletin.item-entered", item, line, actor, at, {"place": item.place})
    announce(LostItemEntered(at=at, actor_person_id=actor.person_id, item_id=item.pk, number=item.number))
    spend(actor=actor, kind="bulletin.enter-item", token=token, object_id=item.pk, at=at)
    return item


@transaction.atomic
def answer_item(*, item: LostItem, text: str, to_id: int | None = None, actor: Actor, at: dt.datetime) -> ItemAnswer:
    """Write to the one who entered the item; that one answers somebody who wrote (``to_id``). Carried as a message.

    Raises Refused: not signed in, not on the board any more, too many on one day, nobody wrote. Source: bulletin-rules:6.
    """
    line = begin("answer_item", item, actor, at=at)
    assert actor.person_id is not None
    text = words("text", text, 300, _("请写下要说的话。"))
    by_owner = item.person_id == actor.person_id
    if by_owner and not ItemAnswer.objects.filter(item=item, other_id=to_id or 0).exists():
        raise Malformed.at("text", _("还没有人就这件物品与您联系。"), code="nobody-wrote")
    most = int(rulebook.parameter(FINDING, "answers_most", local_date(at)))
    if not by_owner and answers_today(actor.person_id, at) >= most:
        raise NotNow(
            _("今天已联系 %(most)d 次，请明天再联系。") % {"most": most},
            code="too-many-answers",
            authority=rulebook.cite(FINDING, on=local_date(at)),
        )
    other_id = to_id if by_owner and to_id else actor.person_id
    answer = ItemAnswer.objects.create(item=item, other_id=other_id, by_owner=by_owner, text=text, at=at)
    record("bulletin.item-answered", item, line, actor, at)
    announce(
        LostItemAnswered(
            at=at,
            actor_person_id=actor.person_id,
            item_id=item.pk,
            number=item.number,
            to_person_id=other_id if by_owner else item.person_id,
            text=text,
        )
    )
    return answer


@transaction.atomic
def settle_item(*, item: LostItem, actor: Actor, at: dt.datetime, seen: int | None = None) -> LostItem:
    """It is back with its owner. Raises Refused: not by the one who entered it, not open. Source: bulletin-rules:6."""
    line = begin("settle_item", item, actor, at=at, seen=seen)
    move(item, line, ended_at=at)
    record("bulletin.item-settled", item, line, actor, at)
    return item


@transaction.atomic
def expire_item(*, item: LostItem, actor: Actor, at: dt.datetime) -> LostItem:
    """Its days are over. Raises Refused: not by the clock, not open, not yet. Source: bulletin-rules:6."""
    line = begin("expire_item", item, actor, at=at)
    if local_date(at) <= item.expires_on:
        raise NotNow(_("公示期限未到。"), code="not-expired", authority=rulebook.cite(FINDING, on=local_date(at)))
    return _end(item, "bulletin.item-expired", "", actor, at, line)


@transaction.atomic
def take_item_down(*, item: LostItem, reason: str, actor: Actor, at: dt.datetime, seen: int | None = None) -> LostItem:
    """Take it from the board with a reason.

    Raises Refused: neither its own nor a reviewer, not open, without a reason. Source: bulletin-rules:6.
    """
    line = begin("take_item_down", item, actor, at=at, seen=seen)
    reason = words("reason", reason, 300, _("请写明撤下的理由。"))
    return _end(item, "bulletin.item-taken-down", reason, actor, at, line)


def _end(item: LostItem, word: str, reason: str, actor: Actor, at: dt.datetime, line: Any) -> LostItem:
    move(item, line, ended_at=at, end_note=reason)
    show_item(item, False)
    record(word, item, line, actor, at, {"reason": reason} if reason else {})
    announce(
        LostItemEnded(
            at=at,
            actor_person_id=actor.person_id,
            item_id=item.pk,
            number=item.number,
            state=item.state,
            reason=reason,
        )
    )
    return item


def _checked(found: Found, today: dt.date) -> dict[str, Any]:
    """The fields in order. Raises Malformed naming every wrong one."""
    wrong: dict[str, list[Any]] = {}
    fields: dict[str, Any] = {"sort": found.sort, "kind": found.kind, "day": found.day}
    if found.sort not in LostItem.Sort.values:
        wrong["sort"] = [_("请选择捡到还是丢失。")]
    if found.kind not in LostItem.Kind.values:
        wrong["kind"] = [_("请选择类别。")]
    if found.day > today:
        wrong["day"] = [_("日期不能晚于今天。")]
    elif found.day < today - OLDEST:
        wrong["day"] = [_("日期太早，只登记一年以内的。")]
    for name, text, most, why in (
        ("title", found.title, 40, _("请写明是什么物品。")),
        ("place", found.place, 60, _("请写明地点。")),
        ("text", found.text, 500, ""),
    ):
        try:
            fields[name] = without_numbers(name, words(name, text, most, why))
        except Malformed as error:
            wrong.update(error.fields)
    if wrong:
        raise Malformed(fields=wrong)
    return fields


def _keep_pictures(item: LostItem, pictures: "Sequence[UploadedFile[Any]]", actor: Actor, at: dt.datetime) -> None:
    most = int(rulebook.parameter(FINDING, "photos_most", local_date(at)))
    if len(pictures) > most:
        raise Malformed.at(
            "pictures",
            _("最多 %(most)d 张照片。") % {"most": most},
            authority=rulebook.cite(FINDING, on=local_date(at)),
        )
    for place, upload in enumerate(pictures):
        if not place:
            small = photos.redrawn(upload, field="pictures", longest=photos.CARD)
            cover = files.store(owner_kind=COVERS, owner_id=item.pk, upload=small, actor=actor, at=at)
            move(item, cover_id=cover.pk)
        drawn = photos.redrawn(upload, field="pictures")
        files.store(owner_kind=ITEMS, owner_id=item.pk, upload=drawn, actor=actor, at=at)
