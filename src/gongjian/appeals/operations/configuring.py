"""The school's own settings: receiving bodies, routing rules, reply templates, emergency contacts. All on record."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from django.utils.translation import gettext_lazy as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import Versioned
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import queries as org
from gongjian.workflow.command import Log, Rule
from gongjian.workflow.engine import RUNNING, Transition, Workflow
from gongjian.workflow.fields import Choice, Flag, LongText, Number, Option, Pick, Text, WrongValue

from .. import queries
from ..models import EmergencyContact, Reception, ReplyTemplate, RoutingRule
from ..permissions import may_configure, may_route, reception_paths
from ..queries.settings import active_rules

V = TypeVar("V", bound=Versioned)
SAVED = _("已保存。")
CONFIGURE = Rule(may_configure, "appeal-rules:7")
ROUTE = Rule(may_route, "appeal-rules:7")


class Settings(Workflow[V]):
    """Rows of a setting: without states, each called by its own words in the audit log."""

    def label_of(self, row: V) -> str:
        return str(row)[:200]


RECEPTIONS = Settings(app="appeals", model=Reception, subject="appeals.reception")
RULES = Settings(app="appeals", model=RoutingRule, subject="appeals.rule")
TEMPLATES = Settings(app="appeals", model=ReplyTemplate, subject="appeals.template")
CONTACTS = Settings(app="appeals", model=EmergencyContact, subject="appeals.contact")


def _units(row: Any, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return org.choices(sort="unit", at=at)


def _require_unit(name: str, unit_id: int, at: dt.datetime) -> None:
    """Raises Malformed at this argument unless it is a unit that is there today."""
    unit = org.body_rows([unit_id]).get(unit_id)
    if unit is None or unit.sort != "unit" or (unit.ended and unit.ended <= local_date(at)):
        raise Malformed.at(name, _("请选择一个在册的单位。"))


def _noted(step: Transition[V], row: V) -> V:
    """The log entry says the row in its own words."""
    step.note(what=str(row)[:300])
    return row


@dataclass(frozen=True)
class Keywords(Text):
    """Words separated by blanks; commas separate them too."""

    def clean(self, value: Any, *, required: bool) -> str:
        text = super().clean(value, required=required)
        return " ".join(text.replace("，", " ").replace("、", " ").split())


@dataclass(frozen=True)
class Phone(Text):
    """A telephone number: at least one digit."""

    def clean(self, value: Any, *, required: bool) -> str:
        text = super().clean(value, required=required)
        if not any(c.isdigit() for c in text):
            raise WrongValue(_("请写电话号码。"))
        return text


AnyCategory = Annotated[str, Choice(_("类别"), options=(("", _("不限")), *queries.categories().items()))]
Position = Annotated[int, Number(_("次序"), _("数字小的在前；先相符的先用。"), most=1_000_000)]
Active = Annotated[bool, Flag(_("在用（不勾选就是停用）"))]

# --- receiving bodies ---


@RECEPTIONS.creation(
    log=Log("appeals.reception-set", _("设置受理单位"), _("设置受理单位：%(what)s")), done=SAVED, rule=CONFIGURE
)
def set_reception(
    *,
    body_id: Annotated[int, Pick(_("受理单位"), options=_units)],
    default_unit_id: Annotated[
        int, Pick(_("兜底单位"), _("被派单位提出异议的，由这个单位签收办理，不能再退。"), options=_units)
    ],
    main: Annotated[bool, Flag(_("学校的受理单位"))] = False,
    actor: Actor,
    at: dt.datetime,
    step: Transition[Reception] = RUNNING,
) -> Reception:
    """Let this unit receive appeals, with the named default unit for objections; ``main``: it is the school's.

    An existing one is changed. Raises Refused: no right, no such unit.
    """
    _require_unit("body_id", body_id, at)
    _require_unit("default_unit_id", default_unit_id, at)
    if main:
        Reception.objects.filter(main=True).exclude(body_id=body_id).update(main=False)
    present = Reception.objects.filter(body_id=body_id).first()
    fields = {
        "default_unit_id": default_unit_id,
        "main": main or bool(present and present.main),
        "active": True,
    }
    if present is None:
        present = Reception.objects.create(body_id=body_id, **fields)
    else:
        present.change(**fields)
    reception_paths.invalidate()
    return _noted(step, queries.get_reception(present.pk))


def _is_the_schools(reception: Reception, actor: Actor, at: dt.datetime) -> NotNow | None:
    """The school always has one."""
    if not reception.main:
        return None
    return NotNow(
        _("学校的受理单位不能关闭。"), code="main-reception", remedy=_("请先把另一个单位设为学校的受理单位。")
    )


@RECEPTIONS.command(
    log=Log("appeals.reception-closed", _("关闭受理单位"), _("关闭受理单位：%(what)s")),
    done=_("已关闭。"),
    consequences=(_("以后不再受理新的诉求；已经受理的照常办理。"),),
    conditions=(_is_the_schools,),
    rule=Rule(may_configure, "appeal-rules:7", tone="danger"),
)
def close_reception(
    *,
    reception: Reception,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Reception] = RUNNING,
) -> Reception:
    """It receives no more; what it has stays with it. Raises Refused: no right, or it is the school's."""
    step.change(active=False)
    reception_paths.invalidate()
    return _noted(step, reception)


# --- routing rules ---

RuleWords = Annotated[str, Keywords(_("字眼"), _("标题或内容有其中一个就相符，用空格分开。"), limit=300)]
RulePlaces = Annotated[str, Keywords(_("地点"), _("用空格分开。"), limit=300)]
RuleUnit = Annotated[int, Pick(_("派给"), options=_units)]


def _rule_fields(step: Transition[RoutingRule]) -> dict[str, Any]:
    given = step.values
    if not (given["category"] or given["words"] or given["places"]):
        raise Malformed.at("words", _("类别、字眼、地点至少填写一项。"))
    _require_unit("unit_id", given["unit_id"], step.at)
    return given


@RULES.creation(log=Log("appeals.rule-added", _("增加派单规则"), _("增加派单规则：%(what)s")), done=SAVED, rule=ROUTE)
def add_rule(
    *,
    category: AnyCategory = "",
    words: RuleWords = "",
    places: RulePlaces = "",
    unit_id: RuleUnit,
    position: Position = 100,
    actor: Actor,
    at: dt.datetime,
    step: Transition[RoutingRule] = RUNNING,
) -> RoutingRule:
    """A routing rule: what fits goes to this unit. Words and places are separated by blanks. Raises Refused: no right, empty."""
    made = RoutingRule.objects.create(made_by=actor.title or actor.name, made_at=at, **_rule_fields(step))
    active_rules.invalidate()
    return _noted(step, made)


@RULES.command(log=Log("appeals.rule-changed", _("修改派单规则"), _("修改派单规则：%(what)s")), done=SAVED, rule=ROUTE)
def change_rule(
    *,
    rule: RoutingRule,
    category: AnyCategory = "",
    words: RuleWords = "",
    places: RulePlaces = "",
    unit_id: RuleUnit,
    position: Position = 100,
    active: Active = True,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[RoutingRule] = RUNNING,
) -> RoutingRule:
    """Write a rule anew, or put it away (``active``). Raises Refused: no right, empty, overtaken."""
    step.change(**_rule_fields(step))
    active_rules.invalidate()
    return _noted(step, rule)


# --- reply templates ---

TemplateTitle = Annotated[str, Text(_("名称"), limit=60, missing=_("请写名称，不超过60字。"))]
TemplateText = Annotated[
    str,
    LongText(
        _("内容"),
        _("可以写“{编号}”“{标题}”“{单位}”“{日期}”，套用时自动填入。"),
        limit=5000,
        rows=8,
        missing=_("请写内容，不超过5000字。"),
    ),
]
TemplateUnit = Annotated[int | None, Pick(_("哪个单位用"), options=_units, blank=_("所有单位"))]


def _template_fields(step: Transition[ReplyTemplate]) -> dict[str, Any]:
    if step.values["unit_id"] is not None:
        _require_unit("unit_id", step.values["unit_id"], step.at)
    return step.values


@TEMPLATES.creation(
    log=Log("appeals.template-added", _("增加答复模板"), _("增加答复模板：%(what)s")), done=SAVED, rule=ROUTE
)
def add_template(
    *,
    title: TemplateTitle,
    text: TemplateText,
    category: AnyCategory = "",
    unit_id: TemplateUnit = None,
    actor: Actor,
    at: dt.datetime,
    step: Transition[ReplyTemplate] = RUNNING,
) -> ReplyTemplate:
    """A reply template with {编号} {标题} {单位} {日期} as places. Raises Refused: no right, empty or too long."""
    return _noted(step, ReplyTemplate.objects.create(**_template_fields(step)))


@TEMPLATES.command(
    log=Log("appeals.template-changed", _("修改答复模板"), _("修改答复模板：%(what)s")), done=SAVED, rule=ROUTE
)
def change_template(
    *,
    template: ReplyTemplate,
    title: TemplateTitle,
    text: TemplateText,
    category: AnyCategory = "",
    unit_id: TemplateUnit = None,
    active: Active = True,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[ReplyTemplate] = RUNNING,
) -> ReplyTemplate:
    """Write a template anew, or put it away (``active``). Raises Refused: no right, empty, overtaken."""
    return _noted(step, step.change(**_template_fields(step)))


# --- emergency contacts ---

ContactSort = Annotated[
    str, Choice(_("情形"), options=tuple(EmergencyContact.Sort.choices), missing=_("请选择是哪一种情形。"))
]
ContactName = Annotated[
    str,
    Text(_("名称"), _("例如“校园报警”“校医院急诊”。"), limit=60, missing=_("请写名称，不超过60字。")),
]
ContactPhone = Annotated[str, Phone(_("电话"), limit=40, missing=_("请写电话号码。"))]
ContactPlace = Annotated[str, Text(_("地点"), limit=60)]


@CONTACTS.creation(
    log=Log("appeals.contact-added", _("增加紧急联系方式"), _("增加紧急联系方式：%(what)s")), done=SAVED, rule=ROUTE
)
def add_contact(
    *,
    sort: ContactSort,
    name: ContactName,
    phone: ContactPhone,
    place: ContactPlace = "",
    position: Position = 100,
    actor: Actor,
    at: dt.datetime,
    step: Transition[EmergencyContact] = RUNNING,
) -> EmergencyContact:
    """Whom to call in this kind of danger. Raises Refused: no right, no number."""
    return _noted(step, EmergencyContact.objects.create(**step.values))


@CONTACTS.command(
    log=Log("appeals.contact-changed", _("修改紧急联系方式"), _("修改紧急联系方式：%(what)s")), done=SAVED, rule=ROUTE
)
def change_contact(
    *,
    contact: EmergencyContact,
    sort: ContactSort,
    name: ContactName,
    phone: ContactPhone,
    place: ContactPlace = "",
    position: Position = 100,
    active: Active = True,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[EmergencyContact] = RUNNING,
) -> EmergencyContact:
    """Write it anew, or put it away (``active``). Raises Refused: no right, no number, overtaken."""
    return _noted(step, step.change(**step.values))
