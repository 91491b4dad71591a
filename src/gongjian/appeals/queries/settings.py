"""The school's own settings, read: receptions, routing rules, reply templates, emergency contacts."""

import datetime as dt
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Model, Q, QuerySet

from gongjian.kernel.actor import Actor
from gongjian.kernel.cache import CachedTable
from gongjian.kernel.clock import local_date
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotFound, Words

from ..models import Appeal, EmergencyContact, Reception, ReplyTemplate, RoutingRule
from ..permissions import may_route

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

M = TypeVar("M", bound=Model)


def _active_rules() -> list[RoutingRule]:
    rows = RoutingRule.objects.filter(active=True).select_related("unit")
    return list(rows.order_by("position", "id"))


active_rules: CachedTable[list[RoutingRule]] = CachedTable(_active_rules)


def categories() -> dict[str, Words]:
    """The categories of matters, code → word."""
    field: Any = Appeal._meta.get_field("matter").related_model
    return dict(field._meta.get_field("category").choices)


def main_reception() -> Reception | None:
    """The school's receiving unit, or None while nobody has set it."""
    return Reception.objects.select_related("body", "default_unit").filter(main=True).first()


def receptions(*, active: bool = True) -> list[Reception]:
    """All receiving bodies, the school's first."""
    rows = Reception.objects.select_related("body", "default_unit").order_by("-main", "id")
    return list(rows.filter(active=True) if active else rows)


def default_unit_of(body_id: int) -> int | None:
    """The unit that takes what is objected to, for appeals received at this body; else the school's."""
    rows = Reception.objects.filter(Q(body_id=body_id) | Q(main=True)).order_by("main")
    return rows.values_list("default_unit_id", flat=True).first()


def _taken(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def get_reception(pk: int) -> Reception:
    """One receiving body. Raises NotFound."""
    return _taken(Reception.objects.select_related("body", "default_unit"), pk)


def rules(actor: Actor) -> QuerySet[RoutingRule]:
    """All routing rules in their order, those put away last. Raises NotAllowed without the right."""
    permit(may_route, actor, None)
    return RoutingRule.objects.select_related("unit").order_by("-active", "position", "id")


def get_rule(actor: Actor, pk: int) -> RoutingRule:
    """One of them. Raises NotAllowed, NotFound."""
    return _taken(rules(actor), pk)


def templates(actor: Actor) -> QuerySet[ReplyTemplate]:
    """All reply templates, those put away last. Raises NotAllowed without the right."""
    permit(may_route, actor, None)
    return ReplyTemplate.objects.select_related("unit").order_by("-active", "title", "id")


def get_template(actor: Actor, pk: int) -> ReplyTemplate:
    """One of them. Raises NotAllowed, NotFound."""
    return _taken(templates(actor), pk)


def templates_for(matter: "Matter") -> list[ReplyTemplate]:
    """The templates that fit this appeal: of its category and its unit, or of everybody."""
    rows = ReplyTemplate.objects.filter(active=True)
    rows = rows.filter(Q(category="") | Q(category=matter.category))
    rows = rows.filter(Q(unit__isnull=True) | Q(unit_id=matter.lead_id))
    return list(rows.order_by("-category", "title", "id"))


def filled(template: ReplyTemplate, matter: "Matter", at: dt.datetime) -> str:
    """The template's text with number, title, unit and day in their places; other brackets stay as they are."""
    day = local_date(at)
    values = {
        "{编号}": matter.number,
        "{标题}": matter.title,
        "{单位}": matter.lead.name if matter.lead else "",
        "{日期}": f"{day.year}年{day.month}月{day.day}日",
    }
    text = template.text
    for place, value in values.items():
        text = text.replace(place, value)
    return text


def get_contact(actor: Actor, pk: int) -> EmergencyContact:
    """One emergency contact. Raises NotAllowed, NotFound."""
    permit(may_route, actor, None)
    return _taken(EmergencyContact.objects.all(), pk)
