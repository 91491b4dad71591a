"""An intruder who can take the database's walls down changes, deletes, reorders, inserts: the walk names the place."""

from collections.abc import Callable

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from gongjian.audit import append_only, chain, linking, operations, verification
from gongjian.audit.models import Entry, Head, Seal
from gongjian.kernel import clock

from .conftest import AT, HANDLER, Note

pytestmark = pytest.mark.django_db

LENGTH = 12


@pytest.fixture
def written(note: Note) -> list[Entry]:
    """A chain of twelve entries, the walls taken down by the intruder."""
    for n in range(1, LENGTH + 1):
        note(n, what=f"第{n}件")
    linking.link_waiting()
    assert verification.walk(clock.now()).sound
    append_only.lower_walls(connection)
    return list(Entry.objects.order_by("seq"))


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def first_finding() -> verification.Finding:
    report = verification.walk(clock.now())
    assert not report.sound
    return report.findings[0]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", '{"details":{},"label":"别的"}'),
        ("actor_name", "别人"),
        ("actor_title", "别处"),
        ("actor_person_id", 99),
        ("authority", "《假规定》"),
        ("salt", "0" * 32),
        ("verb", "tests.other"),
        ("subject_id", 77),
        ("subject_kind", "tests.other"),
        ("content_hash", "f" * 64),
        ("hash", "f" * 64),
        ("at", "2026-01-01 00:00:00+00:00"),
    ],
)
@pytest.mark.parametrize("seq", [1, 6, LENGTH])
def test_a_changed_entry_is_named(written: list[Entry], column: str, value: object, seq: int) -> None:
    sql(f"UPDATE audit_entry SET {column} = %s WHERE seq = %s", value, seq)
    found = first_finding()
    assert (found.kind, found.seq) == ("changed", seq)
    assert str(seq) in found.sentence


@pytest.mark.parametrize("seq", [1, 6, LENGTH - 1])
def test_a_deleted_entry_is_named(written: list[Entry], seq: int) -> None:
    sql("DELETE FROM audit_entry WHERE seq = %s", seq)
    found = first_finding()
    assert (found.kind, found.seq) == ("missing", seq)


def test_a_cut_off_end_is_named(written: list[Entry]) -> None:
    sql("DELETE FROM audit_entry WHERE seq > %s", 9)
    found = first_finding()
    assert (found.kind, found.seq) == ("cut-off", 10)


def test_a_cut_off_end_with_a_forged_head_is_named(written: list[Entry]) -> None:
    sql("DELETE FROM audit_entry WHERE seq > %s", 9)
    sql("UPDATE audit_head SET seq = 9, hash = %s", written[8].hash)
    assert first_finding().kind == "cut-off"


@pytest.mark.parametrize("seq", [1, 6, LENGTH - 1])
def test_an_entry_deleted_and_closed_up_is_named(written: list[Entry], seq: int) -> None:
    sql("DELETE FROM audit_entry WHERE seq = %s", seq)
    for n in range(seq + 1, LENGTH + 1):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", n - 1, n)
    found = first_finding()
    assert (found.kind, found.seq) == ("missing", seq)


@pytest.mark.parametrize(("a", "b"), [(1, 2), (3, 9), (11, 12), (1, 12)])
def test_two_entries_that_changed_places_are_named(written: list[Entry], a: int, b: int) -> None:
    sql("UPDATE audit_entry SET seq = 1000 WHERE seq = %s", a)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", a, b)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = 1000", b)
    found = first_finding()
    assert (found.kind, found.seq) == ("moved", a)


@pytest.mark.parametrize("seq", [1, 6, LENGTH])
def test_an_inserted_entry_is_named(written: list[Entry], seq: int) -> None:
    for n in range(LENGTH, seq - 1, -1):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", n + 1, n)
    forge(seq, prev_hash="a" * 64)
    found = first_finding()
    assert (found.kind, found.seq) == ("inserted", seq)


def test_an_entry_appended_past_the_sealer_is_named(written: list[Entry]) -> None:
    forge(LENGTH + 1, prev_hash=written[-1].hash)
    found = first_finding()
    assert (found.kind, found.seq) == ("inserted", LENGTH + 1)


def forge(seq: int, prev_hash: str) -> None:
    """An entry that is consistent in itself."""
    salt, content = chain.make_salt(), chain.canonical("伪造", {})
    forged = Entry(
        id=5000, seq=seq, prev_hash=prev_hash, salt=salt, content=content, verb="tests.noted", at=AT, authority="",
        subject_kind="tests.thing", subject_id=1, actor_person_id=7, actor_name="林知行", actor_title="x",
    )  # fmt: skip
    forged.content_hash = chain.content_hash(salt, content, 7, "林知行", "x", "")
    facts = ("tests.noted", "tests.thing", 1, AT, forged.content_hash, "", "")
    forged.hash = chain.link_hash(seq, prev_hash, 5000, *facts)
    forged.save(force_insert=True)


def test_a_content_wiped_without_a_record_of_it_is_named(written: list[Entry]) -> None:
    wipe = "content = NULL, salt = '', actor_name = '', actor_title = '', actor_person_id = NULL"
    sql(f"UPDATE audit_entry SET {wipe} WHERE seq = 4")
    found = first_finding()
    assert (found.kind, found.seq) == ("wiped", 4)


def test_a_chain_rewritten_as_a_whole_is_found_by_the_seal(written: list[Entry]) -> None:
    operations.seal(at=AT)
    append_only.lower_walls(connection)
    sql("UPDATE audit_entry SET subject_id = 99 WHERE seq = 3")
    sql("UPDATE audit_entry SET seq = NULL, prev_hash = '', hash = ''")
    Head.objects.all().delete()
    while linking.link():
        pass
    found = first_finding()
    assert (found.kind, found.seq) == ("seal", LENGTH)


def test_a_forged_seal_and_a_sealed_entry_that_is_gone_are_named(written: list[Entry]) -> None:
    seal = operations.seal(at=AT)
    assert seal is not None
    append_only.lower_walls(connection)
    Seal.objects.update(signature="AAAA")
    assert first_finding().kind == "seal"
    Seal.objects.update(signature=seal.signature)
    assert verification.walk(clock.now()).sound
    sql("DELETE FROM audit_entry WHERE seq = %s", LENGTH)
    head = Head.objects.get()
    head.seq, head.hash = 11, written[10].hash
    sql("UPDATE audit_head SET seq = 11, hash = %s, mark = %s", head.hash, linking.head_mark(head))
    assert first_finding().kind == "cut-off"


def test_the_head_is_sealed_once_and_an_empty_chain_not_at_all(note: Note) -> None:
    assert operations.seal(at=AT) is None
    note(1)
    linking.link_waiting()
    assert operations.seal(at=AT) is not None
    assert operations.seal(at=AT) is None


def test_a_walk_can_begin_in_the_middle(written: list[Entry]) -> None:
    assert verification.walk(clock.now(), first=7).entries == 6
    sql("UPDATE audit_entry SET subject_id = 99 WHERE seq = 3")
    assert verification.walk(clock.now(), first=7).sound
    assert first_finding().seq == 3


def swap(seq: int) -> None:
    """The entry and the one after it change places (the last one: with a gap)."""
    sql("UPDATE audit_entry SET seq = 1000 WHERE seq = %s", seq)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", seq, seq + 1)
    sql("UPDATE audit_entry SET seq = %s WHERE seq = 1000", seq + 1)


def insert(seq: int) -> None:
    """A forged entry that is consistent in itself, and names the right predecessor; the others move on."""
    before = Entry.objects.filter(seq=seq - 1).values_list("hash", flat=True).first() or chain.GENESIS
    for n in sorted(Entry.objects.filter(seq__gte=seq).values_list("seq", flat=True), reverse=True):
        sql("UPDATE audit_entry SET seq = %s WHERE seq = %s", n + 1, n)
    forge(seq, prev_hash=before)


INTRUSIONS: dict[str, Callable[[int], None]] = {
    "delete": lambda seq: sql("DELETE FROM audit_entry WHERE seq = %s", seq),
    "retouch": lambda seq: sql("UPDATE audit_entry SET actor_name = actor_name || '。' WHERE seq = %s", seq),
    "redirect": lambda seq: sql("UPDATE audit_entry SET subject_id = subject_id + 1 WHERE seq = %s", seq),
    "backdate": lambda seq: sql("UPDATE audit_entry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = %s", seq),
    "reorder": swap,
    "insert": insert,
    "unlink": lambda seq: sql("UPDATE audit_entry SET seq = NULL, prev_hash = '', hash = '' WHERE seq = %s", seq),
}


class Chains(TestCase):
    """Laws of the chain, on random histories."""

    @given(st.lists(st.tuples(st.integers(1, 5), st.text(max_size=20), st.booleans()), max_size=25), st.integers(1, 7))
    def test_whatever_is_recorded_verifies(self, entries: list[tuple[int, str, bool]], size: int) -> None:
        for subject, text, link_now in entries:
            details = {"text": text, "n": subject, "nested": {"一": [text, None, True, 1.5]}}
            operations.record(
                actor=HANDLER,
                verb="tests.noted",
                subject_kind="t",
                subject_id=subject,
                label=text,
                at=AT,
                details=details,
            )
            if link_now:
                linking.link(size)
        while linking.link(size):
            pass
        report = verification.walk(clock.now())
        assert (report.sound, report.entries) == (True, len(entries))

    @given(st.integers(1, 15), st.sampled_from(sorted(INTRUSIONS)), st.data())
    def test_no_intrusion_goes_unseen_and_none_is_placed_before_its_place(
        self, length: int, intrusion: str, data: st.DataObject
    ) -> None:
        for n in range(length):
            operations.record(actor=HANDLER, verb="tests.noted", subject_kind="t", subject_id=n + 1, label="x", at=AT)
        while linking.link():
            pass
        seq = data.draw(st.integers(1, length))
        append_only.lower_walls(connection)
        INTRUSIONS[intrusion](seq)
        report = verification.walk(clock.now())
        assert not report.sound
        assert report.findings[0].seq == seq
