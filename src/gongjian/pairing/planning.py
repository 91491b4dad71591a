"""The form of a plan as it is first shown: empty, prefilled from the matching, or as the draft stands."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date, now

from . import queries
from .models import Pair
from .planforms import PlanForms


def forms_for(request: HttpRequest, actor: Actor, pair: Pair | None = None) -> PlanForms:
    """The plan's forms: bound to what was sent, grown by some rows ("more"), or first shown."""
    choices: dict[str, Any] = {
        "initiators": queries.initiators_for(actor) if pair is None else _own(pair),
        "partners": queries.partner_choices(),
    }
    if request.method == "POST" and "more" in request.POST:
        return PlanForms.grown(request.POST, request.POST["more"], **choices)
    if request.method == "POST":
        return PlanForms(request.POST, **choices)
    if pair is not None:
        return PlanForms(seen=pair.version, **_written(pair), **choices)
    return PlanForms(**_given(request.GET, choices["initiators"]), **choices)


def _own(pair: Pair) -> list[tuple[int, str]]:
    return [(m.body_id, m.body.name) for m in pair.members.all() if m.part == "initiator"]


def _written(pair: Pair) -> dict[str, Any]:
    members = list(pair.members.all())
    place = {m.pk: n for n, m in enumerate(members)}
    first = members[0]
    fields = ("title", "kind", "goals", "problems", "since", "until")
    return {
        "initial": {**{f: getattr(pair, f) for f in fields}, "initiator": first.body_id, "brings": first.brings},
        "members": [{"body": m.body_id, "brings": m.brings, "offer": m.offer_id} for m in members[1:]],
        "activities": [
            {"title": a.title, "day": a.day, "place": a.place, "host": "" if a.host_id is None else place[a.host_id]}
            for a in queries.activities_of(pair)
        ],
    }


def _given(asked: Mapping[str, str], initiators: list[tuple[int, str]]) -> dict[str, Any]:
    """What the matching (or another page) has put into the address; whatever does not fit is left out."""
    initial: dict[str, Any] = {k: asked[k] for k in ("title", "kind", "goals", "problems") if asked.get(k)}
    initial["since"] = local_date(now())
    known = {pk for pk, _name in initiators}
    initiator = _number(asked.get("initiator"))
    if initiator in known:
        initial["initiator"] = initiator
    elif len(initiators) == 1:
        initial["initiator"] = initiators[0][0]
    partner = queries.branch_of(_number(asked.get("partner")))
    members = [{"body": partner, "offer": _number(asked.get("offer"))}] if partner else []
    return {"initial": initial, "members": members}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None
