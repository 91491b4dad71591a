"""Bearer tokens of the JSON API: shown once, only their hash is kept, their rights are those of the account."""

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel import clock
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.people import permissions, queries
from gongjian.people.models import Account, ApiToken, Session
from gongjian.people.scopes import ALL

PREFIX = "gj_"
LONGEST_DAYS = 366


@transaction.atomic
def make_token(
    *, account: Account, label: str, days: int, actor: Actor, at: dt.datetime, scopes: Sequence[str] = ALL
) -> tuple[ApiToken, str]:
    """A new token for *days* days and these *scopes*. Gives its row and the token itself, which cannot be shown again.

    Raises Refused: for another's account, a disabled one, without a label or a scope, or beyond 1–366 days.
    """
    permit(permissions.may_make_token, actor, account)
    if not account.is_active:
        raise NotNow(_("这个账号已经停用，不能创建接口令牌。"))
    if not label.strip():
        raise Malformed.at("label", _("请写明令牌的用途。"))
    if not 1 <= days <= LONGEST_DAYS:
        raise Malformed.at("days", _("有效期为 1 至 %(days)s 天。") % {"days": LONGEST_DAYS})
    if not scopes or not set(scopes) <= set(ALL):
        raise Malformed.at("scopes", _("请选择令牌的用途范围。"))
    token = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken.objects.create(
        account=account,
        label=label.strip()[:60],
        digest=queries.digest_of(token),
        scopes=[s for s in ALL if s in scopes],
        created_at=at,
        expires_at=at + dt.timedelta(days=days),
    )
    _record(
        "people.made-token",
        row,
        actor,
        at,
        until=clock.local_date(row.expires_at).isoformat(),
        scopes="、".join(row.scopes),
    )
    return row, token


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: Actor, at: dt.datetime) -> ApiToken:
    """Revoke a token at once.

    Raises Refused: for another's token without people.manage, or if it has been revoked.
    """
    permit(permissions.may_revoke_token, actor, token)
    if not ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        raise NotNow(_("这个令牌已经撤销。"))
    token.revoked_at = at
    _record("people.revoked-token", token, actor, at)
    return token


def use_token(*, token: str, at: dt.datetime) -> ApiToken | None:
    """A bearer token in force with its account, or None. Notes the day of the last use, at most once a day."""
    row = queries.token_in_force(token, at)
    if row is None:
        return None
    day = clock.local_date(at)
    if row.last_used_on != day:
        ApiToken.objects.filter(pk=row.pk).update(last_used_on=day)
    return row


def revoke_all(*, account: Account, at: dt.datetime) -> int:
    """End every token of an account, for the verbs that end its sessions. Gives how many."""
    return ApiToken.objects.filter(account=account, revoked_at__isnull=True).update(revoked_at=at)


@transaction.atomic
def end_all_access(*, at: dt.datetime) -> tuple[int, list[str]]:
    """End all sessions and tokens of everybody, after a restore. Gives the number of sessions, and account and purpose of each
    token that was in force."""
    sessions, _kinds = Session.objects.all().delete()
    in_force = ApiToken.objects.filter(revoked_at__isnull=True, expires_at__gt=at).select_related("account")
    ended = [f"{t.account.username}：{t.label}" for t in in_force.order_by("account__username", "id")]
    ApiToken.objects.filter(revoked_at__isnull=True).update(revoked_at=at)
    return sessions, ended


def _record(verb: str, row: ApiToken, actor: Actor, at: dt.datetime, **details: str) -> None:
    person = row.account.person
    audit.record(
        actor=actor,
        verb=verb,
        subject_kind="people.person",
        subject_id=person.pk,
        label=f"{person.name}（{person.number}）",
        at=at,
        details={"token": row.label, **details},
    )
