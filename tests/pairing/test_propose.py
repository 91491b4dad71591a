"""Drawing up a plan: who may, what must be in it, and how it changes before it is signed."""

import datetime as dt
import json

import pytest

from gongjian.audit import queries as ledger
from gongjian.audit.models import Entry
from gongjian.kernel import counters
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken
from gongjian.org.models import Unit
from gongjian.pairing import operations, queries
from gongjian.pairing.models import Offer, Pair
from gongjian.pairing.operations import ActivityLine, MemberLine
from tests.cast import Cast
from tests.pairing.conftest import MakePlan, fresh

pytestmark = pytest.mark.django_db


def test_a_secretary_draws_up_a_plan(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    pair = fresh(operations.propose(**vars(plan()), actor=cast.secretary, at=at))
    assert (pair.number, pair.state) == ("结对-2026-0001", "draft")
    assert [(m.body_id, m.part) for m in pair.members.all()] == [
        (cast.branch.pk, "initiator"),
        (cast.office_branch.pk, "partner"),
    ]
    first, second = queries.activities_of(pair)
    assert first.host is not None and first.host.body_id == cast.branch.pk and second.host is None
    (entry,) = ledger.timeline("pairing.pair", pair.pk)
    assert (entry.verb, "第十九条" in entry.authority) == ("pairing.proposed", True)
    assert OutboxEvent.objects.get(kind="pairing.proposed").payload["initiator_id"] == cast.branch.pk
    assert counters.read(["pairing|office-student|draft"]) == {"pairing|office-student|draft": 1}


def test_numbers_follow_one_another_within_a_year(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    numbers = [operations.propose(**vars(plan()), actor=cast.secretary, at=at).number for _ in range(3)]
    assert numbers == ["结对-2026-0001", "结对-2026-0002", "结对-2026-0003"]


def test_the_committee_brings_branches_together(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    assert operations.propose(**vars(plan()), actor=cast.committee_secretary, at=at).state == "draft"


@pytest.mark.parametrize("part", ["student", "member", "handler", "office_secretary", "stranger", "leader", "guest"])
def test_others_may_not(cast: Cast, plan: MakePlan, at: dt.datetime, part: str) -> None:
    with pytest.raises(NotAllowed):
        operations.propose(**vars(plan()), actor=getattr(cast, part), at=at)
    assert not Pair.objects.exists()


def test_a_second_click_finds_the_first_pair(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    one = operations.propose(**vars(plan()), actor=cast.secretary, at=at, token="t")
    assert operations.propose(**vars(plan()), actor=cast.secretary, at=at, token="t") == one
    assert Pair.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "长" * 81}),
        ("goals", {"goals": ""}),
        ("kind", {"kind": "friends"}),
        ("kind", {"kind": "office-office"}),
        ("kind", {"kind": "firm"}),
        ("members", {"kind": "one-with-many"}),
        ("until", {"until": dt.date(2026, 3, 2)}),
        ("until", {"since": dt.date(2025, 1, 1), "until": dt.date(2025, 12, 31), "activities": ()}),
        ("activities", {"activities": (ActivityLine("早了", dt.date(2026, 1, 1)),)}),
        ("activities", {"activities": (ActivityLine("", dt.date(2026, 4, 1)),)}),
        ("activities", {"activities": (ActivityLine("谁办", dt.date(2026, 4, 1), "", 7),)}),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused_at_its_field(
    cast: Cast, plan: MakePlan, at: dt.datetime, field: str, changes: dict[str, object]
) -> None:
    with pytest.raises(Malformed) as refused:
        operations.propose(**vars(plan(**changes)), actor=cast.secretary, at=at)
    assert field in refused.value.fields
    assert not Pair.objects.exists()


def test_sides_must_exist_once_and_be_able_to_sign(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    first = MemberLine(cast.branch.pk)
    for others in (
        [],
        [first],
        [MemberLine(999_999)],
        [MemberLine(cast.department.pk)],
        [MemberLine(cast.committee.pk)],
    ):
        with pytest.raises(Malformed) as refused:
            operations.propose(**vars(plan(members=(first, *others))), actor=cast.secretary, at=at)
        assert "members" in refused.value.fields


def test_an_offer_must_belong_to_the_side_or_its_host(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    mine = Offer.objects.create(body=cast.department, title="检修", words="热水", since=at.date())
    foreign = Offer.objects.create(body=cast.other_department, title="网络", words="网络", since=at.date())

    def members(offer: Offer) -> tuple[MemberLine, ...]:
        return (MemberLine(cast.branch.pk), MemberLine(cast.office_branch.pk, "", offer.pk))

    with pytest.raises(Malformed):
        operations.propose(**vars(plan(members=members(foreign))), actor=cast.secretary, at=at)
    pair = operations.propose(**vars(plan(members=members(mine))), actor=cast.secretary, at=at)
    assert pair.members.get(part="partner").offer_id == mine.pk


def test_a_draft_is_amended_and_the_sides_keep_their_rows(
    cast: Cast, plan: MakePlan, draft: Pair, firm: Unit, at: dt.datetime
) -> None:
    before = {m.body_id: m.pk for m in draft.members.all()}
    members = (MemberLine(cast.branch.pk), MemberLine(cast.office_branch.pk, "新的"), MemberLine(firm.pk))
    operations.amend_plan(
        pair=draft,
        **vars(plan(title="新名称", kind="one-with-many", members=members, activities=())),
        actor=cast.secretary,
        at=at,
        seen=draft.version,
    )
    after = fresh(draft)
    assert (after.title, after.kind, len(queries.activities_of(after))) == ("新名称", "one-with-many", 0)
    assert {m.body_id: m.pk for m in after.members.all() if m.body_id in before} == before
    assert counters.read_prefix("pairing|") == {
        "pairing|office-student|draft": 0,
        "pairing|one-with-many|draft": 1,
    }


def test_the_initiator_is_not_exchanged(cast: Cast, plan: MakePlan, draft: Pair, at: dt.datetime) -> None:
    turned = plan(members=(MemberLine(cast.office_branch.pk), MemberLine(cast.branch.pk)))
    with pytest.raises(Malformed):
        operations.amend_plan(pair=draft, **vars(turned), actor=cast.committee_secretary, at=at)


def test_the_second_of_two_is_told_who_was_faster(cast: Cast, plan: MakePlan, draft: Pair, at: dt.datetime) -> None:
    other_page = fresh(draft)
    operations.amend_plan(pair=draft, **vars(plan(title="甲改")), actor=cast.secretary, at=at)
    with pytest.raises(Overtaken, match=r"苏文澜.*修改方案"):
        operations.amend_plan(pair=other_page, **vars(plan(title="乙改")), actor=cast.committee_secretary, at=at)
    assert fresh(draft).title == "甲改"


def test_a_plan_in_signing_is_not_amended_until_recalled(
    cast: Cast, plan: MakePlan, in_signing: Pair, at: dt.datetime
) -> None:
    with pytest.raises(NotNow):
        operations.amend_plan(pair=in_signing, **vars(plan()), actor=cast.secretary, at=at)
    operations.sign(pair=in_signing, actor=cast.office_secretary, at=at + dt.timedelta(hours=2))
    recalled = operations.recall(pair=fresh(in_signing), actor=cast.secretary, at=at + dt.timedelta(hours=3))
    assert recalled.state == "draft"
    assert all(not m.signatures.all() for m in fresh(recalled).members.all())
    operations.amend_plan(pair=fresh(recalled), **vars(plan(title="再改")), actor=cast.secretary, at=at)


def test_who_sees_a_draft(cast: Cast, draft: Pair) -> None:
    for part in ("secretary", "office_secretary", "member", "committee_secretary", "liaison", "leader"):
        assert queries.get_for(getattr(cast, part), draft.number) == draft
    for part in ("stranger", "other_handler", "guest"):
        with pytest.raises(NotFound):
            queries.get_for(getattr(cast, part), draft.number)


def test_an_active_pair_is_seen_by_everyone_signed_in(cast: Cast, active: Pair) -> None:
    assert queries.get_for(cast.stranger, active.number) == active
    with pytest.raises(NotFound):
        queries.get_for(cast.guest, active.number)


def test_lists_are_filtered(cast: Cast, draft: Pair, active: Pair) -> None:
    def found(**wanted: object) -> list[Pair]:
        return list(queries.page(cast.secretary, **wanted).rows)  # type: ignore[arg-type]

    assert found() == found(state="active") == found(kind="office-student") == found(words="热水") == [active]
    assert found(body_path=cast.office_branch.path) == found(year=2026) == [active]
    assert found(state="draft") == found(kind="firm") == found(words="食堂") == found(year=2020) == []
    assert found(body_path=cast.other_department.path) == []


def test_what_is_signed_stands_in_the_log(cast: Cast, plan: MakePlan, at: dt.datetime) -> None:
    operations.propose(**vars(plan()), actor=cast.secretary, at=at)
    entry = Entry.objects.get(verb="pairing.proposed")
    details = json.loads(entry.content or "")["details"]
    assert {k: details[k] for k in ("name", "kind", "since", "members")} == {
        "name": "热水供应共建",
        "kind": "office-student",
        "since": "2026-03-02",
        "members": [cast.branch.name, cast.office_branch.name],
    }
    assert sorted(details) == ["activities", "goals", "kind", "members", "name", "problems", "since", "until"]
    assert details["activities"][1] == {"title": "走访浴室", "day": "2026-04-11"}
