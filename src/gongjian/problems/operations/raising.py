"""Raise a problem, mark it as a duplicate."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.matters import queries as matters_queries
from gongjian.org import queries as org
from gongjian.workflow.command import Log
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Day, Files, Flag, LongText, Number, Option, Pick, Text, Uploads
from gongjian.workflow.rows import Part

from ..events import MatterMarkedDuplicate, MatterRaised
from ..models import FieldRecord
from .workflows import PROBLEMS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter


AFFECTED_MISSING = _("涉及人数至少为1。")
FOUND_MISSING = _("调研记录需要写明地点和调研人。")


@dataclass(frozen=True, kw_only=True)
class Found:
    """调研记录: how a problem was found in the field. ``affected`` is a number of persons."""

    place: Annotated[str, Text(_("调研地点"), limit=120, missing=FOUND_MISSING)]
    found_on: Annotated[dt.date, Day(_("调研日期"))]
    by_whom: Annotated[str, Text(_("调研人"), limit=120, missing=FOUND_MISSING)]
    affected: Annotated[int, Number(_("涉及人数"), least=1, missing=AFFECTED_MISSING)]
    method: Annotated[str, Choice(_("调研方式"), options=FieldRecord.Method.choices)] = "unannounced"


def _branches(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="organisation", at=at)


def _own_branch(row: object, actor: Actor, at: dt.datetime) -> int | None:
    return None if actor.person_id is None else org.default_branch_for(actor.person_id, at)


def _raised_before(matter: "Matter", actor: Actor, token: str) -> matters.Raised:
    return matters.raised_again(matter)


@PROBLEMS.creation(
    log=Log("matters.raised", _("提出"), _("%(actor)s提出，由%(to)s首接负责")), event=MatterRaised, again=_raised_before
)
def raise_problem(
    *,
    title: Annotated[
        str,
        Text(
            _("标题"),
            _("一句话说清是什么事，例如：三号公寓浴室晚十点后没有热水。"),
            limit=matters.LONGEST_TITLE,
            missing=_("请写一个标题，让人一眼看出是什么事。"),
        ),
    ],
    text: Annotated[
        str,
        LongText(
            _("事由"),
            _("什么时间、什么地点、遇到了什么问题、希望怎样解决。请勿填写涉密内容和他人隐私。"),
            limit=matters.LONGEST_TEXT,
            rows=7,
            missing=_("请写明事由：什么时间、什么地点、遇到了什么问题。"),
        ),
    ],
    category: Annotated[str, Choice(_("类别"), options=matters_queries.CATEGORIES, missing=_("请选择一个类别。"))],
    origin_id: Annotated[
        int,
        Pick(
            _("接收组织"),
            _("首先接收的党支部负责到底，直到有单位签收。默认是您所在的支部。"),
            options=_branches,
            first=_own_branch,
            alias="origin",
        ),
    ],
    place: Annotated[str, Text(_("地点"), limit=120)] = "",
    uploads: Annotated[Uploads, Files(_("附件"), _("照片、文档，每个不超过20 MB。涉密内容不得上传。"))] = (),
    anonymous: Annotated[bool, Flag(_("匿名提出"), _("办理人看不到您是谁；您仍可在“我提出的”中查看和评价。"))] = False,
    public: Annotated[bool, Flag(_("同意公开办理进度"), _("公开页面不显示您的姓名。"))] = True,
    on_behalf_of: Annotated[
        str, Text(_("代何人提出"), _("替他人提出时填写，例如：三号公寓部分同学。"), limit=120)
    ] = "",
    found: Annotated[Found | None, Part(_("调研记录"), row=Found)] = None,
    actor: Actor,
    at: dt.datetime,
    source: str = "self",
    token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> matters.Raised:
    """Raise a problem with the party organisation *origin_id*, which is the first receiver and stays answerable.

    The caller gets the matter and a receipt. With ``anonymous`` the raiser is sealed: handlers never learn who.
    The same form token gives the same matter and receipt again. Raises Refused: not signed in, a field is missing, the
    organisation does not exist or has ended, a file is refused. Source: S1, problem-rules:2, :3.
    """
    if found is not None and found.found_on > step.today:
        raise Malformed.at("found_on", _("调研日期不能晚于今天。"))
    origin = org.body_rows([origin_id]).get(origin_id)
    if origin is None or origin.sort != "organisation":
        raise Malformed.at("origin", _("请选择一个在册的党支部作为接收组织。"))
    raised = matters.open_matter(
        kind="problem",
        verb="raise_problem",
        word="matters.raised",
        title=title,
        text=text,
        category=category,
        origin_id=origin_id,
        actor=actor,
        at=at,
        anonymous=anonymous,
        public=public,
        place=place,
        on_behalf_of=on_behalf_of,
        source="field" if found is not None and source == "self" else source,
    )
    step.recorded()
    if found is not None:
        FieldRecord.objects.create(matter=raised.matter, **asdict(found))
    if uploads:
        matters.attach(matter=raised.matter, uploads=uploads, actor=actor, at=at)
    return raised


@PROBLEMS.command(
    log=Log("matters.marked-duplicate", _("并为重复"), _("与%(original)s重复，并入办理")),
    event=MatterMarkedDuplicate,
    done=_("已并入。"),
    consequences=(_("本事项就此办结，提出人可以跟踪被并入的事项。"),),
)
def mark_duplicate(
    *,
    matter: "Matter",
    original: Annotated[str, Text(_("被并入事项的编号"), _("例如：难题-2026-0001"), limit=30)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """End it as a duplicate of the matter numbered *original*; the raiser follows that one. problem-rules:21.

    Raises Refused: no such matter, itself, or the other one is itself a duplicate or withdrawn.
    """
    other = matters_queries.numbered(original)
    if other is None:
        raise Malformed.at("original", _("没有编号为“%(number)s”的事项，请核对。") % {"number": original})
    if other.pk == matter.pk:
        raise Malformed.at("original", _("不能并入自身，请填写另一件事项的编号。"))
    if other.state in ("duplicate", "withdrawn"):
        raise NotNow(
            _("%(number)s已经撤回或并入其他事项，不能作为被并入的事项。") % {"number": other.number},
            remedy=_("请填写仍在办理或已销号的事项编号。"),
        )
    step.note(original=other.number, original_id=other.pk)
    return step.move(duplicate_of=other, end_reason=_("与%(number)s重复") % {"number": other.number})
