"""Who is told what, never the one who acted."""

import datetime as dt

import pytest

from gongjian.notify.models import Message
from gongjian.pairing import events, notices, operations
from gongjian.pairing.models import Pair
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def recipients() -> set[int]:
    return set(Message.objects.values_list("recipient_id", flat=True))


def test_secretaries_are_asked_to_sign(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    sent = events.PairSentForSigning(
        at=at, actor_person_id=cast.secretary.person_id, pair_id=in_signing.pk, number=in_signing.number
    )
    assert notices.ask_for_signatures(sent) == 1
    message = Message.objects.get()
    assert message.recipient_id == cast.office_secretary.person_id
    assert in_signing.number in message.text and message.url.endswith("/")


def test_the_initiator_hears_who_signed_and_who_gave_it_back(cast: Cast, in_signing: Pair, at: dt.datetime) -> None:
    operations.sign(pair=in_signing, actor=cast.office_secretary, at=at + dt.timedelta(hours=2))
    facts = {
        "at": at,
        "actor_person_id": cast.office_secretary.person_id,
        "pair_id": in_signing.pk,
        "number": in_signing.number,
        "body_id": cast.office_branch.pk,
    }
    assert notices.tell_of_signature(events.PairSigned(**facts, waiting=0)) == 0
    assert notices.tell_of_signature(events.PairSigned(**facts, waiting=1)) == 1
    assert notices.tell_of_return(events.PairHandedBack(**facts, reason="改期")) == 1
    assert recipients() == {cast.secretary.person_id}
    assert "后勤保障部党支部" in Message.objects.latest("id").text


def test_all_sides_hear_of_beginning_and_end(cast: Cast, active: Pair, at: dt.datetime) -> None:
    bodies = (cast.branch.pk, cast.office_branch.pk)
    facts = {"at": at, "actor_person_id": None, "pair_id": active.pk, "number": active.number, "body_ids": bodies}
    assert notices.tell_of_beginning(events.PairBegan(**facts)) == 2
    assert notices.tell_of_conclusion(events.PairConcluded(**facts)) == 2
    dissolved = events.PairDissolved(**facts | {"reason": "撤并", "was_active": True})
    assert notices.tell_of_dissolution(dissolved) == 2
    assert recipients() == {cast.secretary.person_id, cast.office_secretary.person_id}


def test_every_event_with_readers_has_its_notice() -> None:
    assert set(notices.NOTICES) == {
        events.PairSentForSigning,
        events.PairSigned,
        events.PairHandedBack,
        events.PairBegan,
        events.PairConcluded,
        events.PairDissolved,
    }
