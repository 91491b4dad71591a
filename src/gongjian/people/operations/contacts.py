"""Personal data: contact kept encrypted, opened on record; own-data export; anonymising; sealed identities."""

import datetime as dt
import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import operations as audit
from gongjian.kernel import personal
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.people import permissions, queries, sealing
from gongjian.people.models import ApiToken, Person

SUBJECT = "people.person"
PHONE = re.compile(r"^\+?[0-9][0-9 -]{5,19}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


def _label(person: Person) -> str:
    return f"{person.name}（{person.number}）"


@transaction.atomic
def set_contact(*, person: Person, phone: str, email: str, actor: Actor, at: dt.datetime) -> Person:
    """Store phone and mail encrypted ("" = none). The ledger notes that they changed, not what they are.

    Raises Refused: for another person without people.manage, or if one of them is not in form.
    """
    permit(permissions.may_open_contact, actor, person)
    phone, email = phone.strip(), email.strip()
    if phone and not PHONE.match(phone):
        raise Malformed.at("phone", _("电话号码只含数字、空格和连字符，例如 029-12345678。"))
    if email and not (len(email) <= 120 and EMAIL.match(email)):
        raise Malformed.at("email", _("邮箱地址不完整，应为“名称@域名”的形式。"))
    person.phone_encrypted = sealing.encrypt(sealing.CONTACT, phone) if phone else b""
    person.email_encrypted = sealing.encrypt(sealing.CONTACT, email) if email else b""
    person.save(update_fields=["phone_encrypted", "email_encrypted"])
    audit.record(
        actor=actor,
        verb="people.set-contact",
        subject_kind=SUBJECT,
        subject_id=person.pk,
        label=_label(person),
        at=at,
    )
    return person


@transaction.atomic
def open_contact(*, person: Person, reason: str, actor: Actor, at: dt.datetime) -> queries.Contact:
    """Phone and mail in full. Whoever opens another's writes it into the ledger, and the person sees who it was.

    Raises Refused: without people.manage, or without a reason; one's own needs none.
    """
    permit(permissions.may_open_contact, actor, person)
    if actor.person_id != person.pk:
        if not reason.strip():
            raise Malformed.at("reason", _("请写明查看联系方式的理由，本人会看到。"))
        audit.record(
            actor=actor,
            verb="people.opened",
            subject_kind=SUBJECT,
            subject_id=person.pk,
            label=_label(person),
            at=at,
            details={"what": _("联系方式"), "reason": reason},
        )

    def clear(blob: bytes | memoryview) -> str:
        return sealing.decrypt(sealing.CONTACT, bytes(blob)) if blob else ""

    return queries.Contact(phone=clear(person.phone_encrypted), email=clear(person.email_encrypted))


@transaction.atomic
def export_own_data(*, person: Person, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Everything kept about the acting person, JSON-ready: each table that an app has declared personal, by its name.

    Raises Refused: for another person.
    """
    account = queries.own_account(actor)
    permit(permissions.may_use_account, actor, account)
    contact = open_contact(person=person, reason="", actor=actor, at=at)
    audit.record(
        actor=actor,
        verb="people.exported-own-data",
        subject_kind=SUBJECT,
        subject_id=person.pk,
        label=_label(person),
        at=at,
    )
    return {
        "exported_at": at.isoformat(),
        "person": {
            "name": person.name,
            "number": person.number,
            "kind": str(person.get_kind_display()),
            "phone": contact.phone,
            "email": contact.email,
        },
        "records": personal.export(person.pk, actor.sealed),
    }


@transaction.atomic
def anonymise(*, person: Person, reason: str, actor: Actor, at: dt.datetime) -> Person:
    """Take the name, number and contact from a person who has left; what they did stays, without a name.

    Raises Refused: without people.manage, for oneself, without a reason, or if it has been done.
    """
    permit(permissions.may_manage_accounts, actor, person)
    if actor.person_id == person.pk:
        raise NotNow(_("不能注销自己的资料。"), remedy=_("请由另一位系统管理员办理。"))
    if not reason.strip():
        raise Malformed.at("reason", _("请写明注销的理由。"))
    if person.anonymised_at is not None:
        raise NotNow(_("此人的资料已经注销。"))
    name = person.name
    ApiToken.objects.filter(account__person=person, revoked_at__isnull=True).update(revoked_at=at)
    personal.forget(person.pk, name)
    person.refresh_from_db()
    person.anonymised_at = at
    person.save(update_fields=["anonymised_at"])
    audit.record(
        actor=actor,
        verb="people.anonymised",
        subject_kind=SUBJECT,
        subject_id=person.pk,
        label=person.name,
        at=at,
        details={"reason": reason},
    )
    return person


def seal_person(person_id: int) -> bytes:
    """The identity behind an anonymous matter, encrypted with a key kept apart from the database."""
    return sealing.encrypt(sealing.IDENTITY, str(person_id))


def open_seal(blob: bytes) -> int:
    """The person id behind a seal. Only the verb that two persons carry out together may call this, and it records it.

    Raises ValueError if the seal was broken or made with another key.
    """
    return int(sealing.decrypt(sealing.IDENTITY, bytes(blob)))
