"""Signing: each branch's own secretary in the system, partners outside on paper; the last signature begins the pair."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongjian.audit.models import Entry
from gongjian.files.queries import files_of
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow
from gongjian.org.models import Unit
from gongjian.pairing import operations, queries
from gongjian.pairing.models import Pair, PairSignature
from gongjian.pairing.operations import MemberLine
from tests.cast import Cast
from tests.pairing.conftest import MakePlan, fresh

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def test_the_last_signature_begins_the_pair(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    first = operations.sign(pair=in_signing, actor=cast.office_secretary, at=at + HOUR)
    assert first.state == "signing"
    last = operations.sign(pair=fresh(in_signing), actor=cast.secretary, at=at + 2 * HOUR)
    assert (last.state, last.began_at) == ("active", at + 2 * HOUR)
    kinds = OutboxEvent.objects.order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["pairing.signed", "pairing.signed", "pairing.began"]


def test_two_who_sign_from_old_pages_are_both_heard(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    one, other = fresh(in_signing), fresh(in_signing)
    operations.sign(pair=one, actor=cast.secretary, at=at + HOUR)
    assert operations.sign(pair=other, actor=cast.office_secretary, at=at + HOUR).state == "active"


def test_nobody_signs_twice(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    old = fresh(in_signing)
    operations.sign(pair=in_signing, actor=cast.secretary, at=at + HOUR)
    with pytest.raises(NotAllowed, match="已经签署"):
        operations.sign(pair=fresh(in_signing), actor=cast.secretary, at=at + HOUR)
    with pytest.raises(NotNow, match="已经签署"):
        operations.sign(pair=old, actor=cast.secretary, at=at + HOUR)
    assert PairSignature.objects.count() == 1


@pytest.mark.parametrize("part", ["committee_secretary", "member", "handler", "administrator", "stranger", "system"])
def test_only_the_bodys_own_secretary_signs(cast: Cast, in_signing: Pair, at: dt.datetime, part: str) -> None:
    with pytest.raises(NotAllowed):
        operations.sign(pair=in_signing, actor=getattr(cast, part), at=at + HOUR)
    assert not PairSignature.objects.exists()


def test_a_draft_is_not_signed(cast: Cast, draft: Pair, at: dt.datetime) -> None:
    with pytest.raises(NotNow):
        operations.sign(pair=draft, actor=cast.secretary, at=at + HOUR)


def test_what_waits_for_a_secretary(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    assert queries.waiting_for(cast.office_secretary, at.date()).to_sign == [in_signing]
    operations.sign(pair=in_signing, actor=cast.office_secretary, at=at + HOUR)
    assert queries.waiting_for(cast.office_secretary, at.date()).to_sign == []
    assert queries.waiting_for(cast.secretary, at.date()).to_sign == [in_signing]
    for part in ("committee_secretary", "stranger", "guest", "system"):
        assert queries.waiting_for(getattr(cast, part), at.date()).to_sign == []


def test_handing_back_makes_signatures_void_and_says_why(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    operations.sign(pair=in_signing, actor=cast.secretary, at=at + HOUR)
    with pytest.raises(Malformed):
        operations.hand_back(pair=fresh(in_signing), reason=" ", actor=cast.office_secretary, at=at + HOUR)
    back = operations.hand_back(
        pair=fresh(in_signing), reason="活动日期与检修冲突", actor=cast.office_secretary, at=at + 2 * HOUR
    )
    assert (back.state, back.given_back) == ("draft", "活动日期与检修冲突")
    assert PairSignature.objects.get().void_at == at + 2 * HOUR
    assert queries.waiting_for(cast.secretary, at.date()).returned == [back]
    operations.send_for_signing(pair=fresh(back), actor=cast.secretary, at=at + 3 * HOUR)
    assert queries.waiting_for(cast.secretary, at.date()).returned == []
    assert queries.waiting_for(cast.secretary, at.date()).to_sign == [back]


def test_strangers_do_not_hand_back(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    for part in ("committee_secretary", "stranger", "member"):
        with pytest.raises(NotAllowed):
            operations.hand_back(pair=fresh(in_signing), reason="不行", actor=getattr(cast, part), at=at)
    assert fresh(in_signing).state == "signing"


@pytest.fixture
def with_firm(cast: Cast, plan: MakePlan, firm: Unit, at: dt.datetime) -> Pair:
    members = (MemberLine(cast.branch.pk), MemberLine(firm.pk, "提供实习岗位"))
    pair = operations.propose(**vars(plan(kind="firm", members=members)), actor=cast.secretary, at=at)
    operations.send_for_signing(pair=fresh(pair), actor=cast.secretary, at=at)
    return fresh(pair)


def test_a_partner_outside_signs_on_paper(cast: Cast, with_firm: Pair, firm: Unit, at: dt.datetime) -> None:
    operations.sign(pair=with_firm, actor=cast.secretary, at=at + HOUR)
    scan = SimpleUploadedFile(
        "签署页.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    )
    pair = fresh(with_firm)
    signature = operations.record_signature(
        pair=pair,
        body_id=firm.pk,
        name="周启明",
        title="副总经理",
        signed_on=dt.date(2026, 3, 1),
        actor=cast.secretary,
        at=at + 2 * HOUR,
        scans=[scan],
    )
    assert signature.on_paper and signature.recorded_by_id == cast.secretary.person_id
    assert fresh(pair).state == "active"
    assert [f.name for f in files_of("pairing.pair", pair.pk)] == ["签署页.pdf"]


def test_a_paper_signature_needs_its_member_name_and_day(
    cast: Cast, with_firm: Pair, firm: Unit, at: dt.datetime
) -> None:
    day = dt.date(2026, 3, 1)
    for field, changes in (
        ("body_id", {"body_id": cast.branch.pk}),
        ("name", {"name": ""}),
        ("signed_on", {"signed_on": dt.date(2026, 3, 3)}),
    ):
        given = {"body_id": firm.pk, "name": "周启明", "signed_on": day} | changes
        with pytest.raises(Malformed) as refused:
            operations.record_signature(pair=with_firm, title="", actor=cast.secretary, at=at, **given)  # type: ignore[arg-type]
        assert field in refused.value.fields
    with pytest.raises(NotAllowed):
        operations.record_signature(
            pair=with_firm, body_id=firm.pk, name="周启明", title="", signed_on=day, actor=cast.member, at=at
        )
    assert not PairSignature.objects.exists()


def test_a_plan_whose_term_is_over_is_not_sent(cast: Cast, draft: Pair, at: dt.datetime) -> None:
    with pytest.raises(Malformed):
        operations.send_for_signing(pair=draft, actor=cast.secretary, at=at + dt.timedelta(days=400))
    assert fresh(draft).state == "draft"


def test_the_second_to_sign_is_measured_by_the_plan_as_it_is_then(
    cast: Cast, in_signing: Pair, at: dt.datetime
) -> None:
    old = fresh(in_signing)
    operations.recall(pair=in_signing, actor=cast.secretary, at=at + HOUR)
    entries, events = Entry.objects.count(), OutboxEvent.objects.count()
    with pytest.raises(NotNow, match="拟订"):
        operations.sign(pair=old, actor=cast.office_secretary, at=at + HOUR)
    assert (Entry.objects.count(), OutboxEvent.objects.count()) == (entries, events)
    assert not PairSignature.objects.exists()


def test_who_signs_for_two_sides_signs_for_each_on_record(
    cast: Cast, in_signing: Pair, at: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongjian.pairing.permissions.signs_for", lambda actor, body: True)
    before = Entry.objects.count()
    signed = operations.sign(pair=in_signing, actor=cast.secretary, at=at + HOUR)
    assert signed.state == "active"
    verbs = Entry.objects.order_by("id").values_list("verb", flat=True)
    assert list(verbs)[before:] == ["pairing.signed", "pairing.signed", "pairing.began"]
    waiting = [e.payload["waiting"] for e in OutboxEvent.objects.filter(kind="pairing.signed").order_by("id")]
    assert waiting == [1, 0]
