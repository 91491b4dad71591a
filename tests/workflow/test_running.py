"""How the engine runs a command: right, state, version, limits, then the change, its entry and its event, or nothing."""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

import pytest
from django.test import Client

from gongjian.audit.models import Entry
from gongjian.bulletin import operations
from gongjian.bulletin.models import Joining, Notice
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.permission import Answer, answer
from gongjian.kernel.refused import Malformed, NotAllowed, NotNow, Overtaken
from gongjian.workflow.command import Commands, Log, Rule
from gongjian.workflow.engine import RUNNING, Transition, Workflow
from gongjian.workflow.fields import Number, Text
from tests.bulletin.conftest import fresh, published, sent, written
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def untouched(row: Notice) -> Callable[[], bool]:
    """Whether, when called, nothing has changed since: the row, the audit log, the outbox."""

    def state() -> tuple[Any, ...]:
        return (Notice.objects.filter(pk=row.pk).values().get(), Entry.objects.count(), OutboxEvent.objects.count())

    before = state()
    return lambda: state() == before


def test_the_entry_and_the_event_follow_from_the_declaration(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    operations.hand_back(notice=notice, reason="  请写明时间。 ", actor=cast.head, at=at)
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert entry.verb == "bulletin.handed-back"
    assert json.loads(entry.content or "")["details"] == {"reason": "请写明时间。"}
    event = OutboxEvent.objects.order_by("id").last()
    assert event is not None
    assert event.kind == "bulletin.handed-back"
    assert event.payload | {"at": ""} == {
        "at": "",
        "actor_person_id": cast.head.person_id,
        "notice_id": notice.pk,
        "number": notice.number,
        "reason": "请写明时间。",
    }


def test_the_right_is_asked_before_the_values_are_looked_at(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(NotAllowed):
        operations.hand_back(notice=notice, reason="", actor=cast.student, at=at)
    with pytest.raises(Malformed) as refused:
        operations.hand_back(notice=notice, reason="", actor=cast.head, at=at)
    assert list(refused.value.fields) == ["reason"]
    assert unchanged()


def test_the_state_is_asked_before_the_values_are_looked_at(cast: Cast, at: dt.datetime) -> None:
    notice = published(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(NotNow):
        operations.hand_back(notice=notice, reason="", actor=cast.head, at=at)
    assert unchanged()


def test_a_limit_holds_for_every_caller(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    with pytest.raises(Malformed, match="300"):
        operations.hand_back(notice=notice, reason="x" * 301, actor=cast.head, at=at)
    assert unchanged()


def test_a_stale_page_and_a_faster_one_are_told_who_was_first(cast: Cast, at: dt.datetime) -> None:
    notice = sent(cast, at)
    slow = fresh(notice)
    operations.recall(notice=notice, actor=cast.handler, at=at)
    unchanged = untouched(notice)
    with pytest.raises(Overtaken, match=cast.handler.name):
        operations.hand_back(notice=slow, reason="改", actor=cast.head, at=at)
    with pytest.raises(Overtaken):
        operations.send_for_review(notice=fresh(notice), actor=cast.handler, at=at, seen=slow.version)
    assert unchanged()


def test_what_changes_nothing_is_neither_recorded_nor_announced(cast: Cast, at: dt.datetime) -> None:
    call = published(cast, at, column="call", title="随手关灯")
    operations.join(notice=call, actor=cast.student, at=at)
    unchanged = untouched(call)
    operations.join(notice=fresh(call), actor=cast.student, at=at)
    assert Joining.objects.count() == 1
    assert unchanged()


def test_one_token_makes_one_row(cast: Cast, at: dt.datetime) -> None:
    given: dict[str, Any] = {"column": "official", "title": "通知", "body_id": cast.department.pk}
    first = operations.write(**given, actor=cast.handler, at=at, token="t-1")
    entries = Entry.objects.count()
    assert operations.write(**given, actor=cast.handler, at=at, token="t-1") == first
    assert (Notice.objects.count(), Entry.objects.count()) == (1, entries)


def test_possible_tells_what_right_and_state_allow(cast: Cast, at: dt.datetime) -> None:
    notice = written(cast, at)
    possible = operations.NOTICE_COMMANDS.possible
    assert possible(notice, cast.handler, at) == ["amend", "send_for_review", "discard"]
    assert possible(notice, cast.student, at) == []
    notice = sent(cast, at)
    assert possible(notice, cast.head, at) == ["recall", "publish", "hand_back"]


def test_an_unknown_name_in_a_body_is_refused(cast: Cast, at: dt.datetime, signed_in: Callable[[str], Client]) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    address = f"/api/v1/bulletin/notices/{notice.number}/hand-back"
    client = signed_in("head")
    wrong = client.post(address, {"reason": "改", "reasn": "x"}, content_type="application/json")
    assert wrong.status_code == 422
    assert unchanged()
    assert client.post(address, {"reason": "改"}, content_type="application/json").status_code == 200


def test_a_row_one_may_not_see_is_not_there(cast: Cast, at: dt.datetime, signed_in: Callable[[str], Client]) -> None:
    notice = sent(cast, at)
    unchanged = untouched(notice)
    client = signed_in("student")
    assert client.post(f"/bulletin/notices/{notice.number}/hand-back/", {"reason": "改"}).status_code == 404
    assert unchanged()


# --- what a command may declare of its own: its rule, further rights, more than the row ---

NOTES = Workflow(app="bulletin", model=Notice, subject="bulletin.notice")  # of the same rows, as if they had no table


@dataclass(frozen=True)
class Noted:
    """A row with a word to the one who made it."""

    notice: Notice
    word: str
    again: bool = False

    @property
    def row(self) -> Notice:
        return self.notice


def signed_in_only(actor: Actor, row: object) -> Answer:
    return answer(actor.is_signed_in, "请先登录。")


def not_the_writer(actor: Actor, row: Notice) -> Answer:
    return answer(actor.person_id != row.writer_id, "须由另一人办理。", "bulletin-rules:2")


def too_short(row: Notice, actor: Actor, at: dt.datetime) -> NotNow | None:
    return NotNow("内容太短。", code="too-short") if len(row.text) < 3 else None


@NOTES.creation(
    log=Log("bulletin.written", "记一笔", "记下了%(title)s"),
    rule=Rule(signed_in_only, "bulletin-rules:1"),
    again=lambda row, actor, token: Noted(row, f"word of {token}", again=True),
)
def jot(
    *,
    title: Annotated[str, Text("标题", limit=20)],
    body_id: Annotated[int, Number("单位")],
    actor: Actor,
    at: dt.datetime,
    token: str = "",
) -> Noted:
    """Make a row and give a word with it."""
    writer = actor.person_id
    made = Notice.objects.create(
        number=title, body_id=body_id, writer_id=writer, written_at=at, title=title, text="正文", column="official"
    )
    return Noted(made, f"word of {token}")


@NOTES.command(
    log=Log("bulletin.amended", "改标题", "改为%(title)s"),
    rule=Rule(signed_in_only),
    rights=(not_the_writer,),
    conditions=(too_short,),
)
def retitle(
    *,
    notice: Notice,
    title: Annotated[str, Text("标题", limit=20)],
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: Transition[Notice] = RUNNING,
) -> Notice:
    """Write another title."""
    return step.change(title=title)


def test_a_creation_gives_more_than_its_row_and_the_same_for_the_same_token(cast: Cast, at: dt.datetime) -> None:
    given: dict[str, Any] = {"title": "记事", "body_id": cast.department.pk, "actor": cast.handler, "at": at}
    first: Noted = jot(**given, token="t-9")
    assert (first.word, first.again) == ("word of t-9", False)
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert (entry.verb, entry.subject_id) == ("bulletin.written", first.notice.pk)
    entries = Entry.objects.count()
    second: Noted = jot(**given, token="t-9")
    assert (second.notice, second.word, second.again) == (first.notice, "word of t-9", True)
    assert (Notice.objects.count(), Entry.objects.count()) == (1, entries)


def test_a_command_outside_the_table_goes_by_its_rule(cast: Cast, at: dt.datetime) -> None:
    guest = Actor(kind="guest")
    with pytest.raises(NotAllowed, match="登录"):
        jot(title="记事", body_id=cast.department.pk, actor=guest, at=at)
    assert Notice.objects.count() == 0
    assert (jot.line.label, jot.line.article, jot.line.sources) == ("记一笔", "bulletin-rules:1", ())
    made = jot(title="记事", body_id=cast.department.pk, actor=cast.handler, at=at)
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert "第一条" in entry.authority
    notice = published(cast, at)  # a state from which the table of notices has few ways
    retitle(notice=notice, title="新标题", actor=cast.leader, at=at)
    entry = Entry.objects.order_by("id").last()
    assert entry is not None
    assert entry.authority == ""
    assert (fresh(notice).title, made.row.title) == ("新标题", "记事")


def test_rights_and_conditions_are_two_kinds_and_possible_asks_both(cast: Cast, at: dt.datetime) -> None:
    notice = published(cast, at)
    commands = Commands(retitle)
    assert commands.possible(notice, cast.leader, at) == ["retitle"]
    assert commands.possible(notice, cast.handler, at) == []  # a right: the writer
    assert commands.possible(notice, Actor(kind="guest"), at) == []  # the rule's right
    Notice.objects.filter(pk=notice.pk).update(text="短")
    short = fresh(notice)
    assert commands.possible(short, cast.leader, at) == []  # a condition
    unchanged = untouched(short)
    for actor, kind in ((cast.handler, NotAllowed), (cast.leader, NotNow)):
        with pytest.raises(kind):
            retitle(notice=short, title="新标题", actor=actor, at=at)
    NOTES.check(retitle, short, cast.leader, at=at, by_right_only=True)  # the state is left out, the rights are not
    with pytest.raises(NotAllowed, match="另一人") as refused:
        NOTES.check(retitle, short, cast.handler, at=at, by_right_only=True)
    assert "第二条" in str(refused.value.authority)
    assert unchanged()


def test_who_was_faster_is_told_outside_a_table_too(cast: Cast, at: dt.datetime) -> None:
    notice = published(cast, at)
    slow = fresh(notice)
    retitle(notice=notice, title="新标题", actor=cast.leader, at=at)
    unchanged = untouched(notice)
    with pytest.raises(Overtaken, match=cast.leader.name):
        retitle(notice=slow, title="旧标题", actor=cast.leader, at=at)
    assert unchanged()
