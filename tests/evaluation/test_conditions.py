"""What the state of a contest or an entry has against a command: button, page, command and ``possible`` say the same."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gongjian.audit import queries as ledger
from gongjian.evaluation import operations, queries
from gongjian.evaluation.models import Contest, Entry, Juror, Objection
from gongjian.evaluation.operations import CONTEST_COMMANDS, ENTRY_COMMANDS
from gongjian.kernel.refused import NotFound, NotNow
from gongjian.workflow.command import Command
from tests.cast import Cast
from tests.evaluation.scenarios import admitted, again, appoint, drafted, handed_in, judging, noticed, opened, written

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
Built = tuple[Contest | Entry, dt.datetime]
Build = Callable[[Cast, dt.datetime], Built]


def without_criteria(cast: Cast, at: dt.datetime) -> Built:
    return drafted(cast, at, criteria=False), at


def taking_entries(cast: Cast, at: dt.datetime) -> Built:
    return opened(cast, at), at + 20 * DAY


def unchecked(cast: Cast, at: dt.datetime) -> Built:
    contest = opened(cast, at)
    handed_in(cast, contest, at)
    return again(contest), at + 21 * DAY


def on_notice(cast: Cast, at: dt.datetime) -> Built:
    contest, _entries, when = noticed(cast, at)
    return contest, when


def written_too_late(cast: Cast, at: dt.datetime) -> Built:
    return queries.again(written(cast, opened(cast, at), at)), at + 21 * DAY


def handed_in_and_closed(cast: Cast, at: dt.datetime) -> Built:
    return handed_in(cast, opened(cast, at), at), at + 21 * DAY


def not_yet_judged(cast: Cast, at: dt.datetime) -> Built:
    return admitted(cast, opened(cast, at), at), at


CASES: list[tuple[Command[..., Any], Build, str, str, str]] = [
    (operations.open_contest, without_criteria, "head", "no-criteria-yet", "还没有设定评分项和奖项"),
    (operations.begin_judging, taking_entries, "head", "entering-not-over", "次日起才能开始评审"),
    (operations.begin_judging, unchecked, "head", "forms-unchecked", "还有1项申报没有完成形式审查"),
    (operations.settle, on_notice, "head", "notice-not-over", "期满以后才能公布结果"),
    (operations.rejudge, on_notice, "head", "no-upheld-objection", "没有成立的异议"),
    (operations.write_entry, written_too_late, "student", "entering-over", "已于2026-03-22截止"),
    (operations.hand_in, written_too_late, "student", "entering-over", "已于2026-03-22截止"),
    (operations.return_entry, handed_in_and_closed, "head", "entering-over", "不能再退回补正"),
    (operations.assign_juror, not_yet_judged, "head", "not-judging", "不在评审中"),
]


@pytest.mark.parametrize(("command", "build", "part", "code", "says"), CASES, ids=lambda v: getattr(v, "__name__", ""))
def test_button_page_and_command_refuse_alike(
    cast: Cast,
    at: dt.datetime,
    frozen: time_machine.Traveller,
    command: Command[..., Any],
    build: Build,
    part: str,
    code: str,
    says: str,
) -> None:
    row, when = build(cast, at)
    actor = getattr(cast, part)
    refused = command.workflow.refusal(command, row, actor, at=when)
    assert isinstance(refused, NotNow) and refused.code == code
    commands = CONTEST_COMMANDS if isinstance(row, Contest) else ENTRY_COMMANDS
    assert command.name not in commands.possible(row, actor, when)
    frozen.move_to(when)
    client = Client()
    client.force_login(cast.accounts[part], backend="django.contrib.auth.backends.ModelBackend")
    page = reverse("evaluation:item" if isinstance(row, Contest) else "evaluation:entry", args=[row.number])
    address = reverse(f"evaluation:{command.slug}", args=[row.number])
    shown = re.sub(r"\s+", "", client.get(page).content.decode())
    assert says in shown and f'href="{address}"' not in shown
    answer = client.get(address)
    assert answer.status_code == 409 and says in re.sub(r"\s+", "", answer.content.decode())
    before = type(row)._default_manager.values().get(pk=row.pk)
    assert client.post(address, {"title": "改题", "reason": "无", "judging_until": "2027-01-01"}).status_code in (
        409,
        422,
    )
    assert type(row)._default_manager.values().get(pk=row.pk) == before


def test_the_button_is_there_again_on_the_day_after(cast: Cast, at: dt.datetime) -> None:
    contest, _entries, when = noticed(cast, at)
    assert contest.notice_until is not None
    assert "settle" not in CONTEST_COMMANDS.possible(contest, cast.head, when + 7 * DAY)
    assert "settle" in CONTEST_COMMANDS.possible(contest, cast.head, when + 8 * DAY)
    assert "settle" not in CONTEST_COMMANDS.possible(contest, cast.stranger, when + 8 * DAY)


def test_a_juror_of_another_contest_is_neither_dismissed_nor_assigned(cast: Cast, at: dt.datetime) -> None:
    _contest, (first, _second), when = judging(cast, at)
    other = drafted(cast, at, title="另一次评选")
    (juror,) = appoint(cast, other, ["liaison"], at)
    with pytest.raises(NotFound):
        operations.dismiss_juror(
            contest=again(first.contest), juror_id=juror.pk, reason="出国", actor=cast.head, at=when
        )
    juror = Juror.objects.get(pk=juror.pk)
    assert juror.dismissed_at is None and juror.reason == "" and not juror.reviews.exists()


def test_an_objection_to_another_contest_is_not_answered(cast: Cast, at: dt.datetime) -> None:
    contest, _entries, when = noticed(cast, at)
    made = operations.object_to(contest=contest, text="有误", actor=cast.stranger, at=when)
    other, _entries, _when = noticed(cast, at)
    given: dict[str, Any] = {"answer": "已核对", "upheld": True, "actor": cast.head, "at": when}
    with pytest.raises(NotFound):
        operations.answer_objection(contest=other, objection_id=made.pk, **given)
    assert Objection.objects.get().answered_at is None


def test_the_log_keeps_the_details_that_were_named(cast: Cast, at: dt.datetime) -> None:
    contest, (entry, _second), when = noticed(cast, at)
    operations.object_to(contest=contest, text="有误", actor=cast.stranger, at=when)
    rows = [*ledger.timeline("evaluation.contest", contest.pk), *ledger.timeline("evaluation.entry", entry.pk)]
    kept = {row.verb: set(row.details) for row in rows}
    assert kept["evaluation.drawn-up"] == {"opens", "until", "judging", "anonymous"}
    assert kept["evaluation.criteria-set"] == {"criteria", "awards", "count", "kinds"}
    assert kept["evaluation.judging-begun"] == {"entries", "jurors", "reviews", "excluded"}
    assert kept["evaluation.results-noticed"] == {"entries", "until", "late"}
    assert kept["evaluation.entry-started"] == {"contest"}
    assert kept["evaluation.scored"] == {"review"}
    assert kept["evaluation.objected"] == {"entry"}
