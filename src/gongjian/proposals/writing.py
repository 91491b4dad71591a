"""What the pages of writing offer to choose from, and what is like a proposal."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import NotNow
from gongjian.rulebook import queries as rulebook

from . import operations, queries
from .forms import DraftForm
from .models import CongressSession
from .pages import congress as pages

CHECKED = ("accept", "decline", "turn_into_appeal", "bundle")  # the page of these shows similar ones


def session_to_write_in(actor: Actor, at: dt.datetime, wanted: str) -> CongressSession:
    """The session whose delegates are offered: the one asked for, else the newest that collects, else the newest of one's own.

    Raises NotNow for somebody who is no delegate.
    """
    collecting = queries.collecting_sessions(actor, local_date(at))
    mine = collecting or queries.sessions_of(actor)
    found = next((s for s in mine if str(s.pk) == wanted), mine[0] if mine else None)
    if found is None:
        raise NotNow(
            _("您还不是任何一届的代表。"),
            authority=rulebook.cite("proposal-rules:2", on=local_date(at)),
            code="not-a-delegate",
        )
    return found


def _offer(
    form: DraftForm, session: CongressSession, sessions: Sequence[CongressSession], actor: Actor, at: dt.datetime
) -> DraftForm:
    form.prepare(
        sessions=[(s.pk, s.name) for s in sessions],
        delegates=queries.delegate_choices(session, local_date(at), besides=actor.person_id),
        least=operations.least_lengths(at),
        joint=(operations.limit("joint_least", at), operations.limit("joint_most", at)),
    )
    return form


def draft_form(data: QueryDict | None, session: CongressSession, actor: Actor, at: dt.datetime) -> DraftForm:
    """The empty form of a new proposal."""
    sessions = queries.collecting_sessions(actor, local_date(at)) or [session]
    form = DraftForm(data, initial={"session_id": session.pk})
    return _offer(form, session, sessions, actor, at)


def revise_form(data: QueryDict | None, matter: Any, actor: Actor, at: dt.datetime) -> DraftForm:
    """The form with what is written so far."""
    proposal = queries.proposal_of(matter.pk)
    first = {
        "session_id": proposal.session_id,
        "title": matter.title,
        "category": matter.category,
        "publish": proposal.publish,
        "co_signers": list(proposal.invitations.values_list("person_id", flat=True)),
        **{name: getattr(proposal, name) for name in operations.PARTS},
    }
    form = DraftForm(data, seen=matter.version, initial=first, draft=f"proposal-{matter.number}")
    return _offer(form, proposal.session, [proposal.session], actor, at)


def likes_for(command: str, matter: Any, actor: Actor, at: dt.datetime) -> pages.Likes | None:
    """Similar proposals beside the commands of the first check; None elsewhere, or if there are none."""
    if command not in CHECKED:
        return None
    found = queries.similar(f"{matter.title}\n{matter.text}", actor, besides=matter.pk)
    return pages.likes(found, at, heading=_("已有的相似提案")) if found else None
