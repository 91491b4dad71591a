"""The ledger for machines: ``/api/v1/ledger/…``."""

from django.http import HttpRequest
from ninja import Router

from gongjian.kernel.actor import actor_of

from . import queries
from .schemas import ChainOut, EntriesOut, EntryOut, ReceiptOut, StateOut

router = Router(tags=["ledger"])


@router.get("/receipts/{code}", response=ReceiptOut, auth=None, summary="核验一张回执（不用登录）")
def read_receipt(request: HttpRequest, code: str) -> ReceiptOut:
    """Check a receipt: hashes recomputed now. 422: miscopied; 404: no such receipt."""
    found = queries.check_receipt(code)
    now = found.state
    state = StateOut(state=str(now.state), since=now.since, holder=str(now.holder), url=now.url) if now else None
    return ReceiptOut(
        code=found.code,
        label=found.label,
        what=found.what,
        at=found.at,
        seq=found.seq,
        hash=found.hash,
        hash_now=found.hash_now,
        sound=found.sound,
        sealed_at=found.sealed_at if found.seal_sound else None,
        state=state,
    )


@router.get("/state", response=ChainOut, summary="台账的现状")
def read_state(request: HttpRequest) -> ChainOut:
    """Head, last seal, last walk. Needs ``audit.read``."""
    now = queries.ledger_for(actor_of(request))
    return ChainOut(
        head_seq=now.head_seq,
        head_hash=now.head_hash,
        unlinked_since=now.unlinked_since,
        sealed_at=now.last_seal.at if now.last_seal else None,
        verified_at=now.last_walk.at if now.last_walk else None,
        sound=now.last_walk.sound if now.last_walk else None,
    )


@router.get("/entries", response=EntriesOut, summary="台账记录，可按对象筛选")
def list_entries(
    request: HttpRequest, subject_kind: str = "", subject_id: int | None = None, after: str = ""
) -> EntriesOut:
    """Entries, latest first, 50 a page. Needs ``audit.read``."""
    page = queries.entries_page(actor_of(request), subject_kind=subject_kind, subject_id=subject_id, after=after)
    rows = [queries.row_of(entry) for entry in page.rows]
    return EntriesOut(
        entries=[
            EntryOut(
                seq=row.seq,
                hash=row.hash,
                at=row.at,
                actor_name=row.actor_name,
                actor_title=row.actor_title,
                verb=row.verb,
                sentence=row.sentence,
                details=row.details,
                authority=row.authority,
                subject_kind=row.subject_kind,
                subject_id=row.subject_id,
            )
            for row in rows
        ],
        after=page.after,
    )
