"""What the clock takes away: sign-ins and tokens that are over."""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q

from gongjian.kernel.clearing import clear

from ..models import ApiToken, Session


def clear_sessions(*, before: dt.datetime) -> int:
    """Take away sessions that ended before that moment. Gives how many."""
    return clear(Session.objects.filter(expire_date__lt=before))


def clear_sign_ins(*, before: dt.datetime) -> int:
    """Take away what is kept of sign-ins, successful and failed, from before that moment. Gives how many."""
    return sum(
        clear(log.objects.filter(attempt_time__lt=before)) for log in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def clear_tokens(*, before: dt.datetime) -> int:
    """Take away bearer tokens that ended or were revoked before that moment. Gives how many."""
    return clear(ApiToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)))
