"""Who receives which message, for every event: all that a command announces, all who are sent something, and nobody else."""

import inspect
from collections import Counter
from typing import Any

import pytest
from django.db import transaction

from gongjian.appeals import notices as appeals
from gongjian.bulletin import notices as bulletin
from gongjian.evaluation import notices as evaluation
from gongjian.kernel import outbox
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Overtaken
from gongjian.matters import notices as matters
from gongjian.notify.models import Message, Preference
from gongjian.pairing import notices as pairing
from gongjian.proposals import notices as proposals
from tests.cast import Cast
from tests.lacking import lists
from tests.notices import appeals as of_appeals
from tests.notices import others, problems
from tests.notices import proposals as of_proposals
from tests.notices.scenes import CAN_BE_SEALED, SCENES, Order, Setting

pytestmark = pytest.mark.django_db
ROWS = lists.recipients()
assert problems and of_appeals and of_proposals and others  # their scenes are known

Found = tuple[list[str], dict[str, list[str]]]


def settled_to(event_id: int) -> None:
    """What the story before has announced is no concern of the scene."""
    OutboxEvent.objects.filter(pk__lte=event_id).update(state="delivered", delivered_at="2026-03-02T00:00Z")
    Message.objects.all().delete()


SUBJECTS = ("matter", "pair", "notice", "item", "entry", "contest", "board", "meeting")


def refused_from_a_stale_page(order: Order) -> None:
    """Whatever takes the version that the person has seen refuses another one, and then has written and announced nothing."""
    if "seen" not in inspect.signature(order.func).parameters:
        return
    row = next(value for name, value in order.keywords.items() if name in SUBJECTS)
    before = type(row).objects.filter(pk=row.pk).values().get(), OutboxEvent.objects.count()
    with pytest.raises(Overtaken), transaction.atomic():
        order(seen=row.version - 1)
    assert (type(row).objects.filter(pk=row.pk).values().get(), OutboxEvent.objects.count()) == before


def play(cast: Cast, at: Any, name: str, *, sealed: bool = False) -> Found:
    """The events of the command in their order, and by the text of each message who received it."""
    setting = Setting(cast, at, sealed=sealed)
    order = SCENES[name](setting)
    last = OutboxEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    settled_to(last)
    refused_from_a_stale_page(order)
    order()
    while outbox.deliver_waiting():
        pass
    assert not OutboxEvent.objects.exclude(state="delivered").exists(), OutboxEvent.objects.last().error  # type: ignore[union-attr]
    events = OutboxEvent.objects.filter(pk__gt=last).order_by("pk").values_list("kind", flat=True)
    parts = setting.parts()
    received: dict[str, list[str]] = {}
    for message in Message.objects.order_by("pk"):
        received.setdefault(message.text, []).append(parts[message.recipient_id] + (" !" if message.urgent else ""))
        assert message.url.startswith("/") and "%(" not in message.text
    return list(events), received


def expected(name: str, received: dict[str, list[str]]) -> dict[str, list[str]]:
    """The row's recipients by the whole text in which its words stand."""
    row = ROWS[name].get("messages") or {}
    found: dict[str, list[str]] = {}
    for words, parts in row.items():
        texts = [text for text in received if words in text]
        found[texts[0] if len(texts) == 1 else f"{len(texts)} messages with “{words}”"] = parts
    return found


def same(received: dict[str, list[str]]) -> dict[str, list[str]]:
    return {text: sorted(parts) for text, parts in received.items() if parts}


@pytest.mark.parametrize("name", sorted(SCENES))
def test_who_receives_what(name: str, cast: Cast, at: Any) -> None:
    events, received = play(cast, at, name)
    assert events == ROWS[name]["events"]
    assert same(received) == same(expected(name, received))


@pytest.mark.parametrize("name", sorted(CAN_BE_SEALED))
def test_the_same_receive_what_an_anonymous_matter_says_but_for_the_raiser(name: str, cast: Cast, at: Any) -> None:
    """A message is a row that would name them."""
    events, received = play(cast, at, name, sealed=True)
    assert events == ROWS[name]["events"]
    assert all(e.payload.get("actor_person_id") != cast.student_person.pk for e in OutboxEvent.objects.all())
    row = ROWS[name].get("messages") or {}
    wanted = Counter(p for parts in row.values() for p in parts if p.split()[0] != "student")
    # Who raised it by name is the one who acts and hears nothing; anonymous, they are nobody, and hear nothing either.
    assert Counter(p for parts in received.values() for p in parts) == wanted


def scenes_without_row() -> list[str]:
    """Scenes without a row in recipients.yaml, and rows without a scene."""
    return sorted({*SCENES} ^ {*ROWS})


def test_an_event_without_its_row_is_found() -> None:
    assert lists.events_without_recipients(ROWS) == [] == scenes_without_row()
    rest = {name: row for name, row in ROWS.items() if "bulletin.taken-down" not in row["events"]}
    assert lists.events_without_recipients(rest) == ["bulletin.taken-down: no row"]
    silent = ROWS | {n: {"events": r["events"]} for n, r in ROWS.items() if "bulletin.taken-down" in r["events"]}
    assert lists.events_without_recipients(silent) == ["bulletin.taken-down: nobody receives its message"]


def test_every_line_of_notices_has_a_scene() -> None:
    lines = sum(len(lines) for lines in matters.NOTICES.values()) + len(appeals.NOTICES) + len(proposals.NOTICES)
    lines += len(proposals.MEETING_WORDS) + len(pairing.NOTICES) + len(bulletin.NOTICES) + len(evaluation.NOTICES)
    assert len(ROWS) > lines  # each line has a scene, some have several


def test_who_does_not_want_a_message_gets_only_the_urgent_ones(cast: Cast, at: Any) -> None:
    for kind in ("matters.to-do", "matters.news", "matters.late"):
        Preference.objects.create(person_id=cast.student_person.pk, kind=kind, way="off")
    _events, received = play(cast, at, "report_progress")
    assert same(received) == {text: ["secretary"] for text in received}
    _events, received = play(cast, at, "claim_solved")
    assert [p for parts in received.values() for p in parts] == ["student !"]
