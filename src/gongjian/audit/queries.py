"""Reading the ledger: timelines, receipts, the state of the chain."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import segno
from django.db.models import F, QuerySet, Window
from django.db.models.functions import Lag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from gongjian.kernel.actor import Actor
from gongjian.kernel.paging import Page, page_by_key
from gongjian.kernel.permission import permit
from gongjian.kernel.refused import Malformed, NotFound, NotNow, Words
from gongjian.web import shapes
from gongjian.web.dates import when

from . import chain, codes, ledger_verbs, permissions, registry, signing, verification
from .models import Entry, Head, Receipt, Seal, Verification
from .registry import PublicState as PublicState  # for the apps that say what the public may see

LONGEST_WAY = 50_000  # entries between a receipt and its seal: a busy day, 3 MB


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One entry made ready for a timeline. ``seq`` is None for the moment between commit and linking."""

    id: int
    seq: int | None
    hash: str
    at: dt.datetime
    actor_name: str
    actor_title: str
    actor_person_id: int | None
    verb: str
    verb_label: str
    sentence: str
    label: str
    details: dict[str, Any]
    authority: str
    forgotten: bool
    subject_kind: str
    subject_id: int


def row_of(entry: Entry) -> TimelineRow:
    """An entry as shown."""
    facts = entry.facts
    forgotten = entry.content is None
    return TimelineRow(
        id=entry.pk,
        seq=entry.seq,
        hash=entry.hash,
        at=entry.at,
        actor_name=entry.actor_name,
        actor_title=entry.actor_title,
        actor_person_id=entry.actor_person_id,
        verb=entry.verb,
        verb_label=ledger_verbs.label_of(entry.verb),
        sentence=_("内容已按规定抹去。")
        if forgotten
        else ledger_verbs.sentence_of(
            entry.verb,
            actor=entry.actor_name,
            title=entry.actor_title,
            label=facts["label"],
            details=facts["details"],
        ),
        label=facts["label"],
        details=facts["details"],
        authority=entry.authority,
        forgotten=forgotten,
        subject_kind=entry.subject_kind,
        subject_id=entry.subject_id,
    )


def _about(subject_kind: str, subject_id: int) -> QuerySet[Entry]:
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id)


def timeline(subject_kind: str, subject_id: int, limit: int = 200) -> list[TimelineRow]:
    """What happened to the subject, oldest first; of a very long life the latest *limit* entries. One query."""
    rows = list(_about(subject_kind, subject_id).order_by("-id")[:limit])
    return [row_of(entry) for entry in reversed(rows)]


def timelines(subjects: Iterable[tuple[str, int]], limit: int = 200) -> list[TimelineRow]:
    """The common timeline of several subjects (a matter with its measures and files), oldest first. One query."""
    found = Entry.objects.none()
    for kind, subject_id in subjects:
        found = found | _about(kind, subject_id)
    return [row_of(entry) for entry in reversed(list(found.order_by("-id")[:limit]))]


def shown_timeline(rows: Iterable[TimelineRow]) -> shapes.Timeline:
    """Rows of a timeline in the shape of the pages, latest first, each with its number in the chain."""
    return shapes.Timeline(
        [
            shapes.TimelineItem(
                at=when(row.at),
                verb=row.verb_label,
                who=shapes.Who(row.actor_name or _("（匿名）"), row.actor_title),
                sentence=row.sentence,
                authority=row.authority,
                seal=f"#{row.seq}" if row.seq else _("待编号"),
            )
            for row in sorted(rows, key=lambda r: r.id, reverse=True)
        ]
    )


def latest(subject_kind: str, subject_id: int) -> TimelineRow | None:
    """The last entry about the subject: who was faster, and what they did."""
    entry = _about(subject_kind, subject_id).order_by("-id").first()
    return row_of(entry) if entry else None


def has_done(actor: Actor, verb: str, subject_kind: str, subject_id: int, *, since: dt.datetime) -> bool:
    """Whether this person has done this to this subject after that moment.

    Whoever is recorded without a person (an anonymous raiser, the holder of a key) is known by the name on record.
    """
    rows = _about(subject_kind, subject_id).filter(verb=verb, at__gt=since, actor_person_id=actor.person_id)
    return (rows if actor.person_id else rows.filter(actor_name=actor.name)).exists()


def receipt(code: str) -> Receipt | None:
    """The receipt with this code as typed by a person; None if there is none or it is miscopied."""
    plain = codes.read_code(code)
    return Receipt.objects.select_related("entry").filter(code=plain).first() if plain else None


def receipts_of(subject_kind: str, subject_id: int) -> list[Receipt]:
    """The receipts given for a subject, oldest first."""
    return list(Receipt.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("entry_id"))


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """What the public receipt page shows, everything recomputed at the moment of asking."""

    code: str
    label: str
    what: str
    at: dt.datetime
    seq: int | None
    hash: str
    hash_now: str
    content_forgotten: bool
    content_sound: bool
    link_sound: bool
    neighbours_sound: bool
    receipt_sound: bool
    sealed_at: dt.datetime | None
    seal_sound: bool
    state: registry.PublicState | None

    @property
    def sound(self) -> bool:
        """Whether the entry is linked and stands as it was written, and so does the receipt."""
        return (
            self.seq is not None
            and self.content_sound
            and self.link_sound
            and self.neighbours_sound
            and self.receipt_sound
        )


def backward_times(by: dt.timedelta = dt.timedelta(hours=1)) -> list[tuple[int, dt.datetime, dt.datetime]]:
    """Where the database's clock ran backwards by more than *by*: number of the entry, when it was written, when the one before."""
    rows = Entry.objects.filter(seq__isnull=False).annotate(before=Window(Lag("written_at"), order_by=F("seq").asc()))
    found = rows.filter(written_at__lt=F("before")).order_by("seq").values_list("seq", "written_at", "before")
    return [(seq, at, before) for seq, at, before in found if seq is not None and before - at > by]


def check_receipt(code: str) -> CheckedReceipt:
    """Check a receipt: hashes recomputed now, both neighbours in the chain, the first seal over it, the present state.

    Raises Malformed if the code is miscopied, NotFound if there is no such receipt. At most six queries.
    """
    if codes.read_code(code) is None:
        raise Malformed.at(
            "code", _("回执码有误：它是 16 位字母和数字，末位用于校验。请对照回执逐位核对。"), code="receipt-miscopied"
        )
    found = receipt(code)
    if found is None:
        raise NotFound(
            _("没有这张回执。"), code="receipt-unknown", remedy=_("请对照回执核对；如果确认无误，请联系受理单位。")
        )
    row = Entry.objects.filter(pk=found.entry_id).values_list(*verification.COLUMNS).first()
    state = registry.public_state_of(found.subject_kind, found.subject_id)
    if row is None:
        return CheckedReceipt(
            found.code, found.label, "", found.at, None, "", "", False, False, False, False, False, None, False, state
        )
    link = verification.Link(*row)
    receipt_sound = verification.hash_of(found) == link.receipt
    what = ledger_verbs.label_of(link.verb)
    content = link.content_now()
    content_sound = content is None or content == link.content_hash
    if row[0] is None:
        return CheckedReceipt(
            found.code,
            found.label,
            what,
            link.at,
            None,
            "",
            "",
            content is None,
            content_sound,
            False,
            False,
            receipt_sound,
            None,
            False,
            state,
        )
    hash_now = link.hash_now()
    before = verification.link_at(link.seq - 1)
    after = verification.link_at(link.seq + 1)
    prev = before.hash if before else (chain.GENESIS if link.seq == 1 else "")
    seal = Seal.objects.filter(seq__gte=link.seq).order_by("seq").first()
    return CheckedReceipt(
        code=found.code,
        label=found.label,
        what=what,
        at=link.at,
        seq=link.seq,
        hash=link.hash,
        hash_now=hash_now,
        content_forgotten=content is None,
        content_sound=content_sound,
        link_sound=hash_now == link.hash,
        neighbours_sound=link.prev_hash == prev and (after is None or after.prev_hash == link.hash),
        receipt_sound=receipt_sound,
        sealed_at=seal.at if seal else None,
        seal_sound=bool(seal and seal_is_sound(seal)),
        state=state,
    )


def exported_receipt(code: str) -> dict[str, Any]:
    """A receipt with all that is needed to check it elsewhere: its entry, the way to the first seal over it, the seal.

    The entries on the way are given by their hashes alone and tell nothing of themselves; of the receipt's own entry
    names and contents stay out too. Raises Malformed and NotFound like ``check_receipt``, NotNow if the entry has no
    number yet or the way is longer than ``LONGEST_WAY``. Five queries.
    """
    checked = check_receipt(code)
    found = receipt(code)
    link = verification.link_at(checked.seq) if checked.seq else None
    if found is None or link is None:
        raise NotNow(_("记录正在编入台账，通常一秒之内完成。"), remedy=_("请稍后再下载。"), code="receipt-unlinked")
    seal = Seal.objects.filter(seq__gte=link.seq).order_by("seq").first()
    if seal is not None and seal.seq - link.seq > LONGEST_WAY:
        raise NotNow(
            _("这条记录到封存处之间有 %(n)d 条记录，太长，不能放进一个文件。") % {"n": seal.seq - link.seq},
            remedy=_("请在网页上核验，或向系统管理员索取。"),
            code="receipt-far",
        )
    between = verification.links_from(link.seq + 1) if seal is not None else iter(())
    return {
        "format": "gongjian-receipt",
        "version": 2,
        "code": found.code,
        "label": found.label,
        "at_microseconds": chain.microseconds(found.at),
        "entry": {
            "seq": link.seq,
            "prev_hash": link.prev_hash,
            "hash": link.hash,
            "id": link.entry_id,
            "verb": link.verb,
            "subject_kind": link.subject_kind,
            "subject_id": link.subject_id,
            "at_microseconds": chain.microseconds(link.at),
            "content_hash": link.content_hash,
            "authority": link.authority,
            "receipt": link.receipt,
        },
        "links": [one.body() for one in takewhile(lambda one: seal is not None and one.seq <= seal.seq, between)],
        "seal": {
            "number": seal.number,
            "prev_hash": seal.prev_hash,
            "seq": seal.seq,
            "hash": seal.hash,
            "at_microseconds": chain.microseconds(seal.at),
            "public_key": seal.public_key,
            "signature": seal.signature,
        }
        if seal is not None
        else None,
    }


def seal_is_sound(seal: Seal) -> bool:
    """Whether the seal's signature is ours and the entry it sealed is still the same."""
    return _is_signed_by_us(seal) and Entry.objects.filter(seq=seal.seq, hash=seal.hash).exists()


def _is_signed_by_us(seal: Seal) -> bool:
    text = verification.seal_words(seal)
    return seal.public_key == signing.public_key() and signing.is_signed(text, seal.signature, seal.public_key)


@dataclass(frozen=True, slots=True)
class LedgerState:
    """For the health check and the ledger's page: cheap to ask, never a walk."""

    head_seq: int
    head_hash: str
    unlinked_since: dt.datetime | None
    last_seal: Seal | None
    last_walk: Verification | None

    def is_well(self, at: dt.datetime) -> bool:
        """No entry unlinked for more than a minute, and the last walk (if any) found nothing."""
        late = self.unlinked_since is not None and self.unlinked_since < at - verification.UNLINKED_FOR
        return not late and (self.last_walk is None or self.last_walk.sound)


def state() -> LedgerState:
    """Head, oldest unlinked entry, last seal, last walk. Four queries on indexes."""
    head = Head.objects.filter(pk=1).first()
    waiting = Entry.objects.filter(seq__isnull=True).order_by("id").values_list("written_at", flat=True).first()
    return LedgerState(
        head_seq=head.seq if head else 0,
        head_hash=head.hash if head else "",
        unlinked_since=waiting,
        last_seal=Seal.objects.order_by("-seq").first(),
        last_walk=Verification.objects.order_by("-at").first(),
    )


def qr(address: str) -> SafeString:
    """The address as a QR code: an inline SVG, black on what is below, for the receipt's page and for print."""
    drawn = segno.make(address, error="m", micro=False)
    svg = drawn.svg_inline(scale=4, border=2, dark="#000", svgclass="qr", lineclass=None, omitsize=False)
    return mark_safe(svg)


def ledger_for(actor: Actor) -> LedgerState:
    """``state`` for a person. Raises NotAllowed without ``audit.read``."""
    permit(permissions.read_ledger, actor, None)
    return state()


def last_seals(limit: int = 10) -> list[tuple[Seal, bool]]:
    """The latest seals, latest first, each with whether its signature is ours and it sealed what stands there. Two queries."""
    seals = list(Seal.objects.order_by("-seq")[:limit])
    there = dict(Entry.objects.filter(seq__in=[s.seq for s in seals]).values_list("seq", "hash"))
    return [(seal, there.get(seal.seq) == seal.hash and _is_signed_by_us(seal)) for seal in seals]


def entries_page(
    actor: Actor,
    *,
    subject_kind: str = "",
    subject_id: int | None = None,
    after: str = "",
    before: str = "",
    size: int = 50,
) -> Page[Entry]:
    """Entries of the ledger, latest first, by subject if given. Raises NotAllowed without ``audit.read``."""
    permit(permissions.read_ledger, actor, None)
    rows = Entry.objects.all()
    if subject_kind:
        rows = rows.filter(subject_kind=subject_kind)
        if subject_id is not None:
            rows = rows.filter(subject_id=subject_id)
    return page_by_key(rows, order=("-id",), after=after, before=before, size=size)


def subject_choices() -> list[tuple[str, Words]]:
    """Kinds of subject for the search form."""
    return [(s.kind, s.label) for s in registry.subjects()]
