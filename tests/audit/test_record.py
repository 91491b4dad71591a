import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from gongjian.audit import linking, operations, queries, verification
from gongjian.audit.models import Entry, Receipt
from gongjian.kernel import clock
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound

from .conftest import AT, CARETAKER, HANDLER, Note

pytestmark = pytest.mark.django_db


def test_an_entry_tells_who_did_what_to_what_and_when(note: Note) -> None:
    note(1, what="热水十点后停供")
    (row,) = queries.timeline("tests.thing", 1)
    assert (row.actor_name, row.actor_title, row.at) == ("林知行", "后勤保障部 · 经办人", AT + dt.timedelta(minutes=1))
    assert row.sentence == "林知行 记下了 事项1，热水十点后停供"
    assert row.details == {"what": "热水十点后停供"}
    linking.link_waiting()
    latest = queries.latest("tests.thing", 1)
    assert latest is not None and latest.seq == 1 and len(latest.hash) == 64


def test_a_verb_without_its_word_is_not_recorded(db: None) -> None:
    with pytest.raises(LookupError):
        operations.record(actor=HANDLER, verb="tests.unheard", subject_kind="x", subject_id=1, label="", at=AT)
    assert not Entry.objects.exists()


def test_many_deeds_are_recorded_in_order(db: None) -> None:
    new_entries = [operations.NewEntry("tests.thing", n, f"事项{n}", {"row": n}) for n in range(1, 41)]
    operations.record_many(actor=HANDLER, verb="tests.noted", new_entries=new_entries, at=AT)
    linking.link_waiting()
    assert not Entry.objects.filter(seq__isnull=True).exists()
    assert list(Entry.objects.order_by("seq").values_list("subject_id", flat=True)) == list(range(1, 41))
    assert verification.walk(AT).sound


def test_links_stand_without_a_gap_whatever_the_size_of_the_rounds(note: Note, left_unlinked: None) -> None:
    for n in range(1, 24):
        note(n)
    while linking.link(limit=5):
        pass
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 24))
    report = verification.walk(AT + dt.timedelta(hours=1))
    assert (report.sound, report.entries) == (True, 23)


def test_an_entry_left_unlinked_for_a_minute_is_reported(note: Note, left_unlinked: None) -> None:
    note(1)
    now = clock.now()  # counted from the writing, by the database's clock, whatever day the action is dated
    assert verification.walk(now + dt.timedelta(seconds=50)).sound
    report = verification.walk(now + dt.timedelta(seconds=70))
    assert [f.kind for f in report.findings] == ["unlinked"]


def test_the_database_itself_refuses_to_change_or_delete(note: Note) -> None:
    entry = note(1, receipt="事项1")
    linking.link_waiting()
    receipt = entry.given
    attempts = [
        lambda: Entry.objects.filter(pk=entry.pk).update(actor_name="别人"),
        lambda: Entry.objects.filter(pk=entry.pk).update(seq=9),
        lambda: Entry.objects.filter(pk=entry.pk).update(content="{}"),
        lambda: Receipt.objects.filter(pk=receipt.pk).update(label="别的"),
        lambda: Receipt.objects.filter(pk=receipt.pk).delete(),
        lambda: _delete_raw(entry.pk),
    ]
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert verification.walk(AT).sound


def _delete_raw(pk: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry WHERE id = %s", [pk])


def test_a_forgotten_person_leaves_the_chain_whole(note: Note) -> None:
    note(1, what="张三的电话")
    note(2, actor=CARETAKER)
    linking.link_waiting()
    assert operations.forget(person_id=7, actor=CARETAKER, reason="本人申请", at=AT) == 1
    linking.link_waiting()
    row = queries.latest("tests.thing", 1)
    assert row is not None and row.forgotten and row.actor_name == "" and row.details == {}
    report = verification.walk(AT)
    assert report.sound and report.forgotten == 1 and report.entries == 3


def test_forgetting_needs_the_right_and_a_reason(note: Note) -> None:
    note(1)
    with pytest.raises(NotAllowed):
        operations.forget(person_id=7, actor=HANDLER, reason="本人申请", at=AT)
    with pytest.raises(Malformed):
        operations.forget(person_id=7, actor=CARETAKER, reason=" ", at=AT)
    assert Entry.objects.filter(content__isnull=False).count() == 1


def test_a_receipt_is_checked_as_typed_by_hand(note: Note) -> None:
    receipt = note(1, receipt="事项1").given
    linking.link_waiting()
    checked = queries.check_receipt(f" {receipt.code.lower().replace('-', ' ')} ".replace("0", "o"))
    assert checked.sound and checked.seq == 1 and checked.hash == checked.hash_now and checked.what == "记下"
    assert checked.sealed_at is None
    operations.seal(at=AT)
    sealed = queries.check_receipt(receipt.code)
    assert sealed.sealed_at == AT and sealed.seal_sound


def test_a_miscopied_and_an_unknown_code_are_told_apart(db: None) -> None:
    with pytest.raises(Malformed):
        queries.check_receipt("AAAA-BBBB-CCCC-DDDD")
    with pytest.raises(NotFound):
        queries.check_receipt("0000-0000-0000-0000")
