"""Who is told what, for every message of the system: all that a command announces and all who hear of it, and nobody else."""

import inspect
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import transaction

from gongjian.appeals import notices as appeals
from gongjian.bulletin import notices as bulletin
from gongjian.evaluation import notices as evaluation
from gongjian.kernel import outbox
from gongjian.kernel.events import EVENT_KINDS
from gongjian.kernel.models import OutboxEvent
from gongjian.kernel.refused import Overtaken
from gongjian.matters import notices as matters
from gongjian.notify.models import Message, Preference
from gongjian.pairing import notices as pairing
from gongjian.proposals import notices as proposals
from gongjian.wiring.switchboard import SWITCHBOARD
from tests.cast import Cast
from tests.notices import delegated, heard, others, problems
from tests.notices.scenes import CAN_BE_SEALED, SCENES, Order, Setting

pytestmark = pytest.mark.django_db
APPS = ("matters", "appeals", "proposals", "pairing", "bulletin", "evaluation")
TOLD: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "told.yaml").read_text())
assert problems and heard and delegated and others  # their scenes are known

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
    told: dict[str, list[str]] = {}
    for message in Message.objects.order_by("pk"):
        told.setdefault(message.text, []).append(parts[message.recipient_id] + (" !" if message.urgent else ""))
        assert message.url.startswith("/") and "%(" not in message.text
    return list(events), told


def expected(name: str, told: dict[str, list[str]]) -> dict[str, list[str]]:
    """The row's recipients by the whole text in which its words stand."""
    row = TOLD[name].get("told") or {}
    found: dict[str, list[str]] = {}
    for words, parts in row.items():
        texts = [text for text in told if words in text]
        found[texts[0] if len(texts) == 1 else f"{len(texts)} messages with “{words}”"] = parts
    return found


def same(told: dict[str, list[str]]) -> dict[str, list[str]]:
    return {text: sorted(parts) for text, parts in told.items() if parts}


@pytest.mark.parametrize("name", sorted(SCENES))
def test_who_is_told(name: str, cast: Cast, at: Any) -> None:
    events, told = play(cast, at, name)
    assert events == TOLD[name]["events"]
    assert same(told) == same(expected(name, told))


@pytest.mark.parametrize("name", sorted(CAN_BE_SEALED))
def test_the_same_are_told_of_an_anonymous_matter_but_for_the_raiser(name: str, cast: Cast, at: Any) -> None:
    """A message is a row that would name them."""
    events, told = play(cast, at, name, sealed=True)
    assert events == TOLD[name]["events"]
    assert all(e.payload.get("actor_person_id") != cast.student_person.pk for e in OutboxEvent.objects.all())
    row = TOLD[name].get("told") or {}
    wanted = Counter(p for parts in row.values() for p in parts if p.split()[0] != "student")
    # Who raised it by name is the one who acts and hears nothing; anonymous, they are nobody, and hear nothing either.
    assert Counter(p for parts in told.values() for p in parts) == wanted


def of_apps() -> set[str]:
    return {kind for kind in EVENT_KINDS if kind.split(".")[0] in APPS}


def test_every_event_has_a_row() -> None:
    seen = {event for row in TOLD.values() for event in row["events"]}
    assert of_apps() - seen == set()
    assert seen - set(EVENT_KINDS) == set()
    assert set(SCENES) == set(TOLD)


def test_every_notice_sends_somebody_something_in_some_row() -> None:
    """A line of a table of notices is of no use to the test if nobody in the cast is its recipient."""
    silent = {e.kind for e, reactions in SWITCHBOARD.items() if not reactions}
    heard_of = {event for row in TOLD.values() if row.get("told") for event in row["events"]}
    assert of_apps() - silent - heard_of == set()
    lines = sum(len(lines) for lines in matters.NOTICES.values()) + len(appeals.NOTICES) + len(proposals.NOTICES)
    lines += len(proposals.MEETING_WORDS) + len(pairing.NOTICES) + len(bulletin.NOTICES) + len(evaluation.NOTICES)
    assert len(TOLD) > lines  # each line has a scene, some have several


def test_who_does_not_want_a_message_gets_only_the_urgent_ones(cast: Cast, at: Any) -> None:
    for kind in ("matters.to-do", "matters.news", "matters.late"):
        Preference.objects.create(person_id=cast.student_person.pk, kind=kind, way="off")
    _events, told = play(cast, at, "report_progress")
    assert same(told) == {text: ["secretary"] for text in told}
    _events, told = play(cast, at, "claim_solved")
    assert [p for parts in told.values() for p in parts] == ["student !"]
