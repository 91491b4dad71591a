"""What is no longer needed is cleared away each night. How long it is kept says the school: ``data-retention`` in the rulebook."""

import datetime as dt
from collections.abc import Callable

from gongjian.kernel import clock, idempotency, outbox
from gongjian.kernel.periodic import daily
from gongjian.notify import operations as notify
from gongjian.people import operations as people
from gongjian.rulebook import queries as rulebook

Clear = Callable[[dt.datetime], int]
# What is cleared, by the article and the parameter that say after how many days.
KEPT: dict[str, tuple[str, str, Clear]] = {
    "sessions": ("data-retention:1", "session_days", lambda before: people.prune_sessions(before=before)),
    "sign-ins": ("data-retention:1", "sign_in_days", lambda before: people.prune_sign_ins(before=before)),
    "tokens": ("data-retention:1", "token_days", lambda before: people.prune_tokens(before=before)),
    "messages": ("data-retention:2", "message_days", lambda before: notify.prune_messages(before=before)),
    "events": ("data-retention:3", "event_days", outbox.prune_delivered),
    "forms": ("data-retention:3", "form_days", idempotency.prune_tokens),
}


@daily("03:50")
def clear_old(at: dt.datetime) -> dict[str, int]:
    """Clear everything that is past its time. Gives how many rows of each went."""
    today = clock.local_date(at)
    return {
        name: clear(at - dt.timedelta(days=int(rulebook.parameter(article, days, today))))
        for name, (article, days, clear) in KEPT.items()
    }
