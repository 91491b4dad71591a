"""Who is told what, when something happens to an appeal. Recipients come from posts; the doer is never told."""

import datetime as dt
from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.kernel.events import DomainEvent
from gongjian.kernel.refused import Words
from gongjian.matters import queries as matters
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import events, queries
from .models import Appeal


def _send(event: DomainEvent, people: Iterable[int | None], words: Words, url: str, *, urgent: bool = False) -> int:
    to = {p for p in people if p is not None} - {event.actor_person_id}
    with translation.override("zh-hans"):
        text = str(words) % event.payload()
    return notify.send(
        to=sorted(p for p in to if p is not None),
        kind=event.kind,
        text=text,
        url=url,
        at=event.at,
        actor=None,
        urgent=urgent,
    )


def _url(number: str) -> str:
    return reverse("matters:item", args=[number])


def receptionists(body_id: int, at: dt.datetime) -> list[int]:
    """Who receives at this body, as person ids: its receptionists, else whoever has the right there."""
    return org.holders_of_post([body_id], "receptionist", at) or org.holders_of_capability(
        "matters.receive", org.path_of(body_id), at
    )


def _handlers(body_id: int | None, at: dt.datetime) -> list[int]:
    if body_id is None:
        return []
    return org.holders_of_post([body_id], "handler", at) or org.holders_of_post([body_id], "head", at)


def _voices(matter_id: int) -> list[int | None]:
    return list(Appeal.objects.filter(pk=matter_id).values_list("matter__voices__person_id", flat=True))


def tell_raised(event: events.AppealRaised) -> int:
    """The receptionists; where a danger is named also the head of the receiving unit, at once."""
    matter = matters.with_bodies(event.matter_id)
    url = _url(event.number)
    sent = _send(event, receptionists(matter.origin_id, event.at), _("收到%(number)s《%(title)s》，请受理。"), url)
    if event.danger:
        heads = org.holders_of_capability("matters.receive", matter.origin.path, event.at)
        sent += _send(event, heads, _("%(number)s《%(title)s》涉及人身安全或健康，请立即处理。"), url, urgent=True)
    return sent


def tell_accepted(event: events.AppealAccepted) -> int:
    """The one who raised it, and whoever joined."""
    return _send(event, _voices(event.matter_id), _("您的%(number)s《%(title)s》已受理。"), _url(event.number))


def tell_declined(event: events.AppealDeclined) -> int:
    """The one who raised it, and whoever joined."""
    words = _("您的%(number)s《%(title)s》不予受理：%(reason)s。请查看说明。")
    return _send(event, _voices(event.matter_id), words, _url(event.number), urgent=True)


def tell_handed_back(event: events.AppealHandedBack) -> int:
    """The receptionists; the default unit is told of its assignment by matters."""
    matter = matters.with_bodies(event.matter_id)
    words = _("%(unit)s对%(number)s《%(title)s》提出异议，已转兜底单位：%(reason)s")
    return _send(event, receptionists(matter.origin_id, event.at), words, _url(event.number))


def tell_co_unit(event: events.CoUnitAdded) -> int:
    """The handlers of the helping unit."""
    words = _("请您单位协办%(number)s《%(title)s》：%(words)s")
    return _send(event, _handlers(event.unit_id, event.at), words, _url(event.number), urgent=True)


def tell_exclusion_asked(event: events.ExclusionAsked) -> int:
    """Whoever supervises there."""
    matter = matters.with_bodies(event.matter_id)
    people = org.holders_of_capability("matters.supervise", matter.origin.path, event.at)
    return _send(event, people, _("%(number)s《%(title)s》申请剔除统计：%(reason)s"), _url(event.number))


def tell_exclusion_settled(event: events.ExclusionSettled) -> int:
    """The handlers of the lead."""
    matter = matters.with_bodies(event.matter_id)
    words = _("%(number)s《%(title)s》的剔除申请已有结果。")
    return _send(event, _handlers(matter.lead_id, event.at), words, _url(event.number))


def tell_lifted(event: events.AppealsLifted) -> int:
    """Whoever raised or joined one of the appeals."""
    people = [p for pk in event.appeal_ids for p in _voices(pk)]
    words = _("您反映的问题比较集中，已转为%(number)s《%(title)s》立项研究。")
    return _send(event, people, words, reverse("matters:public"))


def tell_alarm(event: events.AlarmSounded) -> int:
    """Those who receive for the school."""
    reception = queries.main_reception()
    if reception is None:
        return 0
    words = _("%(week)s有一类诉求明显增多（%(seen)s件），请查看热点。")
    return _send(event, receptionists(reception.body_id, event.at), words, _list())


def tell_summary(event: events.SummaryPublished) -> int:
    """Whoever spoke on the topic, or supported somebody."""
    rows = Appeal.objects.filter(board_id=event.board_id).values_list("matter__voices__person_id", flat=True)
    return _send(event, list(rows), _("议题“%(topic)s”的归纳已经公布。"), _list())


def tell_imported(event: events.AppealsImported) -> int:
    """Those who receive there learn in one message how many came, and how many are to be accepted."""
    words = _("导入了%(count)s件诉求（%(first)s 至 %(last)s），其中%(open_count)s件待受理。")
    return _send(event, receptionists(event.origin_id, event.at), words, _list())


def _list() -> str:
    return matters.list_url("appeal")


NOTICES: dict[type[DomainEvent], tuple[Callable[..., int], ...]] = {
    events.AppealRaised: (tell_raised,),
    events.AppealAccepted: (tell_accepted,),
    events.AppealDeclined: (tell_declined,),
    events.AppealHandedBack: (tell_handed_back,),
    events.CoUnitAdded: (tell_co_unit,),
    events.ExclusionAsked: (tell_exclusion_asked,),
    events.ExclusionSettled: (tell_exclusion_settled,),
    events.AppealsLifted: (tell_lifted,),
    events.AlarmSounded: (tell_alarm,),
    events.SummaryPublished: (tell_summary,),
    events.AppealsImported: (tell_imported,),
}
