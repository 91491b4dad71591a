"""Reading persons and accounts."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound

from . import permissions, sealing
from .devices import plain_address as plain_address
from .models import Account, ApiToken, Person, Session
from .scopes import SCOPES as SCOPES
from .scopes import scope_of as scope_of


@dataclass(frozen=True, slots=True)
class Contact:
    """A person's contact as shown: masked."""

    phone: str
    email: str


def sealed_index(person_id: int) -> str:
    """The blind index of a person (64 hex digits): finds their anonymous matters without naming them."""
    return sealing.blind_index(person_id)


def names_of(person_ids: Iterable[int]) -> dict[int, str]:
    """Names by person id; unknown ids are left out. One query."""
    return dict(Person.objects.filter(pk__in=set(person_ids)).values_list("pk", "name"))


def persons_by_number(numbers: Iterable[str]) -> dict[str, Person]:
    """Persons by student or staff number, for imports. One query."""
    return {p.number: p for p in Person.objects.filter(number__in=set(numbers))}


def person_by_id(person_id: int) -> Person:
    """The person, for other apps' verbs (no right is asked: they ask their own). Raises NotFound."""
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFound()
    return found


def person_by_number(number: str) -> Person:
    """The person with this student or staff number, for forms. Raises Malformed at the field ``number``."""
    found = Person.objects.filter(number__iexact=number.strip(), anonymised_at__isnull=True).first()
    if found is None:
        raise Malformed.at("number", _("没有这个学号或工号，请核对。"))
    return found


def masked_contact(person: Person) -> Contact:
    """138****1234 and z***@example.cn. The full contact is opened by ``operations.open_contact`` only, on record."""
    phone = sealing.decrypt(sealing.CONTACT, bytes(person.phone_encrypted)) if person.phone_encrypted else ""
    email = sealing.decrypt(sealing.CONTACT, bytes(person.email_encrypted)) if person.email_encrypted else ""
    return Contact(phone=sealing.masked_phone(phone), email=sealing.masked_email(email))


def own_account(actor: Actor) -> Account:
    """The actor's own account with its person. Raises NotFound for guests."""
    found = Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None
    if found is None:
        raise NotFound()
    return found


def get_account(actor: Actor, account_id: int) -> Account:
    """An account to be administered. Raises NotFound without people.manage, or if absent."""
    found = Account.objects.filter(pk=account_id).first() if permissions.may_manage_accounts(actor, None) else None
    if found is None:
        raise NotFound()
    return found


def account_named(username: str) -> Account:
    """The account with this user name, for commands. Raises NotFound."""
    found = Account.objects.filter(username=username).first()
    if found is None:
        raise NotFound()
    return found


def accounts_page(
    actor: Actor, *, words: str = "", disabled: bool | None = None, after: str = "", before: str = ""
) -> Page[Account]:
    """Accounts by user name; ``words`` look into user name, name and number. Raises NotAllowed without people.manage."""
    permit(permissions.may_manage_accounts, actor, None)
    rows = Account.objects.all()
    if disabled is not None:
        rows = rows.filter(is_active=not disabled)
    for word in words.split():
        rows = rows.filter(
            Q(username__icontains=word) | Q(person__name__icontains=word) | Q(person__number__icontains=word)
        )
    return page_by_key(rows, ["username", "id"], after=after, before=before)


def tokens_of(actor: Actor) -> list[ApiToken]:
    """The actor's own API tokens, newest first; the tokens themselves are not kept."""
    if actor.account_id is None:
        return []
    return list(ApiToken.objects.filter(account_id=actor.account_id).order_by("-created_at", "-id"))


def get_token(actor: Actor, token_id: int) -> ApiToken:
    """One of the actor's own tokens. Raises NotFound."""
    found = ApiToken.objects.filter(pk=token_id, account_id=actor.account_id).first() if actor.account_id else None
    if found is None:
        raise NotFound()
    return found


def digest_of(token: str) -> str:
    """What is kept of a token. Tokens are 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def token_in_force(token: str, at: dt.datetime) -> ApiToken | None:
    """The row of a bearer token that is neither expired nor revoked, with account and person; else None. One query."""
    return (
        ApiToken.objects.select_related("account__person")
        .filter(digest=digest_of(token), revoked_at__isnull=True, expires_at__gt=at, account__is_active=True)
        .first()
    )


def sessions_of(actor: Actor, at: dt.datetime) -> list[Session]:
    """The actor's open sessions, newest first."""
    if actor.account_id is None:
        return []
    return list(Session.objects.filter(account_id=actor.account_id, expire_date__gt=at).order_by("-began_at"))


def mark_of(session: Session) -> str:
    """What names a session on a page: its key is a secret that no page may show."""
    return hashlib.sha256(session.session_key.encode()).hexdigest()[:24]


def get_session(actor: Actor, mark: str, at: dt.datetime) -> Session:
    """One of the actor's own open sessions by its mark. Raises NotFound."""
    for session in sessions_of(actor, at):
        if mark_of(session) == mark:
            return session
    raise NotFound()
