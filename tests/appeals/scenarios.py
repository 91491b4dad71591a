"""Appeals brought to a point of their life, through the verbs themselves."""

import datetime as dt
from typing import Any

from gongjian.appeals import operations as ops
from gongjian.appeals import queries
from gongjian.matters import operations as shared
from gongjian.matters.models import Matter
from tests.cast import Cast

REPLY = (
    "已经派人到现场查看：三层东侧浴室的热水管道老化，维修人员将于3月20日前更换管道并恢复供水。"
    "如仍有问题，请联系后勤保障部温老师，电话82660000。"
)


def again(matter: Matter) -> Matter:
    """The matter as it stands now, with what verbs need."""
    return Matter.objects.select_related("origin", "holder", "lead", "appeal").get(pk=matter.pk)


def raised(cast: Cast, at: dt.datetime, **given: Any) -> Matter:
    values: dict[str, Any] = {
        "title": "浴室没有热水",
        "text": "明远书院三层浴室已经三天没有热水，晚上无法洗澡。",
        "nature": "complaint",
        "category": "living",
        "place": "明远书院",
        "actor": cast.student,
        "at": at,
    }
    return again(ops.raise_appeal(**values | given).matter)


def accepted(cast: Cast, at: dt.datetime, answer_class: str = "general", **given: Any) -> Matter:
    matter = raised(cast, at, **given)
    ops.accept(matter=matter, category="living", answer_class=answer_class, actor=cast.receptionist, at=at)
    return again(matter)


def assigned(cast: Cast, at: dt.datetime, unit: Any = None, **given: Any) -> Matter:
    matter = accepted(cast, at, **given)
    ops.assign(matter=matter, lead_id=(unit or cast.department).pk, actor=cast.receptionist, at=at)
    return again(matter)


def handling(cast: Cast, at: dt.datetime, **given: Any) -> Matter:
    matter = assigned(cast, at, **given)
    shared.take(matter=matter, actor=cast.handler, at=at)
    return again(matter)


def answered(cast: Cast, at: dt.datetime, **given: Any) -> Matter:
    matter = handling(cast, at, **given)
    ops.answer(matter=matter, text=REPLY, confirmed=True, actor=cast.handler, at=at)
    return again(matter)


def closed(cast: Cast, at: dt.datetime, satisfied: str = "yes", **given: Any) -> Matter:
    matter = answered(cast, at, **given)
    ops.give_verdict(
        matter=matter, solved=True, satisfied=satisfied, contacted=True, actor=given.get("actor", cast.student), at=at
    )
    return again(matter)


__all__ = ["REPLY", "accepted", "again", "answered", "assigned", "closed", "handling", "queries", "raised"]
