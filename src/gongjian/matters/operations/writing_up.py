"""怎么解决的: a solved public matter becomes the draft of a short public account, in one step."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gongjian.bulletin import operations as bulletin
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotNow

from .. import registry
from ..models import Matter
from ..permissions import may_write_up
from ..procedures import LIVES, SUBJECT


@transaction.atomic
def write_up(*, matter: Matter, actor: Actor, at: dt.datetime) -> Any:
    """Begin "how it was solved" for a solved public matter: the caller gets the bulletin's draft, the same one each time.

    The draft holds what was the matter, what was done and how it was judged, without any person. Raises Refused: no right
    to write for the leading unit, it is not solved, or its raiser did not want it public. Source: S36, bulletin-rules:9.
    """
    permit(may_write_up, actor, matter)
    if matter.state not in LIVES[matter.kind].solved_ends or not matter.public:
        raise NotNow(
            _("只有已经解决并且公开的事项可以写成“怎么解决的”。"),
            remedy=_("请等事项办结；不公开的事项不写。"),
            code="nothing-to-write-up",
        )
    assert matter.lead_id is not None
    with translation.override(settings.LANGUAGE_CODE):
        text = _account(matter)
    return bulletin.draft_outcome(
        source_kind=SUBJECT,
        source_id=matter.pk,
        source_label=matter.number,
        source_url=reverse("matters:public-item", args=[matter.number]),
        title=matter.title,
        text=text,
        body_id=matter.lead_id,
        actor=actor,
        at=at,
    )


def _account(matter: Matter) -> str:
    """What was the matter, what was done, how it was judged. Only words of the matter itself; no names of persons."""
    parts = [_("问题："), matter.text.strip()[:600]]
    own = registry.kind(matter.kind).account
    account = own(matter) if own is not None else registry.Account((), "")
    if account.done:
        parts += ["", _("做了什么："), *(f"{n}. {text}" for n, text in enumerate(account.done, 1))]
    reply = matter.replies.filter(final=True).order_by("at", "id").last()
    result = account.result or (reply.text if reply else "")
    if result:
        parts += ["", _("结果："), result.strip()[:1500]]
    verdicts = matter.verdicts.filter(presumed=False)
    if verdicts.exists():
        solved = verdicts.filter(solved=True, round=matter.round).count()
        parts += ["", _("评价：%(n)s人评价已经解决。") % {"n": solved}]
    return "\n".join(parts)
