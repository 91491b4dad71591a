"""The walk over the chain: every entry is hashed again, and the first broken link is named with what is wrong.

Streams by windows of ``seq``: constant memory, and writers are never kept waiting.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from gongjian.kernel.clock import local_date, local_time

from . import chain, linking, signing
from .models import Entry, Head, Receipt, Seal, Verification

WINDOW = 5000
UNLINKED_FOR = dt.timedelta(minutes=1)
FORGOTTEN = "audit.forgotten"
COLUMNS = (
    "seq",
    "prev_hash",
    "hash",
    "id",
    "verb",
    "subject_kind",
    "subject_id",
    "at",
    "content_hash",
    "salt",
    "content",
    "actor_person_id",
    "actor_name",
    "actor_title",
    "authority",
    "receipt",
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    ``kind``: missing · inserted · moved · changed · wiped · cut-off · seal · receipt · walk · unlinked.
    """

    kind: str
    sentence: str
    seq: int | None = None
    entry_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class Report:
    """The outcome: how many entries were walked, in how many seconds, and what is wrong (nothing: ``sound``)."""

    entries: int = 0
    seconds: float = 0.0
    first: int = 1
    head_seq: int = 0
    head_hash: str = chain.GENESIS
    seals: int = 0
    forgotten: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {**asdict(self), "sound": self.sound}


@dataclass(frozen=True, slots=True)
class Link:
    """One linked entry as read for the walk."""

    seq: int
    prev_hash: str
    hash: str
    entry_id: int
    verb: str
    subject_kind: str
    subject_id: int
    at: dt.datetime
    content_hash: str
    salt: str
    content: str | None
    actor_person_id: int | None
    actor_name: str
    actor_title: str
    authority: str
    receipt: str

    def content_now(self) -> str | None:
        """The content's hash recomputed; None if the content has been forgotten."""
        if self.content is None:
            return None
        return chain.content_hash(
            self.salt, self.content, self.actor_person_id, self.actor_name, self.actor_title, self.authority
        )

    def body(self) -> str:
        """What is kept for good, hashed without its place."""
        return chain.body_hash(
            self.entry_id,
            self.verb,
            self.subject_kind,
            self.subject_id,
            self.at,
            self.content_hash,
            self.authority,
            self.receipt,
        )

    def hash_now(self, seq: int | None = None, prev_hash: str | None = None) -> str:
        """The link's hash recomputed, on demand as if it stood at another place."""
        at_seq = self.seq if seq is None else seq
        return chain.place_hash(at_seq, self.prev_hash if prev_hash is None else prev_hash, self.body())


def hash_of(receipt: Receipt) -> str:
    """What the entry of this receipt carries."""
    return chain.receipt_hash(receipt.code, receipt.subject_kind, receipt.subject_id, receipt.label, receipt.at)


def seal_words(seal: Seal) -> bytes:
    """What this seal signs, as its row tells it."""
    return signing.seal_text(seal.number, seal.prev_hash, seal.seq, seal.hash, seal.at)


def hash_of_seal(seal: Seal) -> str:
    """What the next seal names."""
    return chain.seal_hash(seal.prev_hash, seal_words(seal), seal.public_key, seal.signature)


def links_from(seq: int) -> Iterator[Link]:
    """Linked entries in order of ``seq``, from *seq* on, read in windows."""
    while True:
        rows = list(Entry.objects.filter(seq__gte=seq).order_by("seq").values_list(*COLUMNS)[:WINDOW])
        for row in rows:
            yield Link(*row)
        if len(rows) < WINDOW:
            return
        seq = rows[-1][0] + 1


def link_at(seq: int) -> Link | None:
    """The linked entry with this number."""
    row = Entry.objects.filter(seq=seq).values_list(*COLUMNS).first()
    return Link(*row) if row else None


def walk(at: dt.datetime, progress: Progress | None = None, first: int = 1) -> Report:
    """Walk the whole chain and check head, seals, receipts and the unlinked. Stops at the first broken link.

    ``progress`` is told (entries walked, how many there are) once a window. With *first* the walk begins there and
    takes the entry before it as given.
    """
    started = time.perf_counter()
    report = Report()
    head = Head.objects.filter(pk=1).first()
    before = link_at(first - 1) if first > 1 else None
    if before is not None:
        report.head_seq, report.head_hash = before.seq, before.hash
    else:
        first = 1
    report.first = first
    until = max(0, (head.seq if head else 0) - first + 1)
    seals = {s.seq: s for s in Seal.objects.filter(seq__gte=first).order_by("seq")}
    wiped: set[int] = set()
    broken: Finding | None = None
    receipts = Receipts()
    for link in links_from(first):
        broken = _what_is_wrong(link, report.head_seq, report.head_hash)
        if broken:
            break
        report.entries += 1
        report.head_seq, report.head_hash = link.seq, link.hash
        if link.content is None:
            wiped.add(link.entry_id)
            report.forgotten += 1
        elif link.verb == FORGOTTEN:
            wiped.difference_update(orjson.loads(link.content)["details"].get("entries", ()))
        seal = seals.pop(link.seq, None)
        if seal is not None:
            report.seals += 1
            report.findings.extend(_seal_findings(seal, link.hash))
        report.findings.extend(receipts.findings(link))
        if progress and report.entries % WINDOW == 0:
            progress(report.entries, until)
    if broken:
        report.findings.insert(0, broken)
    else:
        report.findings.extend(_end_findings(report, head, list(seals.values())))
        report.findings.extend(_wiped_findings(wiped))
        report.findings.extend(_receipt_findings())
    report.findings.extend(_row_of_seals(head))
    report.findings.extend(_row_of_walks(head))
    report.findings.extend(_unlinked_findings(at))
    report.seconds = time.perf_counter() - started
    if progress:
        progress(report.entries, max(until, report.entries))
    return report


def _what_is_wrong(link: Link, last_seq: int, last_hash: str) -> Finding | None:
    """None if the link follows on the last one; otherwise what happened here."""
    expected = last_seq + 1
    if link.seq == expected and link.prev_hash == last_hash and link.hash_now() == link.hash:
        content = link.content_now()
        names_left = link.salt or link.actor_name or link.actor_title or link.actor_person_id is not None
        if content == link.content_hash or (content is None and not names_left):
            return None
        return _found("changed", link, _("第 %(seq)d 号记录的内容被改动：重新计算的内容摘要与所存不符。"))
    if link.seq != expected:
        return Finding(
            "missing",
            _("第 %(first)d 号至第 %(last)d 号记录缺失：第 %(before)d 号之后直接是第 %(next)d 号。")
            % {"first": expected, "last": link.seq - 1, "before": last_seq, "next": link.seq},
            expected,
        )
    if link.prev_hash != last_hash:
        return _misplaced(link, last_hash)
    if link.hash_now(seq=link.seq + 1) == link.hash or link.hash_now(seq=link.seq - 1) == link.hash:
        return _found("moved", link, _("第 %(seq)d 号记录的编号被改动：它原来在相邻的位置。"))
    return _found("changed", link, _("第 %(seq)d 号记录被改动：事项、动作、时间或内容摘要与链上的摘要不符。"))


def _misplaced(link: Link, last_hash: str) -> Finding:
    """The link does not name its predecessor: something was put in, taken out, or put elsewhere."""
    before = link_at(link.seq - 1)
    if before is not None and before.prev_hash == link.prev_hash and link.hash_now(seq=link.seq - 1) == link.hash:
        return _found("inserted", before, _("第 %(seq)d 号记录是插入的：它后面的记录直接接在它前面的记录上。"))
    following = link_at(link.seq + 1)
    between = following is not None and following.prev_hash == last_hash
    if between and link.hash_now(seq=link.seq + 1) != link.hash:  # else the two have changed places
        return _found("inserted", link, _("第 %(seq)d 号记录是插入的：它后面的记录直接接在它前面的记录上。"))
    successor = (
        Entry.objects.filter(prev_hash=last_hash).exclude(pk=link.entry_id).values_list("seq", flat=True).first()
    )
    if successor is not None:
        return Finding(
            "moved",
            _("第 %(seq)d 号位置的记录次序被调换：应在此处的记录现在是第 %(other)s 号。")
            % {"seq": link.seq, "other": successor},
            link.seq,
            link.entry_id,
        )
    if not Entry.objects.filter(hash=link.prev_hash).exists() and any(
        link.hash_now(seq=link.seq + gap) == link.hash for gap in range(1, 1000)
    ):
        return _found("missing", link, _("第 %(seq)d 号位置原有的记录被删除，其后的记录被重新编号。"))
    if link.hash_now() == link.hash:
        return _found("inserted", link, _("第 %(seq)d 号记录不接在前一条之后：它是伪造的，或者前一条被换过。"))
    return _found("changed", link, _("第 %(seq)d 号记录的链接被改动：它所写的前一条摘要与前一条不符。"))


def _found(kind: str, link: Link, sentence: str) -> Finding:
    return Finding(kind, sentence % {"seq": link.seq}, link.seq, link.entry_id)


class Receipts:
    """The receipts beside the walk: read a window ahead, each compared with what its entry carries."""

    def __init__(self) -> None:
        self.until = 0
        self.by_entry: dict[int, Receipt] = {}

    def findings(self, link: Link) -> Iterator[Finding]:
        """What is wrong with the receipt of this entry."""
        if link.seq > self.until:
            self.until = link.seq + WINDOW - 1
            window = Receipt.objects.filter(entry__seq__gte=link.seq, entry__seq__lte=self.until)
            self.by_entry = {r.pk: r for r in window}
        receipt = self.by_entry.get(link.entry_id)
        found = _wrong_receipt(receipt, link.receipt)
        if found:
            words = {"seq": link.seq, "code": receipt.code if receipt else ""}
            yield Finding("receipt", found % words, link.seq, link.entry_id)


def _wrong_receipt(receipt: Receipt | None, carried: str) -> str:
    """The sentence for a receipt that is not the one its entry carries; empty if it is."""
    if receipt is None:
        return _("第 %(seq)s 号记录给出的回执不见了。") if carried else ""
    if not carried:
        return _("回执 %(code)s 是插入的：第 %(seq)s 号记录没有给出过回执。")
    if hash_of(receipt) != carried:
        return _("第 %(seq)s 号记录的回执 %(code)s 被改动，与记录所存的摘要不符。")
    return ""


def _end_findings(report: Report, head: Head | None, seals_left: list[Seal]) -> Iterator[Finding]:
    """The end of the chain against the noted head and the seals beyond it."""
    if Head.objects.exclude(pk=1).exists():
        yield Finding("inserted", _("链首标记不止一行。"), report.head_seq)
    if head is None:
        if report.head_seq:
            yield Finding("cut-off", _("链首标记缺失。"), report.head_seq)
    elif not linking.mark_is_ours(head):
        yield Finding("cut-off", _("链首标记与本机密钥不符：它被改动过，或者密钥被换过。"), head.seq)
    elif head.seq > report.head_seq:
        yield Finding(
            "cut-off",
            _("链的末尾被截断：应到第 %(head)d 号，实际只到第 %(last)d 号。")
            % {"head": head.seq, "last": report.head_seq},
            report.head_seq + 1,
        )
    elif head.seq == report.head_seq and head.hash != report.head_hash:
        yield Finding("changed", _("链首标记与第 %(seq)d 号记录的摘要不符。") % {"seq": head.seq}, head.seq)
    elif head.seq < report.head_seq and not Head.objects.filter(pk=1, seq__gte=report.head_seq).exists():
        yield Finding("inserted", _("第 %(seq)d 号之后的记录没有经过链首登记。") % {"seq": head.seq}, head.seq + 1)
    for seal in seals_left:
        yield Finding(
            "cut-off",
            _("%(at)s 封存时链已到第 %(seq)d 号，现在没有这一条。")
            % {"at": local_date(seal.at).isoformat(), "seq": seal.seq},
            seal.seq,
        )


def _seal_findings(seal: Seal, hash_there: str) -> Iterator[Finding]:
    text = seal_words(seal)
    if seal.public_key != signing.public_key() or not signing.is_signed(text, seal.signature, seal.public_key):
        yield Finding("seal", _("第 %(seq)d 号处的封存签名无效。") % {"seq": seal.seq}, seal.seq)
    elif seal.hash != hash_there:
        yield Finding("seal", _("第 %(seq)d 号记录与封存时不是同一条：链被整段重写过。") % {"seq": seal.seq}, seal.seq)


def _wiped_findings(wiped: set[int]) -> Iterator[Finding]:
    """Contents that are gone without a forgetting on record (one still waiting to be linked counts)."""
    if not wiped:
        return
    for content in Entry.objects.filter(verb=FORGOTTEN, content__isnull=False).values_list("content", flat=True):
        wiped.difference_update(orjson.loads(content or "{}").get("details", {}).get("entries", ()))
    for entry_id, seq in Entry.objects.filter(id__in=sorted(wiped)[:20]).values_list("id", "seq"):
        yield Finding("wiped", _("第 %(seq)s 号记录的内容被抹去，但没有抹去的登记。") % {"seq": seq}, seq, entry_id)


def _row_of_seals(head: Head | None) -> Iterator[Finding]:
    """The seals among themselves: numbered without a gap, each names the one before, and the head knows the last."""
    number, prev = 0, chain.GENESIS
    for seal in Seal.objects.order_by("number").iterator(chunk_size=1000):
        number += 1
        if seal.number != number:
            yield Finding("seal", _("第 %(n)d 次封存缺失。") % {"n": number}, seal.seq)
            return
        if seal.prev_hash != prev:
            yield Finding("seal", _("第 %(n)d 次封存不接在前一次之后：前一次被改动过。") % {"n": number}, seal.seq)
            return
        prev = hash_of_seal(seal)
    if head is not None and (head.seals, head.seal_hash) != (number, prev):
        yield Finding(
            "seal",
            _("应有封存 %(wanted)d 次，现有 %(n)d 次，或者最后一次被改动过。") % {"wanted": head.seals, "n": number},
            head.seq,
        )


def _row_of_walks(head: Head | None) -> Iterator[Finding]:
    """The kept outcomes of earlier walks among themselves, as the seals."""
    number, prev = 0, chain.GENESIS
    for row in Verification.objects.order_by("number").iterator(chunk_size=1000):
        number += 1
        facts = (number, row.at, row.entries, row.seconds, row.sound, row.findings)
        if row.number != number:
            yield Finding("walk", _("第 %(n)d 次核验的记录缺失。") % {"n": number})
            return
        if row.prev_hash != prev or row.hash != chain.walk_hash(prev, *facts):
            yield Finding("walk", _("第 %(n)d 次核验的记录被改动过。") % {"n": number})
            return
        prev = row.hash
    if head is not None and (head.walks, head.walk_hash) != (number, prev):
        words = {"wanted": head.walks, "n": number}
        yield Finding("walk", _("应有核验记录 %(wanted)d 次，现有 %(n)d 次，或者最后一次被改动过。") % words)


def _receipt_findings() -> Iterator[Finding]:
    """Receipts whose entry is gone, or not linked yet and does not carry them."""
    waiting = Receipt.objects.filter(entry__in=Entry.objects.filter(seq__isnull=True)).select_related("entry")
    for receipt in waiting.order_by("entry_id")[:WINDOW]:
        found = _wrong_receipt(receipt, receipt.entry.receipt)
        if found:
            words = {"seq": _("（待编号）"), "code": receipt.code}
            yield Finding("receipt", found % words, None, receipt.pk)
    lost = (
        Receipt.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id"))))
        .order_by("entry_id")
        .values_list("code", "entry_id")[:20]
    )
    for code, entry_id in lost:
        yield Finding("receipt", _("回执 %(code)s 所指的记录不存在。") % {"code": code}, None, entry_id)


def _unlinked_findings(at: dt.datetime) -> Iterator[Finding]:
    late = Entry.objects.filter(seq__isnull=True, written_at__lt=at - UNLINKED_FOR).order_by("id")
    for entry_id, since in late.values_list("id", "written_at")[:20]:
        yield Finding(
            "unlinked",
            _("%(at)s 的一条记录超过一分钟没有编入链中。") % {"at": f"{local_time(since):%Y-%m-%d %H:%M:%S}"},
            None,
            entry_id,
        )
