"""Answer: the reply is looked through first; classes that ask for it go to the head for signature."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Flag, LongText

from .. import checks, queries
from ..check_words import sentence as said
from ..models import Appeal
from .counting import recount_now
from .workflows import APPEALS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

LOOKED_BACK = dt.timedelta(days=365)


@dataclass(frozen=True)
class Look:
    """What was found in a reply: ``blocking`` ones forbid sending, the others are to be confirmed."""

    findings: list[checks.Finding] = field(default_factory=list)

    @property
    def blocking(self) -> list[checks.Finding]:
        return [f for f in self.findings if f.blocking]

    @property
    def to_confirm(self) -> list[checks.Finding]:
        return [f for f in self.findings if not f.blocking]


def look_through(*, matter: "Matter", text: str, at: dt.datetime) -> Look:
    """Look through a reply before it is sent: does it name a next step, a date, a person; is it a near copy of another?"""
    return Look(checks.check_reply(text, queries.earlier_replies(matter, at - LOOKED_BACK)))


def needs_signature(matter: "Matter", on: dt.date) -> bool:
    """Whether the class of this appeal asks for the signature of the unit's head. appeal-rules:10."""
    appeal = queries.appeal_of(matter)
    words = rulebook.parameter("appeal-rules:10", "signed_classes", on)
    return bool(appeal.answer_class) and Appeal.AnswerClass(appeal.answer_class).label in words


def sentence(finding: checks.Finding) -> str:
    """What was found, as a sentence; a near copy by the number of the other appeal."""
    other = queries.item(finding.parameters["id"]) if finding.code == "near-copy" else None
    return said(finding, other.matter.number if other else "")


def _looked(matter: "Matter", text: str, confirmed: bool, at: dt.datetime) -> None:
    look = look_through(matter=matter, text=text, at=at)
    if look.blocking:
        raise Malformed(
            fields={"text": [sentence(f) for f in look.blocking]},
            authority=rulebook.cite("appeal-rules:10", on=local_date(at)),
        )
    if look.to_confirm and not confirmed:
        raise Malformed(
            _("请核对答复：%(found)s") % {"found": "".join(sentence(f) for f in look.to_confirm)},
            fields={"confirmed": [sentence(f) for f in look.to_confirm]},
            code="reply-not-confirmed",
            authority=rulebook.cite("appeal-rules:10", on=local_date(at)),
            remedy=_("修改后再发送，或者确认就这样发送。"),
        )


def signature_needed(matter: "Matter", actor: Actor, at: dt.datetime) -> NotNow | None:
    """The class of this appeal asks for a signature: it is not answered directly."""
    if not needs_signature(matter, local_date(at)):
        return None
    return NotNow(
        _("“%(sort)s”类的答复由单位负责人签发，不能直接答复。")
        % {"sort": queries.appeal_of(matter).get_answer_class_display()},
        code="signature-needed",
        authority=rulebook.cite("appeal-rules:10", on=local_date(at)),
        remedy=_("请改用“送签答复”。"),
    )


ReplyText = Annotated[
    str,
    LongText(
        gettext_lazy("答复内容"),
        gettext_lazy("写明办理结果、下一步、时间和联系人。提出人会看到全文。"),
        limit=matters.LONGEST_REPLY,
        rows=10,
        missing=gettext_lazy("请写明答复内容：结论、下一步、时间、联系人。"),
    ),
]
Confirmed = Annotated[bool, Flag(gettext_lazy("以上提示我已核对，就这样发送"))]


@APPEALS.command(
    log=matters.ANSWERED,
    event=matters.MatterAnswered,
    done=gettext_lazy("答复已发出，已请提出人和同诉人评价。"),
    conditions=(signature_needed,),
)
def answer(
    *,
    matter: "Matter",
    text: ReplyText,
    confirmed: Confirmed = False,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Give the answer; everybody with a voice is asked for their verdict. appeal-rules:10.

    Raises Refused: not of the lead, not in hand, the class asks for a signature, the reply is no answer, or something in it
    is to be confirmed first (code "reply-not-confirmed": send again with ``confirmed``).
    """
    _looked(matter, text, confirmed, at)
    matters.answer(step=step, text=text)
    recount_now(matter)
    return matter


@APPEALS.command(
    log=matters.REPLY_SUBMITTED,
    event=matters.ReplySubmitted,
    done=gettext_lazy("答复已送签，等待单位负责人签发。"),
)
def submit_reply(
    *,
    matter: "Matter",
    text: ReplyText,
    confirmed: Confirmed = False,
    actor: Actor,
    at: dt.datetime,
    seen: int | None = None,
    step: "Transition[Matter]" = RUNNING,
) -> "Matter":
    """Put the reply before the head of the unit, looked through like an answer. appeal-rules:10. Raises as ``answer``."""
    _looked(matter, text, confirmed, at)
    matters.submit_reply(step=step, text=text)
    return matter
