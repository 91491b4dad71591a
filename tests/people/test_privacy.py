"""What is sealed stays sealed; who has left loses their name, not their actions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongjian.files.models import StoredFile
from gongjian.kernel import personal
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.notify.models import Message, Preference
from gongjian.people import operations, queries, sealing
from gongjian.people.models import Account, ApiToken, Person


@given(st.integers(min_value=1, max_value=2**60))
def test_a_seal_opens_to_the_person_and_is_never_twice_the_same(person_id):
    one, two = operations.seal_person(person_id), operations.seal_person(person_id)
    assert one != two
    assert operations.open_seal(one) == operations.open_seal(two) == person_id


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=0, max_value=200))
def test_a_broken_seal_does_not_open(person_id, place):
    blob = bytearray(operations.seal_person(person_id))
    blob[place % len(blob)] ^= 1
    with pytest.raises(ValueError, match="not a blob"):
        operations.open_seal(bytes(blob))


def test_a_seal_of_another_purpose_does_not_open():
    with pytest.raises(ValueError, match="not a blob"):
        sealing.decrypt(sealing.CONTACT, operations.seal_person(7))


def test_the_blind_index_is_steady_and_tells_nothing():
    assert queries.sealed_index(7) == queries.sealed_index(7)
    assert queries.sealed_index(7) != queries.sealed_index(8)
    assert len(queries.sealed_index(7)) == 64


@pytest.mark.parametrize(
    ("phone", "shown"), [("13812345678", "138****5678"), ("029-82668888", "029****8888"), ("1234", "**34"), ("", "")]
)
def test_phones_are_masked(phone, shown):
    assert sealing.masked_phone(phone) == shown


def test_contact_is_stored_encrypted(cast, at):
    person = cast.handler_person
    operations.set_contact(person=person, phone="13800001234", email="wen@demo.invalid", actor=cast.handler, at=at)
    person.refresh_from_db()
    assert b"13800001234" not in bytes(person.phone_encrypted)
    assert queries.masked_contact(person) == queries.Contact("138****1234", "w***@demo.invalid")


def test_nobody_opens_anothers_contact(cast, at):
    for part in ("student", "secretary", "head", "leader"):
        with pytest.raises(NotAllowed):
            operations.open_contact(person=cast.handler_person, reason="看看", actor=getattr(cast, part), at=at)


def test_who_has_left_loses_name_number_and_contact(cast, at):
    person = cast.student_person
    account = cast.accounts["student"]
    operations.make_token(account=account, label="x", days=3, actor=cast.student, at=at)
    operations.set_contact(person=person, phone="13800001234", email="", actor=cast.student, at=at)
    operations.anonymise(person=person, reason="毕业离校", actor=cast.administrator, at=at)
    person.refresh_from_db()
    account = Account.objects.get(pk=account.pk)
    assert (person.name, person.phone_encrypted == b"") == ("已注销人员", True)
    assert "S001" not in person.number
    assert not account.is_active
    assert not account.has_usable_password()
    assert ApiToken.objects.get(account=account).revoked_at == at
    with pytest.raises(NotNow):
        operations.anonymise(person=person, reason="毕业离校", actor=cast.administrator, at=at)
    with pytest.raises(NotNow):
        operations.enable_account(account=account, actor=cast.administrator, at=at)


def test_nobody_anonymises_without_the_right(cast, at):
    with pytest.raises(NotAllowed):
        operations.anonymise(person=cast.student_person, reason="x", actor=cast.leader, at=at)
    cast.student_person.refresh_from_db()
    assert cast.student_person.name == "顾一苇"


def test_anonymising_does_what_every_app_declares(cast, at):
    """Rows that are deleted are gone, columns have their new value, and the name stands in no declared column any more."""
    person = cast.handler_person
    name, keep = person.name, Message.objects.create(recipient_id=cast.student_person.pk, kind="x.y", text="", at=at)
    Message.objects.create(recipient_id=person.pk, kind="x.y", text=f"{name}，您好", at=at)
    Preference.objects.create(person_id=person.pk, kind="x.y", way="off")
    StoredFile.objects.create(
        owner_kind="x.y", owner_id=1, name="图.png", sha256="0" * 64, size=1, at=at,
        uploaded_by_id=person.pk, uploaded_by_name=name,
    )  # fmt: skip
    other = StoredFile.objects.create(
        owner_kind="x.y", owner_id=1, name="图.png", sha256="0" * 64, size=1, at=at,
        uploaded_by_id=cast.student_person.pk, uploaded_by_name=name,
    )  # fmt: skip
    operations.anonymise(person=person, reason="调离", actor=cast.administrator, at=at)
    assert list(Message.objects.values_list("pk", flat=True)) == [keep.pk]
    assert not Preference.objects.exists()
    assert StoredFile.objects.get(uploaded_by_id=person.pk).uploaded_by_name == personal.GONE
    assert StoredFile.objects.get(pk=other.pk).uploaded_by_name == name  # somebody else of the same name
    assert Person.objects.get(pk=cast.student_person.pk).name == cast.student_person.name
    for one in personal.declared():
        if one.whose:
            rows = one.rows(person.pk)
            assert not (one.deleted and rows.exists()), one
            for column in one.names:
                assert not rows.filter(**{f"{column}__contains": name}).exists(), (one, column)


def test_anonymising_refused_changes_nothing_declared(cast, at):
    Message.objects.create(recipient_id=cast.student_person.pk, kind="x.y", text="", at=at)
    with pytest.raises(Malformed):
        operations.anonymise(person=cast.student_person, reason=" ", actor=cast.administrator, at=at)
    assert Message.objects.count() == 1


def test_the_export_has_every_declared_table_and_nobody_elses_rows(cast, at):
    for person in (cast.student_person, cast.handler_person):
        Message.objects.create(recipient_id=person.pk, kind="x.y", text=f"给{person.name}", at=at)
    data = operations.export_own_data(person=cast.student_person, actor=cast.student, at=at)
    assert set(data["records"]) == {one.model for one in personal.declared() if one.whose}
    assert [m["text"] for m in data["records"]["notify.Message"]] == [f"给{cast.student_person.name}"]
