"""Entering many bodies and ties at once: a whole university on the first day, a yearly intake.

The single verbs check each line and write an entry each; these write one entry for all, so only the system and the
administrator of everything may use them, and the database's own constraints stand guard.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import NumberSeries
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.org import permissions
from gongjian.org.models import Affiliation, Appointment, Body, Host, Liaison, Membership, PartyOrganisation, Unit

from .founding import SUBJECT, path_series, step

BATCH = 1000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class BodyPlan:
    """One body to be entered: ``key`` names it in the plan, ``parent`` is the key of a body earlier in the plan ("" = root).

    ``fields`` are those of ``Unit`` (kind …) or ``PartyOrganisation`` (tier …), ``hosts`` keys of units.
    """

    key: str
    parent: str
    sort: str
    code: str
    name: str
    short: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    place: str = ""
    founded: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TiePlan:
    """One tie of a person: ``sort`` is affiliation, membership, appointment or liaison; ``word`` "main", a stage or a post."""

    sort: str
    person_id: int
    body_id: int
    since: dt.date
    word: str = ""
    until: dt.date | None = None
    sent_by_id: int | None = None


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """The items in lists of at most *size*."""
    turn = iter(items)
    while batch := list(islice(turn, size)):
        yield batch


@transaction.atomic
def enter_bodies(*, plans: Sequence[BodyPlan], actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Enter the bodies of a plan into an empty tree. Gives their ids by key.

    Raises Refused: to all but the system and the administrator of everything; if there are bodies already, or a parent
    or host is not in the plan before its child.
    """
    permit(permissions.may_manage, actor, None)
    if Body.objects.exists():
        raise NotNow(_("已经有单位了，不能再整体登记。"), remedy=_("请逐个设立。"))
    paths: dict[str, str] = {"": ""}
    used: dict[str, int] = {}
    made: dict[str, Body] = {}
    for plan in plans:
        if plan.parent not in paths or any(h not in paths for h in plan.hosts):
            raise Malformed(_("“%(name)s”的上级或依托单位没有排在它前面。") % {"name": plan.name})
        used[plan.parent] = used.get(plan.parent, 0) + 1
        paths[plan.key] = paths[plan.parent] + step(used[plan.parent])
        made[plan.key] = Body(
            sort=plan.sort,
            path=paths[plan.key],
            code=plan.code,
            name=plan.name,
            short=plan.short,
            place=plan.place,
            founded=plan.founded,
        )
    waiting = list(plans)
    while waiting:  # level by level, because a child needs its parent's id
        ready = [p for p in waiting if not p.parent or made[p.parent].pk]
        for plan in ready:
            made[plan.key].parent_id = made[plan.parent].pk if plan.parent else None
        Body.objects.bulk_create([made[p.key] for p in ready], batch_size=BATCH)
        waiting = [p for p in waiting if made[p.key].pk is None]
    for plan in plans:
        kind = Unit if plan.sort == Body.Sort.UNIT else PartyOrganisation
        part = kind(body_ptr_id=made[plan.key].pk, **plan.fields)
        part.save_base(raw=True, force_insert=True)  # the body itself is there
    Host.objects.bulk_create(
        [Host(organisation_id=made[p.key].pk, unit_id=made[h].pk) for p in plans for h in p.hosts], batch_size=BATCH
    )
    NumberSeries.objects.bulk_create(
        [NumberSeries(name=path_series(paths[parent]), last=last) for parent, last in used.items()], batch_size=BATCH
    )
    root = made[plans[0].key]
    audit.record(
        actor=actor,
        verb="org.founded-university",
        subject_kind=SUBJECT,
        subject_id=root.pk,
        label=root.name,
        at=at,
        details={
            "units": sum(p.sort == Body.Sort.UNIT for p in plans),
            "organisations": sum(p.sort != Body.Sort.UNIT for p in plans),
        },
    )
    return {key: body.pk for key, body in made.items()}


@transaction.atomic
def enter_ties(*, plans: Iterable[TiePlan], actor: Actor, at: dt.datetime) -> int:
    """Enter ties of persons to bodies. Gives how many. One ledger entry for all of them, at the root.

    Raises Refused: to all but the system and the administrator of everything.
    """
    permit(permissions.may_manage, actor, None)
    count = 0
    for batch in batches(plans):
        rows: dict[str, list[Any]] = {"affiliation": [], "membership": [], "appointment": [], "liaison": []}
        for p in batch:
            common = {"person_id": p.person_id, "since": p.since, "until": p.until}
            if p.sort == "affiliation":
                rows[p.sort].append(Affiliation(unit_id=p.body_id, main=p.word == "main", **common))
            elif p.sort == "membership":
                rows[p.sort].append(Membership(organisation_id=p.body_id, stage=p.word, **common))
            elif p.sort == "appointment":
                rows[p.sort].append(Appointment(body_id=p.body_id, post=p.word, sent_by_id=p.sent_by_id, **common))
            else:
                rows["liaison"].append(Liaison(organisation_id=p.body_id, **common))
        Affiliation.objects.bulk_create(rows["affiliation"], batch_size=BATCH)
        Membership.objects.bulk_create(rows["membership"], batch_size=BATCH)
        Appointment.objects.bulk_create(rows["appointment"], batch_size=BATCH)
        Liaison.objects.bulk_create(rows["liaison"], batch_size=BATCH)
        count += len(batch)
    root = Body.objects.order_by("path").first()
    if root is not None:
        audit.record(
            actor=actor,
            verb="org.entered-ties",
            subject_kind=SUBJECT,
            subject_id=root.pk,
            label=root.name,
            at=at,
            details={"n": count},
        )
    return count
