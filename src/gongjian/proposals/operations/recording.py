"""The audit log of sessions and meetings, which have no procedure of their own."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from gongjian.audit import operations as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.rulebook import queries as rulebook

SESSION = "proposals.session"  # what the ledger calls a session, and a meeting
MEETING = "proposals.meeting"


def note(
    verb: str,
    subject_kind: str,
    row: Any,
    actor: Actor,
    at: dt.datetime,
    article: str,
    details: Mapping[str, Any] | None = None,
) -> Any:
    """The ledger's entry for a verb on a session or a meeting."""
    return ledger.record(
        actor=actor,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=row.pk,
        label=str(row),
        at=at,
        details=dict(details or {}),
        authority=str(rulebook.cite(article, on=local_date(at))),
    )
