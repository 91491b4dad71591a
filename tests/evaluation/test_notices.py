"""Who is told what, never the one who acted."""

import datetime as dt
from typing import Any

import pytest

from gongjian.evaluation import events, notices, operations
from gongjian.notify.models import Message
from gongjian.people.models import Person
from tests.cast import Cast
from tests.evaluation.scenarios import again, handed_in, noticed, opened

pytestmark = pytest.mark.django_db


def recipients() -> set[str]:
    return set(Person.objects.filter(pk__in=Message.objects.values("recipient_id")).values_list("name", flat=True))


def facts(cast: Cast, at: dt.datetime, part: str, thing: Any, which: str) -> dict[str, Any]:
    actor = getattr(cast, part).person_id
    return {"at": at, "actor_person_id": actor, f"{which}_id": thing.pk, "number": thing.number}


def test_the_host_is_asked_to_check_and_the_team_hears(cast: Cast, at: dt.datetime) -> None:
    entry = handed_in(cast, opened(cast, at), at, team="S002")
    notices.ask_to_check(events.EntryHandedIn(**facts(cast, at, "student", entry, "entry")))
    assert recipients() == {"卓立群", "秦默言", "席若谷"}
    Message.objects.all().delete()
    given = facts(cast, at, "head", entry, "entry")
    notices.tell_of_admission(events.EntryAdmitted(**given))
    notices.tell_of_return(events.EntryReturned(**given, reason="补充"))
    notices.tell_of_refusal(events.EntryTurnedDown(**given, reason="不符"))
    notices.tell_of_transfer(events.EntryTransferred(**given, proposal="提案-2026-0001"))
    assert recipients() == {"顾一苇", "祁安然"}
    assert Message.objects.count() == 8


def test_jurors_and_teams_hear(cast: Cast, at: dt.datetime) -> None:
    contest, entries, when = noticed(cast, at)
    given = facts(cast, when, "head", contest, "contest")
    notices.ask_to_judge(events.JudgingBegun(**given))
    assert recipients() == {"翟明轩", "贺知微", "康乐山"}
    Message.objects.all().delete()
    notices.tell_of_results(events.ResultsNoticed(**given))
    notices.tell_of_settlement(events.ContestSettled(**given))
    assert recipients() == {"顾一苇", "乔未央"}
    notices.tell_of_new_dates(events.ContestProlonged(**given, reason="延期"))
    notices.tell_of_calling_off(events.ContestCalledOff(**given, reason="停办"))
    assert {"翟明轩", "顾一苇"} <= recipients()
    Message.objects.all().delete()
    one = facts(cast, when, "head", entries[0], "entry")
    notices.ask_one_juror(events.JurorAssigned(**one, person_id=cast.leader.person_id))
    assert recipients() == {"康乐山"}


def test_an_objection_goes_to_the_host_and_the_answer_back(cast: Cast, at: dt.datetime) -> None:
    contest, _entries, when = noticed(cast, at)
    made = operations.object_to(contest=again(contest), text="有误", actor=cast.stranger, at=when)
    given = facts(cast, when, "stranger", contest, "contest") | {"objection_id": made.pk}
    notices.ask_to_answer(events.ObjectionRaised(**given))
    assert recipients() == {"卓立群", "秦默言", "席若谷"}
    Message.objects.all().delete()
    notices.tell_of_answer(events.ObjectionAnswered(**given | {"actor_person_id": cast.head.person_id}))
    assert recipients() == {"乔未央"}


def test_every_event_but_the_publication_has_its_notice() -> None:
    kinds = {e for e in vars(events).values() if isinstance(e, type) and e.__module__ == events.__name__}
    assert kinds - set(notices.NOTICES) == {events.ContestOpened}
