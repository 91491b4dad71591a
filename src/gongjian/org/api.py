"""JSON: bodies, appointments, liaisons."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from gongjian.kernel import clock
from gongjian.kernel.actor import actor_of
from gongjian.people.queries import person_by_id

from . import operations, queries, schemas

router = Router()


@router.get("/bodies", response=schemas.PageOfBodies, summary="单位与党组织")
def bodies(
    request: HttpRequest,
    q: str = "",
    sort: str = "",
    kind: str = "",
    tier: str = "",
    form: str = "",
    after: str = "",
    before: str = "",
) -> dict[str, Any]:
    """In tree order, 50 a page; ``q`` looks into name, short name, code and duties."""
    page = queries.bodies_page(sort=sort, kind=kind, tier=tier, form=form, words=q, after=after, before=before)
    return {"rows": [queries.row_of(b) for b in page.rows], "after": page.after, "before": page.before}


@router.get("/bodies/{body_id}", response=schemas.BodyDetailOut, summary="一个单位或党组织")
def body(request: HttpRequest, body_id: int) -> dict[str, Any]:
    """One body with those above and below it and its hosts."""
    found = queries.get_body(actor_of(request), body_id)
    row = queries.row_of(found)
    hosts = queries.hosts_of([body_id])[body_id]
    return {
        **{name: getattr(row, name) for name in schemas.BodyOut.model_fields},
        "above": queries.lineage(found.path)[:-1],
        "below": queries.children(found, clock.local_date(clock.now())),
        "hosts": [{"id": pk, "name": name} for pk, name in hosts],
    }


@router.post("/units", response={201: schemas.BodyOut}, summary="登记单位")
def found_unit(request: HttpRequest, wanted: schemas.FoundUnitIn) -> Any:
    """Enter a unit."""
    actor = actor_of(request)
    fields = wanted.model_dump(exclude={"parent_id"})
    parent = queries.get_body(actor, wanted.parent_id)
    made = operations.found_unit(parent=parent, **fields, actor=actor, at=clock.now())
    return Status(201, queries.row_of(made))


@router.post("/organisations", response={201: schemas.BodyOut}, summary="设立党组织")
def found_organisation(request: HttpRequest, wanted: schemas.FoundOrganisationIn) -> Any:
    """Found a party organisation."""
    actor = actor_of(request)
    fields = wanted.model_dump(exclude={"parent_id", "host_ids"})
    made = operations.found_organisation(
        parent=queries.get_body(actor, wanted.parent_id),
        hosts=[queries.get_unit(actor, pk) for pk in wanted.host_ids],
        **fields,
        actor=actor,
        at=clock.now(),
    )
    return Status(201, queries.row_of(made))


@router.post("/bodies/{body_id}/rename", response=schemas.BodyOut, summary="更名")
def rename(request: HttpRequest, body_id: int, wanted: schemas.RenameIn) -> Any:
    """Give a body another name."""
    actor = actor_of(request)
    found = queries.get_body(actor, body_id)
    operations.rename(body=found, name=wanted.name, short=wanted.short, actor=actor, at=clock.now())
    return queries.row_of(found)


@router.post("/bodies/{body_id}/end", response=schemas.BodyOut, summary="撤销")
def end_body(request: HttpRequest, body_id: int, wanted: schemas.EndIn) -> Any:
    """End a body."""
    actor = actor_of(request)
    found = queries.get_body(actor, body_id)
    operations.end_body(body=found, on=wanted.on, reason=wanted.reason, actor=actor, at=clock.now())
    return queries.row_of(found)


@router.get("/bodies/{body_id}/appointments", response=list[schemas.AppointmentOut], summary="任职")
def appointments(request: HttpRequest, body_id: int) -> Any:
    """The terms in a body, present ones first."""
    found = queries.get_body(actor_of(request), body_id)
    return [queries.appointment_row(a) for a in queries.appointments_of(found)[:200]]


@router.post("/appointments", response={201: schemas.AppointmentOut}, summary="任职")
def appoint(request: HttpRequest, wanted: schemas.AppointIn) -> Any:
    """Appoint a person to a post for a term."""
    actor = actor_of(request)
    made = operations.appoint(
        person=person_by_id(wanted.person_id),
        body=queries.get_body(actor, wanted.body_id),
        post=wanted.post,
        since=wanted.since,
        until=wanted.until,
        sent_by=queries.get_body(actor, wanted.sent_by_id) if wanted.sent_by_id else None,
        actor=actor,
        at=clock.now(),
    )
    return Status(201, queries.appointment_row(made))


@router.post("/appointments/{appointment_id}/end", response=schemas.AppointmentOut, summary="免职")
def end_appointment(request: HttpRequest, appointment_id: int, wanted: schemas.EndIn) -> Any:
    """End a term."""
    actor = actor_of(request)
    ended = operations.end_appointment(
        appointment=queries.get_appointment(actor, appointment_id),
        on=wanted.on,
        reason=wanted.reason,
        actor=actor,
        at=clock.now(),
    )
    return queries.appointment_row(ended)


@router.put("/organisations/{body_id}/liaison", response=schemas.LiaisonOut, summary="指定联系委员")
def set_liaison(request: HttpRequest, body_id: int, wanted: schemas.LiaisonIn) -> Any:
    """Name the committee member who answers for a branch."""
    actor = actor_of(request)
    return operations.set_liaison(
        person=person_by_id(wanted.person_id),
        organisation=queries.get_organisation(actor, body_id),
        since=wanted.since,
        actor=actor,
        at=clock.now(),
    )
