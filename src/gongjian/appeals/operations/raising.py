"""An appeal comes in: raised by somebody signed in, anonymously, by a guest with a key, or entered at the counter."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from django.db import transaction
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import NotNow
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook
from gongjian.workflow.command import Log, Rule
from gongjian.workflow.engine import RUNNING, Transition
from gongjian.workflow.fields import Choice, Files, Flag, Identifier, LongText, Option, Pick, Text, Uploads

from .. import queries
from ..events import AppealRaised
from ..models import Appeal, Board, FollowKey, Reception
from ..permissions import may_enter, may_enter_for
from .counting import recount_now
from .sending import hold_off, note_sending, senders_of, sent_before
from .workflows import APPEALS

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SUBJECT = "matters.matter"
SOURCES = {"web": "self", "api": "self", "board": "board", "import": "import", "proposal": "congress"}
ENTERED = ("counter", "phone", "wechat", "qq", "paper")
CHANNELS = tuple((code, label) for code, label in Appeal.Channel.choices if code in ENTERED)
DEFAULT_TITLE = 30
RAISED = Log("appeals.raised", pgettext_lazy("appeal", "提出诉求"), _("%(actor)s提出（%(channel)s），由%(to)s首接负责"))


@dataclass(frozen=True)
class Raised:
    """What the raiser gets: the matter, the code of the receipt, the key of one without account, dangers that were named.

    ``again``: the same form was sent before, and this is its result.
    """

    matter: "Matter"
    receipt: str
    key: str = ""
    dangers: list[str] = field(default_factory=list)
    again: bool = False

    @property
    def row(self) -> "Matter":
        """The matter, as the engine asks for it."""
        return self.matter


def _raised_before(matter: "Matter", actor: Actor, token: str) -> Raised:
    """What the same form gives a second time; the key only to whoever was given it."""
    codes = [r.code for r in ledger.receipts_of(SUBJECT, matter.pk)]
    key = queries.key_for_token(token)
    mine = key if matter.sealed_index == queries.index_of_key(key) else ""
    return Raised(matter, codes[0] if codes else "", mine, again=True)


def _receptions(row: object, actor: Actor, at: dt.datetime) -> Iterable[Option]:
    return [(r.pk, r.body.name) for r in queries.receptions_of(actor)]


def _first_reception(row: object, actor: Actor, at: dt.datetime) -> int | None:
    return next((pk for pk, _name in _receptions(row, actor, at)), None)


Title = Annotated[
    str,
    Text(_("标题"), _("一句话说清是什么事；不填则用内容的第一句。"), limit=matters.LONGEST_TITLE),
]
Category = Annotated[str, Choice(_("类别"), options=tuple(queries.categories().items()), first="other")]
Place = Annotated[str, Text(_("地点"), _("例如：明远书院三层浴室。"), limit=120)]
NATURE_MISSING = _("请选择是咨询、投诉、求助还是建议。")
TEXT_MISSING = _("请写明事由：什么时间、什么地点、遇到了什么问题。")


@APPEALS.creation(log=RAISED, event=AppealRaised, again=_raised_before)
def raise_appeal(
    *,
    nature: Annotated[str, Choice(_("您想要"), options=Appeal.Nature.choices, radio=True, missing=NATURE_MISSING)],
    title: Title = "",
    text: Annotated[
        str,
        LongText(
            _("内容"),
            _("什么时间、什么地点、怎么回事、希望怎样解决。请勿填写涉密内容和他人隐私。"),
            limit=matters.LONGEST_TEXT,
            rows=6,
            missing=TEXT_MISSING,
        ),
    ],
    category: Category = "other",
    place: Place = "",
    uploads: Annotated[Uploads, Files(_("照片"), _("照片或文档，每个不超过20 MB。"))] = (),
    anonymous: Annotated[bool, Flag(_("匿名"))] = False,
    publish: Annotated[
        bool,
        Flag(
            _("同意公开内容和答复"),
            _("公开后别人也能看到并加入；不显示您的姓名。不勾选则只有办理人员能看到。"),
        ),
    ] = False,
    board_id: Annotated[int | None, Identifier(_("议题"))] = None,
    actor: Actor,
    at: dt.datetime,
    channel: str = "web",
    address: str = "",
    token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> Raised:
    """Raise an appeal with the school's receiving unit, or on a topic of the board with its station. appeal-rules:1.

    Signed in by name or anonymously; a guest is given a key to follow it by. The same form token gives the same result
    again. Raises Refused: a field is missing or too long, the topic is not open, too many lately, or the very same words
    were sent and are not settled (code "raised-before", ``details`` hold its number).
    """
    board = _open_board(board_id, at)
    return _enter(
        step,
        board=board,
        reception=board.reception if board else _main(),
        channel="board" if board else channel if channel in ("web", "api") else "web",
        publish=publish or board is not None,
        anonymous=anonymous and actor.person_id is not None,
        guest=actor.person_id is None,
        address=address,
        token=token,
    )


@APPEALS.creation(
    log=RAISED, event=AppealRaised, again=_raised_before, rule=Rule(may_enter, "appeal-rules:1", label=_("代录诉求"))
)
def enter_appeal(
    *,
    channel: Annotated[str, Choice(_("渠道"), options=CHANNELS, radio=True, missing=_("请选择诉求是怎样来的。"))],
    reception_id: Annotated[
        int | None, Pick(_("受理单位"), options=_receptions, first=_first_reception, blank=_("学校的受理单位"))
    ] = None,
    person_number: Annotated[
        str,
        Text(_("学号或工号"), _("填了，答复会送到本人；不填，按不署名登记，凭跟踪链接查看。"), limit=40),
    ] = "",
    on_behalf_of: Annotated[str, Text(_("代谁提出、怎样联系"), _("例如“来信人，转告宿舍楼长”。"), limit=120)] = "",
    nature: Annotated[str, Choice(_("性质"), options=Appeal.Nature.choices, first="request", missing=NATURE_MISSING)],
    category: Category = "other",
    place: Place = "",
    title: Title = "",
    text: Annotated[
        str,
        LongText(
            pgettext_lazy("appeal", "诉求内容"),
            _("照来人的原话记。"),
            limit=matters.LONGEST_TEXT,
            rows=6,
            missing=TEXT_MISSING,
        ),
    ],
    publish: Annotated[bool, Flag(_("来人同意公开办理情况"))] = False,
    uploads: Annotated[Uploads, Files(_("附件"))] = (),
    actor: Actor,
    at: dt.datetime,
    token: str = "",
    step: "Transition[Matter]" = RUNNING,
) -> Raised:
    """Enter for somebody what came by counter, telephone, letter or chat. The person is known by number, or gets a key.

    The ledger says who entered it. Raises Refused: no right at this receiving unit, no such person, a field is wrong.
    """
    reception = queries.get_reception(reception_id) if reception_id else _main()
    permit(may_enter_for, actor, reception)
    person = people.person_by_number(person_number) if person_number else None
    return _enter(
        step,
        reception=reception,
        channel=channel,
        publish=publish,
        raiser_id=person.pk if person else None,
        on_behalf_of=on_behalf_of,
        guest=person is None,
        entered=True,
        token=token,
    )


def _main() -> Reception:
    reception = queries.main_reception()
    if reception is None:
        raise NotNow(
            say("本校还没有设置受理单位，暂时不能提交诉求。"),
            code="no-reception",
            remedy=say("请系统管理员先设置受理单位。"),
        )
    return reception


def _open_board(board_id: int | None, at: dt.datetime) -> Board | None:
    if board_id is None:
        return None
    board = queries.get_board(board_id)
    if not board.opens_on <= local_date(at) <= board.closes_on:
        raise NotNow(
            say("“%(topic)s”在%(since)s至%(until)s征集意见，现在不能提交。")
            % {"topic": board.topic, "since": board.opens_on.isoformat(), "until": board.closes_on.isoformat()},
            code="board-not-open",
            authority=rulebook.cite("appeal-rules:18", on=local_date(at)),
            remedy=say("可以作为一般诉求提出。"),
        )
    return board


def _enter(
    step: "Transition[Matter]",
    *,
    reception: Reception,
    channel: str,
    publish: bool,
    guest: bool,
    token: str,
    anonymous: bool = False,
    entered: bool = False,
    board: Board | None = None,
    raiser_id: int | None = None,
    on_behalf_of: str = "",
    address: str = "",
) -> Raised:
    """What both have in common; the words are those of the command. ``guest``: by somebody who gets a key."""
    given, actor, at = step.values, step.actor, step.at
    text: str = given["text"]
    title: str = given["title"] or text.split("\n", 1)[0][:DEFAULT_TITLE]
    words_hash = queries.text_hash(title, text)
    key = queries.key_for_token(token) if guest else ""
    seal = queries.index_of_key(key) if guest else ""
    senders = {} if entered else senders_of(actor, address)
    if not entered:
        _refuse_the_same(actor, senders, words_hash, at)
        hold_off(senders, at)
    doer = Actor(kind="guest", sealed=seal) if guest and not entered else actor
    raised = matters.open_matter(
        kind="appeal",
        verb="raise_appeal",
        word=RAISED.verb,
        title=title,
        text=text,
        category=given["category"],
        origin_id=reception.body_id,
        actor=doer,
        at=at,
        details={"channel": str(Appeal.Channel(channel).label)},
        anonymous=anonymous,
        public=publish,
        place=given["place"],
        on_behalf_of=on_behalf_of,
        source="counter" if entered else SOURCES[channel],
        raiser_id=raiser_id,
        sealed_index=seal,
    )
    matter = raised.matter
    step.recorded()
    if guest:
        FollowKey.objects.create(index=seal, matter=matter, made_at=at)
    dangers = queries.dangers_in(title, text, at=at)
    step.note(danger=" ".join(dangers))
    write(
        matter,
        at=at,
        nature=given["nature"],
        channel=channel,
        publish=publish,
        danger=" ".join(dangers),
        board=board,
        text_hash=words_hash,
        entered_by_id=actor.person_id if entered else None,
    )
    note_sending(senders, words_hash, matter.pk, at)
    if given["uploads"]:
        matters.attach(matter=matter, uploads=given["uploads"], actor=doer, at=at)
    return Raised(matter, raised.receipt, key, dangers)


def write(matter: "Matter", *, at: dt.datetime, **fields: Any) -> Appeal:
    """The row beside the matter, with what is suggested for it; counted at once."""
    routes = queries.routes_for(matter.title, matter.text, category=matter.category, place=matter.place, at=at)
    best = routes.best
    appeal = Appeal.objects.create(
        matter=matter,
        suggested_unit_id=best.unit_id if best else None,
        suggested_by=best.by if best else "",
        suggested_why=best.why if best else "",
        suggested_category=routes.category.category if routes.category else "",
        confidence=best.confidence if best else None,
        because=best.because if best else [],
        **fields,
    )
    recount_now(matter)
    return appeal


def _refuse_the_same(actor: Actor, senders: dict[str, str], words_hash: str, at: dt.datetime) -> None:
    mine = queries.own_same(actor, words_hash)
    if mine is None:
        # Behind one address sit many: only who has no account is known by it.
        known = {sort: who for sort, who in senders.items() if sort == "person"} or senders
        lately = sent_before(known, words_hash, at)
        mine = lately.matter if lately else None
    if mine is None:
        return
    raise NotNow(
        say("同样的内容您已经提出过（%(number)s），正在办理。") % {"number": mine.number},
        code="raised-before",
        authority=rulebook.cite("appeal-rules:16", on=local_date(at)),
        remedy=say("请查看它的进展；有新的情况可以补充说明或者催办。"),
        details={"number": mine.number, "public": mine.public},
    )


@transaction.atomic
def raise_from_proposal(*, proposal_matter_id: int, actor: Actor, at: dt.datetime) -> "Matter":
    """A proposal without concrete advice goes on as an appeal: raiser and voices stay, each is linked to the other.

    Called by the table of reactions; twice gives the same appeal. Raises Refused: no receiving unit is set. proposal-rules:3.
    """
    known = Appeal.objects.select_related("matter").filter(matter__turned_from_id=proposal_matter_id).first()
    if known is not None:
        return known.matter
    proposal = matter_queries.with_bodies(proposal_matter_id)
    nobody = proposal.raiser_id is None and not proposal.sealed_index
    raised = matters.open_matter(
        kind="appeal",
        verb="raise_appeal",
        word=RAISED.verb,
        title=proposal.title,
        text=proposal.text,
        category=proposal.category,
        origin_id=_main().body_id,
        actor=actor,
        at=at,
        details={"channel": str(Appeal.Channel.PROPOSAL.label)},
        public=proposal.public,
        place=proposal.place,
        source="import" if nobody else "congress",
        raiser_id=proposal.raiser_id,
        sealed_index=proposal.sealed_index,
        turned_from_id=proposal.pk,
    )
    matter = raised.matter
    for voice in proposal.voices.exclude(part="raiser").order_by("id"):
        matter.voices.create(
            part="joined", person_id=voice.person_id, sealed_index=voice.sealed_index, at=at, words=voice.words
        )
    write(
        matter,
        at=at,
        nature=Appeal.Nature.SUGGESTION,
        channel=Appeal.Channel.PROPOSAL,
        publish=proposal.public,
        danger="",
        text_hash=queries.text_hash(proposal.title, proposal.text),
    )
    announce(AppealRaised(**matters.facts(matter, actor, at)))
    return matter
