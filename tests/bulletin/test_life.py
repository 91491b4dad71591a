"""The life of a notice: one writes, another publishes; nothing becomes public without a second person."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongjian.audit import queries as ledger
from gongjian.bulletin import operations, queries
from gongjian.bulletin.models import Notice
from gongjian.bulletin.procedures import NOTICE
from gongjian.kernel.refused import Malformed, NotAllowed, NotFound, NotNow, Overtaken, Refused
from gongjian.notify.models import Message
from tests.bulletin.conftest import fresh, published, sent, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def words_to(cast: Cast, part: str) -> list[str]:
    person = getattr(cast, part).person_id
    return list(Message.objects.filter(recipient_id=person).order_by("id").values_list("text", flat=True))


def test_one_writes_another_publishes(cast: Cast, at: dt.datetime, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notice = sent(cast, at)
    assert notice.number == "公告-2026-0001"
    assert "请您审核" in words_to(cast, "head")[0]
    assert words_to(cast, "handler") == []
    with django_capture_on_commit_callbacks(execute=True):
        operations.publish(notice=notice, actor=cast.head, at=at)
    assert fresh(notice).state == "published"
    assert fresh(notice).reviewer_id == cast.head.person_id
    assert "已审核发布" in words_to(cast, "handler")[0]
    verbs = [row.verb for row in ledger.timeline("bulletin.notice", notice.pk)]
    assert verbs == ["bulletin.written", "bulletin.sent-for-review", "bulletin.published"]
    assert "第三条" in ledger.timeline("bulletin.notice", notice.pk)[-1].authority


def test_the_writer_does_not_review(cast: Cast, at: dt.datetime) -> None:
    notice = operations.write(
        column="official", title="停水通知", text="三月五日停水。", body_id=cast.department.pk, actor=cast.head, at=at
    )
    operations.send_for_review(notice=fresh(notice), actor=cast.head, at=at)
    with pytest.raises(NotAllowed, match="另一人审核") as refused:
        operations.publish(notice=fresh(notice), actor=cast.head, at=at)
    assert refused.value.authority is not None and refused.value.authority.key == "bulletin-rules:3"
    assert fresh(notice).state == "in-review"
    operations.publish(notice=fresh(notice), actor=cast.administrator, at=at)


def test_whoever_changed_a_word_is_a_writer_too(cast: Cast, at: dt.datetime, draft: Notice) -> None:
    operations.amend(notice=draft, column="official", title="改过", text="改过的正文", actor=cast.head, at=at)
    operations.amend(notice=fresh(draft), column="official", title="再改", text="再改的正文", actor=cast.handler, at=at)
    operations.send_for_review(notice=fresh(draft), actor=cast.handler, at=at)
    with pytest.raises(NotAllowed, match="另一人"):
        operations.publish(notice=fresh(draft), actor=cast.head, at=at)


def test_the_database_refuses_a_reviewer_who_wrote(cast: Cast, in_review: Notice, at: dt.datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=in_review.pk).update(
            state="published", published_at=at, reviewer_id=cast.handler.person_id
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=in_review.pk).update(state="published", published_at=at)


def test_handed_back_amended_sent_again(
    cast: Cast, in_review: Notice, at: dt.datetime, django_capture_on_commit_callbacks: Any
) -> None:
    with pytest.raises(Malformed, match="要改什么"):
        operations.hand_back(notice=in_review, reason=" ", actor=cast.head, at=at)
    with django_capture_on_commit_callbacks(execute=True):
        operations.hand_back(notice=in_review, reason="请写明校区", actor=cast.head, at=at)
    assert fresh(in_review).state == "draft"
    assert "请写明校区" in words_to(cast, "handler")[-1]
    assert [w.remark for w in queries.waiting_for(cast.handler)] == ["请写明校区"]
    operations.send_for_review(notice=fresh(in_review), actor=cast.handler, at=at)
    assert fresh(in_review).given_back == ""
    assert queries.waiting_for(cast.handler) == []


def test_a_notice_without_text_is_not_sent(cast: Cast, at: dt.datetime) -> None:
    notice = written(cast, at, text=" ")
    with pytest.raises(Malformed, match="正文还是空的"):
        operations.send_for_review(notice=notice, actor=cast.handler, at=at)
    assert fresh(notice).state == "draft"


def test_taken_down_with_a_reason_it_is_gone_for_the_public(cast: Cast, notice: Notice, at: dt.datetime) -> None:
    assert queries.page("official", words="浴室").rows == [notice]
    with pytest.raises(NotAllowed):
        operations.take_down(notice=notice, reason="有误", actor=cast.student, at=at)
    operations.take_down(notice=notice, reason="时间有误", actor=cast.handler, at=at)
    with pytest.raises(NotFound):
        queries.get_for(cast.guest, notice.number)
    assert queries.get_for(cast.head, notice.number).end_note == "时间有误"
    assert queries.page("official", words="浴室").rows == [] and queries.latest(["official"], 5) == []
    with pytest.raises(NotNow):
        operations.take_down(notice=fresh(notice), reason="再撤", actor=cast.handler, at=at)


def test_the_second_comer_is_told(cast: Cast, in_review: Notice, at: dt.datetime) -> None:
    stale = fresh(in_review)
    operations.hand_back(notice=in_review, reason="再核", actor=cast.head, at=at)
    with pytest.raises((Overtaken, NotNow)):
        operations.publish(notice=stale, actor=cast.administrator, at=at)
    with pytest.raises(Overtaken, match="卓立群"):
        operations.amend(
            notice=fresh(in_review), column="official", title="x", text="y", actor=cast.handler, at=at, seen=1
        )


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("student", 404),
        ("other_handler", 404),
        ("liaison", 404),
        ("head", 200),
        ("handler", 200),
        ("administrator", 200),
    ],
)
def test_what_is_not_published_is_closed(cast: Cast, in_review: Notice, part: str, code: int) -> None:
    if code == 200:
        assert queries.get_for(getattr(cast, part), in_review.number) == in_review
    else:
        with pytest.raises(NotFound):
            queries.get_for(getattr(cast, part), in_review.number)


def test_only_those_of_the_body_write(cast: Cast, at: dt.datetime) -> None:
    for part in ("student", "other_handler", "liaison", "leader"):
        with pytest.raises(NotAllowed):
            operations.write(
                column="official",
                title="通知",
                text="正文",
                body_id=cast.department.pk,
                actor=getattr(cast, part),
                at=at,
            )
    with pytest.raises(Malformed) as refused:
        operations.write(
            column="lost", title="", text="x" * 10_001, body_id=cast.department.pk, actor=cast.handler, at=at
        )
    assert set(refused.value.fields) == {"column", "title", "text"}
    assert not Notice.objects.exists()


def test_a_second_click_writes_nothing_twice(cast: Cast, at: dt.datetime) -> None:
    once = {
        "column": "official",
        "title": "通知",
        "text": "正文",
        "body_id": cast.department.pk,
        "actor": cast.handler,
        "at": at,
    }
    first = operations.write(**once, token="t1")
    assert operations.write(**once, token="t1") == first
    assert Notice.objects.count() == 1


# --- how it was solved ---

OUTCOME = {
    "source_kind": "matters.matter",
    "source_id": 7,
    "source_label": "难题-2026-0007 热水",
    "source_url": "/matters/public/难题-2026-0007/",
    "title": "热水是怎么解决的",
    "text": "换了循环泵。",
}


def test_a_matter_has_one_outcome(cast: Cast, at: dt.datetime) -> None:
    first = operations.draft_outcome(**OUTCOME, body_id=cast.department.pk, actor=cast.handler, at=at)
    again = operations.draft_outcome(**OUTCOME, body_id=cast.department.pk, actor=cast.head, at=at)
    assert first == again and first.column == "outcome" and first.state == "draft"
    card = queries.outcome_of("matters.matter", 7)
    assert card is not None and (card.number, card.state) == (first.number, "draft")
    assert queries.outcome_of("matters.matter", 8) is None
    with pytest.raises(Malformed, match="不换栏目"):
        operations.amend(notice=fresh(first), column="model", title="x", text="y", actor=cast.handler, at=at)
    operations.discard(notice=fresh(first), actor=cast.handler, at=at)
    assert queries.outcome_of("matters.matter", 7) is None
    second = operations.draft_outcome(**OUTCOME, body_id=cast.department.pk, actor=cast.handler, at=at)
    assert second != first
    with pytest.raises(NotAllowed):
        operations.draft_outcome(**OUTCOME | {"source_id": 9}, body_id=cast.department.pk, actor=cast.student, at=at)


def test_an_outcome_is_reviewed_like_all_and_leads_to_its_matter(cast: Cast, at: dt.datetime, client: Any) -> None:
    made = operations.draft_outcome(**OUTCOME, body_id=cast.department.pk, actor=cast.handler, at=at)
    operations.send_for_review(notice=fresh(made), actor=cast.handler, at=at)
    operations.publish(notice=fresh(made), actor=cast.head, at=at)
    page = client.get(reverse("bulletin:item", args=[made.number])).content.decode()
    assert "难题-2026-0007 热水" in page and "换了循环泵" in page
    assert [c.number for c in queries.latest(["outcome", "model"], 3)] == [made.number]


# --- the random walk ---

PARTS = ("handler", "head", "administrator", "other_head", "committee_secretary", "student")
VERBS = tuple(s.verb for s in NOTICE.steps if s.verb not in ("write", "join", "leave"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(walk=st.lists(st.tuples(st.sampled_from(VERBS), st.sampled_from(PARTS)), min_size=4, max_size=14))
def test_nothing_is_published_without_a_second_person(cast: Cast, at: dt.datetime, walk: list[tuple[str, str]]) -> None:
    notice = written(cast, at)
    for hours, (verb, part) in enumerate(walk):
        actor = getattr(cast, part)
        extra = {"reason": "说明"} if verb in ("hand_back", "take_down") else {}
        extra |= {"column": "official", "title": "改", "text": "改"} if verb == "amend" else {}
        before = fresh(notice)
        try:
            verbs = getattr(operations, verb)
            verbs(notice=before, actor=actor, at=at + dt.timedelta(hours=hours), **extra)
        except Refused:
            assert (fresh(notice).version, fresh(notice).state) == (
                Notice.objects.get(pk=notice.pk).version,
                before.state,
            )
        now = fresh(notice)
        public = queries.page("official").rows
        assert (now in public) == (now.state == "published")
        if now.state in ("published", "taken-down"):
            assert now.reviewer_id and now.reviewer_id not in {h.person_id for h in now.authors.all()}
            assert now.sent_at and now.published_at
    Notice.objects.filter(pk=notice.pk).delete()


def test_waiting_costs_two_queries(
    cast: Cast, at: dt.datetime, in_review: Notice, django_assert_max_num_queries: Any
) -> None:
    assert queries.review_due(at) == dt.date(2026, 3, 4)  # two working days
    assert cast.head.person_id
    with django_assert_max_num_queries(2):
        waiting = queries.waiting_for(cast.head)
    assert [(w.verb, w.number, w.due) for w in waiting] == [("publish", in_review.number, dt.date(2026, 3, 4))]
    assert queries.waiting_for(cast.student) == [] and queries.waiting_for(cast.guest) == []
    published(cast, at)
    assert len(queries.waiting_for(cast.head)) == 1
