"""Who is told what, when something happens to a problem. Recipients come from posts; the doer is never told."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from gongjian.matters.events import MatterEvent
from gongjian.matters.notices import Notice, branch, lead, raiser, send, supervisor
from gongjian.notify import operations as notify
from gongjian.org import queries as org

from . import events

NOTICES: dict[type[MatterEvent], tuple[Notice, ...]] = {
    events.MatterRaised: (Notice((branch,), _("%(number)s《%(title)s》已提出，请组织研究。"), to_do=True),),
    events.MatterStudied: (Notice((raiser,), _("您提出的%(number)s《%(title)s》已由支委会研究。")),),
    events.MatterAdopted: (
        Notice((raiser,), _("您提出的%(number)s《%(title)s》已经立项。")),
        Notice((supervisor,), _("您联系的支部立项了%(number)s《%(title)s》。")),
    ),
    events.MatterDeclined: (Notice((raiser,), _("您提出的%(number)s《%(title)s》不予立项，请查看理由。")),),
    events.ListsDrawnUp: (Notice((supervisor,), _("%(number)s《%(title)s》的三张清单已制定。")),),
    events.ProgressReported: (Notice((raiser, branch), _("%(number)s《%(title)s》有新的进展。")),),
    events.AdjustmentProposed: (
        Notice((lead, supervisor), _("%(number)s《%(title)s》有一项动态调整等待确认。"), to_do=True),
    ),
    events.AdjustmentSettled: (Notice((branch, lead), _("%(number)s《%(title)s》的动态调整已有结果。")),),
    events.SolvedClaimed: (
        Notice((raiser,), _("您提出的%(number)s《%(title)s》申请销号，请评价是否解决。"), urgent=True, to_do=True),
    ),
    events.MatterStruckOff: (Notice((raiser, branch, lead), _("%(number)s《%(title)s》已销号。")),),
    events.MatterSentBack: (
        Notice((lead, raiser), _("%(number)s《%(title)s》被监督人退回再办：%(reason)s"), urgent=True, to_do=True),
    ),
    events.MatterMarkedDuplicate: (Notice((raiser,), _("您提出的%(number)s《%(title)s》已并入另一件事项办理。")),),
}


def tell(event: MatterEvent) -> int:
    """Send this event's notices. Gives how many messages were written. Called by the table of reactions."""
    return send(event, NOTICES[type(event)])


def tell_imported(event: events.ProblemsImported) -> int:
    """The receiving branch learns, in one message, that a file of problems has come to it."""
    with translation.override("zh-hans"):
        text = _("导入了%(count)s件难题（%(first)s 至 %(last)s），由您的组织接收，请组织研究。") % event.payload()
    people = {p for p in org.secretaries(event.origin_id, event.at) if p != event.actor_person_id}
    url = f"{reverse('matters:list')}?state=raised&body={event.origin_id}"
    return notify.send(to=sorted(people), kind=event.kind, text=str(text), url=url, at=event.at, actor=None)
