import pytest
from django.test import Client
from django.urls import reverse

from gongjian.audit import linking, operations, presentation, queries, registry
from gongjian.audit.models import Receipt, Verification
from gongjian.audit.queries import check_receipt, entries_page, last_seals, ledger_for, qr
from gongjian.kernel import clock
from gongjian.kernel.actor import GUEST
from gongjian.kernel.refused import NotAllowed

from .conftest import AT, CARETAKER, HANDLER, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt(note: Note) -> Receipt:
    entry = note(1, receipt="难题-2026-0001 浴室热水")
    linking.link_waiting()
    return entry.given


def test_anybody_checks_a_receipt(client: Client, receipt: Receipt) -> None:
    page = client.get(reverse("audit:receipt", args=[receipt.code]))
    text = page.content.decode()
    assert page.status_code == 200
    for words in (receipt.code, "难题-2026-0001 浴室热水", "核验无误", "第 1 号", "2026-09-03", "<svg"):
        assert words in text
    assert "林知行" not in text


def test_the_receipt_shows_the_public_state(client: Client, receipt: Receipt, monkeypatch: pytest.MonkeyPatch) -> None:
    state = registry.PublicState("办理中", "active", AT, "后勤保障部", "/matters/public/1/")
    subject = registry.Subject("tests.thing", "事物", lambda pk: state)
    monkeypatch.setitem(registry._SUBJECTS, "tests.thing", subject)
    text = client.get(reverse("audit:receipt", args=[receipt.code])).content.decode()
    assert "办理中" in text and "后勤保障部" in text


def test_a_typed_code_leads_to_its_receipt(client: Client, receipt: Receipt) -> None:
    assert client.get(reverse("audit:receipt-search")).status_code == 200
    found = client.get(reverse("audit:receipt-search"), {"code": receipt.code.lower().replace("-", " ")})
    assert found.url == reverse("audit:receipt", args=[receipt.code])
    lower = client.get(reverse("audit:receipt", args=[receipt.code.lower()]))
    assert lower.url == reverse("audit:receipt", args=[receipt.code])


def test_a_miscopied_and_an_unknown_code_get_their_sentences(client: Client) -> None:
    wrong = client.get(reverse("audit:receipt-search"), {"code": "AAAA"})
    assert (wrong.status_code, "逐位核对" in wrong.content.decode()) == (422, True)
    assert client.get(reverse("audit:receipt", args=["AAAA"])).status_code == 422
    unknown = client.get(reverse("audit:receipt", args=["0000-0000-0000-0000"]))
    assert (unknown.status_code, "没有这张回执" in unknown.content.decode()) == (404, True)


def test_the_ledger_is_closed_to_others(client: Client, note: Note) -> None:
    assert client.get(reverse("audit:verify")).status_code == 403
    assert client.post(reverse("audit:check")).status_code == 403
    for actor in (GUEST, HANDLER):
        with pytest.raises(NotAllowed):
            ledger_for(actor)
        with pytest.raises(NotAllowed):
            operations.check_now(actor=actor, at=AT)
    assert not Verification.objects.exists()


def test_the_caretaker_sees_the_chain(note: Note) -> None:
    for n in range(1, 4):
        note(n, what="x")
    linking.link_waiting()
    operations.seal(at=AT)
    done = operations.check_now(actor=CARETAKER, at=clock.now())
    assert done.sound and done.entries == 3
    state = ledger_for(CARETAKER)
    assert state.head_seq == 3 and state.is_well(clock.now())
    assert [sound for _seal, sound in last_seals()] == [True]
    page = entries_page(CARETAKER, subject_kind="tests.thing", subject_id=2)
    assert [e.subject_id for e in page.rows] == [2]
    assert len(presentation.entries_table(page, "/ledger/?").rows) == 1
    assert presentation.walk_note(state, clock.now()).tone == "good"


def test_a_receipt_not_yet_linked_says_so(note: Note, left_unlinked: None) -> None:
    made = note(1, receipt="x").given
    checked = check_receipt(made.code)
    assert checked.seq is None and not checked.sound
    assert presentation.receipt_note(checked).tone == "info"


def test_a_timeline_is_shown_latest_first(note: Note) -> None:
    note(1, what="一")
    note(1, what="二")
    linking.link_waiting()
    items = queries.shown_timeline(queries.timeline("tests.thing", 1)).items
    assert [(i.sentence, i.seal) for i in items] == [
        ("林知行 记下了 事项1，二", "#2"),
        ("林知行 记下了 事项1，一", "#1"),
    ]


def test_the_code_is_drawn_for_cameras() -> None:
    assert qr("https://example.test/ledger/receipt/K7QD-93MX-2FHP-WT5C/").startswith("<svg")
