"""The school's own settings: receiving bodies, routing rules, reply templates, emergency contacts. All on record."""

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.models import Versioned
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import queries as org
from gongjian.rulebook import queries as rulebook

from .. import queries
from ..models import EmergencyContact, Reception, ReplyTemplate, RoutingRule
from ..permissions import may_configure, may_route, reception_paths
from ..queries.settings import active_rules

V = TypeVar("V", bound=Versioned)
WORDS = {
    RoutingRule: "appeals.rule",
    ReplyTemplate: "appeals.template",
    EmergencyContact: "appeals.contact",
    Reception: "appeals.reception",
}


def _record(verb: str, row: Any, actor: Actor, at: dt.datetime) -> None:
    ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=WORDS[type(row)],
        subject_id=row.pk,
        label=str(row)[:200],
        at=at,
        details={"what": str(row)[:300]},
        authority=rulebook.cite("appeal-rules:7", on=local_date(at)),
    )


def _unit(unit_id: int | None, at: dt.datetime, name: str = "unit") -> org.BodyRow:
    unit = org.body_rows([unit_id]).get(unit_id) if unit_id else None
    today = local_date(at)
    if unit is None or unit.sort != "unit" or (unit.ended and unit.ended <= today):
        raise Malformed.at(name, _("请选择一个在册的单位。"))
    return unit


def _category(category: str) -> str:
    if category and category not in queries.categories():
        raise Malformed.at("category", _("请选择一个类别。"))
    return category


@transaction.atomic
def set_reception(
    *,
    body_id: int,
    default_unit_id: int,
    actor: Actor,
    at: dt.datetime,
    main: bool = False,
) -> Reception:
    """Let this unit receive appeals, with the named default unit for objections; ``main``: it is the school's.

    An existing one is changed. Raises Refused: no right, no such unit.
    """
    permit(may_configure, actor, None)
    _unit(body_id, at, "body")
    _unit(default_unit_id, at, "default_unit")
    if main:
        Reception.objects.filter(main=True).exclude(body_id=body_id).update(main=False)
    kept = Reception.objects.filter(body_id=body_id).first()
    fields = {"default_unit_id": default_unit_id, "main": main or bool(kept and kept.main), "active": True}
    if kept is None:
        kept = Reception.objects.create(body_id=body_id, **fields)
    else:
        kept.change(**fields)
    kept = Reception.objects.select_related("body", "default_unit").get(pk=kept.pk)
    reception_paths.invalidate()
    _record("appeals.reception-set", kept, actor, at)
    return kept


@transaction.atomic
def close_reception(*, reception: Reception, actor: Actor, at: dt.datetime, seen: int | None = None) -> Reception:
    """It receives no more; what it has stays with it. Raises Refused: no right, or it is the school's."""
    permit(may_configure, actor, None)
    if reception.main:
        raise NotNow(
            _("学校的受理单位不能关闭。"), code="main-reception", remedy=_("请先把另一个单位设为学校的受理单位。")
        )
    reception.change(seen=seen, active=False)
    reception_paths.invalidate()
    _record("appeals.reception-closed", reception, actor, at)
    return reception


def _rule_fields(
    category: str, words: str, places: str, unit_id: int, position: int, at: dt.datetime
) -> dict[str, Any]:
    if not (category or words.strip() or places.strip()):
        raise Malformed.at("words", _("类别、字眼、地点至少填写一项。"))
    if len(words) > 300 or len(places) > 300:
        raise Malformed.at("words", _("字眼和地点各不超过300字，用空格分开。"))
    if not 0 <= position <= 1_000_000:
        raise Malformed.at("position", _("次序是0到1000000之间的整数。"))
    return {
        "category": _category(category),
        "words": " ".join(words.replace("，", " ").replace("、", " ").split()),
        "places": " ".join(places.replace("，", " ").replace("、", " ").split()),
        "unit_id": _unit(unit_id, at).id,
        "position": position,
    }


@transaction.atomic
def add_rule(
    *,
    unit_id: int,
    actor: Actor,
    at: dt.datetime,
    category: str = "",
    words: str = "",
    places: str = "",
    position: int = 100,
) -> RoutingRule:
    """A routing rule: what fits goes to this unit. Words and places are separated by blanks. Raises Refused: no right, empty."""
    permit(may_route, actor, None)
    fields = _rule_fields(category, words, places, unit_id, position, at)
    made = RoutingRule.objects.create(made_by=actor.title or actor.name, made_at=at, **fields)
    active_rules.invalidate()
    _record("appeals.rule-added", made, actor, at)
    return made


@transaction.atomic
def change_rule(
    *,
    rule: RoutingRule,
    unit_id: int,
    actor: Actor,
    at: dt.datetime,
    category: str = "",
    words: str = "",
    places: str = "",
    position: int = 100,
    active: bool = True,
    seen: int | None = None,
) -> RoutingRule:
    """Write a rule anew, or put it away (``active``). Raises Refused: no right, empty, overtaken."""
    permit(may_route, actor, None)
    rule.change(seen=seen, active=active, **_rule_fields(category, words, places, unit_id, position, at))
    active_rules.invalidate()
    rule = RoutingRule.objects.select_related("unit").get(pk=rule.pk)
    _record("appeals.rule-changed", rule, actor, at)
    return rule


def _template_fields(title: str, text: str, category: str, unit_id: int | None, at: dt.datetime) -> dict[str, Any]:
    wrong: dict[str, list[Any]] = {}
    if not title.strip() or len(title) > 60:
        wrong["title"] = [_("请写名称，不超过60字。")]
    if not text.strip() or len(text) > 5000:
        wrong["text"] = [_("请写内容，不超过5000字。")]
    if wrong:
        raise Malformed(fields=wrong)
    unit = _unit(unit_id, at).id if unit_id else None
    return {"title": title.strip(), "text": text.strip(), "category": _category(category), "unit_id": unit}


@transaction.atomic
def add_template(
    *, title: str, text: str, actor: Actor, at: dt.datetime, category: str = "", unit_id: int | None = None
) -> ReplyTemplate:
    """A reply template with {编号} {标题} {单位} {日期} as places. Raises Refused: no right, empty or too long."""
    permit(may_route, actor, None)
    made = ReplyTemplate.objects.create(**_template_fields(title, text, category, unit_id, at))
    _record("appeals.template-added", made, actor, at)
    return made


@transaction.atomic
def change_template(
    *,
    template: ReplyTemplate,
    title: str,
    text: str,
    actor: Actor,
    at: dt.datetime,
    category: str = "",
    unit_id: int | None = None,
    active: bool = True,
    seen: int | None = None,
) -> ReplyTemplate:
    """Write a template anew, or put it away (``active``). Raises Refused: no right, empty, overtaken."""
    permit(may_route, actor, None)
    template.change(seen=seen, active=active, **_template_fields(title, text, category, unit_id, at))
    _record("appeals.template-changed", template, actor, at)
    return template


def _contact_fields(sort: str, name: str, phone: str, place: str, position: int) -> dict[str, Any]:
    wrong: dict[str, list[Any]] = {}
    if sort not in EmergencyContact.Sort.values:
        wrong["sort"] = [_("请选择是哪一种情形。")]
    if not name.strip() or len(name) > 60:
        wrong["name"] = [_("请写名称，不超过60字。")]
    if not any(c.isdigit() for c in phone) or len(phone) > 40:
        wrong["phone"] = [_("请写电话号码。")]
    if len(place) > 60:
        wrong["place"] = [_("地点不超过60字。")]
    if wrong:
        raise Malformed(fields=wrong)
    fields = {"sort": sort, "name": name.strip(), "phone": phone.strip(), "place": place.strip()}
    return {**fields, "position": max(0, min(position, 1_000_000))}


@transaction.atomic
def add_contact(
    *, sort: str, name: str, phone: str, actor: Actor, at: dt.datetime, place: str = "", position: int = 100
) -> EmergencyContact:
    """Whom to call in this kind of danger. Raises Refused: no right, no number."""
    permit(may_route, actor, None)
    made = EmergencyContact.objects.create(**_contact_fields(sort, name, phone, place, position))
    _record("appeals.contact-added", made, actor, at)
    return made


@transaction.atomic
def change_contact(
    *,
    contact: EmergencyContact,
    sort: str,
    name: str,
    phone: str,
    actor: Actor,
    at: dt.datetime,
    place: str = "",
    position: int = 100,
    active: bool = True,
    seen: int | None = None,
) -> EmergencyContact:
    """Write it anew, or put it away (``active``). Raises Refused: no right, no number, overtaken."""
    permit(may_route, actor, None)
    contact.change(seen=seen, active=active, **_contact_fields(sort, name, phone, place, position))
    _record("appeals.contact-changed", contact, actor, at)
    return contact
