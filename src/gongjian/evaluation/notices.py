"""Who is told what about contests. Each function reacts to one event; ``reactions`` joins them."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gongjian.kernel.events import DomainEvent
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import queries
from .events import (
    ContestCalledOff,
    ContestProlonged,
    ContestSettled,
    EntryAdmitted,
    EntryHandedIn,
    EntryReturned,
    EntryTransferred,
    EntryTurnedDown,
    JudgingBegun,
    JurorAssigned,
    ObjectionAnswered,
    ObjectionRaised,
    ResultsNoticed,
)


def _contest_url(number: str) -> str:
    return reverse("evaluation:item", args=[number])


def _entry_url(number: str) -> str:
    return reverse("evaluation:entry", args=[number])


def ask_to_check(event: EntryHandedIn) -> int:
    """Those who manage the contest have a form to check."""
    text = _("%(number)s已提交，请作形式审查。") % {"number": event.number}
    return _send(
        event, _managers_of_entry(event.entry_id, event), "evaluation.to-check", text, _entry_url(event.number)
    )


def tell_of_return(event: EntryReturned) -> int:
    """The team has something to complete."""
    text = _("%(number)s退回补正：%(reason)s") % {"number": event.number, "reason": event.reason}
    return _to_team(event, text)


def tell_of_admission(event: EntryAdmitted) -> int:
    """The team hears that the form was found in order."""
    return _to_team(event, _("%(number)s已通过形式审查。") % {"number": event.number})


def tell_of_refusal(event: EntryTurnedDown) -> int:
    """The team hears why the entry does not take part."""
    text = _("%(number)s不再参加评选：%(reason)s") % {"number": event.number, "reason": event.reason}
    return _to_team(event, text)


def ask_to_judge(event: JudgingBegun) -> int:
    """Every juror who has something to judge is asked to."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s的申报已分派，请在 %(day)s 前评分。") % {
        "number": event.number,
        "day": contest.judging_until.isoformat(),
    }
    return _send(event, queries.jurors_at_work(contest), "evaluation.to-judge", text, reverse("evaluation:desk"))


def ask_one_juror(event: JurorAssigned) -> int:
    """One juror has one more entry to judge."""
    text = _("%(number)s补派给您评审，请评分。") % {"number": event.number}
    return _send(event, [event.person_id], "evaluation.to-judge", text, reverse("evaluation:desk"))


def tell_of_results(event: ResultsNoticed) -> int:
    """All teams hear that the results are on public notice."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s的结果已公示，到 %(day)s 为止可以提出异议。") % {
        "number": event.number,
        "day": str(contest.notice_until),
    }
    return _send(event, queries.entrants_of(contest), "evaluation.own-entry", text, _contest_url(event.number))


def ask_to_answer(event: ObjectionRaised) -> int:
    """Those who manage the contest have an objection to answer."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s收到一项异议，请核实答复。") % {"number": event.number}
    to = org.holders_of_capability("evaluation.manage", contest.host.path, event.at)
    return _send(event, to, "evaluation.to-check", text, _contest_url(event.number))


def tell_of_answer(event: ObjectionAnswered) -> int:
    """Who objected hears that there is an answer."""
    contest = queries.get_for(queries.READER, event.contest_id)
    objection = queries.get_objection(contest, event.objection_id)
    text = _("您对%(number)s的异议已答复。") % {"number": event.number}
    return _send(event, [objection.person_id], "evaluation.own-entry", text, _contest_url(event.number))


def tell_of_settlement(event: ContestSettled) -> int:
    """All teams hear the final results."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s的结果已公布。") % {"number": event.number}
    return _send(event, queries.entrants_of(contest), "evaluation.own-entry", text, _contest_url(event.number))


def tell_of_new_dates(event: ContestProlonged) -> int:
    """Teams and jurors hear of the new dates."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s延期：%(reason)s") % {"number": event.number, "reason": event.reason}
    to = {*queries.entrants_of(contest), *queries.jurors_at_work(contest)}
    return _send(event, to, "evaluation.called-for", text, _contest_url(event.number))


def tell_of_calling_off(event: ContestCalledOff) -> int:
    """Teams and jurors hear that there will be no contest, and why."""
    contest = queries.get_for(queries.READER, event.contest_id)
    text = _("%(number)s已取消：%(reason)s") % {"number": event.number, "reason": event.reason}
    to = {*queries.entrants_of(contest), *queries.jurors_at_work(contest)}
    return _send(event, to, "evaluation.called-for", text, _contest_url(event.number))


def tell_of_transfer(event: EntryTransferred) -> int:
    """The team hears that the entry has become a proposal."""
    text = _("%(number)s已转入提案程序，编号%(proposal)s。") % {"number": event.number, "proposal": event.proposal}
    return _to_team(event, text)


def _managers_of_entry(entry_id: int, event: EntryHandedIn) -> list[int]:
    entry = queries.get_entry(queries.READER, entry_id)
    return org.holders_of_capability("evaluation.manage", entry.contest.host.path, event.at)


def _to_team(event: EntryReturned | EntryAdmitted | EntryTurnedDown | EntryTransferred, text: str) -> int:
    entry = queries.get_entry(queries.READER, event.entry_id)
    to = [m.person_id for m in entry.members.all()]
    return _send(event, to, "evaluation.own-entry", text, _entry_url(event.number))


def _send(event: DomainEvent, to: Iterable[int], kind: str, text: str, url: str) -> int:
    persons = set(to) - {event.actor_person_id or 0}  # never to the one who acted
    return notify.send(to=persons, kind=kind, text=text, url=url, at=event.at, actor=None)


# Event → the one function that tells of it; ``reactions`` spreads this into its table.
NOTICES: dict[type[DomainEvent], Callable[[Any], int]] = {
    ContestProlonged: tell_of_new_dates,
    ContestCalledOff: tell_of_calling_off,
    ContestSettled: tell_of_settlement,
    EntryHandedIn: ask_to_check,
    EntryReturned: tell_of_return,
    EntryAdmitted: tell_of_admission,
    EntryTurnedDown: tell_of_refusal,
    EntryTransferred: tell_of_transfer,
    JudgingBegun: ask_to_judge,
    JurorAssigned: ask_one_juror,
    ObjectionRaised: ask_to_answer,
    ObjectionAnswered: tell_of_answer,
    ResultsNoticed: tell_of_results,
}
