"""Appeals and proposals as the shared verbs see them, without their own apps: entered, offered, taken, answered."""

import datetime as dt

from gongjian.matters import operations as ops
from gongjian.matters.models import Matter
from tests.cast import SYSTEM, Cast
from tests.matters.by_step import run
from tests.matters.scenarios import again


def opened(cast: Cast, at: dt.datetime, kind: str = "appeal", **fields: object) -> Matter:
    """An appeal just raised by the student, or a proposal's draft, received at the network centre."""
    given: dict[str, object] = {
        "verb": {"appeal": "raise_appeal", "proposal": "draft_proposal"}[kind],
        "title": "自习室晚上没有暖气",
        "text": "图书馆三层自习室晚上九点后没有暖气。",
        "category": "living",
        "origin_id": cast.other_department.pk,
        "actor": SYSTEM if kind == "proposal" else cast.student,
        "raiser_id": cast.student_person.pk if kind == "proposal" else None,
        "at": at,
    }
    return again(ops.open_matter(kind=kind, word="appeals.raised", **(given | fields)).matter)  # type: ignore[arg-type]


def stepped(matter: Matter, verb: str, at: dt.datetime) -> Matter:
    """Moved on by a verb of its own app, as the system."""
    ops.move(matter, ops.begin(verb, matter, SYSTEM), at=at)
    return again(matter)


def handling(cast: Cast, at: dt.datetime, kind: str = "appeal", **fields: object) -> Matter:
    """In the hands of the logistics department."""
    matter = opened(cast, at, kind, **fields)
    if kind == "proposal":
        Matter.objects.filter(pk=matter.pk).update(state="submitted")
        matter = again(matter)
    matter = stepped(matter, "accept", at)
    run(ops.offer, "assign", ops.ASSIGNED, matter=matter, lead_id=cast.department.pk, actor=SYSTEM, at=at)
    ops.take(matter=again(matter), actor=cast.handler, at=at)
    return again(matter)


def to_sign(cast: Cast, at: dt.datetime, kind: str = "appeal", grade: str = "", **reply: object) -> Matter:
    """A reply waits for the signature of the head."""
    matter = handling(cast, at, kind)
    run(
        ops.submit_reply,
        "submit_reply",
        ops.REPLY_SUBMITTED,
        matter=matter,
        text="已检修，周五前恢复。",
        grade=grade,
        actor=cast.handler,
        at=at,
        **reply,
    )
    return again(matter)


def answered(cast: Cast, at: dt.datetime, kind: str = "appeal", grade: str = "", **reply: object) -> Matter:
    """Answered, signed; the voices are asked."""
    matter = to_sign(cast, at, kind, grade, **reply)
    ops.sign(matter=matter, actor=cast.head, at=at)
    return again(matter)


def bundled(cast: Cast, at: dt.datetime) -> Matter:
    """An appeal that is worked as one with another."""
    main = handling(cast, at)
    child = opened(cast, at, actor=cast.stranger)
    ops.bundle(matter=child, original=main.number, actor=SYSTEM, at=at)
    return again(child)
