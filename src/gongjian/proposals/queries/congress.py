"""Reading sessions and delegates."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound
from gongjian.org import queries as org

from ..models import CongressSession, Delegate
from ..permissions import may_report, runs


def get_session(actor: Actor, pk: int) -> CongressSession:
    """A session with its host; everybody signed in may read its days. Raises NotFound."""
    found = CongressSession.objects.select_related("host").filter(pk=pk).first()
    if found is None or not (actor.is_signed_in or actor.is_system):
        raise NotFound()
    return found


def all_sessions() -> QuerySet[CongressSession]:
    """All sessions with their hosts, the newest first."""
    return CongressSession.objects.select_related("host").order_by("-opens_on", "-id")


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A session with its state of the day, and whether the reader is its delegate, or runs it."""

    session: CongressSession
    state: str
    delegate: bool
    runs: bool


def session_rows(actor: Actor, day: dt.date) -> list[SessionRow]:
    """All sessions as this reader meets them. Two queries."""
    mine = set(Delegate.objects.filter(person_id=actor.person_id or 0).values_list("session_id", flat=True))
    return [SessionRow(s, s.state_on(day), s.pk in mine, bool(runs(actor, s))) for s in all_sessions()[:200]]


def sessions_of(actor: Actor) -> list[CongressSession]:
    """The sessions of which the actor is or was a delegate, the newest first."""
    rows = all_sessions().filter(delegates__person_id=actor.person_id or 0)
    return list(rows[:50])


def collecting_sessions(actor: Actor, day: dt.date) -> list[CongressSession]:
    """The sessions in which this delegate may propose on that day."""
    rows = Delegate.objects.filter(
        person_id=actor.person_id or 0, session__opens_on__lte=day, session__closes_on__gte=day
    )
    return [d.session for d in rows.select_related("session__host").order_by("-session_id") if d.serves_on(day)]


def mandate(session: CongressSession, actor: Actor) -> Delegate | None:
    """The actor's own mandate in this session."""
    return Delegate.objects.filter(session=session, person_id=actor.person_id or 0).first()


def delegates_page(
    actor: Actor, session: CongressSession, *, words: str = "", after: str = "", before: str = ""
) -> "Page[Delegate]":
    """The delegates of a session by body. Raises NotAllowed for those who have nothing to do with it."""
    permit(may_report, actor, session)
    rows = Delegate.objects.filter(session=session).select_related("person", "constituency")
    if words.strip():
        rows = rows.filter(person__name__contains=words.strip()[:30])
    return page_by_key(rows, ["constituency_id", "id"], after=after, before=before)


def get_delegate(session: CongressSession, pk: int) -> Delegate:
    """One delegate of this session. Raises NotFound."""
    found = Delegate.objects.select_related("person", "session__host").filter(session=session, pk=pk).first()
    if found is None:
        raise NotFound()
    return found


def delegate_choices(
    session: CongressSession, day: dt.date, *, besides: int | None = None
) -> Sequence[tuple[int, str]]:
    """The other delegates in force that day (person id, "name · body"), for joint proposers. One query."""
    rows = Delegate.objects.filter(session=session).select_related("person", "constituency")
    return [
        (d.person_id, f"{d.person.name} · {d.constituency.short}")
        for d in rows.order_by("person__name", "id")
        if d.serves_on(day) and d.person_id != besides
    ]


def hosts_for(actor: Actor) -> list[tuple[int, str]]:
    """The units at which the actor may open a session."""
    paths = actor.scopes("proposals.run")
    rows = org.tree(sort="unit")
    return [
        (row.id, row.name)
        for row in rows
        if not row.ended and row.kind != "class" and any(row.path.startswith(path) for path in paths)
    ]


def session_named(name: str) -> CongressSession:
    """The session of this name, for commands; "" is the newest that is not concluded. Raises Malformed if there is none."""
    rows = all_sessions()
    found = rows.filter(name=name).first() if name else rows.filter(concluded_on__isnull=True).first()
    if found is not None:
        return found
    if name:
        raise Malformed(
            _("没有名为“%(name)s”的届次。") % {"name": name},
            remedy=_("请用 --session 写明届次的全名。"),
            code="no-session",
        )
    raise Malformed(_("还没有届次。"), remedy=_("请先在“提案”页面设立届次。"), code="no-session")
