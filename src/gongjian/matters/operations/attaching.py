"""Attach files to a matter."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.files import operations as files
from gongjian.kernel.actor import Actor
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotNow

from ..models import Matter
from ..permissions import may_attach
from ..procedures import SUBJECT
from .moving import face_of


def check_attach(*, matter: Matter, actor: Actor) -> None:
    """Could files be added now? Raises Refused as ``attach`` itself would; nothing is changed."""
    permit(may_attach, actor, matter)
    if not matter.is_open:
        raise NotNow(_("事项已经办结，不再增加附件。"), remedy=_("如需补充，请重新提出。"))


@transaction.atomic
def attach(*, matter: Matter, uploads: Iterable[Any], actor: Actor, at: dt.datetime) -> Matter:
    """Add files to an open matter: by the raiser, the branch, the lead and the helping units. problem-rules:8.

    All or none. Raises Refused: no right to it, the matter is over, or a file is refused (kind by content, size, number).
    """
    check_attach(matter=matter, actor=actor)
    files.store_all(owner_kind=SUBJECT, owner_id=matter.pk, uploads=uploads, actor=face_of(actor, matter), at=at)
    return matter
