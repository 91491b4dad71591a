"""An appeal comes in: raised by somebody signed in, anonymously, by a guest with a key, or entered at the counter."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from gongjian.audit import queries as ledger
from gongjian.kernel.actor import Actor
from gongjian.kernel.clock import local_date
from gongjian.kernel.outbox import announce
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotNow
from gongjian.matters import operations as matters
from gongjian.matters import queries as matter_queries
from gongjian.people import queries as people
from gongjian.rulebook import queries as rulebook

from .. import queries
from ..events import AppealRaised
from ..models import Appeal, Board, FollowKey, Reception
from ..permissions import may_enter_for
from .counting import recount_now
from .sending import hold_off, note_sending, senders_of, sent_before

if TYPE_CHECKING:
    from gongjian.matters.models import Matter

SUBJECT = "matters.matter"
SOURCES = {"web": "self", "api": "self", "board": "board", "import": "import", "proposal": "congress"}
ENTERED = ("counter", "phone", "wechat", "qq", "paper")
DEFAULT_TITLE = 30


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


@transaction.atomic
def raise_appeal(
    *,
    title: str,
    text: str,
    nature: str,
    actor: Actor,
    at: dt.datetime,
    category: str = "other",
    place: str = "",
    anonymous: bool = False,
    publish: bool = False,
    board_id: int | None = None,
    channel: str = "web",
    address: str = "",
    uploads: Iterable[Any] = (),
    token: str = "",
) -> Raised:
    """Raise an appeal with the school's receiving unit, or on a topic of the board with its station. appeal-rules:1.

    Signed in by name or anonymously; a guest is given a key to follow it by. The same form token gives the same result
    again. Raises Refused: a field is missing or too long, the topic is not open, too many lately, or the very same words
    were sent and are not settled (code "raised-before", ``details`` hold its number).
    """
    board = _open_board(board_id, at)
    return _enter(
        title=title,
        text=text,
        nature=nature,
        category=category,
        place=place,
        anonymous=anonymous and actor.person_id is not None,
        publish=publish or board is not None,
        board=board,
        reception=board.reception if board else _main(),
        channel="board" if board else channel if channel in ("web", "api") else "web",
        actor=actor,
        at=at,
        guest=actor.person_id is None,
        address=address,
        uploads=uploads,
        token=token,
    )


@transaction.atomic
def enter_appeal(
    *,
    title: str,
    text: str,
    nature: str,
    channel: str,
    actor: Actor,
    at: dt.datetime,
    reception_id: int | None = None,
    person_number: str = "",
    on_behalf_of: str = "",
    category: str = "other",
    place: str = "",
    publish: bool = False,
    uploads: Iterable[Any] = (),
    token: str = "",
) -> Raised:
    """Enter for somebody what came by counter, telephone, letter or chat. The person is known by number, or gets a key.

    The ledger says who entered it. Raises Refused: no right at this receiving unit, no such person, a field is wrong.
    """
    reception = queries.get_reception(reception_id) if reception_id else _main()
    permit(may_enter_for, actor, reception)
    if channel not in ENTERED:
        raise Malformed.at("channel", _("请选择诉求是怎样来的。"))
    person = people.person_by_number(person_number) if person_number.strip() else None
    return _enter(
        title=title,
        text=text,
        nature=nature,
        category=category,
        place=place,
        publish=publish,
        reception=reception,
        channel=channel,
        actor=actor,
        at=at,
        raiser_id=person.pk if person else None,
        on_behalf_of=on_behalf_of,
        guest=person is None,
        entered=True,
        uploads=uploads,
        token=token,
    )


def _main() -> Reception:
    reception = queries.main_reception()
    if reception is None:
        raise NotNow(
            _("本校还没有设置受理单位，暂时不能提交诉求。"),
            code="no-reception",
            remedy=_("请系统管理员先设置受理单位。"),
        )
    return reception


def _open_board(board_id: int | None, at: dt.datetime) -> Board | None:
    if board_id is None:
        return None
    board = queries.get_board(board_id)
    if not board.opens_on <= local_date(at) <= board.closes_on:
        raise NotNow(
            _("“%(topic)s”在%(since)s至%(until)s征集意见，现在不能提交。")
            % {"topic": board.topic, "since": board.opens_on.isoformat(), "until": board.closes_on.isoformat()},
            code="board-not-open",
            authority=rulebook.cite("appeal-rules:18", on=local_date(at)),
            remedy=_("可以作为一般诉求提出。"),
        )
    return board


def _enter(
    *,
    title: str,
    text: str,
    nature: str,
    category: str,
    place: str,
    publish: bool,
    reception: Reception,
    channel: str,
    actor: Actor,
    at: dt.datetime,
    anonymous: bool = False,
    guest: bool = False,
    entered: bool = False,
    board: Board | None = None,
    raiser_id: int | None = None,
    on_behalf_of: str = "",
    address: str = "",
    uploads: Iterable[Any] = (),
    token: str = "",
) -> Raised:
    if nature not in Appeal.Nature.values:
        raise Malformed.at("nature", _("请选择是咨询、投诉、求助还是建议。"))
    title = title if title.strip() else text.strip().split("\n", 1)[0][:DEFAULT_TITLE]
    words_hash = queries.text_hash(title, text)
    key = queries.key_for_token(token) if guest else ""
    seal = queries.index_of_key(key) if guest else ""
    before = matters.raised_before(actor, token) if token else None
    if before is not None:
        codes = [r.code for r in ledger.receipts_of(SUBJECT, before.matter.pk)]
        mine = key if key and before.matter.sealed_index == seal else ""
        return Raised(before.matter, codes[0] if codes else "", mine, again=True)
    senders = {} if entered else senders_of(actor, address)
    if not entered:
        _refuse_the_same(actor, senders, words_hash, at)
        hold_off(senders, at)
    doer = Actor(kind="guest", sealed=seal) if guest and not entered else actor
    raised = matters.open_matter(
        kind="appeal",
        verb="raise_appeal",
        word="appeals.raised",
        title=title,
        text=text,
        category=category,
        origin_id=reception.body_id,
        actor=doer,
        at=at,
        details={"channel": str(Appeal.Channel(channel).label)},
        anonymous=anonymous,
        public=publish,
        place=place,
        on_behalf_of=on_behalf_of,
        source="counter" if entered else SOURCES[channel],
        raiser_id=raiser_id,
        sealed_index=seal,
        token=token,
    )
    matter = raised.matter
    if guest:
        FollowKey.objects.create(index=seal, matter=matter, made_at=at)
    dangers = queries.dangers_in(title, text, at=at)
    write(
        matter,
        at=at,
        nature=nature,
        channel=channel,
        publish=publish,
        danger=" ".join(dangers),
        board=board,
        text_hash=words_hash,
        entered_by_id=actor.person_id if entered else None,
    )
    note_sending(senders, words_hash, matter.pk, at)
    chosen = list(uploads)
    if chosen:
        matters.attach(matter=matter, uploads=chosen, actor=doer, at=at)
    announce(AppealRaised(**matters.facts(matter, doer, at), danger=" ".join(dangers)))
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
        _("同样的内容您已经提出过（%(number)s），正在办理。") % {"number": mine.number},
        code="raised-before",
        authority=rulebook.cite("appeal-rules:16", on=local_date(at)),
        remedy=_("请查看它的进展；有新的情况可以补充说明或者催办。"),
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
        word="appeals.raised",
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
