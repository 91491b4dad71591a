"""Who is told what, when something happens to a matter. Recipients come from posts; the doer is never told.

An anonymous raiser gets no message, since a message is a row that would name them; their desk shows what waits.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.refused import Words
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import events, queries
from .models import Matter
from .procedures import LIVES

Finder = Callable[[Matter, dt.datetime], Iterable[int]]


def raiser(matter: Matter, at: dt.datetime) -> list[int]:
    """The named raiser as person ids; nobody for an anonymous one, since a message would name them."""
    return [matter.raiser_id] if matter.raiser_id else []


def voices(matter: Matter, at: dt.datetime) -> list[int]:
    """All named voices: raiser, joint proposers, those who joined or seconded."""
    return [v.person_id for v in matter.voices.all() if v.person_id is not None] or raiser(matter, at)


def silent(matter: Matter, at: dt.datetime) -> list[int]:
    """Those who are waited for: who was asked for more, or has not judged this round."""
    if matter.state == "waiting" or not matter.voices.exists():
        return raiser(matter, at)
    return [v.person_id for v in matter.voices.all() if v.person_id is not None and v.judged_round < matter.round]


def branch(matter: Matter, at: dt.datetime) -> list[int]:
    """Secretaries of the receiving branch, or those who receive at the unit."""
    capability = LIVES[matter.kind].received_by
    if not capability:
        return org.secretaries(matter.origin_id, at)
    return org.holders_of_capability(capability, matter.origin.path, at)


def lead(matter: Matter, at: dt.datetime) -> list[int]:
    """Handlers of the leading unit; its head where there is no handler."""
    if matter.lead_id is None:
        return []
    return org.holders_of_post([matter.lead_id], "handler", at) or head(matter, at)


def head(matter: Matter, at: dt.datetime) -> list[int]:
    """The heads of the unit that leads the matter, as person ids."""
    return org.holders_of_post([matter.lead_id], "head", at) if matter.lead_id else []


def supervisor(matter: Matter, at: dt.datetime) -> list[int]:
    """The branch's liaison; without one, whoever may supervise there."""
    liaison = org.liaison_of(matter.origin_id, at)
    return [liaison] if liaison else org.holders_of_capability("matters.supervise", matter.origin.path, at)


def leader(matter: Matter, at: dt.datetime) -> list[int]:
    """All who may supervise at the origin, up to the leaders of the university, as person ids."""
    return org.holders_of_capability("matters.supervise", matter.origin.path, at)


def openers(matter: Matter, at: dt.datetime) -> list[int]:
    """All who may open a seal at the origin, as person ids: two of them do it together. problem-rules:18."""
    return org.holders_of_capability("matters.open-sealed", matter.origin.path, at)


def holder(matter: Matter, at: dt.datetime) -> list[int]:
    """Whoever has it now: the lead, or the branch."""
    return lead(matter, at) if matter.lead_id == matter.holder_id or matter.state == "assigned" else branch(matter, at)


@dataclass(frozen=True)
class Notice:
    """One line of the table: who is told, in which words, at once or in the digest.

    ``to_do``: somebody is to act on it; the preference for such messages holds, not that for news.
    """

    who: tuple[Finder, ...]
    words: Words
    urgent: bool = False
    to_do: bool = False


NOTICES: dict[type[events.MatterEvent], tuple[Notice, ...]] = {
    events.MatterAssigned: (
        Notice((lead,), _("%(number)s《%(title)s》交办给您单位，请在时限内签收或退办。"), urgent=True),
        Notice((raiser,), _("您提出的%(number)s《%(title)s》已交办。")),
    ),
    events.MatterTaken: (Notice((raiser, branch), _("%(number)s《%(title)s》已被主办单位签收。")),),
    events.MatterHandedBack: (Notice((branch,), _("%(number)s《%(title)s》被退办：%(reason)s"), urgent=True),),
    events.MatterReplied: (Notice((raiser, branch), _("%(number)s《%(title)s》有了答复。")),),
    events.RaiserAsked: (Notice((raiser,), _("您提出的%(number)s《%(title)s》需要您补充情况。"), urgent=True),),
    events.MatterSupplied: (Notice((lead,), _("%(number)s《%(title)s》的提出人已补充情况，恢复计时。")),),
    events.VerdictGiven: (Notice((lead, branch, supervisor), _("%(number)s《%(title)s》已有评价。")),),
    events.ParkingAsked: (Notice((supervisor,), _("%(number)s《%(title)s》申请挂账，请审批。")),),
    events.ParkingSettled: (Notice((lead, branch, raiser), _("%(number)s《%(title)s》的挂账申请已有结果。")),),
    events.MatterResumed: (Notice((lead, raiser), _("%(number)s《%(title)s》恢复办理。")),),
    events.MatterWithdrawn: (Notice((branch,), _("%(number)s《%(title)s》已由提出人撤回。")),),
    events.ReplySubmitted: (Notice((head,), _("%(number)s《%(title)s》的答复等待您签发。"), urgent=True),),
    events.ReplyReturned: (Notice((lead,), _("%(number)s《%(title)s》的答复被退回修改：%(reason)s"), urgent=True),),
    events.MatterAnswered: (
        Notice((voices,), _("您提出或加入的%(number)s《%(title)s》已有正式答复，请评价是否解决。"), urgent=True),
    ),
    events.MatterBundled: (
        Notice((voices,), _("%(number)s《%(title)s》与%(main_number)s是同一件事，合并办理；答复后仍由您评价。")),
    ),
    events.MatterUnbundled: (Notice((voices, branch), _("%(number)s《%(title)s》改为单独办理：%(reason)s")),),
    events.MatterClosed: (Notice((voices, lead), _("%(number)s《%(title)s》的评价已经结束。")),),
    events.RaiserReminded: (
        Notice((silent,), _("%(number)s《%(title)s》在%(until)s前等您评价或补充，请及时办理。"), urgent=True),
    ),
    events.MatterUrged: (Notice((holder,), _("%(number)s《%(title)s》被催办：%(words)s"), urgent=True),),
    events.MatterReleased: (
        Notice((branch, raiser), _("%(number)s《%(title)s》已交回，等待重新交办：%(why)s"), urgent=True),
    ),
    events.MatterInherited: (Notice((branch,), _("%(number)s《%(title)s》由您的组织承接。")),),
    events.OpeningAsked: (Notice((openers,), _("%(number)s《%(title)s》有人申请开封，需要第二人同意。")),),
    events.MatterOpened: (Notice((branch,), _("%(number)s《%(title)s》已按规定开封。")),),
}


def tell(event: events.MatterEvent) -> int:
    """Send this event's notices. Gives how many messages were written. Called by the table of reactions."""
    return send(event, NOTICES[type(event)])


def send(event: events.MatterEvent, notices: Iterable[Notice]) -> int:
    """Send these notices of the event. Gives how many messages were written."""
    matter = queries.with_bodies(event.matter_id)
    url = reverse("matters:item", args=[event.number])
    sent = 0
    for notice in notices:
        people = {person for find in notice.who for person in find(matter, event.at)} - {event.actor_person_id}
        with translation.override("zh-hans"):
            text = str(notice.words) % event.payload()
        sent += notify.send(
            to=sorted(p for p in people if p is not None),
            kind=event.kind,
            text=text,
            url=url,
            at=event.at,
            actor=None,
            urgent=notice.urgent,
        )
    return sent


FINDERS: dict[str, Finder] = {"holder": holder, "head": head, "supervisor": supervisor, "leader": leader}


def tell_late(event: events.MatterRanLate) -> int:
    """The escalation ladder: the people of the rung that was reached, with how late it is. problem-rules:17."""
    if event.days_over > 0:
        words = _("%(number)s《%(title)s》已超期 %(days_over)s 个工作日，请尽快办理。")
    else:
        words = _("%(number)s《%(title)s》临近或到达时限，请尽快办理。")
    return send(event, [Notice(tuple(FINDERS[name] for name in event.tell), words, urgent=event.days_over >= 3)])
