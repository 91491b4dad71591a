"""What the clock takes away: sign-ins and tokens that are over."""

import datetime as dt

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import Q

from gongjian.kernel.pruning import prune

from ..models import ApiToken, Session


def prune_sessions(*, before: dt.datetime) -> int:
    """Take away sessions that ended before that moment. Gives how many."""
    return prune(Session.objects.filter(expire_date__lt=before))


def prune_sign_ins(*, before: dt.datetime) -> int:
    """Take away what is kept of sign-ins, successful and failed, from before that moment. Gives how many."""
    return sum(
        prune(log.objects.filter(attempt_time__lt=before)) for log in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def prune_tokens(*, before: dt.datetime) -> int:
    """Take away bearer tokens that ended or were revoked before that moment. Gives how many."""
    return prune(ApiToken.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)))
