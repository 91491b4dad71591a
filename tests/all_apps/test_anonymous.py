"""An anonymous raiser through all they may do, in every kind of matter: no row, event or message names them, and no page.

The raiser's ids are numbers that stand nowhere else, so that they are found in any column and inside any text or JSON.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongjian.appeals import operations as appeals
from gongjian.kernel import outbox, personal
from gongjian.kernel.actor import Actor
from gongjian.kernel.models import OutboxEvent
from gongjian.matters import operations as matters
from gongjian.matters import queries as found
from gongjian.matters.models import Matter
from gongjian.matters.operations import attaching, moving, workflows
from gongjian.matters.pages import matter as pages
from gongjian.notify.models import Message
from gongjian.org.models import Affiliation
from gongjian.org.queries import actor_for
from gongjian.people.models import Account, Person
from gongjian.problems import operations as problem_commands
from tests.appeals import scenarios as hearing
from tests.cast import Cast
from tests.matters import scenarios as problems
from tests.matters.test_anonymous import every_row

pytestmark = pytest.mark.django_db
PERSON, ACCOUNT, NAME, NUMBER = 987_654_321, 876_543_210, "钟离未名", "S7650"
SIGNS = (str(PERSON), str(ACCOUNT), NAME, NUMBER, NUMBER.lower())


@dataclass
class Raiser:
    cast: Cast
    actor: Actor
    at: dt.datetime

    def file(self) -> SimpleUploadedFile:
        return SimpleUploadedFile("说明.txt", "水是凉的。".encode())


@pytest.fixture
def raiser(cast: Cast, at: dt.datetime) -> Raiser:
    person = Person.objects.create(pk=PERSON, name=NAME, number=NUMBER, kind="student")
    account = Account.objects.create(pk=ACCOUNT, username=NUMBER.lower(), person=person, created_at=at)
    Affiliation.objects.create(person=person, unit=cast.academy, since=at.date() - dt.timedelta(days=9), main=True)
    return Raiser(cast, actor_for(account, at), at)


def traces(rows: dict[Any, dict[str, Any]]) -> list[str]:
    """Where a row names the raiser, whatever the column: as a number, in a text, inside JSON."""
    traced = []
    for (table, key), row in rows.items():
        for column, value in row.items():
            text = value if isinstance(value, str) else "" if isinstance(value, bytes | memoryview) else str(value)
            if isinstance(value, dict | list):
                text = json.dumps(value, ensure_ascii=False, default=str)
            traced += [f"{table} {key} {column}: {text[:120]}" for sign in SIGNS if sign in text]
    return traced


def delivered() -> None:
    while outbox.deliver_waiting():
        pass
    assert not OutboxEvent.objects.exclude(state="delivered").exists()


def by_raiser(r: Raiser, matter: Matter, command: Any, **given: Any) -> Matter:
    command(matter=problems.again(matter), actor=r.actor, at=r.at, **given)
    return problems.again(matter)


def a_problem(r: Raiser, *, anonymous: bool = True) -> Matter:
    """Raised with a file, urged, asked and supplied, attached to, judged as not solved and then as solved."""
    cast, at = r.cast, r.at
    given: dict[str, Any] = {"title": problems.TITLE, "text": problems.TEXT, "category": "living", "token": "form-1"}
    given |= {"origin_id": cast.branch.pk, "anonymous": anonymous, "uploads": [r.file()]}
    matter = problems.again(problem_commands.raise_problem(actor=r.actor, at=at, **given).matter)
    by_raiser(r, matter, matters.urge, words="请尽快看看")
    staff: dict[str, Any] = {"actor": cast.secretary, "at": at}
    problem_commands.study(matter=problems.again(matter), held_on=at.date(), opinion="情况属实。", **staff)
    votes = {"held_on": at.date(), "due": 21, "present": 18, "in_favour": 16}
    problem_commands.adopt(matter=problems.again(matter), **votes, **staff)
    lists = {"goal": "热水", "measures": problems.measures(cast, at), "duties": problems.duties(cast, at)}
    problem_commands.draw_up(matter=problems.again(matter), **lists, **staff)
    problem_commands.assign(matter=problems.again(matter), lead_id=cast.department.pk, **staff)
    staff = {"actor": cast.handler, "at": at}
    matters.take(matter=problems.again(matter), **staff)
    matters.ask_raiser(matter=problems.again(matter), question="几层？", **staff)
    by_raiser(r, matter, matters.supply, text="三层")
    by_raiser(r, matter, matters.attach, uploads=[SimpleUploadedFile("图.txt", "三层浴室".encode())])
    for line in matter.measures.all():
        done = {"measure_id": line.pk, "percent": 100, "text": "已完成", "evidence": "验收单"}
        problem_commands.report_progress(matter=problems.again(matter), **done, **staff)
    for solved in (False, True):
        problem_commands.claim_solved(matter=problems.again(matter), statement="已延长。", evidence="记录", **staff)
        words = "" if solved else "还没有热水"
        by_raiser(r, matter, matters.give_verdict, solved=solved, satisfaction=4 if solved else 1, words=words)
    return problems.again(matter)


def a_withdrawn_problem(r: Raiser) -> Matter:
    given: dict[str, Any] = {"title": problems.TITLE, "text": problems.TEXT, "category": "living"}
    given |= {"origin_id": r.cast.branch.pk, "anonymous": True}
    matter = problems.again(problem_commands.raise_problem(actor=r.actor, at=r.at, **given).matter)
    return by_raiser(r, matter, matters.withdraw, reason="已经自己解决")


def an_appeal(r: Raiser) -> Matter:
    """Raised with a file, urged, answered, judged as not solved and then as solved."""
    given: dict[str, Any] = {"actor": r.actor, "anonymous": True, "publish": True, "address": "198.51.100.7"}
    matter = hearing.raised(r.cast, r.at, token="form-2", uploads=[r.file()], **given)
    by_raiser(r, matter, matters.urge, words="请尽快看看")
    staff: dict[str, Any] = {"actor": r.cast.receptionist, "at": r.at}
    appeals.accept(matter=hearing.again(matter), category="living", answer_class="general", **staff)
    appeals.assign(matter=hearing.again(matter), lead_id=r.cast.department.pk, **staff)
    staff["actor"] = r.cast.handler
    matters.take(matter=hearing.again(matter), **staff)
    by_raiser(r, matter, matters.attach, uploads=[SimpleUploadedFile("图.txt", "三层浴室".encode())])
    for solved in (False, True):
        appeals.answer(matter=hearing.again(matter), text=hearing.REPLY, confirmed=True, **staff)
        verdict = {"solved": solved, "satisfied": "yes" if solved else "no", "contacted": True}
        by_raiser(r, matter, appeals.give_verdict, words="" if solved else "还是没有热水", **verdict)
    return hearing.again(matter)


def a_withdrawn_appeal(r: Raiser) -> Matter:
    matter = hearing.raised(r.cast, r.at, actor=r.actor, anonymous=True)
    return by_raiser(r, matter, matters.withdraw, reason="不需要了")


def an_appeal_joined_anonymously(r: Raiser) -> Matter:
    """Somebody else's, by name; joined, and judged as one who joined."""
    matter = hearing.raised(r.cast, r.at, publish=True)
    appeals.join(matter=matter, actor=r.actor, at=r.at, anonymous=True, words="我也遇到", address="198.51.100.7")
    staff: dict[str, Any] = {"actor": r.cast.receptionist, "at": r.at}
    appeals.accept(matter=hearing.again(matter), category="living", answer_class="general", **staff)
    appeals.assign(matter=hearing.again(matter), lead_id=r.cast.department.pk, **staff)
    staff["actor"] = r.cast.handler
    matters.take(matter=hearing.again(matter), **staff)
    appeals.answer(matter=hearing.again(matter), text=hearing.REPLY, confirmed=True, **staff)
    verdict = {"solved": False, "satisfied": "no", "contacted": True, "words": "还是没有热水"}
    return by_raiser(r, matter, appeals.give_verdict, **verdict)


LIVES = (a_problem, a_withdrawn_problem, an_appeal, a_withdrawn_appeal, an_appeal_joined_anonymously)


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_no_row_names_the_raiser(life: Any, raiser: Raiser) -> None:
    before = every_row()
    life(raiser)
    delivered()
    written = {key: row for key, row in every_row().items() if before.get(key) != row}
    assert len(written) > 10
    assert traces(written) == []
    assert not Message.objects.filter(recipient_id=PERSON).exists()
    assert Message.objects.exists()  # others got theirs


def test_the_same_look_finds_a_named_raiser(raiser: Raiser) -> None:
    before = every_row()
    a_problem(raiser, anonymous=False)
    delivered()
    written = {key: row for key, row in every_row().items() if before.get(key) != row}
    tables = {trace.split(" ")[0] for trace in traces(written)}
    wanted = {"audit_entry", "files_storedfile", "kernel_outboxevent", "matters_matter", "notify_message"}
    assert tables >= wanted


READERS = ("secretary", "handler", "head", "liaison", "leader", "receptionist", "reception_head", "administrator")


@pytest.mark.parametrize("life", [a_problem, an_appeal], ids=lambda life: life.__name__)
def test_no_page_names_the_raiser(life: Any, raiser: Raiser, frozen: Any) -> None:
    matter = life(raiser)
    delivered()
    seen = 0
    for part in (*READERS, None):
        client = Client()
        if part is not None:
            account = raiser.cast.accounts[part]
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        addresses = [f"/matters/{matter.number}/", "/matters/", f"/api/v1/matters/{matter.number}"]
        addresses += [f"/public/{matter.number}/", "/public/", "/appeals/"]
        for address in addresses:
            answer = client.get(address, follow=True)
            body = answer.content.decode() if not answer.streaming else ""
            assert [sign for sign in SIGNS if sign in body] == [], (part, address)
            if answer.status_code == 200 and address == addresses[0] and part is not None:
                seen += 1
                assert "匿名提出人" in body
    assert seen >= 3


@pytest.mark.parametrize("life", [a_withdrawn_problem, a_withdrawn_appeal], ids=lambda life: life.__name__)
def test_the_head_of_the_page_says_anonymous_and_not_unsigned(life: Any, raiser: Raiser) -> None:
    matter = found.get_for(raiser.actor, life(raiser).number)
    assert str(pages.raiser_words(matter)) == "匿名提出人"
    for part in (*READERS, "stranger"):
        who = pages.head(matter, getattr(raiser.cast, part), raiser.at).facts[0].value
        assert str(who.name) == "匿名提出人", part


# ── The guards, each taken away: what is looked at above must see it ──


def named(actor: Actor, _matter: Matter) -> Actor:
    return actor


def unguard_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger and events are told who acts (``moving.face_of`` as those who call it see it)."""
    monkeypatch.setattr(moving, "face_of", named)


def unguard_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the engine note who acts."""
    monkeypatch.setattr(workflows, "face_of", named)


def unguard_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Attachments keep who uploaded them."""
    monkeypatch.setattr(attaching, "face_of", named)


GUARDS = (unguard_record, unguard_commands, unguard_files)


def written_by(life: Any, raiser: Raiser) -> list[str]:
    before = every_row()
    life(raiser)
    delivered()
    return traces({key: row for key, row in every_row().items() if before.get(key) != row})


@pytest.mark.parametrize("unguard", GUARDS, ids=lambda guard: guard.__name__)
def test_without_one_guard_the_look_finds_the_raiser(
    unguard: Any, raiser: Raiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    unguard(monkeypatch)
    assert written_by(a_problem, raiser)


@pytest.mark.parametrize("life", LIVES[:4], ids=lambda life: life.__name__)
def test_without_all_guards_the_look_finds_the_raiser(
    life: Any, raiser: Raiser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for unguard in GUARDS:
        unguard(monkeypatch)
    tables = {trace.split(" ")[0] for trace in written_by(life, raiser)}
    assert {"audit_entry", "kernel_outboxevent"} <= tables


def test_without_guards_a_page_names_the_raiser(raiser: Raiser, frozen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for unguard in GUARDS:
        unguard(monkeypatch)
    matter = a_problem(raiser)
    client = Client()
    client.force_login(raiser.cast.accounts["secretary"], backend="django.contrib.auth.backends.ModelBackend")
    assert NAME in client.get(f"/matters/{matter.number}/").content.decode()


@pytest.mark.parametrize("life", LIVES, ids=lambda life: life.__name__)
def test_no_declared_row_is_found_by_the_raisers_id(life: Any, raiser: Raiser) -> None:
    """By the declarations, not by looking through columns; the person's own export finds what they raised by the blind index."""
    own = ("people.", "org.")
    before = {model: rows for model, rows in personal.export(PERSON, "").items() if rows}
    matter = life(raiser)
    delivered()
    assert {model: rows for model, rows in personal.export(PERSON, "").items() if rows} == before
    assert all(model.startswith(own) for model in before)
    mine = personal.export(PERSON, raiser.actor.sealed)
    raised = [row["number"] for row in mine["matters.Matter"]]
    joined = [row["matter__number"] for row in mine["matters.Voice"]]
    assert matter.number in raised + joined
