"""Lost and found: enter, write to the one who entered, settle, expire, take down."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.kernel.sequences import next_number
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, Files, Identifier, LongText, Text, Uploads, WrongValue

from .. import photos
from ..events import LostItemAnswered, LostItemEnded, LostItemEntered
from ..models import ItemAnswer, LostItem
from ..procedures import FINDING
from ..queries import COVERS, ITEMS, answers_today, entered_today
from .workflows import LOST_ITEMS, show_item

SERIES = "招领"
OLDEST = dt.timedelta(days=366)
_PRIVATE = re.compile(r"(?<!\d)(?:1[3-9]\d(?:[ -]?\d{4}){2}|\d{17}[\dXx])(?!\d)")


def _without_numbers(text: str) -> str:
    """The text, if no phone or identity number stands in it. Raises WrongValue."""
    if _PRIVATE.search(text):
        raise WrongValue(_("这里人人可见，请不要写手机号码和证件号码；联系经系统转达。"), "private-number")
    return text


@dataclass(frozen=True)
class PublicText(Text):
    """A line that everybody reads: no phone or identity number."""

    def clean(self, value: Any, *, required: bool) -> str:
        return _without_numbers(super().clean(value, required=required))


@dataclass(frozen=True)
class PublicLongText(LongText):
    """The same with several lines."""

    def clean(self, value: Any, *, required: bool) -> str:
        return _without_numbers(super().clean(value, required=required))


@LOST_ITEMS.creation(
    log=Log("bulletin.item-entered", gettext_lazy("登记失物"), gettext_lazy("登记了物品，地点：%(place)s。")),
    event=LostItemEntered,
    done=gettext_lazy("已登记，大家都能看到了。有人联系时您会收到消息。"),
)
def enter_item(
    *,
    sort: Annotated[
        str,
        Choice(
            gettext_lazy("捡到还是丢失"),
            options=(("found", gettext_lazy("我捡到了")), ("lost", gettext_lazy("我丢了"))),
            radio=True,
            first="found",
            missing=gettext_lazy("请选择捡到还是丢失。"),
        ),
    ],
    title: Annotated[
        str,
        PublicText(
            gettext_lazy("物品"),
            gettext_lazy("例如“黑色折叠伞”。"),
            limit=40,
            missing=gettext_lazy("请写明是什么物品。"),
        ),
    ],
    kind: Annotated[
        str,
        Choice(gettext_lazy("类别"), options=tuple(LostItem.Kind.choices), missing=gettext_lazy("请选择类别。")),
    ] = "other",
    place: Annotated[
        str,
        PublicText(
            gettext_lazy("地点"),
            gettext_lazy("在哪里捡到或丢失，现在放在哪里。"),
            limit=60,
            missing=gettext_lazy("请写明地点。"),
        ),
    ],
    day: Annotated[dt.date, Day(gettext_lazy("日期"))],
    pictures: Annotated[
        Uploads,
        Files(gettext_lazy("照片"), gettext_lazy("不要拍到证件号码和人脸。"), photos_only=True),
    ] = (),
    text: Annotated[
        str,
        PublicLongText(
            gettext_lazy("说明"),
            gettext_lazy("留一两个特征不写，便于认领时核对。不要写手机号码，联系经系统转达。"),
            limit=500,
            rows=3,
        ),
    ] = "",
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: Transition[LostItem] = RUNNING,
) -> LostItem:
    """Put a lost or found thing on the board at once, with photographs drawn anew, for as many days as the rules say.

    A form token that was spent already gives the item it made. Raises Refused: not signed in, too many on one day, wrong
    fields or files. Source: bulletin-rules:6.
    """
    assert actor.person_id is not None
    today = step.today
    _require_likely(day, today)
    most = int(rulebook.parameter(FINDING, "entries_most", today))
    if entered_today(actor.person_id, at) >= most:
        raise NotNow(
            _("今天已登记 %(most)d 件，请明天再登记。") % {"most": most},
            code="too-many-entries",
            authority=rulebook.cite(FINDING, on=today),
        )
    item = LostItem.objects.create(
        number=f"{SERIES}-{today.year}-{next_number(f'{SERIES}-{today.year}'):04d}",
        person_id=actor.person_id,
        entered_at=at,
        expires_on=today + dt.timedelta(days=int(rulebook.parameter(FINDING, "stand_days", today))),
        sort=sort,
        kind=kind,
        title=title,
        place=place,
        day=day,
        text=text,
    )
    _keep_pictures(item, pictures, actor, at)
    show_item(item, True)
    return item


def _require_likely(day: dt.date, today: dt.date) -> None:
    if day > today:
        raise Malformed.at("day", _("日期不能晚于今天。"))
    if day < today - OLDEST:
        raise Malformed.at("day", _("日期太早，只登记一年以内的。"))


@LOST_ITEMS.command(
    log=Log("bulletin.item-answered", gettext_lazy("联系登记人"), gettext_lazy("就这件物品写了留言。")),
    done=gettext_lazy("已转达，对方会收到消息。"),
)
def answer_item(
    *,
    item: LostItem,
    text: Annotated[
        str,
        LongText(
            gettext_lazy("留言"),
            gettext_lazy("只有您和对方能看到。认领时请说出物品的特征。"),
            limit=300,
            rows=3,
            missing=gettext_lazy("请写下要说的话。"),
        ),
    ],
    to_id: Annotated[int | None, Identifier(gettext_lazy("对方"))] = None,
    actor: Actor,
    at: dt.datetime,
    step: Transition[LostItem] = RUNNING,
) -> LostItem:
    """Write to the one who entered the item; that one answers somebody who wrote (``to_id``). Carried as a message.

    Raises Refused: not signed in, not on the board any more, too many on one day, nobody wrote. Source: bulletin-rules:6.
    """
    assert actor.person_id is not None
    by_owner = item.person_id == actor.person_id
    if by_owner and not ItemAnswer.objects.filter(item=item, other_id=to_id or 0).exists():
        raise Malformed.at("text", _("还没有人就这件物品与您联系。"), code="nobody-wrote")
    most = int(rulebook.parameter(FINDING, "answers_most", step.today))
    if not by_owner and answers_today(actor.person_id, at) >= most:
        raise NotNow(
            _("今天已联系 %(most)d 次，请明天再联系。") % {"most": most},
            code="too-many-answers",
            authority=rulebook.cite(FINDING, on=step.today),
        )
    other_id = to_id if by_owner and to_id else actor.person_id
    ItemAnswer.objects.create(item=item, other_id=other_id, by_owner=by_owner, text=text, at=at)
    step.announce(LostItemAnswered, to_person_id=other_id if by_owner else item.person_id)
    return item


@LOST_ITEMS.command(
    log=Log("bulletin.item-settled", gettext_lazy("确认找回"), gettext_lazy("物品已经找回。")),
    done=gettext_lazy("已确认找回，谢谢。"),
    consequences=(gettext_lazy("这件物品从招领中移出，列在“已找回”里。"),),
)
def settle_item(
    *, item: LostItem, actor: Actor, at: dt.datetime, seen: int | None = None, step: Transition[LostItem] = RUNNING
) -> LostItem:
    """It is back with its owner. Raises Refused: not by the one who entered it, not open. Source: bulletin-rules:6."""
    return step.move(ended_at=at)


@LOST_ITEMS.command(
    log=Log("bulletin.item-expired", gettext_lazy("失物到期下架"), gettext_lazy("公示期满，自动下架。")),
    event=LostItemEnded,
)
def expire_item(*, item: LostItem, actor: Actor, at: dt.datetime, step: Transition[LostItem] = RUNNING) -> LostItem:
    """Its days are over. Raises Refused: not by the clock, not open, not yet. Source: bulletin-rules:6."""
    if step.today <= item.expires_on:
        raise NotNow(_("公示期限未到。"), code="not-expired", authority=rulebook.cite(FINDING, on=step.today))
    show_item(item, False)
    return step.move(ended_at=at, end_note="")


@LOST_ITEMS.command(
    log=Log("bulletin.item-taken-down", gettext_lazy("撤下失物登记"), gettext_lazy("撤下登记：%(reason)s")),
    event=LostItemEnded,
    done=gettext_lazy("登记已撤下。"),
    consequences=(gettext_lazy("公众不再看到这条登记。"), gettext_lazy("登记的人会收到理由。")),
)
def take_item_down(
    *,
    item: LostItem,
    reason: Annotated[
        str, LongText(gettext_lazy("撤下理由"), limit=300, rows=3, missing=gettext_lazy("请写明撤下的理由。"))
    ],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[LostItem] = RUNNING,
) -> LostItem:
    """Take it from the board with a reason.

    Raises Refused: neither its own nor a reviewer, not open, without a reason. Source: bulletin-rules:6.
    """
    show_item(item, False)
    return step.move(ended_at=at, end_note=reason)


def _keep_pictures(item: LostItem, pictures: Uploads, actor: Actor, at: dt.datetime) -> None:
    today = local_date(at)
    most = int(rulebook.parameter(FINDING, "photos_most", today))
    if len(pictures) > most:
        authority = rulebook.cite(FINDING, on=today)
        raise Malformed.at("pictures", _("最多 %(most)d 张照片。") % {"most": most}, authority=authority)
    for place, upload in enumerate(pictures):
        if not place:
            small = photos.redrawn(upload, field="pictures", longest=photos.CARD)
            cover = files.store(owner_kind=COVERS, owner_id=item.pk, upload=small, actor=actor, at=at)
            item.change(cover_id=cover.pk)
        drawn = photos.redrawn(upload, field="pictures")
        files.store(owner_kind=ITEMS, owner_id=item.pk, upload=drawn, actor=actor, at=at)
