"""Persons, accounts, passwords, sessions."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound, NotNow
from gongjian.people import permissions, sealing
from gongjian.people.models import Account, Person, Session

from .contacts import set_contact
from .tokens import revoke_all

SUBJECT = "people.person"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that are taken for one another


def label_of(person: Person) -> str:
    """A person as the ledger names them."""
    return f"{person.name}（{person.number}）"


@transaction.atomic
def create_person(
    *, name: str, number: str, kind: str, phone: str = "", email: str = "", actor: Actor, at: dt.datetime
) -> Person:
    """Enter a person. Rights come later, from appointments.

    Raises Refused: without people.manage, if name or number is empty, the number is taken, or the kind unknown.
    """
    permit(permissions.may_manage_accounts, actor, None)
    if kind not in Person.Kind.values:
        raise Malformed.at("kind", _("请选择人员类别。"))
    if not name.strip():
        raise Malformed.at("name", _("请填写姓名。"))
    if not number.strip():
        raise Malformed.at("number", _("请填写学号或工号。"))
    try:
        with transaction.atomic():
            person = Person.objects.create(name=name.strip(), number=number.strip(), kind=kind)
    except IntegrityError as error:
        raise Malformed.at("number", _("学号或工号“%(number)s”已经登记过。") % {"number": number}) from error
    audit.record(
        actor=actor,
        verb="people.created-person",
        subject_kind=SUBJECT,
        subject_id=person.pk,
        label=label_of(person),
        at=at,
    )
    if phone or email:
        set_contact(person=person, phone=phone, email=email, actor=actor, at=at)
    return person


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """One person to be entered in bulk."""

    name: str
    number: str
    kind: str
    phone: str = ""
    email: str = ""


@transaction.atomic
def enter_persons(*, plans: Sequence[PersonPlan], actor: Actor, at: dt.datetime) -> list[int]:
    """Enter many persons (an intake) with one ledger entry. Gives their ids in the order of the plans.

    Raises Refused: without people.manage, or if a number is taken.
    """
    permit(permissions.may_manage_accounts, actor, None)
    rows = [
        Person(
            name=p.name,
            number=p.number,
            kind=p.kind,
            phone_encrypted=sealing.encrypt(sealing.CONTACT, p.phone) if p.phone else b"",
            email_encrypted=sealing.encrypt(sealing.CONTACT, p.email) if p.email else b"",
        )
        for p in plans
    ]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(rows, batch_size=1000)
    except IntegrityError as error:
        raise Malformed.at("number", _("有学号或工号已经登记过，全部没有登记。")) from error
    if rows:
        audit.record(
            actor=actor,
            verb="people.entered-persons",
            subject_kind=SUBJECT,
            subject_id=rows[0].pk,
            label=_("%(n)s人") % {"n": len(rows)},
            at=at,
        )
    return [row.pk for row in rows]


def new_password() -> str:
    """A first password: three groups of four letters, about 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _n in range(4)) for _group in range(3))


def _checked(password: str, account: Account | None = None) -> str:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise Malformed(fields={"password": list(error.messages)}) from error
    return password


@transaction.atomic
def create_account(
    *,
    person: Person,
    username: str,
    password: str | None = None,
    actor: Actor,
    at: dt.datetime,
) -> tuple[Account, str]:
    """Open an account for a person. Gives the account and its first password, which is not kept in the clear and must
    be changed at the first sign-in (a password that was given is taken as it is).

    Raises Refused: without people.manage, if the user name is taken or the person has an account.
    """
    permit(permissions.may_manage_accounts, actor, None)
    if not username.strip():
        raise Malformed.at("username", _("请填写账号。"))
    if person.anonymised_at is not None:
        raise NotNow(_("此人的资料已经注销，不能开通账号。"))
    if Account.objects.filter(person=person).exists():
        raise NotNow(_("%(person)s已经有账号。") % {"person": person.name}, remedy=_("忘记密码可以重置。"))
    first = _checked(password) if password else new_password()
    try:
        with transaction.atomic():
            account = Account.objects.create_user(
                username.strip(), first, person=person, created_at=at, must_change_password=not password
            )
    except IntegrityError as error:
        raise Malformed.at("username", _("账号“%(username)s”已被使用。") % {"username": username}) from error
    audit.record(
        actor=actor,
        verb="people.created-account",
        subject_kind=SUBJECT,
        subject_id=person.pk,
        label=label_of(person),
        at=at,
        details={"username": account.username},
    )
    return account, first


@transaction.atomic
def reset_password(*, account: Account, actor: Actor, at: dt.datetime) -> str:
    """Give the account a new first password, to be changed at the next sign-in; all its sessions and tokens end.

    Raises Refused: without people.manage.
    """
    permit(permissions.may_manage_accounts, actor, account)
    password = new_password()
    account.set_password(password)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    _end_access(account, at)
    _record("people.reset-password", account, actor, at)
    return password


@transaction.atomic
def disable_account(*, account: Account, reason: str, actor: Actor, at: dt.datetime) -> Account:
    """Disable an account at once: its sessions and tokens end, and enabling brings none of them back.

    Raises Refused: without people.manage, for one's own account, without a reason, or if it is disabled already.
    """
    permit(permissions.may_manage_accounts, actor, account)
    if account.pk == actor.account_id:
        raise NotNow(_("不能停用自己的账号。"), remedy=_("请由另一位系统管理员办理。"))
    if not reason.strip():
        raise Malformed.at("reason", _("请写明停用的理由。"))
    if not Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False):
        raise NotNow(_("这个账号已经停用。"))
    account.is_active = False
    _end_access(account, at)
    _record("people.disabled-account", account, actor, at, reason=reason)
    return account


@transaction.atomic
def enable_account(*, account: Account, actor: Actor, at: dt.datetime) -> Account:
    """Enable a disabled account again.

    Raises Refused: without people.manage, if it is enabled, or its person has been anonymised.
    """
    permit(permissions.may_manage_accounts, actor, account)
    if account.person.anonymised_at is not None:
        raise NotNow(_("此人的资料已经注销，不能再启用。"))
    if not Account.objects.filter(pk=account.pk, is_active=False).update(is_active=True):
        raise NotNow(_("这个账号没有停用。"))
    account.is_active = True
    _record("people.enabled-account", account, actor, at)
    return account


@transaction.atomic
def change_password(*, account: Account, present: str, password: str, actor: Actor, at: dt.datetime) -> Account:
    """Change one's own password; sessions on other devices end by themselves, since they are bound to the old one.

    Raises Refused: for another's account, if the present password is wrong or the new one too weak.
    """
    permit(permissions.may_use_account, actor, account)
    if not account.check_password(present):
        raise Malformed.at("present", _("现在的密码不对。"))
    if present == password:
        raise Malformed.at("password", _("新密码不能与现在的密码相同。"))
    account.set_password(_checked(password, account))
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    _record("people.changed-password", account, actor, at)
    return account


@transaction.atomic
def end_session(*, session_key: str, account: Account, actor: Actor, at: dt.datetime) -> None:
    """End one of one's own sign-ins.

    Raises Refused: for another's account; NotFound if there is no such session.
    """
    permit(permissions.may_use_account, actor, account)
    ended, _kinds = Session.objects.filter(pk=session_key, account=account).delete()
    if not ended:
        raise NotFound()
    _record("people.ended-session", account, actor, at)


def _end_access(account: Account, at: dt.datetime) -> None:
    Session.objects.filter(account=account).delete()
    revoke_all(account=account, at=at)


def _record(verb: str, account: Account, actor: Actor, at: dt.datetime, **details: str) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        subject_kind=SUBJECT,
        subject_id=account.person_id,
        label=label_of(account.person),
        at=at,
        details=details,
    )


@transaction.atomic
def open_account(
    *, number: str, username: str, name: str, kind: str, actor: Actor, at: dt.datetime
) -> tuple[Account, str]:
    """Open an account for the person with this number, entering them first if they are new.

    Gives the account and its first password. Raises Refused: like ``create_person`` and ``create_account``.
    """
    permit(permissions.may_manage_accounts, actor, None)
    person = Person.objects.filter(number=number.strip()).first()
    if person is None:
        person = create_person(name=name, number=number, kind=kind, actor=actor, at=at)
    return create_account(person=person, username=username or number, actor=actor, at=at)
